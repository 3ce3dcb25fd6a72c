"""登记簿: all records of a kind as a flat sheet that can be imported again, and empty sheets to be filled in (导入表样)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import Refused
from jzdesk.domain.import_runs import KINDS
from jzdesk.services.import_kinds import MODULES, kind_of
from jzdesk.services.import_words_shown import shown_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from jzdesk.domain.import_catalogue import Catalogue, Field
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.exports.ledgers import LedgerColumn
    from jzdesk.services.desk import Desk

ALL = "all"
"""The code under which every register is written, a sheet each."""

_PLAIN = {"date": "date", "int": "int", "money": "money", "id_number": "id", "phone": "id"}


def export_register(
    desk: Desk, kind: str, out: Path, progress: Callable[[int, int], None] | None = None
) -> dict[str, int]:
    """Write the register of a kind, or of all kinds (`all`), as a workbook; the rows of each. Imported into an empty vault and
    exported again it reads the same. Raises ExportError; what was at `out` before then stays."""
    from jzdesk.exports.indicator_sheet import Table, write_tables
    from jzdesk.exports.xlsx import write_register
    from jzdesk.services.imports import load

    desk.need(Permission.EXPORT)
    if kind != ALL and kind not in MODULES:
        raise Refused(f"没有“{kind}”这类登记簿，可以导出的有{'、'.join(KINDS[code] for code in MODULES)}。")
    catalogues = load(desk).kinds
    subtitle = f"单位：{desk.office.unit_name}　　导出日期：{desk.today:%Y-%m-%d}"
    with desk.vault.read(all_of_it=True):
        if kind != ALL:
            rows = rows_of(desk, catalogues[kind])
            title, columns = f"{KINDS[kind]}登记簿", columns_of(catalogues[kind])
            made = write_register(title, columns, rows=rows, out=out, subtitle=subtitle, made_on=desk.today,
                                  progress=progress)  # fmt: skip
            counts = {kind: sum(made.rows.values())}
        else:
            codes = [code for code in KINDS if code in MODULES]
            tables = tuple(
                Table(name=f"{KINDS[code]}登记簿", title=f"{KINDS[code]}登记簿", subtitle=subtitle, paper="A3",
                      columns=columns_of(catalogues[code]), rows=tuple(rows_of(desk, catalogues[code])))
                for code in codes
            )  # fmt: skip
            write_tables(tables, out, made_on=desk.today)
            counts = {code: len(table.rows) for code, table in zip(codes, tables, strict=True)}
    said = "，".join(f"{KINDS[code]}{count}行" for code, count in counts.items())
    desk.vault.log(desk.actor, "导出登记簿", noun="import", summary=f"{out.name}：{said}")
    return counts


def columns_of(catalogue: Catalogue) -> tuple[LedgerColumn, ...]:
    """The columns of a register: what is read again, after a serial number."""
    from jzdesk.exports.ledgers import LedgerColumn

    made = [LedgerColumn("seq", "序号", "", "int", 6)]
    for field in catalogue.register:
        kind: Any = _PLAIN.get(field.kind, "text")
        made.append(
            LedgerColumn(
                field.key, field.title, "", kind, max(float(field.width), 2.0 * len(field.title) + 1)
            )
        )
    return tuple(made)


def rows_of(desk: Desk, catalogue: Catalogue) -> Iterator[dict[str, object]]:
    """The register as a sheet writes it; inside a read."""
    fields = {field.key: field for field in catalogue.register}
    for number, values in enumerate(kind_of(catalogue.kind).register(desk), 1):
        yield {"seq": number} | row_of(desk.rulebook, fields, values)


def row_of(rules: Rulebook, fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, object]:
    """Values by field as the cells of a register: days and numbers as themselves, everything else in words."""
    return {
        key: value if fields[key].kind in ("date", "int", "money") else shown_value(rules, fields[key], value)
        for key, value in values.items()
        if key in fields
    }


# ---- empty sheets


def write_template(desk: Desk, kind: str, out: Path) -> None:
    """An empty sheet of a kind to be filled in: headings, drop-downs where a cell takes one of few words, and notes. Raises
    ExportError; what was at `out` before then stays."""
    from jzdesk.exports.import_form import FormColumn, ImportForm, write_form
    from jzdesk.services.imports import load

    desk.need(Permission.READ)
    if kind not in MODULES:
        raise Refused(f"没有“{kind}”这类导入表样。")
    catalogue = load(desk).kinds[kind]
    columns = tuple(
        FormColumn(field.title, _PLAIN.get(field.kind, "text"), float(field.width), required=field.required,
                   note=_note(field), choices=_choices(desk, field))
        for field in catalogue.register
    )  # fmt: skip
    write_form(ImportForm(title=f"{KINDS[kind]}导入表样", columns=columns, made_on=desk.today), out)


def _choices(desk: Desk, field: Field) -> tuple[str, ...]:
    if field.kind == "yes":
        return ("是", "否")
    if field.kind == "sex":
        return ("男", "女")
    if field.kind == "code" and field.codes in desk.rulebook.codes:
        return tuple(code.name for code in desk.rulebook.codes.offered(field.codes, desk.today))
    return ()


_NOTES = {
    "date": "写成 2026-03-05、2026.3.5、2026年3月5日 或者日期格式都可以。",
    "birth": "写成 1980-01-15；只知道年月的写 1980-01。",
    "codes": "多项之间用顿号隔开。",
    "measures": "写种类名称，多项之间用顿号隔开。",
    "names": "姓名之间用顿号隔开。",
    "money": "单位为元；表头写“万元”的按万元读。",
    "id_number": "18位，单元格须为文本格式，否则末几位会被表格软件改成0。",
}


def _note(field: Field) -> str:
    must = "必填。" if field.required else ""
    return f"{must}{field.note or _NOTES.get(field.kind, '')}"
