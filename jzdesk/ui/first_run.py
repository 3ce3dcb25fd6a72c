"""The first run: the steps on one page, then the recovery key, then the desk."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jzdesk.domain.errors import RuleError
from jzdesk.paths import Paths
from jzdesk.ui.common.jobs import Progress
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.setup.form import Setup, SetupForm
from jzdesk.ui.setup.key_sheet import KeySheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from jzdesk.services.desk import Desk
    from jzdesk.ui.common.jobs import Jobs

PAGE_WIDTH = 860
DEMO_PEOPLE = 120
DEMO_MONTHS = 24
DEMO_SEED = 1


class FirstRun(QWidget):
    """`finished(desk)` when the vault stands, the key is kept and (with the demo) the county is written."""

    finished = Signal(object)
    _progressed = Signal(int, int, str)

    def __init__(
        self,
        folder: Path,
        *,
        jobs: Jobs,
        clock: Callable[[], datetime],
        choose_folder: Callable[[], None] | None = None,
        restore: Callable[[], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("firstRun")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._jobs, self._clock = jobs, clock
        self._desk: Desk | None = None
        self._filling = False
        self._progressed.connect(self._fill_progress)
        self.form = SetupForm(folder)
        self.form.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.form.save_requested.connect(self._create)
        if choose_folder is not None:
            self.form.left.connect(choose_folder)
        self.form.cancel_button.setVisible(choose_folder is not None)
        if restore is not None:
            self.form.restore_button.clicked.connect(restore)
        self.form.restore_button.setVisible(restore is not None)
        self.sheet = KeySheet()
        self.stack = QStackedWidget()
        self.stack.addWidget(_centred(self.form))
        self.stack.addWidget(self._key_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.setFocusProxy(self.form.unit_name.edit)

    def _key_page(self) -> QWidget:
        page = QWidget()
        page.setObjectName("recordForm")
        title = QLabel("恢复密钥")
        mark_role(title, "title")
        self.sheet.settled.connect(self._settle)
        self._state = QLabel()
        self._state.setWordWrap(True)
        mark_role(self._state, "secondary")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(180, 8)
        self._bar.setAccessibleName("演示数据写入进度")
        self._bar.hide()
        self.enter_button = QPushButton("进入执纪台账")
        self.enter_button.setProperty("primary", True)
        self.enter_button.setEnabled(False)
        self.enter_button.clicked.connect(self._enter)
        inner = QWidget()
        inner.setObjectName("formBody")
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(16)
        column.addWidget(title)
        column.addWidget(self.sheet)
        column.addStretch(1)
        scroller = QScrollArea()
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setWidgetResizable(True)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setAccessibleName("恢复密钥")
        scroller.setWidget(inner)
        bar = QFrame()
        bar.setObjectName("formBar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(24, 8, 24, 8)
        row.setSpacing(12)
        row.addWidget(self.enter_button)
        row.addWidget(self._bar)
        row.addWidget(self._state, 1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroller, 1)
        layout.addWidget(bar)
        return _centred(page)

    # ---- making the vault

    def _create(self, _next: bool) -> None:
        try:
            setup = self.form.read()
        except RuleError as refusal:
            self.form.mark(refusal.field, refusal.text)
            return
        self.form.setEnabled(False)
        self.form.save_button.setText("正在建立…")
        self._jobs.run(
            partial(_make, setup, self._clock),
            owner=self,
            done=partial(self._made, setup),
            failed=self._refused,
            faults_too=True,
            after=self._create_ended,
            busy_text="正在建立台账",
        )

    def _create_ended(self) -> None:
        self.form.setEnabled(True)
        self.form.save_button.setText("建立台账")

    def _refused(self, field: str, text: str) -> bool:
        self.form.mark(field or "folder", text)
        return True

    def _made(self, setup: Setup, made: tuple[Desk, str]) -> None:
        self._desk, key = made
        self.form.stop()
        self.sheet.show_key(key, unit=setup.unit_name, on=self._clock().date())
        self.stack.setCurrentIndex(1)
        self.sheet.kept.setFocus()
        if setup.demo:
            self._fill(self._desk)
        else:
            self._state.setText("抄录后勾选并回填两组，即可进入。")

    # ---- the demo county, while the key is being copied

    def _fill(self, desk: Desk) -> None:
        self._state.setText("正在写入演示县，同时请抄录恢复密钥。")
        self._bar.setRange(0, 0)
        self._bar.show()
        self._filling = True
        self._jobs.run(
            partial(_fill_demo, desk, Progress(self._progressed.emit)), owner=self, done=self._filled,
            failed=self._fill_failed, faults_too=True, after=self._fill_over,
        )  # fmt: skip

    def _fill_progress(self, done: int, total: int, _text: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _fill_over(self) -> None:
        self._filling = False
        self._bar.hide()
        self._state.setText("演示县没有写完，可以先进入台账。")
        self._settle()

    def _filled(self, _result: object) -> None:
        self._state.setText("演示县已写入。抄录后勾选并回填两组，即可进入。")

    def _fill_failed(self, _field: str, text: str) -> bool:
        self._state.setText(f"演示县没有写完：{text}可以先进入台账。")
        return True

    # ---- on to the desk

    def _settle(self, *_: object) -> None:
        self.enter_button.setEnabled(not self._filling and self.sheet.is_settled())

    def _enter(self) -> None:
        desk, self._desk = self._desk, None
        if desk is not None:
            self.sheet.forget()
            self.finished.emit(desk)


def _centred(widget: QWidget) -> QWidget:
    outer = QWidget()
    widget.setMaximumWidth(PAGE_WIDTH)
    row = QHBoxLayout(outer)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    row.addWidget(widget, 20)
    row.addStretch(1)
    row.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return outer


def _make(setup: Setup, clock: Callable[[], datetime]) -> tuple[Desk, str]:
    """On the store lane. The data folder is made; Refused if it holds a vault already."""
    from jzdesk.services.desk import NewAccount, create_desk

    accounts = [
        NewAccount(name=e.name, display_name=e.display_name, role=role, password=e.password)
        for role, e in setup.accounts
    ]
    return create_desk(
        Paths(setup.folder), unit_name=setup.unit_name, unit_code=setup.unit_code, accounts=accounts, clock=clock,
        scheme=setup.scheme, demo=setup.demo,
    )  # fmt: skip


def _fill_demo(desk: Desk, progress: Progress) -> None:
    from jzdesk.services.demo import fill

    fill(desk, people=DEMO_PEOPLE, months=DEMO_MONTHS, seed=DEMO_SEED, progress=progress)
