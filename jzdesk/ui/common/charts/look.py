"""How bars look: told apart by lightness and hatching as well as by colour, so that they can be read printed in grey, and by
who does not see all colours."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

INK, SECONDARY, LINE, GRID = "#1F2328", "#5B6470", "#98A1AB", "#E3E6EA"


class Tone(NamedTuple):
    """A filling, what is hatched over it ('' for nothing), and the ink of a label on it."""

    fill: str
    hatch: str = ""
    pattern: Qt.BrushStyle = Qt.BrushStyle.NoBrush
    ink: str = INK


TONES = (
    Tone("#DCE8F2"),
    Tone("#93BBDC"),
    Tone("#3E7AAB", ink="#FFFFFF"),
    Tone("#17324C", ink="#FFFFFF"),
    Tone("#2F618F", ink="#FFFFFF"),
    Tone("#CFDFEC", "#5F86A8", Qt.BrushStyle.BDiagPattern),
    Tone("#FFFFFF", "#98A1AB", Qt.BrushStyle.Dense6Pattern),
)
"""By `Series.tone`: the four forms from light to dark, then this year, last year, the one before."""


def fill(painter: QPainter, rect: QRectF, tone: int) -> None:
    """One bar, with a thin line around it."""
    look = TONES[tone]
    painter.fillRect(rect, QColor(look.fill))
    if look.hatch:
        painter.fillRect(rect, QBrush(QColor(look.hatch), look.pattern))
    painter.setPen(QPen(QColor(SECONDARY), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)


def mark(painter: QPainter, rect: QRectF) -> None:
    """The line across a column that it is compared with: a bar of ink with a light rim, seen on any filling."""
    painter.fillRect(rect.adjusted(-1, -1, 1, 1), QColor("#FFFFFF"))
    painter.fillRect(rect, QColor("#9E1B32"))


def frame(painter: QPainter, rect: QRectF, *, strong: bool) -> None:
    """Around the bar that is chosen; `strong` while the keyboard is on the chart."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor("#FFFFFF"), 3))
    painter.drawRect(rect.adjusted(-2, -2, 2, 2))
    painter.setPen(QPen(QColor(INK), 2 if strong else 1))
    painter.drawRect(rect.adjusted(-2, -2, 2, 2))
