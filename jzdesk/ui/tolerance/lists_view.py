"""The lists of one version to read: entry by entry with its source, what it requires, and what is still to be confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from jzdesk.domain.list_sheets import OUTCOME_NAMES
from jzdesk.domain.list_versions import ORIGIN_NAMES, VersionState, span_words
from jzdesk.ui.common.layouts import add_row, hairline, tight_column
from jzdesk.ui.common.plain_label import plain_label
from jzdesk.ui.common.reading_page import ReadingPage
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.switch import PageSwitch
from jzdesk.ui.common.why import WhyLabel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jzdesk.domain.list_items import ListItem
    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.services.list_imports import VersionRow

PAGES = ("三个区分", "认定因素", "正面清单", "负面清单", "不予容错")
FACTORS = 1
STATE_KINDS: dict[VersionState, str] = {
    VersionState.IN_FORCE: "done",
    VersionState.COMING: "soon",
    VersionState.ENDED: "excused",
    VersionState.STANDBY: "open",
}


@dataclass(frozen=True, slots=True)
class EntryLines:
    """One entry as it is read: code, words, what is said below them, and its marks ('待确认', '停用'). One without a
    code is a heading."""

    code: str
    text: str
    below: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


def entries_of(lists: ToleranceRules, page: int) -> Iterator[EntryLines]:
    """The entries of one of PAGES."""
    if page == 0:
        for item in lists.distinctions:
            sides = (f"可以容错：{item.tolerated}", f"应予追究：{item.punished}", f"依据：{item.clause}")
            marks = _marks(is_default=item.is_default, enabled=item.enabled)
            yield EntryLines(item.code, item.title, sides, marks)
        return
    if page == FACTORS:
        for group in lists.factor_sets.values():
            usual = ("默认使用",) if group.code == lists.default_factor_set else ()
            marks = (*usual, *_marks(is_default=group.is_default, enabled=getattr(group, "enabled", True)))
            needed = ("每一项都须具备，缺一项不予容错",) if group.all_required else ()
            yield EntryLines("", group.name, (f"依据：{group.clause}", *needed), marks)
            yield from map(_entry, group.factors)
        return
    yield from map(_entry, (lists.positive, lists.negative, lists.exclusions)[page - 2])


def _entry(item: ListItem) -> EntryLines:
    outcome = OUTCOME_NAMES.get(item.outcome, "")
    below = (
        f"须具备：{'；'.join(item.requires)}" if item.requires else "", f"只能导致：{outcome}" if outcome else "",
        item.note, f"依据：{item.clause}" if item.clause else "",
    )  # fmt: skip
    marks = _marks(is_default=item.is_default, enabled=item.enabled)
    return EntryLines(item.code, item.text, tuple(line for line in below if line), marks)


def _marks(*, is_default: bool, enabled: bool) -> tuple[str, ...]:
    return (*(("待确认",) if is_default else ()), *(() if enabled else ("停用",)))


class VersionView(QWidget):
    """What it is, since when, for how many reviews; below it the entries of one list at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lists: ToleranceRules | None = None
        self.title = QLabel()
        self.title.setWordWrap(True)
        mark_role(self.title, "title")
        self.state = WhyLabel()
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        mark_role(self.about, "secondary")
        self.switch = PageSwitch(PAGES, "清单")
        self.body = ReadingPage("清单内容")
        layout = tight_column(self)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 8)
        head.setSpacing(4)
        layout.addLayout(head)
        add_row(head, self.title, None, self.state, spacing=12)
        head.addWidget(self.about)
        add_row(layout, self.switch, None, margins=(12, 0, 12, 0))
        layout.addWidget(hairline())
        layout.addWidget(self.body, 1)
        self.switch.currentChanged.connect(self._show_page)

    def show_version(self, row: VersionRow, lists: ToleranceRules) -> None:
        """Another version; the list in front stays in front."""
        self._lists = lists
        self.title.setText(row.name)
        self.state.set_text(row.state_name, _why(row), kind=STATE_KINDS[row.state])
        self.about.setText("\n".join(_about(row)))
        counts = (
            len(lists.distinctions), len(lists.factor_sets), len(lists.positive), len(lists.negative),
            len(lists.exclusions),
        )  # fmt: skip
        for page, count in enumerate(counts):
            self.switch.setTabToolTip(page, f"共{count}{'种' if page == FACTORS else '条'}")
        self._show_page(self.switch.currentIndex())

    def _show_page(self, page: int) -> None:
        if self._lists is None:
            return
        body = self.body.fresh_body()
        grid = QGridLayout(body)
        grid.setContentsMargins(16, 12, 16, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        row = 0
        for entry in entries_of(self._lists, page):
            row = _put(grid, row, entry)
        grid.setRowStretch(row, 1)
        self.body.setWidget(body)


def _put(grid: QGridLayout, row: int, entry: EntryLines) -> int:
    """One entry; the next free row."""
    words = plain_label(entry.text, "" if entry.code else "section")
    if entry.code:
        code = plain_label(entry.code, "secondary")
        code.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(code, row, 0)
        grid.addWidget(words, row, 1)
    else:
        words.setContentsMargins(0, 8 if row else 0, 0, 0)
        grid.addWidget(words, row, 0, 1, 2)
    if entry.marks:
        mark = WhyLabel()
        mark.set_text(
            "　".join(entry.marks),
            _why_marked(entry.marks),
            kind="soon" if "待确认" in entry.marks else "excused",
        )
        grid.addWidget(mark, row, 2, Qt.AlignmentFlag.AlignTop)
    for line in entry.below:
        row += 1
        grid.addWidget(plain_label(line, "secondary"), row, 1 if entry.code else 0, 1, 2 if entry.code else 3)
    grid.setRowMinimumHeight(row + 1, 8)
    return row + 2


def _why_marked(marks: Sequence[str]) -> str:
    said = {
        "待确认": "没有统一规定，由县里研究确认后在工作簿中去掉“待确认”再导入。",
        "停用": "条目保留文字，新的审查不再逐项认定。",
        "默认使用": "登记容错审查时先选这一种认定因素，可以改选。",
    }
    return "\n".join(said[mark] for mark in marks)


def _about(row: VersionRow) -> Iterator[str]:
    version = row.version
    if version.document_number:
        yield f"文号：{version.document_number}"
    added = (
        f"，{version.added_at:%Y-%m-%d}由{version.added_by}{'导入' if row.own else '留存'}"
        if version.added_at
        else ""
    )
    yield f"施行期间：{span_words(version)}　来源：{ORIGIN_NAMES.get(version.origin, '')}{added}"
    yield f"已用于 {row.judged} 件容错审查" if row.judged else "还没有用于容错审查"
    if version.note:
        yield f"备注：{version.note}"


def _why(row: VersionRow) -> str:
    return {
        VersionState.IN_FORCE: "今天申请的容错审查按这一版认定。",
        VersionState.COMING: "施行日期以后申请的容错审查按这一版认定。",
        VersionState.ENDED: "按这一版认定过的审查仍保留它的文字，新的审查不再使用。",
        VersionState.STANDBY: "没有本县清单的日子按这一版认定；现在施行的是本县清单。",
    }[row.state]
