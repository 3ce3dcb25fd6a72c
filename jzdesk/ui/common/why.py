"""The reason of a computed date, shown on hover and by F1, in a small panel that can be copied from."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from jzdesk.ui.common.restyle import mark_role

WIDTH = 420


class WhyPopover(QFrame):
    """A panel beside what it explains; Esc or a click elsewhere closes it."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("whyPopover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = QLabel("依据")
        mark_role(title, "secondary")
        body = QLabel(text)
        body.setWordWrap(True)
        body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        body.setAccessibleName("依据")
        body.setFixedWidth(WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(4)
        layout.addWidget(title)
        layout.addWidget(body)


def show_why(text: str, beside: QWidget) -> WhyPopover | None:
    """Open the panel under a widget, inside the screen. Nothing to explain: nothing opens."""
    if not text:
        return None
    panel = WhyPopover(text, beside)
    panel.adjustSize()
    place = beside.mapToGlobal(QPoint(0, beside.height() + 4))
    screen = QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()
    room = screen.availableGeometry()
    place.setX(max(room.left(), min(place.x(), room.right() - panel.width())))
    if place.y() + panel.height() > room.bottom():
        place = beside.mapToGlobal(QPoint(0, -panel.height() - 4))
    panel.move(place)
    panel.show()
    return panel


class WhyLabel(QLabel):
    """A computed text that can be asked why: hover for the tooltip, click or F1 for the panel."""

    def __init__(self, text: str = "", why: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._why = ""
        self.setProperty("role", "computed")
        self.set_text(text, why)

    def set_text(self, text: str, why: str = "", *, kind: str = "") -> None:
        """`kind` is a state kind (overdue, soon, …) or ''."""
        self.setText(text)
        self._why = why
        self.setToolTip(why)
        self.setAccessibleDescription(why)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if why else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.WhatsThisCursor if why else Qt.CursorShape.ArrowCursor)
        self.setProperty("state", kind)
        mark_role(self, "computed")

    def why(self) -> str:
        return self._why

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F1, Qt.Key.Key_Space, Qt.Key.Key_Return) and self._why:
            show_why(self._why, self)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QEvent) -> None:
        if self._why:
            show_why(self._why, self)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)


class ComputedLine(QWidget):
    """A computed date beside or below the field that causes it: "应宣布于 2026-09-29" and its why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.labels: list[WhyLabel] = []

    def set_line(self, text: str, why: str = "", *, kind: str = "") -> None:
        """One line; '' takes it away."""
        self.set_lines([(text, why, kind)] if text else [])

    def set_lines(self, lines: list[tuple[str, str, str]]) -> None:
        """Several lines of (text, why, state kind)."""
        while len(self.labels) > len(lines):
            label = self.labels.pop()
            self._layout.removeWidget(label)
            label.deleteLater()
        while len(self.labels) < len(lines):
            label = WhyLabel()
            label.setWordWrap(True)
            self._layout.addWidget(label)
            self.labels.append(label)
        for label, (text, why, kind) in zip(self.labels, lines, strict=True):
            label.set_text(text, why, kind=kind)
        if self.parentWidget() is not None:  # else it would open as a window of its own
            self.setVisible(bool(lines))

    def text(self) -> str:
        return "\n".join(label.text() for label in self.labels)

    def why(self) -> str:
        """All reasons, for F1 on the field beside."""
        return "\n".join(label.why() for label in self.labels if label.why())
