"""What a record says, as it was typed: wrapped, to be marked and copied, never read as markup."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from jzdesk.ui.common.restyle import mark_role


def plain_label(text: str, role: str = "") -> QLabel:
    """A label of plain text; `role` is one of `mark_role`."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        mark_role(label, role)
    return label
