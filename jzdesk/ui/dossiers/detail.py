"""One person's dossier beside the list: head line, course, and the sub-tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.domain.duties import DutyKind, remaining_text, state_of
from jzdesk.services import dossiers as service
from jzdesk.services.dossier_story import story_of
from jzdesk.ui.common.attachment_take import DropCatcher, Incoming
from jzdesk.ui.common.duty_list import STATE_KINDS, DutyList, why_of
from jzdesk.ui.common.facts import Facts
from jzdesk.ui.common.history_list import HistoryList
from jzdesk.ui.common.layouts import add_row, tight_column, with_bar
from jzdesk.ui.common.letters import LettersButton
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.time_line import Point, TimeLine
from jzdesk.ui.common.why import WhyLabel
from jzdesk.ui.dossiers import assessment_page, pages
from jzdesk.ui.dossiers.mentor_page import MentorPage
from jzdesk.ui.dossiers.parts_page import PartsPage
from jzdesk.ui.dossiers.story_page import StoryPage
from jzdesk.ui.dossiers.visit_list import VisitList

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.visits import Visit
    from jzdesk.services.desk import Desk
    from jzdesk.services.dossiers import DossierView
    from jzdesk.ui.common.frame import Frame

VERBS: dict[str, str] = {
    DutyKind.OPEN_DOSSIER.value: "建档",
    DutyKind.NAME_MENTOR.value: "指定帮带人",
    DutyKind.FORM_TEAM.value: "成立小组",
    DutyKind.MENTOR_NOTE.value: "登记帮教记录",
    DutyKind.VISIT.value: "记录回访",
    DutyKind.FOLLOW_UP.value: "办结",
    DutyKind.ASSESS.value: "期满考核",
    DutyKind.FORWARD_ASSESSMENT.value: "抄送",
    DutyKind.CONSEQUENCE.value: "落实",
}
SHOWN_VISITS = 4
OVERVIEW, STORY, PARTS, VISITS, PEOPLE, ASSESSMENTS, DUTIES, HISTORY = range(8)
"""The sub-tabs in their order."""

#: where the entries of the time line lead; and: what is dropped onto a sub-tab belongs to the part that the program fills from it, by the part's source
_LEADS = {"mentor": PEOPLE, "note": PEOPLE, "team": PEOPLE, "assessment": ASSESSMENTS, "annual": ASSESSMENTS, "file": OVERVIEW}
_PROPOSED = {VISITS: "visits", PEOPLE: "mentor", ASSESSMENTS: "assessment", DUTIES: "", HISTORY: ""}


class DossierDetail(QWidget):
    """`duty_acted(duty)`, `case_wanted()`, `form_wanted(source)` of a missing part, `entry_opened(kind, id)` of the time
    line, and the buttons of 帮带 and 考核 as signals. Files dropped anywhere on it are attached."""

    duty_acted = Signal(object)
    form_wanted = Signal(str)
    entry_opened = Signal(str, int)
    case_wanted = Signal()
    mentor_wanted = Signal()
    mentor_edit_wanted = Signal()
    team_wanted = Signal()
    assessment_wanted = Signal()
    annual_wanted = Signal()
    file_wanted = Signal()

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._next_visit: int | None = None
        self._view: DossierView | None = None
        self._build_head()
        self.facts = Facts()
        self.visits = VisitList(frame)
        self.people = Facts()
        self.assessments = Facts()
        self.duties = DutyList(calendar=frame.desk.calendar, verb=self._verb)
        self.story = StoryPage()
        self.parts = PartsPage(frame)
        self.history = HistoryList()
        self.edit_button = QPushButton("修改回访档案")
        self.mentor_button = QPushButton("指定帮带人")
        self.mentor_edit = QPushButton("更正信息")
        self.team_button = QPushButton("成立回访小组")
        self.assess_button = QPushButton("期满考核")
        self.annual_button = QPushButton("登记年度情况")
        self.helpers = MentorPage(frame, self.people, self.mentor_button, self.mentor_edit, self.team_button)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for title, page in (
            ("概况", _overview(self.line, self.facts, self.edit_button)),
            ("时间线", self.story),
            ("材料", self.parts),
            ("回访", self.visits),
            ("帮带", self.helpers),
            ("考核", with_bar(self.assessments, self.assess_button, self.annual_button)),
            ("应办", self.duties),
            ("历史", self.history),
        ):
            self.tabs.addTab(page, title)
        layout = tight_column(self)
        layout.addWidget(self._head)
        layout.addWidget(self.tabs, 1)
        for button, signal in (
            (self.edit_button, self.file_wanted), (self.mentor_button, self.mentor_wanted),
            (self.mentor_edit, self.mentor_edit_wanted), (self.team_button, self.team_wanted),
            (self.assess_button, self.assessment_wanted), (self.annual_button, self.annual_wanted),
            (self.case_button, self.case_wanted),
        ):  # fmt: skip
            button.clicked.connect(signal)
        self.duties.acted.connect(self.duty_acted)
        self.parts.form_wanted.connect(self.form_wanted)
        self.story.opened.connect(self._open_entry)
        self.drops = DropCatcher(self, frame.clock, allowed=lambda: frame.desk.may(Permission.WRITE))
        self.drops.dropped.connect(self._take)

    def _build_head(self) -> None:
        self._head = QFrame()
        self._head.setObjectName("detailHead")
        self.name = QLabel()
        mark_role(self.name, "title")
        self.post = QLabel()
        self.post.setWordWrap(True)
        mark_role(self.post, "secondary")
        self.next = WhyLabel()
        self.next.setWordWrap(True)
        self.case_button = QPushButton("查看案件")
        self.case_button.setProperty("link", "true")
        self.line = TimeLine()
        top = QHBoxLayout()
        top.setSpacing(12)
        layout = QVBoxLayout(self._head)
        layout.setContentsMargins(16, 12, 16, 8)
        layout.setSpacing(8)
        layout.addLayout(top)
        top.addWidget(self.name)
        top.addWidget(self.post, 1)
        self.letters = LettersButton(self._frame)
        top.addWidget(self.letters)
        top.addWidget(self.case_button)
        layout.addWidget(self.next)

    def _verb(self, duty: Duty) -> str:
        """The button of a duty; of the visits to come only the next one has it."""
        may = self._frame.desk.may(Permission.WRITE)
        later = duty.kind == DutyKind.VISIT.value and duty.subject_id != self._next_visit
        return VERBS.get(duty.kind, "") if duty.open and may and not later else ""

    def show_view(self, view: DossierView) -> None:
        """Put another dossier on every page."""
        desk, file = self._frame.desk, view.file
        self._view = view
        coming = service.coming_visit(file)
        self._next_visit = coming.id if coming else None
        self.name.setText(file.person.name)
        self.post.setText(f"{file.person.unit_name} {file.person.post}".strip())
        self.case_button.setVisible(view.case_id is not None)
        self.letters.set_person(file.person.id)
        self._show_next(desk, view)
        self.line.set_points(course(desk, view))
        self.facts.set_groups(pages.overview(desk, view))
        self.visits.set_view(view)
        self.people.set_groups(pages.people(view))
        self.helpers.set_view(view)
        self.assessments.set_groups(assessment_page.assessments(desk, view))
        self.duties.set_duties(view.duties, desk.today)
        self.story.set_entries(story_of(desk, view))
        self.parts.set_view(view)
        self.history.set_steps(view.steps)
        self._tell_buttons(view)

    # ---- attachments and the time line

    def _take(self, items: list[Incoming], _position: object) -> None:
        """Attach what was dropped, to the part the sub-tab in front is about, and show where it went."""
        source = _PROPOSED.get(self.tabs.currentIndex(), "")
        found = (part.code for part in self._view.parts if source and part.source == source) if self._view else iter(())
        self.tabs.setCurrentIndex(PARTS)
        self.parts.take(items, next(found, self.parts.chosen_part() if not source else ""))

    def _open_entry(self, kind: str, record_id: int) -> None:
        """From a line of the time line to its record; those of cases are another tab's."""
        view = self._view
        if kind == "attachment" and view is not None and any(a.id == record_id for a in view.attachments):
            self.tabs.setCurrentIndex(PARTS)
            self.parts.show_attachment(record_id)
        elif kind == "attachment" and view is not None:
            of_case = next((a.owner_id for a in view.case_attachments if a.id == record_id), None)
            if of_case is not None:
                self.entry_opened.emit("case", of_case)
        elif kind == "visit":
            self.tabs.setCurrentIndex(VISITS)
            self.visits.list.select_id(record_id)
        elif kind in _LEADS:
            self.tabs.setCurrentIndex(_LEADS[kind])
        else:
            self.entry_opened.emit(kind, record_id)

    def _tell_buttons(self, view: DossierView) -> None:
        may, file = self._frame.desk.may(Permission.WRITE), view.file
        self.edit_button.setText("修改回访档案" if file.dossier.opened_on else "建档")
        self.mentor_button.setText("更换帮带人" if file.mentor else "指定帮带人")
        self.mentor_edit.setVisible(file.mentor is not None)
        self.team_button.setText("调整小组" if any(m.left_on is None for m in file.team) else "成立回访小组")
        done = service.current_assessment(self._frame.desk, file)
        self.assess_button.setText("更正考核" if done else "登记期满考核")
        self.assess_button.setVisible(file.period_end is not None)
        for button in (self.edit_button, self.mentor_button, self.mentor_edit, self.team_button, self.assess_button):
            button.setEnabled(may)

    def _show_next(self, desk: Desk, view: DossierView) -> None:
        """The most pressing open duty: what, when, how long, why."""
        file = view.file
        due = min((d for d in view.duties if d.open), key=lambda d: d.due_on, default=None)
        if view.to_add:
            text = f"已归档，档号 {file.dossier.archive_number}，归档后又有 {len(view.to_add)} 项，请补充归档。"
            self.next.set_text(text, "\n".join(view.to_add), kind="soon")
        elif file.dossier.archived_on:
            self.next.set_text(f"已归档，档号 {file.dossier.archive_number}，只能查阅。", kind="excused")
        elif file.dossier.closed_on:
            self.next.set_text(f"已于 {file.dossier.closed_on:%Y-%m-%d} 结档。", kind="excused")
        elif due is None:
            self.next.set_text("没有待办的应办事项。")
        else:
            what = desk.rulebook.name_of("duty_kind", due.kind)
            rest = remaining_text(due, desk.today, desk.calendar)
            kind = STATE_KINDS[state_of(due, desk.today)]
            self.next.set_text(f"{what}　应于 {due.due_on:%Y-%m-%d}　{rest}", why_of(due), kind=kind)


