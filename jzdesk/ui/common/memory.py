"""What the window remembers by itself between two days: sizes and columns. Not settings of choice, not records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SAVE_AFTER_MS = 800


class Memory(QObject):
    """JSON-able values by key, handed to `write` shortly after a change. Losing them costs a few column widths."""

    def __init__(
        self,
        values: Mapping[str, Any] | None = None,
        write: Callable[[dict[str, Any]], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._values: dict[str, Any] = dict(values or {})
        self._write = write
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save)

    def get(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Remember a value; it is written shortly after."""
        if self._values.get(key) != value:
            self._values[key] = value
            self._timer.start()

    def save(self) -> None:
        """Write now."""
        self._timer.stop()
        if self._write is None:
            return
        try:
            self._write(dict(self._values))
        except OSError as error:
            import logging

            logging.getLogger(__name__).info("window state not saved: %s", error.strerror)
