"""解除锁定: what will change, why, and the signature of a second person where the account logged in may not lift it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from jzdesk.domain.tolerance import CONCLUSIONS, standing
from jzdesk.services import tolerance as service
from jzdesk.ui.common.preedit import make_secret
from jzdesk.ui.common.restyle import mark_role, restyle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jzdesk.domain.accounts import Account
    from jzdesk.domain.changes import Changes
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.services.desk import Desk
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.tolerance.reading import ReviewDetail

WIDTH = 460


class Locks:
    """Who recorded each entry that stands, and who may lift it."""

    def __init__(self, authors: Mapping[str, str], signers: Mapping[str, Sequence[Account]]) -> None:
        self.authors, self.signers = dict(authors), dict(signers)


def read_locks(desk: Desk, review: ToleranceReview) -> Locks:
    """On the store lane."""
    codes = standing(review)
    return Locks(
        {code: service.locked_by(desk, review, code) for code in codes},
        {code: service.signers(desk, review.id or 0, code) for code in codes},
    )


def what_changes(review: ToleranceReview, code: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Each consequence of lifting an entry, as a sentence."""
    lines = [f"“{names.get(code, code)}”由“是”改为“否”，理由记为审核人解除。"]
    left = [names.get(other, other) for other in standing(review) if other != code]
    if left:
        said = "、".join(f"“{name}”" for name in left)
        return (*lines, f"{said}仍在，结论仍锁定为不予容错。")
    if not review.conclusion:
        return (*lines, "可以重新选择认定结论。")
    lines.append(f"原结论“{CONCLUSIONS[review.conclusion]}”撤下，转存为原认定结论，须重新集体研究和认定。")
    gone = [
        word
        for word, day in (("反馈", review.feedback_on or review.feedback_organ_on), ("备案", review.filed_on))
        if day
    ]
    if gone:
        lines.append(f"已登记的{'、'.join(gone)}日期撤下，须重新办理。")
    return tuple(lines)


class UnlockDialog(QDialog):
    """Runs the service itself and stays open while it refuses."""

    def __init__(
        self, frame: Frame, detail: ReviewDetail, locks: Locks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._frame, self._detail, self._locks = frame, detail, locks
        self.setWindowTitle("解除锁定")
        self.setMinimumWidth(WIDTH)
        self.entry = QComboBox()
        self.entry.setAccessibleName("更正的情形")
        self.entry.setMaximumWidth(WIDTH)
        for code in standing(detail.review):
            self.entry.addItem(detail.names.get(code, code), code)
        self.entry_label = _words()
        self.author = _words("secondary")
        self.changes = _words()
        self.reason = QPlainTextEdit()
        self.reason.setAccessibleName("解除理由")
        self.reason.setTabChangesFocus(True)
        self.reason.setPlaceholderText("原认定错在哪里，依据什么更正（写入审计日志）")
        self.reason.setFixedHeight(self.reason.fontMetrics().lineSpacing() * 3 + 20)
        self.sign_note = _words("secondary")
        self.account = QComboBox()
        self.account.setAccessibleName("审核人账户")
        self.password = QLineEdit()
        self.password.setAccessibleName("审核人口令")
        make_secret(self.password)
        self.message = _words("error")
        self.message.setAccessibleName("未能解除")
        self._lay_out()
        self.entry.currentIndexChanged.connect(self._fit)
        self._fit()
        self.reason.setFocus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        several = self.entry.count() > 1
        layout.addWidget(self.entry if several else self.entry_label)
        if several:
            self.entry_label.setParent(self)
            self.entry_label.hide()
        for widget in (self.author, self.changes):
            layout.addWidget(widget)
        caption = QLabel("理由")
        caption.setBuddy(self.reason)
        layout.addWidget(caption)
        layout.addWidget(self.reason)
        layout.addWidget(self.sign_note)
        self.sign = QWidget()
        form = QFormLayout(self.sign)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.addRow("审核人", self.account)
        form.addRow("口令", self.password)
        layout.addWidget(self.sign)
        layout.addWidget(self.message)
        buttons = QDialogButtonBox()
        self.go = buttons.addButton("解除锁定", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("primary", True)
        restyle(self.go)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.unlock)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    @property
    def code(self) -> str:
        """The entry to be lifted."""
        return str(self.entry.currentData() or "")

    def _fit(self) -> None:
        review, code = self._detail.review, self.code
        self.entry_label.setText(f"更正“{self.entry.currentText()}”")
        author = self._locks.authors.get(code, "")
        self.author.setText(f"由{author}认定为“是”。" if author else "原认定人没有记录。")
        self.changes.setText(
            "\n".join(f"· {line}" for line in what_changes(review, code, self._detail.names))
        )
        me = self._frame.desk.account.name
        offered = [account.name for account in self._locks.signers.get(code, ())]
        mine = me in offered
        self.account.clear()
        self.account.addItems([name for name in offered if name != me])
        self.sign.setVisible(not mine and bool(offered))
        self.sign_note.setText(self._note(author, offered, mine=mine))
        self.go.setEnabled(bool(offered))
        self.message.hide()

    def _note(self, author: str, offered: Sequence[str], *, mine: bool) -> str:
        if mine:
            return f"以审核人{self._frame.desk.account.name}的名义解除。"
        if not offered:
            who = f"除认定人{author}外，" if author else ""
            return f"{who}没有可以解除的审核人账户，请先在“账户”中设置审核人。"
        reason = (
            "本人认定的情形须由另一名审核人解除"
            if author == self._frame.desk.account.name
            else "解除锁定须由审核人签认"
        )
        return f"{reason}，请审核人在此输入口令。"

    def unlock(self) -> None:
        """Sign and lift; a refusal is said here and everything typed stays."""
        self.go.setEnabled(False)
        self._frame.jobs.run(
            self._work(), owner=self, done=self._unlocked, failed=self._refused, faults_too=True,
            after=partial(self.go.setEnabled, True),
        )  # fmt: skip

    def _work(self) -> Callable[[], Changes]:
        desk, review_id, why = self._frame.desk, self._detail.review.id or 0, self.reason.toPlainText()
        if self.sign.isHidden():
            return partial(service.unlock, desk, review_id, self.code, why=why)
        return partial(
            service.unlock_as, desk, review_id, self.code, why=why, account=self.account.currentText(),
            password=self.password.text(),
        )  # fmt: skip

    def _unlocked(self, _changes: Changes) -> None:
        self.password.clear()
        self.accept()

    def _refused(self, field: str, text: str) -> bool:
        self.message.setText(text)
        self.message.show()
        self.password.clear()
        at = {"why": self.reason, "account": self.account, "password": self.password}.get(field)
        if at is not None:
            at.setFocus()
        return True


def _words(role: str = "") -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    if role:
        mark_role(label, role)
    return label
