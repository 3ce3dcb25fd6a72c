"""Reads a form definition and names file and entry of whatever is wrong in it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.printing.errors import FormError
from jzdesk.printing.fonts import HEI, ROLES, SONG
from jzdesk.printing.forms import (
    EACH,
    FORM_FILE,
    PLACEHOLDER,
    Block,
    Cell,
    Field,
    FormDefinition,
    PageSetup,
    Row,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Lists = Mapping[str, Sequence[str]]

ROW_HEIGHT = 9.5
LABEL_HEIGHT = 7.5
"""Millimetres a label takes that stands on top of its cell."""

_ALIGNMENTS = {"left", "center"}


@dataclass(slots=True)
class _Entry:
    """One table of the file. Hands out its values by type and remembers which were asked for."""

    file: Path
    where: str
    table: Mapping[str, object]
    asked: set[str] = field(default_factory=set)

    def fail(self, what: str) -> FormError:
        return FormError(self.file, self.where, what)

    def _get(self, key: str, kind: type | tuple[type, ...], name: str) -> object:
        self.asked.add(key)
        value = self.table.get(key)
        if value is not None and (
            not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
        ):
            raise self.fail(f"{key} 应为{name}，现为 {value!r}")
        return value

    def text(self, key: str, default: str = "") -> str:
        value = self._get(key, str, "文字")
        return default if value is None else str(value)

    def needed(self, key: str) -> str:
        value = self.text(key).strip()
        if not value:
            raise self.fail(f"缺少 {key}")
        return value

    def number(self, key: str, default: float) -> float:
        value = self._get(key, (int, float), "数字")
        number = default if not isinstance(value, int | float) else float(value)
        if number < 0:
            raise self.fail(f"{key} 不能小于 0")
        return number

    def flag(self, key: str, default: bool = False) -> bool:
        value = self._get(key, bool, " true 或 false")
        return default if value is None else bool(value)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._get(key, list, "一组文字")
        found = value if isinstance(value, list) else []
        if not all(isinstance(one, str) and one for one in found):
            raise self.fail(f"{key} 应为一组文字")
        return tuple(found)

    def tables(self, key: str, what: str) -> list[_Entry]:
        value = self._get(key, list, "一组条目")
        found = value if isinstance(value, list) else []
        entries = []
        for place, one in enumerate(found, start=1):
            if not isinstance(one, Mapping):
                raise self.fail(f"{key} 第{place}项应为条目")
            entries.append(_Entry(self.file, f"{self.where}第{place}{what}{_called(one)}", one))
        return entries

    def inner(self, key: str) -> _Entry:
        value = self._get(key, Mapping, "条目")
        return _Entry(self.file, f"[{key}]", value if isinstance(value, Mapping) else {})

    def finish(self) -> None:
        """Refuse what nobody asked for: a misspelt key must not vanish silently."""
        unknown = sorted(set(self.table) - self.asked)
        if unknown:
            raise self.fail(f"不认识的项目 {'、'.join(unknown)}")


@dataclass(frozen=True, slots=True)
class _Known:
    """The fields of the form, and the words of the county's lists (None where nobody handed them in)."""

    fields: frozenset[str]
    lists: Lists | None

    def words(self, entry: _Entry, key: str, name: str) -> tuple[str, ...]:
        if self.lists is None:
            return ()
        if not self.lists.get(name):
            raise entry.fail(f"{key} 用了不认识的名单 {name}")
        return tuple(self.lists[name])


def _called(table: Mapping[str, object]) -> str:
    name = table.get("title") or table.get("label") or table.get("name")
    return f"“{name}”" if isinstance(name, str) else ""


