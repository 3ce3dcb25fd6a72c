"""What the window remembers by itself between two days: sizes and columns. Not settings, not records."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from pathlib import Path

SAVE_AFTER_MS = 800

_log = logging.getLogger(__name__)


class Memory(QObject):
    """A small JSON file of the user's own. Losing it costs nothing but a few column widths."""

    def __init__(self, file: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._values: dict[str, Any] = _read(file)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save)

    def get(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Remember a JSON-able value; it is written shortly after."""
        if self._values.get(key) == value:
            return
        self._values[key] = value
        self._timer.start()

    def save(self) -> None:
        """Write now, whole or not at all."""
        self._timer.stop()
        if self._file is None:
            return
        part = self._file.with_suffix(".part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), encoding="utf-8")
            part.replace(self._file)
        except OSError as error:
            _log.info("window state not saved: %s", error)


def _read(file: Path | None) -> dict[str, Any]:
    if file is None or not file.exists():
        return {}
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
