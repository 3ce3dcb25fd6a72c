"""Python's cycle collector, kept on the GUI thread.

A window is full of reference cycles. When a lane's thread happens to trigger the collector, Qt objects are destroyed
on that thread: "Timers cannot be stopped from another thread", then a crash (seen in tests). So while lanes run, the
automatic collector is off and a timer of the GUI thread does its work by the same thresholds.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY_MS = 1_000


class GuiCollector(QObject):
    """Between `start` and `stop` cycles are collected on the thread this object lives on, and nowhere else."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._was_on = False

    def start(self) -> None:
        """The first lane begins."""
        if not self._timer.isActive():
            self._was_on = gc.isenabled()
            gc.disable()
            self._timer.start()

    def stop(self) -> None:
        """No lane is left."""
        if self._timer.isActive():
            self._timer.stop()
            if self._was_on:
                gc.enable()

    def look(self) -> None:
        """Collect the oldest generation whose threshold is passed."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
