"""图片和文字: the chart as a picture to a file or the clipboard, and the sentences of a bulletin."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QObject
from PySide6.QtGui import QGuiApplication, QImage

from jzdesk.services import statistics_text
from jzdesk.ui.common.charts.painter import picture_of

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QMenu

    from jzdesk.services.desk import Desk
    from jzdesk.ui.reports.statistics_page import StatisticsPage


class Taking(QObject):
    """The entries of the menu. What leaves the program is noted in the log like every export."""

    def __init__(self, page: StatisticsPage) -> None:
        super().__init__(page)
        self._page = page

    def connect_menu(self, menu: QMenu) -> None:
        """Put the entries into the menu."""
        for text, slot in (
            ("图保存为图片", self.save_picture),
            ("复制图片", self.copy_picture),
            ("复制通报文字", self.copy_text),
        ):
            menu.addAction(text).triggered.connect(slot)

    def picture(self) -> QImage | None:
        """The chart as it is chosen, with title and notes."""
        grid = self._page.grid
        return None if grid is None else picture_of(grid.chart, QGuiApplication.font())

    def save_picture(self) -> None:
        """The picture to a file of the user's choice."""
        grid, image = self._page.grid, self.picture()
        if grid is None or image is None:
            return
        path = self._page.choose_file(
            "保存图片", f"{self._page.unit_name}{grid.chart.title}.png", "PNG 图片 (*.png)"
        )
        if path is not None:
            work = partial(_save, self._page.desk, png_of(image), path)
            self._page.run(work, done=partial(self._page.made.show_made, "图片"), busy_text="保存图片")

    def copy_picture(self) -> None:
        """The picture to the clipboard."""
        grid, image = self._page.grid, self.picture()
        if grid is not None and image is not None:
            work = partial(statistics_text.take_note, self._page.desk, "复制图片", grid.chart.title)
            self._page.run(work, done=partial(self._copied, image))

    def copy_text(self) -> None:
        """The bulletin to the clipboard."""
        found = self._page.found
        if found is not None:
            text = statistics_text.bulletin(self._page.desk.rulebook, found)
            work = partial(statistics_text.take_note, self._page.desk, "复制通报文字", found.stretch.title)
            self._page.run(work, done=partial(self._copied, text))

    def _copied(self, what: object, _noted: object) -> None:
        clipboard = QGuiApplication.clipboard()
        if isinstance(what, QImage):
            clipboard.setImage(what)
            self._page.jobs.message.emit("done", "图片已复制，可粘贴到文档或演示文稿。")
        else:
            clipboard.setText(str(what))
            self._page.jobs.message.emit("done", "通报文字已复制，请核对后使用。")


def _save(desk: Desk, content: bytes, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return statistics_text.save_picture(desk, content, path)


def png_of(image: QImage) -> bytes:
    """The picture as a file's content."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
