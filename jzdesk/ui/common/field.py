"""What every field of a form has in common."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

CHAR_PADDING = 28
NARROW = 16


class Field(QWidget):
    """One value the user fills in. `changed` is emitted for every change, by the user or by `set_value`."""

    changed = Signal()
    left = Signal()  # the user moved on; what he typed is final for now

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)

    # ---- to be given by each kind

    def value(self) -> Any:
        """The value, or None / '' when empty or unreadable; an old good value is never silently kept."""
        raise AssertionError(f"{type(self).__name__} gives no value")

    def set_value(self, value: Any) -> None:
        raise AssertionError(f"{type(self).__name__} takes no value")

    def problem(self) -> str:
        """Why what stands here cannot be read, as a sentence; '' when it can."""
        return ""

    def is_empty(self) -> bool:
        return self.value() in (None, "", (), [])

    def draft(self) -> Any:
        """What stands here, as it stands, JSON-able; also for text that cannot be read."""
        return self.value()

    def restore(self, draft: Any) -> None:
        self.set_value(draft)

    def editors(self) -> list[QWidget]:
        """The widgets that take the keyboard."""
        proxy = self.focusProxy()
        return [proxy] if proxy is not None else []

    def stops(self) -> list[QWidget]:
        """Where Enter stops on its way through the form: once, unless a field has several parts of its own."""
        return self.editors()[:1]

    # ---- shared

    def _take(self, editor: QWidget) -> None:
        """Let `editor` be the widget that stands for the field."""
        self._row.addWidget(editor)
        self.setFocusProxy(editor)
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._leave()
            self.left.emit()
        return super().eventFilter(watched, event)

    def _leave(self) -> None:
        """Called when the user moves on, before `left`."""

    def set_read_only(self, on: bool) -> None:
        for editor in self.editors():
            setter = getattr(editor, "setReadOnly", None)
            if setter is not None:
                setter(on)
            else:
                editor.setEnabled(not on)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        for editor in self.editors():
            editor.setAccessibleName(name)

    def set_chars(self, editor: QWidget, chars: int) -> None:
        """Size an editor to its content: so many Chinese characters wide. A wide one gives way on a small screen."""
        one = editor.fontMetrics().horizontalAdvance("国")
        if chars <= NARROW:
            editor.setFixedWidth(one * chars + CHAR_PADDING)
            return
        editor.setMinimumWidth(one * NARROW + CHAR_PADDING)
        editor.setMaximumWidth(one * chars + CHAR_PADDING)
        editor.setSizePolicy(QSizePolicy.Policy.Expanding, editor.sizePolicy().verticalPolicy())
        self._row.setStretchFactor(editor, 1000)
