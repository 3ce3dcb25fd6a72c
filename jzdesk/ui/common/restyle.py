"""Qt reads style sheet properties once; this makes it look again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def restyle(widget: QWidget) -> None:
    """Apply the style sheet again after a dynamic property changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def mark_role(widget: QWidget, role: str) -> None:
    """Give a widget a role the style sheet knows: 'secondary', 'error', 'section', 'title', 'hint'."""
    old = widget.property("role")
    widget.setProperty("role", role)
    if old is not None or widget.isVisible():  # before its first show a widget has no style yet to renew
        restyle(widget)
