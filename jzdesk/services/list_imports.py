"""The county's own versions of the tolerance lists: looked at, exported, imported, ended, deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.list_changes import KIND_NAMES, compare, other_meanings
from jzdesk.domain.list_content import as_content, content_of, digest_of, lists_in, summary_of, tables_of
from jzdesk.domain.list_versions import (
    IMPORTED,
    STARTER,
    STATE_NAMES,
    ListVersion,
    overlapping,
    place,
    state_of,
    version_on,
)
from jzdesk.services.tolerance_lists import lists_by, named
from jzdesk.storage import list_versions as rows

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from jzdesk.domain.audit import Entry
    from jzdesk.domain.list_changes import EntryChange
    from jzdesk.domain.list_reading import Face, Problem
    from jzdesk.domain.list_versions import VersionState
    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.services.desk import Desk

GONE = "这一版清单已不存在，请刷新列表。"
_TOUCHED = Touched.RULES | Touched.TOLERANCE


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One line of the list of versions; `judged` counts the reviews it was used for."""

    id: int
    name: str
    document_number: str
    valid_from: date | None
    valid_to: date | None
    state: VersionState
    own: bool
    judged: int
    version: ListVersion

    @property
    def state_name(self) -> str:
        """The state in words."""
        return STATE_NAMES[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPreview:
    """What importing a workbook would do. `content` is '' while a refused problem stands in the way; `before` is the
    version it is compared with; `same` the version that says exactly the same, if there is one."""

    file_name: str
    face: Face
    content: str
    problems: tuple[Problem, ...]
    before: ListVersion | None
    changes: tuple[EntryChange, ...] = ()
    same: ListVersion | None = None
    summary: str = ""

    @property
    def refused(self) -> tuple[Problem, ...]:
        """The problems for which nothing can be imported."""
        return tuple(p for p in self.problems if p.refused)

    @property
    def pointed_out(self) -> tuple[Problem, ...]:
        """What should be looked at and hinders nothing."""
        return tuple(p for p in self.problems if not p.refused)

    @property
    def counted(self) -> str:
        """How much changes, in a line."""
        if not self.content:
            return f"有 {len(self.refused)} 处问题，改正后重新选择文件，现在没有导入任何内容"
        if not self.changes:
            return "没有变化"
        kinds = [change.kind for change in self.changes]
        return "、".join(
            f"{name} {kinds.count(kind)} 条" for kind, name in KIND_NAMES.items() if kind in kinds
        )


# ---- looking


def list_versions(desk: Desk) -> list[VersionRow]:
    """All versions: in force first, then what is coming, then the rest from the latest on."""
    desk.need(Permission.READ)
    with desk.vault.read():
        heads, judged = rows.heads(), rows.judged_counts()
    made = [
        VersionRow(
            v.id or 0, v.name, v.document_number, v.valid_from, v.valid_to, state_of(v, heads, desk.today),
            v.origin != STARTER, judged.get(v.id or 0, 0), v,
        )
        for v in heads
    ]  # fmt: skip
    order = list(STATE_NAMES)
    latest = sorted(made, key=lambda row: (row.valid_from is not None, row.valid_from, row.id), reverse=True)
    return sorted(latest, key=lambda row: order.index(row.state))


def open_version(desk: Desk, version_id: int) -> tuple[VersionRow, ToleranceRules]:
    """A version and its lists. Refused when it is gone."""
    row = next((row for row in list_versions(desk) if row.id == version_id), None)
    if row is None:
        raise Refused(GONE)
    return row, lists_by(desk, version_id)


PARAGRAPHS = (
    "本工作簿是县里容错清单的一个版本，可以在表格软件中修改后，由“容错纠错 · 清单版本 · 从Excel导入”读入，成为新的一版。",
    "已经开始的审查仍按它原来的版本认定，新版只用于施行日期以后申请的审查；导入前会逐条列出与现行版的差别。",
    "代码是一个条目的身份：文字小改的沿用原代码，意思不同的换一个新代码，不用的代码不再给别的条目。",
    "每个条目都要写明依据（认定因素写在种类上）。没有统一规定、须由县里研究确认的，在“待确认”栏填“是”。",
    "暂不使用的条目在“停用”栏填“是”，不必删行。单元格中只写文字，不用公式、宏和合并单元格。",
    "施行日期、停用日期写成 2026-12-01 这样；停用日期留空表示一直施行到下一版开始。",
)


def export_lists(desk: Desk, version_id: int | None, out: Path) -> str:
    """Write a version (None: the one in force today) as a workbook; its name. ExportError when it cannot be written."""
    from jzdesk.exports.list_book import ListBook, write_lists

    desk.need(Permission.EXPORT)
    with desk.vault.read():
        version = rows.get(version_id) if version_id is not None else version_on(rows.versions(), desk.today)
    if version is None:
        raise Refused(GONE)
    lists = lists_by(desk, version.id)
    day = {key: value.isoformat() if value else "" for key, value in
           (("valid_from", version.valid_from), ("valid_to", version.valid_to))}  # fmt: skip
    face = {
        "name": "" if version.origin == STARTER else version.name, "document_number": version.document_number, **day, "note": version.note,
        "default_factor_set": lists.default_factor_set,
    }  # fmt: skip
    title = f"{desk.office.unit_name}容错清单"
    write_lists(
        ListBook(title=title, face=face, tables=tables_of(lists), paragraphs=PARAGRAPHS, made_on=desk.today),
        out,
    )
    desk.vault.log(
        desk.actor,
        "导出容错清单",
        noun="list_version",
        record_id=version.id,
        summary=f"{named(version)}，{out.name}",
    )
    return version.name


# ---- importing


def preview_lists(desk: Desk, path: Path) -> ListPreview:
    """Read a workbook and say what it would change against the version in force on the day it names; nothing is saved.
    Refused when the file cannot be read at all. Takes up to some seconds: a process of its own reads the file."""
    from jzdesk.imports.lists_book import read_lists

    desk.need(Permission.READ)
    reading = read_lists(path)
    made = ListPreview(
        file_name=path.name, face=reading.face, content="", problems=reading.problems, before=None
    )
    if reading.tables is None:
        return made
    lists = lists_in(as_content(reading.tables), desk.rulebook.tolerance)
    with desk.vault.read():
        heads = rows.heads()
    earlier = [(named(head), lists_by(desk, head.id)) for head in reversed(heads)]
    problems = (*reading.problems, *other_meanings(earlier, lists, reading.places))
    return compared(
        desk, replace(made, content=content_of(lists), problems=problems, summary=summary_of(lists))
    )


def compared(desk: Desk, preview: ListPreview, day: date | None = None) -> ListPreview:
    """The preview against the version in force on another day."""
    if not preview.content:
        return preview
    with desk.vault.read():
        heads = rows.heads()
    before = version_on(heads, day or preview.face.valid_from or desk.today)
    new = lists_in(preview.content, desk.rulebook.tolerance)
    changes = compare(lists_by(desk, before.id if before else None), new)
    digest = digest_of(preview.content)
    alike = [head for head in reversed(heads) if head.digest == digest]
    same = before if before in alike else next(iter(alike), None)
    return replace(preview, before=before, changes=tuple(changes), same=same)


def cautions_of(desk: Desk, face: Face) -> list[str]:
    """What saving a version with this span would mean, for the form: which version ends, where there is a gap, which
    reviews stay with theirs. RuleError names the field that is wrong."""
    with desk.vault.read():
        placed = place(_version(face), rows.heads(), today=desk.today)
        concluded, running = rows.judged_otherwise(face.valid_from or desk.today, face.valid_to)
    said = list(placed.cautions)
    if concluded:
        said.append(f"施行日期以后申请的审查中有{concluded}件已按其他版本作出结论，仍按原版本，不受影响。")
    if running:
        said.append(
            f"另有{running}件尚未作出结论，已按其他版本开始认定；要改用这一版的，在该审查中改选清单版本。"
        )
    return said


def _version(face: Face) -> ListVersion:
    return ListVersion(
        name=face.name.strip(), document_number=face.document_number.strip(), valid_from=face.valid_from,
        valid_to=face.valid_to, note=face.note.strip(), origin=IMPORTED,
    )  # fmt: skip


def save_lists(desk: Desk, preview: ListPreview, face: Face) -> Changes:
    """Keep the lists of a workbook as a new version, all of it or nothing. Refused while it has faults, and where it
    says what the county's version of those days says already; RuleError names a field of `face`."""
    desk.need(Permission.CHANGE_RULES)
    if not preview.content:
        raise Refused(
            f"“{preview.file_name}”有{len(preview.refused)}处问题，没有导入，请改正后重新选择文件。"
        )
    digest = digest_of(preview.content)
    made = replace(
        _version(face),
        content=preview.content,
        digest=digest,
        added_at=desk.clock(),
        added_by=desk.account.name,
    )
    with desk.vault.write(desk.actor, "导入容错清单", noun="list_version") as tx:
        heads = rows.heads()
        now = version_on(heads, made.valid_from) if made.valid_from else None
        if now is not None and now.origin != STARTER and now.digest == digest:
            raise Refused(f"内容与“{named(now)}”完全相同，没有变化，不需要导入。")
        placed = place(made, heads, today=desk.today)
        for other in placed.closed:
            rows.end(tx, other.id or 0, other.valid_to)
        saved = rows.save(tx, made)
        tx.record_id = saved.id
        tx.note(f"{named(saved)}，自{saved.valid_from:%Y-%m-%d}起施行，{preview.counted}")
    return Changes(
        touched=_TOUCHED, message=f"已导入“{saved.name}”，自{saved.valid_from:%Y-%m-%d}起施行。", record_id=saved.id,
        audit_seq=tx.seq,
    )  # fmt: skip


# ---- ending and deleting


def end_version(desk: Desk, version_id: int, last_day: date, *, why: str) -> Changes:
    """Set the last day of a version of the county's own. The lists that came with the program are in force after it,
    until another version begins."""
    desk.need(Permission.CHANGE_RULES)
    if not why.strip():
        raise RuleError("why", "请写明停用的理由。")
    with desk.vault.write(
        desk.actor, "停用容错清单", noun="list_version", record_id=version_id, why=why.strip()
    ) as tx:
        version = _own(version_id)
        if version.valid_from and last_day < version.valid_from:
            raise RuleError("valid_to", "停用日期早于施行日期。")
        placed = place(replace(version, valid_to=last_day), rows.heads(), today=desk.today)
        if placed.closed:
            raise RuleError("valid_to", f"与“{placed.closed[0].name}”的施行期间重叠，请改日期。")
        rows.end(tx, version_id, last_day)
        later = rows.judged_after(version_id, last_day)
        tx.note(f"{named(version)}，到{last_day:%Y-%m-%d}为止")
    rest = f"，此后申请的{later}件审查仍按这一版" if later else ""
    return Changes(
        touched=_TOUCHED, message=f"“{version.name}”到{last_day:%Y-%m-%d}为止停用{rest}。", record_id=version_id,
        audit_seq=tx.seq,
    )  # fmt: skip


def delete_version(desk: Desk, version_id: int, *, why: str) -> Changes:
    """Delete a version of the county's own by which nothing was judged."""
    desk.need(Permission.CHANGE_RULES)
    if not why.strip():
        raise RuleError("why", "请写明删除的理由。")
    with desk.vault.write(
        desk.actor, "删除容错清单", noun="list_version", record_id=version_id, why=why.strip()
    ) as tx:
        version = _own(version_id)
        if judged := rows.reviews_judged_by(version_id):
            raise Refused(f"“{version.name}”已用于{judged}件审查（含回收站中的），不能删除，可以停用。")
        rows.remove(tx, version_id)
        tx.note(named(version))
    return Changes(touched=_TOUCHED, message=f"已删除“{version.name}”。", audit_seq=tx.seq)


def _own(version_id: int) -> ListVersion:
    """A version that may be ended or deleted, read within a transaction."""
    version = next((head for head in rows.heads() if head.id == version_id), None)
    if version is None:
        raise Refused(GONE)
    if version.origin == STARTER:
        raise Refused("随程序附带的清单不能停用或者删除；导入本县清单后，新的审查即按本县清单。")
    return version


def refuse_unsound_spans(entry: Entry) -> None:
    """After an act on versions was taken back, within its transaction: refuse it where two of the county's own would be
    in force on one day."""
    if entry.noun != "list_version":
        return
    own = [head for head in rows.heads() if head.origin != STARTER]
    if pair := overlapping(own):
        first, second = (named(version) for version in pair)
        raise Refused(f"不能撤回：“{first}”与“{second}”的施行期间会重叠。")
