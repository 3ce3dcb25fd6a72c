"""The skeleton of every form: sections that scroll, an action bar that does not, and the clerk's keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from jzdesk.domain.errors import RuleError
from jzdesk.ui.common import ask
from jzdesk.ui.common.form_section import FormRow, Section
from jzdesk.ui.common.preedit import PreeditGuard
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.why import ComputedLine, show_why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jzdesk.ui.common.field import Field

DRAFT_EVERY_MS = 1_000
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

F = TypeVar("F", bound="Field")


class RecordForm(QWidget):
    """A subclass adds sections and fields in `__init__` and gives `show_record(value)` and `read()`.

    `read()` usually is `values = self.values()` and a new frozen value made of it. `values()` raises the
    first `RuleError` after marking every field that cannot be read; the tab shows it by `mark`.
    """

    save_requested = Signal(bool)  # True: go on with the next one
    left = Signal()
    draft_changed = Signal(dict)
    offer_taken = Signal()
    offer_declined = Signal()
    edited = Signal(str)  # the name of the field the user changed

    def __init__(
        self, title: str, *, save_text: str = "保存", next_text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("recordForm")
        self.sections: list[Section] = []
        self.rows: dict[str, FormRow] = {}
        self._clean: dict[str, Any] = {}
        self._last_draft: dict[str, Any] = {}
        self._label_width = 0
        self._guard = PreeditGuard(self)
        self._build(title, save_text, next_text)
        self._timer = QTimer(self)
        self._timer.setInterval(DRAFT_EVERY_MS)
        self._timer.timeout.connect(self._tell_draft)
        self._grown = QTimer(self)
        self._grown.setSingleShot(True)
        self._grown.setInterval(0)
        self._grown.timeout.connect(self._keep_in_sight)
        self._body.installEventFilter(self)

    def _keep_in_sight(self) -> None:
        """A computed line or a problem that appears above must not push the field being filled in out of sight."""
        focus = self.focusWidget()
        if focus is not None and focus.isVisible() and self._body.isAncestorOf(focus):
            self._bring(focus)

    def _bring(self, editor: QWidget) -> None:
        """Scroll until the whole editor is in sight; Qt by itself cares for the caret of a long text only."""
        room = self.scroller.viewport().height()
        margin = min(40, max(0, room - editor.height()) // 2)
        if editor.height() > room:
            self.scroller.ensureWidgetVisible(editor, 0, 0)
            return
        place = editor.mapTo(self._body, editor.rect().topLeft())
        if place.y() + editor.height() + margin <= room:  # near the top: what stands above it is shown too
            self.scroller.verticalScrollBar().setValue(0)
            return
        self.scroller.ensureVisible(place.x(), place.y() + editor.height(), 0, margin)
        self.scroller.ensureVisible(place.x(), place.y(), 0, margin)

    def _build(self, title: str, save_text: str, next_text: str) -> None:
        self.title = QLabel(title)
        self.title.setWordWrap(True)
        mark_role(self.title, "title")
        self._body = QWidget()
        self._body.setObjectName("formBody")
        self._sections_layout = QVBoxLayout(self._body)
        self._sections_layout.setContentsMargins(16, 8, 16, 16)
        self._sections_layout.setSpacing(16)
        self._sections_layout.addStretch(1)
        self.scroller = QScrollArea()
        self.scroller.setWidget(self._body)
        self.scroller.setWidgetResizable(True)
        self.scroller.setFrameShape(QFrame.Shape.NoFrame)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        mark_role(self.problem, "error")
        self.problem.hide()
        self.save_button = QPushButton(save_text)
        self.save_button.setProperty("primary", True)
        self.next_button = QPushButton(next_text)
        if not next_text:
            self.next_button.hide()  # never setVisible(True) on what has no parent yet: it would open a window
        self.cancel_button = QPushButton("取消")
        bar = QFrame()
        bar.setObjectName("formBar")
        row = self._buttons = QHBoxLayout(bar)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self.save_button)
        row.addWidget(self.next_button)
        row.addWidget(self.cancel_button)
        row.addWidget(self.problem, 1)
        row.addStretch(0)
        top = QHBoxLayout()
        top.setContentsMargins(16, 12, 16, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        top.addWidget(self.title, 1)
        layout.addWidget(self.scroller, 1)
        layout.addWidget(bar)
        self._build_offer()
        layout.insertWidget(1, self._offer)
        self.save_button.clicked.connect(self.save)
        self.next_button.clicked.connect(self.save_and_next)
        self.cancel_button.clicked.connect(self.leave)
        for button in (self.save_button, self.next_button, self.cancel_button):
            button.installEventFilter(self)

    def _build_offer(self) -> None:
        """The line that offers a draft."""
        self._offer = QFrame()
        self._offer.setObjectName("draftOffer")
        self._offer_text = QLabel()
        take, decline = QPushButton("接着填"), QPushButton("不要了")
        row = QHBoxLayout(self._offer)
        row.setContentsMargins(16, 4, 16, 4)
        row.addWidget(self._offer_text, 1)
        row.addWidget(take)
        row.addWidget(decline)
        take.clicked.connect(self._offer.hide)
        take.clicked.connect(self.offer_taken)
        decline.clicked.connect(self._offer.hide)
        decline.clicked.connect(self.offer_declined)
        self._offer.hide()

    def offer(self, text: str) -> None:
        """Offer what was left by a crash: 接着填 or 不要了."""
        self._offer_text.setText(text)
        self._offer.show()

    # ---- building

    def section(self, title: str) -> Section:
        """Begin the next titled part."""
        section = Section(title)
        self.sections.append(section)
        self._sections_layout.insertWidget(self._sections_layout.count() - 1, section)
        return section

    def add_button(self, button: QPushButton) -> None:
        """One more thing to do than saving and leaving, after these."""
        self._buttons.insertWidget(self._buttons.indexOf(self.cancel_button) + 1, button)

    def add(
        self, section: Section, name: str, label: str, field: F, *, required: bool = False, hint: str = "",
        below: bool = False,
    ) -> F:  # fmt: skip
        """Put a field on a section under `name` (the name rules use in `RuleError.field`).

        `below`: what is computed from it stands under the field, not beside it.
        """
        row = FormRow(name, label, field, required=required, hint=hint, below=below)
        section.add_row(row)
        self.rows[name] = row
        self._label_width = max(self._label_width, row.label.sizeHint().width())
        for part in self.sections:
            part.set_label_width(self._label_width)
        for editor in field.editors():
            editor.installEventFilter(self)
            self._guard.watch(editor)
        field.setProperty("fieldName", name)
        field.changed.connect(self._field_changed)
        field.left.connect(self._field_left)
        return field

    def field(self, name: str) -> Field:
        return self.rows[name].field

    def computed(self, name: str) -> ComputedLine:
        """The computed line beside a field."""
        return self.rows[name].computed

    def set_row_visible(self, name: str, *, on: bool) -> None:
        """Show or hide a whole row; a hidden field is not checked, not read and not stepped on."""
        self.rows[name].set_shown(on)

    # ---- the four things a tab asks of a form

    def show_record(self, value: Any) -> None:
        """Fill the fields from a record value. The plain way: attributes named like the fields."""
        self.set_values({name: getattr(value, name, None) for name in self.rows})

    def read(self) -> Any:
        """The record as it stands on the form; RuleError when something cannot be read."""
        return self.values()

    def mark(self, field: str, text: str) -> None:
        """Show a refusal at its field, or beside the buttons when it belongs to none."""
        row = self.rows.get(field)
        if row is None or not row.shown:
            self.problem.setText(text)
            self.problem.setVisible(bool(text))
            return
        row.set_error(text)
        self._show_section_errors()
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.scroller.ensureWidgetVisible(row.error, 0, 80)
        self.scroller.ensureWidgetVisible(row.field, 0, 40)

    def is_changed(self) -> bool:
        """Whether anything differs from what `set_values` showed."""
        return self.draft() != self._clean

    # ---- values

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show values by field name; fields not named become empty. From here on, changes count."""
        for name, row in self.rows.items():
            row.field.set_value(values.get(name))
        self.clear_errors()
        self.set_clean()

    def set_clean(self) -> None:
        """What stands here now counts as unchanged."""
        self._clean = self._last_draft = self.draft()
        self._timer.start()

    def values(self) -> dict[str, Any]:
        """Every shown field's value by name; marks all that cannot be read, raises the first as RuleError."""
        self.clear_errors()
        first: tuple[str, str] | None = None
        for name, row in self.rows.items():
            if not row.shown:
                continue
            text = row.field.problem()
            if not text and row.required and row.field.is_empty():
                text = f"请填写{row.title}。"
            if text:
                row.set_error(text)
                first = first or (name, text)
        self._show_section_errors()
        if first is not None:
            raise RuleError(*first)
        return {name: row.field.value() for name, row in self.rows.items() if row.shown}

    def clear_errors(self) -> None:
        for row in self.rows.values():
            row.set_error("")
        self.problem.hide()
        self._show_section_errors()

    # ---- drafts

    def draft(self) -> dict[str, Any]:
        """What stands on the form, JSON-able, also what cannot be read yet."""
        return {name: row.field.draft() for name, row in self.rows.items()}

    def restore_draft(self, draft: Mapping[str, Any]) -> None:
        """Put a kept draft back; it counts as changed."""
        for name, row in self.rows.items():
            if name in draft:
                row.field.restore(draft[name])
        self._timer.start()

    def _tell_draft(self) -> None:
        draft = self.draft()
        if draft != self._last_draft:
            self._last_draft = draft
            self._offer.hide()
            self.draft_changed.emit(draft)

    # ---- slots

    def save(self) -> None:
        self._tell_draft()
        self.save_requested.emit(False)

    def save_and_next(self) -> None:
        self._tell_draft()
        self.save_requested.emit(True)

    def leave(self) -> None:
        """Leave, asking only if something changed."""
        if self.may_leave():
            self.left.emit()

    def may_leave(self) -> bool:
        """True when nothing changed or the user gives the changes up."""
        if not self.is_changed():
            return True
        text = "已填写的内容尚未保存，离开后不再保留。"
        return ask.confirm(self, "放弃修改", text, verb="放弃修改", danger=True)

    def stop(self) -> None:
        """A last draft, then no more: the form is saved, left, or its vault closes."""
        self._tell_draft()
        self._timer.stop()

    def _field_changed(self) -> None:
        field = self.sender()
        name = str(field.property("fieldName")) if field is not None else ""
        row = self.rows.get(name)
        if row is None:
            return
        if row.has_error():
            row.set_error("")
            self._show_section_errors()
        self.problem.hide()
        self.edited.emit(name)

    def _field_left(self) -> None:
        field = self.sender()
        row = self.rows.get(str(field.property("fieldName"))) if field is not None else None
        text = row.field.problem() if row is not None and not row.field.is_empty() else ""
        if row is not None and text:  # a refusal of the service stays until the field is changed
            row.set_error(text)
            self._show_section_errors()

    def _show_section_errors(self) -> None:
        for section in self.sections:
            section.show_errors()

    # ---- keys

    def focus_first(self) -> None:
        """Begin at the first field that has a problem, else the first."""
        shown = [row for row in self.rows.values() if row.shown and row.field.isEnabled()]
        row = next((row for row in shown if row.has_error()), shown[0] if shown else None)
        if row is not None:
            row.field.setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._body:
            if event.type() == QEvent.Type.Resize:
                self._grown.start()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return not self._guard.active() and self._key(watched, event)
        if (
            event.type() == QEvent.Type.FocusIn
            and isinstance(watched, QWidget)
            and self._body.isAncestorOf(watched)
        ):
            self._bring(watched)
        return False

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() not in _ENTER:
            return False
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if isinstance(watched, QPushButton):
            watched.click()
            return True
        if held == Qt.KeyboardModifier.ControlModifier:
            self.save()
            return True
        if held == Qt.KeyboardModifier.NoModifier and not isinstance(watched, QPlainTextEdit):
            self._step(watched, 1)
            return True
        if held == Qt.KeyboardModifier.ShiftModifier:
            self._step(watched, -1)
            return True
        return False

    def _step(self, editor: QObject, way: int) -> None:
        stops, here = self._stops(editor, way)
        there = here + way
        if there >= len(stops):
            self.save_button.setFocus(Qt.FocusReason.TabFocusReason)
        elif there >= 0:
            stops[there].setFocus(Qt.FocusReason.TabFocusReason)

    def _stops(self, editor: QObject, way: int) -> tuple[list[QWidget], int]:
        """All widgets Enter stops at, and the place of `editor` among them: seen from a widget between two
        stops of its field, the last one when going on, the first one when going back."""
        stops: list[QWidget] = []
        here = 0
        for row in self.rows.values():
            if not row.shown or not row.field.isEnabled():
                continue
            first = len(stops)
            stops += row.field.stops()
            if editor in stops[first:]:
                here = stops.index(editor)
            elif editor in row.field.editors():
                here = len(stops) - 1 if way > 0 else first
        return stops, here

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._guard.active():
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.save()
        elif event.key() == Qt.Key.Key_F1:
            self._explain()
        else:
            super().keyPressEvent(event)

    def _explain(self) -> None:
        focus = self.focusWidget()
        row = next((r for r in self.rows.values() if focus in r.field.editors()), None)
        if row is not None:
            show_why(row.why() or f"{row.title}：请按文书填写。", row.field)