def read_toml(file: Path) -> dict[str, object]:
    """The file as TOML. Raises FormError naming line and column of a slip of the pen."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FormError(file, "", "文件不存在") from None
    except OSError as error:
        raise FormError(file, "", f"读不出来（{error.strerror}）") from None
    except UnicodeDecodeError:
        raise FormError(file, "", "不是 UTF-8 编码的文本") from None
    except tomllib.TOMLDecodeError as error:
        raise FormError(file, "", f"写法有误（{error}）") from None


def read_form(folder: Path, lists: Lists | None = None) -> FormDefinition:
    """The definition in this folder, checked, with the words of `lists`. Raises FormError."""
    file = folder / FORM_FILE
    top = _Entry(file, "", read_toml(file))
    title = top.needed("title")
    fields = tuple(_read_field(entry) for entry in top.tables("fields", "个字段"))
    names = [one.name for one in fields]
    for name in names:
        if names.count(name) > 1:
            raise top.fail(f"字段 {name} 重复")
    known = _Known(frozenset(names), lists)
    page = _read_page(top.inner("page"), known)
    blocks = tuple(_read_block(entry, page, known) for entry in top.tables("blocks", "块"))
    if not blocks:
        raise top.fail("缺少 blocks，表上没有内容")
    form = FormDefinition(
        name=folder.name,
        title=title,
        folder=folder,
        text_font=_read_font(top, "text_font", SONG),
        label_font=_read_font(top, "label_font", HEI),
        page=page,
        fields=fields,
        blocks=blocks,
    )
    top.finish()
    return form


def _read_font(entry: _Entry, key: str, default: str) -> str:
    font = entry.text(key, default)
    if font not in ROLES:
        raise entry.fail(f"{key} 应为{'、'.join(sorted(ROLES))}之一，现为“{font}”")
    return font


def _read_field(entry: _Entry) -> Field:
    found = Field(name=entry.needed("name"), title=entry.needed("title"), note=entry.text("note"))
    entry.finish()
    return found


def _read_page(entry: _Entry, known: _Known) -> PageSetup:
    head, number = entry.text("head"), entry.text("number")
    for key, text in (("head", head), ("number", number)):
        _check_placeholders(entry, key, text, known)
    left, right = entry.number("left", 26), entry.number("right", 20)
    signatures = None
    cells = entry.tables("signatures", "个签名格")
    if cells:
        signatures = Row(
            cells=_read_cells(cells, entry, 210 - left - right, known),
            height=entry.number("signature_height", 11),
        )
    page = PageSetup(
        left=left,
        right=right,
        top=entry.number("top", 28),
        bottom=entry.number("bottom", 18),
        side=entry.number("side", 9),
        line=entry.number("line", 8.5),
        head=head,
        number=number,
        signatures=signatures,
        strike_out=entry.flag("strike_out"),
    )
    if page.body_width < 50 or page.line < 4:
        raise entry.fail("页边距过大，或行距 line 不足 4 毫米")
    entry.asked.add("signature_height")
    entry.finish()
    return page


def _read_block(entry: _Entry, page: PageSetup, known: _Known) -> Block:
    title = entry.text("title")
    width = page.body_width - (page.side if title else 0.0)
    rows = tuple(_read_row(one, page, width, known) for one in entry.tables("rows", "行"))
    if not rows:
        raise entry.fail("缺少 rows")
    block = Block(title=title, rows=rows, new_page=entry.flag("new_page"))
    entry.finish()
    return block


def _read_row(entry: _Entry, page: PageSetup, width: float, known: _Known) -> Row:
    lines = int(entry.number("lines", 0))
    entries = entry.tables("cells", "格")
    if not entries:
        raise entry.fail("缺少 cells")
    cells = _read_cells(entries, entry, width, known)
    top = LABEL_HEIGHT if any(cell.label_on_top for cell in cells) else 0.0
    row = Row(
        cells=cells,
        height=entry.number("height", top + lines * page.line if lines else ROW_HEIGHT),
        lines=lines,
    )
    if row.height < 5:
        raise entry.fail("height 不足 5 毫米")
    entry.finish()
    return row


def _read_cells(entries: list[_Entry], row: _Entry, width: float, known: _Known) -> tuple[Cell, ...]:
    cells = tuple(_read_cell(entry, known) for entry in entries)
    fixed = sum(cell.width for cell in cells)
    sharing = sum(cell.width == 0 for cell in cells)
    if fixed > width + 0.01 or (sharing and width - fixed < 8 * sharing):
        raise row.fail(f"各格宽度合计 {fixed:g} 毫米，放不进 {width:g} 毫米")
    if not sharing and abs(fixed - width) > 0.01:
        raise row.fail(f"各格宽度合计 {fixed:g} 毫米，不等于 {width:g} 毫米，请留一格不写 width")
    return cells


def _read_cell(entry: _Entry, known: _Known) -> Cell:
    listed = entry.text("choices_of")
    own = entry.texts("choices")
    if listed and own:
        raise entry.fail("choices 与 choices_of 只能写一个")
    cell = Cell(
        label=entry.text("label"),
        label_width=entry.number("label_width", 22),
        label_on_top=entry.flag("label_on_top"),
        hint=entry.text("hint"),
        value=entry.text("value"),
        text=entry.text("text"),
        blank=_each(entry, entry.text("blank"), known),
        choices=own or (known.words(entry, "choices_of", listed) if listed else ()),
        choices_of=listed,
        foot=entry.text("foot"),
        align=entry.text("align", "center"),
        width=entry.number("width", 0),
    )
    if cell.value and cell.value not in known.fields:
        raise entry.fail(f"value 用了未列入 fields 的字段 {cell.value}")
    if cell.value and cell.text:
        raise entry.fail("value 与 text 只能写一个")
    if (cell.choices or listed) and not cell.value:
        raise entry.fail("有 choices 或 choices_of 的格须写 value")
    if cell.align not in _ALIGNMENTS:
        raise entry.fail("align 应为 left 或 center")
    if cell.width and cell.label and not cell.label_on_top and cell.width < cell.label_width:
        raise entry.fail("width 小于 label_width")
    for key, text in (("text", cell.text), ("foot", cell.foot)):
        _check_placeholders(entry, key, text, known)
    entry.finish()
    return cell


def _each(entry: _Entry, blank: str, known: _Known) -> str:
    """`[list words]` once for each of the list's words, with commas."""
    if known.lists is None:
        return blank
    return EACH.sub(lambda found: "，".join(word + found[2] for word in known.words(entry, "blank", found[1])), blank)


def _check_placeholders(entry: _Entry, key: str, text: str, known: _Known) -> None:
    for name in PLACEHOLDER.findall(text):
        if name not in known.fields:
            raise entry.fail(f"{key} 用了未列入 fields 的字段 {name}")
