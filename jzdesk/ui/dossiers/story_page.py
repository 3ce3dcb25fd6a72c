"""时间线: the whole file of a person on one page in time order, by year; each line leads to its record."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from jzdesk.services.dossier_story import KINDS
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.state import HAIRLINE, SECONDARY, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jzdesk.services.dossier_story import Entry


class StoryPage(QWidget):
    """`opened(kind, id)` when a line is clicked: the link of its entry."""

    opened = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()
        self.kind = QComboBox()
        self.kind.setAccessibleName("只看哪类")
        self.words = QLineEdit()
        self.words.setPlaceholderText("在时间线中查找")
        self.words.setAccessibleName("在时间线中查找")
        self.words.setClearButtonEnabled(True)
        self.count = QLabel()
        mark_role(self.count, "secondary")
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setObjectName("historyList")
        self.text.setOpenLinks(False)
        self.text.setAccessibleName("时间线")
        self.text.document().setDocumentMargin(16)
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 12, 16, 4)
        bar.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        bar.addWidget(self.kind)
        bar.addWidget(self.words, 1)
        bar.addWidget(self.count)
        layout.addWidget(self.text, 1)
        self.kind.currentIndexChanged.connect(self._show)
        self.words.textChanged.connect(self._show)
        self.text.anchorClicked.connect(self._open)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show another person's story; the kind chosen stays where he has such entries."""
        self.entries = tuple(entries)
        chosen = self.kind.currentData()
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItem("全部", "")
        there = {entry.kind for entry in self.entries}
        for code, name in KINDS.items():
            if code in there:
                self.kind.addItem(name, code)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self.kind.blockSignals(False)
        self._show()

    def shown(self) -> list[tuple[int, Entry]]:
        """The entries that the kind and the words leave, each with its number."""
        kind, words = self.kind.currentData(), self.words.text().split()
        return [
            (number, entry)
            for number, entry in enumerate(self.entries)
            if kind in ("", None, entry.kind) and all(word in entry.words for word in words)
        ]

    def _show(self, *_: object) -> None:
        shown = self.shown()
        total = len(self.entries)
        self.count.setText(f"{total} 条" if len(shown) == total else f"{len(shown)}/{total} 条")
        if not shown:
            nothing = "没有符合的记录，请换个词或者选“全部”。" if total else "还没有记录。"
            self.text.setHtml(f'<p style="color:{SECONDARY}">{nothing}</p>')
            return
        years = groupby(shown, key=lambda pair: pair[1].on.year)
        self.text.setHtml("".join(_year(year, entries) for year, entries in years))

    def _open(self, url: QUrl) -> None:
        number = int(url.toString().rpartition("/")[2])
        kind, record_id = self.entries[number].link
        self.opened.emit(kind, record_id)


def _year(year: int, entries: Iterable[tuple[int, Entry]]) -> str:
    rows = "".join(_line(number, entry) for number, entry in entries)
    head = f'<p style="margin-top:10px; margin-bottom:2px"><b>{year}年</b></p>'
    return f'{head}<table cellspacing="0" cellpadding="4" width="100%" style="border-top:1px solid {HAIRLINE}">{rows}</table>'


def _line(number: int, entry: Entry) -> str:
    link = f'<a href="entry/{number}" style="color:{TEXT}; text-decoration:none">{escape(entry.title)}</a>'
    text = f'<br><span style="color:{SECONDARY}">{escape(entry.text)}</span>' if entry.text else ""
    day = f'<td width="52" style="color:{SECONDARY}">{entry.on:%m-%d}</td>'
    kind = f'<td width="76" style="color:{SECONDARY}">{KINDS[entry.kind]}</td>'
    return f"<tr>{day}{kind}<td>{link}{text}</td></tr>"
