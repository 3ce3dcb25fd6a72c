"""Paints a chart that is laid out, on the screen or into a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from jzdesk.ui.common.charts import look
from jzdesk.ui.common.charts.layout import MARK, Fonts, Layout, Placed

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

    from jzdesk.domain.charts import Chart

PICTURE_WIDTH, PICTURE_HEIGHT = 1000, 560
PICTURE_SCALE = 2
"""A picture is 2,000 dots wide: sharp on paper across a page, and when projected."""
NOTHING = "没有可统计的记录。"


def paint(painter: QPainter, placed: Placed, fonts: Fonts) -> None:
    """Everything of a chart but what is chosen in it."""
    painter.setPen(QPen(QColor(look.GRID), 1))
    for line in placed.grid:
        painter.drawLine(QLineF(line.topLeft(), line.topRight()))
    for bar in placed.bars:
        if bar.tone == MARK:
            look.mark(painter, bar.rect)
        else:
            look.fill(painter, bar.rect, bar.tone)
    painter.setPen(QPen(QColor(look.LINE), 1))
    painter.drawLine(QLineF(placed.axis.topLeft(), placed.axis.bottomRight()))
    for key, tone in placed.keys:
        if tone == MARK:
            look.mark(painter, QRectF(key.left(), key.center().y() - 1.5, key.width(), 3))
        else:
            look.fill(painter, key, tone)
    for text in placed.texts:
        painter.setFont(fonts.of(text.size))
        painter.setPen(QColor(_ink(text.colour)))
        painter.drawText(text.rect, text.flags | int(Qt.TextFlag.TextDontClip), text.text)


def _ink(colour: str) -> str:
    return look.TONES[int(colour.removeprefix("tone "))].ink if colour.startswith("tone ") else colour


def picture_of(chart: Chart, font: QFont) -> QImage:
    """The chart with its title, what it counts and how to read it, for a report or a projector."""
    fonts = Fonts(font)
    placed = Layout(chart, fonts, PICTURE_WIDTH, height=PICTURE_HEIGHT).placed()
    height = max(round(placed.height), 240)
    image = QImage(PICTURE_WIDTH * PICTURE_SCALE, height * PICTURE_SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(PICTURE_SCALE)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    paint(painter, placed, fonts)
    painter.end()
    return image
