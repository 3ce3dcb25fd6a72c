"""The bones of the short forms, one for each stage of a review: what it is about, the fields of that stage alone, by
when it was due and why, and what becomes due next."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from jzdesk.domain.duties import KIND_NAMES, DutyKind, remaining_text, state_of
from jzdesk.services import tolerance_course
from jzdesk.services import tolerance_stages as stages
from jzdesk.services.opened import Opened
from jzdesk.ui.cases.choices import choices
from jzdesk.ui.common.duty_list import STATE_KINDS, why_of
from jzdesk.ui.common.fields import ChoiceField, DateField
from jzdesk.ui.common.form import RecordForm
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.why import ComputedLine, WhyLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jzdesk.domain.changes import Changes
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.services.desk import Desk
    from jzdesk.ui.common.field import Field
    from jzdesk.ui.common.form_section import Section
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.tolerance.reading import ReviewDetail

F = TypeVar("F", bound="Field")
LONG = 27
LOOK_AFTER_MS = 150


class StageForm(RecordForm):
    """A subclass names its verb, the duty it discharges and the field of the day, adds its fields in `build`, and may
    say more in `about`. `work()` is the service call to save by."""

    heading: ClassVar[str] = ""
    save_word: ClassVar[str] = "保存"
    verb: ClassVar[str] = ""
    duty: ClassVar[str] = ""
    day_field: ClassVar[str] = ""
    places: ClassVar[Mapping[str, str]] = {}
    """Where a refusal about a column is shown, when the column is only a part of a field."""

    def __init__(self, frame: Frame, detail: ReviewDetail) -> None:
        super().__init__(self.title_for(detail), save_text=self.save_word)
        self.frame, self.detail, self.review = frame, detail, detail.review
        self._asked = 0
        part = self.section("")
        about = QLabel("\n".join(line for line in self.about() if line))
        about.setWordWrap(True)
        about.setContentsMargins(0, 0, 0, 8)
        mark_role(about, "secondary")
        part.add_wide(about)
        self.build(part)
        self.cautions = ComputedLine()
        self.next_line = WhyLabel()
        self.next_line.setWordWrap(True)
        self.next_line.setAccessibleName("接下来")
        self.next_line.setContentsMargins(0, 8, 0, 0)
        self.next_line.hide()
        self.cautions.hide()
        self.sections[-1].add_wide(self.cautions)
        self.sections[-1].add_wide(self.next_line)
        self.set_values(self.start())
        self.fit()
        self.set_clean()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_AFTER_MS)
        self._soon.timeout.connect(self.look)
        self.edited.connect(self._edited)
        self.look()

    # ---- what a subclass gives

    def title_for(self, detail: ReviewDetail) -> str:
        """The title of the form."""
        return self.heading

    def build(self, part: Section) -> None:
        """Add the fields."""

    def about(self) -> tuple[str, ...]:
        """What stands above the fields: whom and what it is about."""
        names = "、".join(person.name for person in self.detail.everybody)
        return (f"{names}　{self.detail.person.unit_name}", self.review.matter)

    def start(self) -> dict[str, Any]:
        """What stands in the fields to begin with: what is recorded, and today for a day that is not."""
        found = {name: getattr(self.review, name) for name in self.rows if hasattr(self.review, name)}
        if self.day_field and not found.get(self.day_field):
            found[self.day_field] = self.frame.today()
        return found

    def fit(self) -> None:
        """Show what applies; called after every change."""

    def columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Field values as the arguments of the verb."""
        return dict(values)

    def work(self) -> Callable[[], Changes]:
        """The call that records the stage; RuleError when a field cannot be read."""
        call = getattr(stages, self.verb)
        return partial(
            call,
            self.frame.desk,
            self.review.id or 0,
            based_on=Opened(self.review),
            **self.columns(self.values()),
        )

    # ---- for subclasses

    def add(
        self, section: Section, name: str, label: str, field: F, *, required: bool = False, hint: str = "",
        below: bool = True,
    ) -> F:  # fmt: skip
        """Short forms have room: what is computed stands under its field, and long texts take the whole width."""
        return super().add(section, name, label, field, required=required, hint=hint, below=below)

    def day(self) -> DateField:
        """An empty date field that knows today and the holidays."""
        return DateField(today=self.frame.today, day_name=self.frame.desk.calendar.day_name)

    def choice(self, codes: str, *, empty: str | None = "") -> ChoiceField:
        """One of a code list."""
        return ChoiceField(choices(self.frame.desk.rulebook, codes, self.frame.today()), empty=empty)

    # ---- showing

    def mark(self, field: str, text: str) -> None:
        super().mark(self.places.get(field, field), text)

    def _edited(self, _name: str) -> None:
        self.fit()
        self._soon.start()

    def tried(self) -> ToleranceReview:
        """The review as it would be, of what can be read so far."""
        values = {name: row.field.value() for name, row in self.rows.items() if row.shown}
        columns = {name: value for name, value in self.columns(values).items() if hasattr(self.review, name)}
        plain: dict[str, Any] = {
            name: "" if value is None and isinstance(getattr(self.review, name), str) else value
            for name, value in columns.items()
        }
        return replace(self.review, **plain)

    def look(self) -> None:
        """Compute on the store lane when it was due, what is due next, and what a careful colleague would say."""
        self._soon.stop()
        self._asked += 1
        work = partial(_ahead, self.frame.desk, self.tried(), self.detail)
        self.frame.jobs.run(work, owner=self, done=partial(self._show, self._asked), failed=_quiet)

    def _show(self, asked: int, found: tuple[Sequence[Duty], Sequence[str]]) -> None:
        if asked != self._asked:
            return
        duties, cautions = found
        self._show_due(duties)
        self._show_next(duties)
        self.cautions.set_lines([(text, "", "soon") for text in cautions])

    def _show_due(self, duties: Sequence[Duty]) -> None:
        if self.day_field not in self.rows or not self.rows[self.day_field].shown:
            return
        mine = next((duty for duty in duties if duty.kind == self.duty), None)
        if mine is None:
            self.computed(self.day_field).set_line("")
            return
        on = self.frame.today()
        rest = remaining_text(mine, on, self.frame.desk.calendar)
        tentative = "（暂定）" if mine.provisional else ""
        text = f"应于 {mine.due_on:%Y-%m-%d} 前{tentative}" + (f"，{rest}" if rest else "")
        self.computed(self.day_field).set_line(text, why_of(mine), kind=STATE_KINDS[state_of(mine, on)])

    def _show_next(self, duties: Sequence[Duty]) -> None:
        """What becomes due by this: what was not due before."""
        before = {(duty.kind, duty.part) for duty in self.detail.duties if duty.open}
        opened = [d for d in duties if d.open and (d.kind, d.part) not in before and d.kind != self.duty]
        lines = [f"{KIND_NAMES[DutyKind(d.kind)]}应于 {d.due_on:%Y-%m-%d} 前办结" for d in opened]
        why = "\n\n".join(f"{KIND_NAMES[DutyKind(d.kind)]}：{why_of(d)}" for d in opened)
        self.next_line.set_text(f"保存后：{'；'.join(lines)}。" if lines else "", why)
        self.next_line.setVisible(bool(lines))


def _ahead(desk: Desk, review: ToleranceReview, detail: ReviewDetail) -> tuple[Sequence[Duty], Sequence[str]]:
    """On the store lane: the stages, and what is unusual about this step (not what was so before)."""
    duties = tuple(desk.planner.of_review(review, detail.checks))
    known = tolerance_course.warnings(desk, detail.review)
    return duties, [text for text in tolerance_course.warnings(desk, review) if text not in known]


def _quiet(_field: str, _text: str) -> bool:
    """A preview that cannot be made is not shown; saving says why."""
    return True
