"""What was done to a record: when, who, what, why, and each field before and after."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from jzdesk.ui.common.state import SECONDARY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.services.history import Difference, Step


class HistoryList(QTextBrowser):
    """The steps of a record, the latest first, as a text that can be searched and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("historyList")
        self.setOpenLinks(False)
        self.setAccessibleName("历史")
        self.document().setDocumentMargin(16)

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Show another record's history."""
        self.setHtml("".join(_step(step) for step in steps) or "<p>还没有操作记录。</p>")


def _step(step: Step) -> str:
    head = f"<b>{escape(step.action)}</b>"
    said = f"　{escape(step.summary)}" if step.summary else ""
    who = f"{step.at:%Y-%m-%d %H:%M}　{escape(step.who)}（{escape(step.role)}）"
    lines = [f'<p style="margin-bottom:2px">{head}{said}<br><span style="color:{SECONDARY}">{who}</span>']
    if step.why:
        lines.append(f"<br>理由：{escape(step.why)}")
    lines.append("</p>")
    if step.differences:
        cells = "".join(_difference(item) for item in step.differences)
        lines.append(f'<table cellspacing="0" cellpadding="2" style="margin-left:16px">{cells}</table>')
    return "".join(lines)


def _difference(item: Difference) -> str:
    before, after = escape(item.before) or "（空）", escape(item.after) or "（空）"
    label = f'<td style="color:{SECONDARY}">{escape(item.field)}</td>'
    said = f"{before} → {after}" if item.before else after
    return f"<tr>{label}<td>{said}</td></tr>"
