"""证据: each piece under its number, and which findings rest on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from jzdesk.ui.common.layouts import hairline
from jzdesk.ui.common.plain_label import plain_label
from jzdesk.ui.common.reading_page import ReadingPage
from jzdesk.ui.tolerance.evidence_field import numbers_in
from jzdesk.ui.tolerance.reading import GROUPS

if TYPE_CHECKING:
    from jzdesk.domain.review_files import Evidence
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.ui.tolerance.reading import ReviewDetail

EMPTY = "尚未列出证据。修改审查时在“证据”部分编号，各项认定引用编号。"
UNCITED = "没有认定引用。"
LONGEST = 16


class EvidencePage(ReadingPage):
    """A line for each piece: number, title, what is known of it, and where it is cited."""

    def __init__(self) -> None:
        super().__init__("证据")

    def show_evidence(self, detail: ReviewDetail, rules: Rulebook) -> None:
        """Show the evidence of a review."""
        body = self.fresh_body()
        grid = QGridLayout(body)
        grid.setContentsMargins(16, 12, 16, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        if not detail.evidence:
            grid.addWidget(plain_label(EMPTY, "hint"), 0, 0, 1, 2)
        uses = _uses(detail)
        row = 0
        for piece in detail.evidence:
            number = QLabel(str(piece.number))
            grid.addWidget(number, row, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(plain_label(piece.title), row, 1)
            cited = uses.get(piece.number, [])
            for text in (_about(piece, rules), f"引用：{'、'.join(cited)}" if cited else UNCITED, piece.note):
                if text:
                    row += 1
                    grid.addWidget(plain_label(text, "secondary"), row, 1)
            row += 1
            grid.addWidget(hairline(), row, 0, 1, 2)
            row += 1
        grid.setRowStretch(row + 1, 1)
        self.setWidget(body)


def _about(piece: Evidence, rules: Rulebook) -> str:
    kind = rules.name_of("evidence_kind", piece.kind) if piece.kind else ""
    day = f"{piece.obtained_on:%Y-%m-%d}取得" if piece.obtained_on else ""
    pages = f"{piece.pages}页" if piece.pages else ""
    return "　".join(part for part in (kind, piece.source, day, pages) if part)


def _uses(detail: ReviewDetail) -> dict[int, list[str]]:
    """Which findings cite each number, by the words of their entries."""
    found: dict[int, list[str]] = {}
    for group in GROUPS:
        for code, finding in getattr(detail.review, group).items():
            words = detail.names.get(code, code)
            short = f"“{words}”" if len(words) <= LONGEST else f"“{words[:LONGEST]}…”"
            for number in numbers_in(finding.evidence):
                found.setdefault(number, []).append(short)
    return found