def course(desk: Desk, view: DossierView) -> list[Point]:
    """Decision → visits held and to come → expiry → assessment → closing."""
    file, on = view.file, desk.today
    states = {d.subject_id: d for d in view.duties if d.kind == DutyKind.VISIT.value}
    points = [Point("决定", _short(file.decided_on), "done", True, file.measures_text)]
    shown, before, after = _window(view.file.visits)
    if before:
        points.append(Point(f"前{before}次", "", "done", True, "更早的回访见“回访”。"))
    points += [_visit_point(desk, visit, states.get(visit.id or 0), on) for visit in shown]
    if after:
        points.append(Point(f"另{after}次", "", "open", False, "其后的回访见“回访”。"))
    if file.period_end:
        over = file.period_end < on
        points.append(Point("期满", _short(file.period_end), "done" if over else "open", over))
    duty = next((d for d in view.duties if d.kind == DutyKind.ASSESS.value), None)
    if duty:
        day = duty.done_on or duty.due_on
        kind = STATE_KINDS[state_of(duty, on)]
        points.append(Point("考核", _short(day), kind, duty.done_on is not None, why_of(duty)))
    if file.dossier.closed_on:
        points.append(Point("结档", _short(file.dossier.closed_on), "done", True))
    if file.dossier.archived_on:
        points.append(Point("归档", _short(file.dossier.archived_on), "done", True, file.dossier.archive_number))
    return points


