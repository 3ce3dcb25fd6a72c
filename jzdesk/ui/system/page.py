"""What the pages behind the 系统 menu have in common: a title, what the page is for, its actions, its body."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from jzdesk.domain.accounts import PERMISSION_NAMES, ROLE_NAMES, Permission, Role
from jzdesk.domain.errors import RuleError
from jzdesk.ui.common.record_tab import ActionBar
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.tab import Tab

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from PySide6.QtWidgets import QPushButton

    from jzdesk.ui.common.form import RecordForm


class Page(Tab):
    """A subclass gives `title`, `intro`, `permissions` (any of them opens the page), `build_page`, `connect_page`
    and `reload_page`. Without a permission the page says so and nothing of it is built."""

    intro: ClassVar[str] = ""
    permissions: ClassVar[tuple[Permission, ...]] = ()

    def build(self) -> None:
        self.form: RecordForm | None = None
        self.allowed = not self.permissions or any(map(self.desk.may, self.permissions))
        self.action_bar = ActionBar()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self._head())
        if self.allowed:
            self.build_page()
        else:
            self.column.addWidget(_refusal(self._why_not()), 1)

    def _head(self) -> QWidget:
        head = QFrame()
        head.setObjectName("tabBarLine")
        self.title_label, self.intro_label = title, intro = QLabel(self.title), QLabel(self.intro)
        mark_role(title, "title")
        mark_role(intro, "secondary")
        intro.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(24)
        row.addLayout(words, 1)
        words.addWidget(title)
        words.addWidget(intro)
        row.addWidget(self.action_bar, 0, Qt.AlignmentFlag.AlignBottom)
        return head

    def _why_not(self) -> str:
        role = ROLE_NAMES[Role(self.desk.account.role)]
        wanted = "或".join(f"“{PERMISSION_NAMES[p]}”" for p in self.permissions)
        return f"当前账户是{role}，没有{wanted}的权限，不能使用“{self.title}”。"

    def connect_signals(self) -> None:
        if self.allowed:
            self.connect_page()

    def reload(self) -> None:
        if self.allowed:
            self.reload_page()

    # ---- what a subclass gives

    def build_page(self) -> None:
        """Add to `action_bar` and `column`."""

    def connect_page(self) -> None:
        """All connections."""

    def reload_page(self) -> None:
        """Ask the service again."""

    # ---- shared

    def act(
        self, text: str, slot: Callable[[], Any], permission: Permission, *, primary: bool = False
    ) -> QPushButton:
        """A button; without the permission it is disabled and says why."""
        button = self.action_bar.add(text, slot, primary=primary)
        if not self.desk.may(permission):
            button.setEnabled(False)
            role = ROLE_NAMES[Role(self.desk.account.role)]
            button.setToolTip(f"当前账户是{role}，没有“{PERMISSION_NAMES[permission]}”的权限。")
        return button

    def show_form(
        self, form: RecordForm, work: Callable[[Any], Callable[[], Any]], *, pane: QStackedWidget
    ) -> None:
        """Put a form on a pane. `work(values)` gives what runs on the store lane when the user saves."""
        self.close_form()
        self.form = form
        form.save_requested.connect(partial(self._save, form, work))
        form.left.connect(self.close_form)
        pane.addWidget(form)
        pane.setCurrentWidget(form)
        form.focus_first()

    def close_form(self) -> None:
        """Take the form away and show the first of its pane."""
        form, self.form = self.form, None
        if form is None:
            return
        form.stop()
        pane = form.parentWidget()
        if isinstance(pane, QStackedWidget):
            pane.removeWidget(form)
            pane.setCurrentIndex(0)
        form.deleteLater()

    def _save(self, form: RecordForm, work: Callable[[Any], Callable[[], Any]], _next: bool) -> None:
        try:
            values = form.read()
        except RuleError as refusal:
            form.mark(refusal.field, refusal.text)
            return
        form.setEnabled(False)
        self.jobs.run(
            work(values), owner=form, done=self._saved, failed=partial(_mark, form),
            after=partial(form.setEnabled, True), busy_text="正在保存",
        )  # fmt: skip

    def _saved(self, _result: object) -> None:
        self.close_form()
        self.refresh()

    def save_form(self) -> None:
        if self.form is not None:
            self.form.save()

    def may_close(self) -> bool:
        return self.form is None or self.form.may_leave()


def _mark(form: RecordForm, field: str, text: str) -> bool:
    form.mark(field, text)
    return True


def _refusal(text: str) -> QLabel:
    label = QLabel(text)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    mark_role(label, "hint")
    return label


def hint(text: str) -> QLabel:
    """What stands in an empty pane."""
    label = _refusal(text)
    label.setMargin(24)
    return label
