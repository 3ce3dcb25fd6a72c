"""Who is meant: each look-alike beside the words of the letter, with why it is one; a person says yes or no."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jzdesk.domain.screening import OTHER, SAME
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.tab_order import tab_after
from jzdesk.ui.enquiries.likeness import DIFFERENT, EQUAL, NEAR, compared

if TYPE_CHECKING:
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.screening import Candidate, ScreenedName

SHOWN = 6
LEVELS = {SAME: "身份证号和姓名一致", OTHER: "同名，不是同一人的可能大"}
STATES = {EQUAL: "done", NEAR: "soon", DIFFERENT: "overdue"}


class LikenessCard(QFrame):
    """One person on record beside the letter. `taken()`, `refused()`."""

    taken = Signal()
    refused = Signal()

    def __init__(self, line: ScreenedName, candidate: Candidate, rulebook: Rulebook, *, may: bool) -> None:
        super().__init__()
        self.setObjectName("likenessCard")
        person = candidate.person
        self.yes, self.no = QPushButton("是此人"), QPushButton("不是此人")
        where = f"{person.unit_name}{person.post}"
        self.yes.setAccessibleName(f"是此人：{person.name} {where}")
        self.no.setAccessibleName(f"不是此人：{person.name} {where}")
        for button in (self.yes, self.no):
            button.setEnabled(may)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        title = QLabel(f"库内：{person.name}　{where}")
        title.setWordWrap(True)
        add_row(layout, title, self.yes, self.no).setStretch(0, 1)
        level = LEVELS.get(candidate.level, f"近似程度 {candidate.score}")
        why = QLabel(f"{level}：{'；'.join(candidate.why)}。")
        why.setWordWrap(True)
        why.setAccessibleName("近似的理由")
        mark_role(why, "secondary")
        layout.addWidget(why)
        grid = QGridLayout()
        layout.addLayout(grid)
        self._fill(grid, line, candidate, rulebook)
        self.yes.clicked.connect(self.taken)
        self.no.clicked.connect(self.refused)

    def _fill(self, grid: QGridLayout, line: ScreenedName, candidate: Candidate, rulebook: Rulebook) -> None:
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for column, text in enumerate(("", "来函所列", "库内记录", "")):
            grid.addWidget(_small(text), 0, column)
        for row, pair in enumerate(compared(line.name, candidate.person, rulebook), 1):
            grid.addWidget(_small(pair.label), row, 0)
            for column, text in enumerate((pair.given, pair.held), 1):
                label = QLabel(text)
                label.setTextFormat(Qt.TextFormat.RichText)
                label.setWordWrap(True)
                grid.addWidget(label, row, column)
            verdict = QLabel(pair.verdict)
            verdict.setProperty("state", STATES.get(pair.verdict, ""))
            mark_role(verdict, "secondary")
            grid.addWidget(verdict, row, 3)


def _small(text: str) -> QLabel:
    label = QLabel(text)
    mark_role(label, "secondary")
    return label


class Chooser(QWidget):
    """`chosen(person_id)`: this one; `nobody()`: none of those on record is meant.

    不是此人 puts one away; when none is left it is nobody on record.
    """

    chosen = Signal(int)
    nobody = Signal()

    def __init__(self, rulebook: Rulebook, refused: set[tuple[int, int]], *, may: bool) -> None:
        """`refused`: pairs (name, person) already said not to be the same; kept by whoever shows the chooser."""
        super().__init__()
        self._rulebook, self._may, self._refused = rulebook, may, refused
        self._line: ScreenedName | None = None
        self.cards: list[LikenessCard] = []
        self._column = tight_column(self)
        self._column.setSpacing(8)
        self._body = QWidget()
        self._column.addWidget(self._body)

    def set_line(self, line: ScreenedName) -> None:
        """The look-alikes of another name."""
        self._line = line
        left = self._left(line)
        self.cards = []
        body = QWidget()
        column = tight_column(body)
        column.setSpacing(8)
        for candidate in left[:SHOWN]:
            card = LikenessCard(line, candidate, self._rulebook, may=self._may)
            card.taken.connect(partial(self.chosen.emit, candidate.person.id or 0))
            card.refused.connect(partial(self._refuse, candidate.person.id or 0))
            column.addWidget(card)
            self.cards.append(card)
        if len(left) > SHOWN:
            column.addWidget(_small(f"另有 {len(left) - SHOWN} 名同名人员，出生年月或者身份证号与来函不同。"))
        self.none_button = QPushButton("都不是，库内无此人")
        self.none_button.setEnabled(self._may)
        self.none_button.clicked.connect(self.nobody)
        add_row(column, self.none_button, None)
        old, self._body = self._body, body
        self._column.replaceWidget(old, body)
        old.deleteLater()
        tab_after(self, [b for card in self.cards for b in (card.yes, card.no)] + [self.none_button])

    def _left(self, line: ScreenedName) -> list[Candidate]:
        """Those not yet said not to be meant."""
        return [c for c in line.candidates if (line.name.id or 0, c.person.id or 0) not in self._refused]

    def _refuse(self, person_id: int) -> None:
        line = self._line
        if line is None:
            return
        self._refused.add((line.name.id or 0, person_id))
        alike = [c for c in self._left(line) if c.level != OTHER]
        if alike:
            self.set_line(line)
            self.focus_first()
        else:
            self._refused.difference_update({pair for pair in self._refused if pair[0] == line.name.id})
            self.nobody.emit()

    def focus_first(self) -> None:
        """The keyboard goes to 是此人 of the likeliest one."""
        button = self.cards[0].yes if self.cards else self.none_button
        button.setFocus(Qt.FocusReason.OtherFocusReason)