def _window(visits: tuple[Visit, ...]) -> tuple[list[Visit], int, int]:
    """The visits around now, and how many are left out before and after them."""
    first_open = next((n for n, v in enumerate(visits) if not v.settled), len(visits))
    start = max(0, min(first_open - SHOWN_VISITS // 2, len(visits) - SHOWN_VISITS))
    shown = list(visits[start : start + SHOWN_VISITS])
    return shown, start, len(visits) - start - len(shown)


def _visit_point(desk: Desk, visit: Visit, duty: Duty | None, on: date) -> Point:
    day = visit.held_on or visit.planned_on
    kind = STATE_KINDS[state_of(duty, on)] if duty else "done"
    why = why_of(duty) if duty else ""
    if visit.excuse:
        kind, why = "excused", f"{desk.rulebook.name_of('visit_excuse', visit.excuse)}：{visit.excuse_reason}"
    return Point(f"第{visit.ordinal}次", _short(day), kind, visit.settled, why)


def _short(day: date | None) -> str:
    return f"{day:%y-%m-%d}" if day else ""


def _overview(course: TimeLine, facts: QWidget, *buttons: QPushButton) -> QWidget:
    """The course stands on this page alone: the others need the height on a small screen."""
    box = QWidget()
    layout = tight_column(box)
    add_row(layout, course, margins=(16, 12, 16, 0))
    layout.addWidget(with_bar(facts, *buttons), 1)
    return box
