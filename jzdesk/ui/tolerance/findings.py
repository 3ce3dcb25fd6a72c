"""What a review found, clause by clause, as a text that can be searched and copied."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from jzdesk.domain.tolerance import CONCLUSIONS, REFUSED, Finding
from jzdesk.ui.common.state import COLOURS, SECONDARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.tolerance_rules import ToleranceRules

SIDES = {"tolerated": ("可容", "done"), "punished": ("不可容", "overdue"), "unclear": ("不清", "soon")}
LOCKING = {"yes": ("是", "overdue"), "no": ("否", "")}
TICKED = {"yes": ("符合", "done")}
FACTOR = {"yes": ("具备", "done"), "no": ("不具备", "overdue")}
OPEN = ("尚未认定", "soon")
APART = "&nbsp;&nbsp;"  # rich text runs full-width blanks together


class FindingsPage(QTextBrowser):
    """The conclusion first, then each list with its answers, grounds and evidence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setAccessibleName("认定")
        self.setStyleSheet("QTextBrowser { border: none; padding: 0; }")
        self.document().setDocumentMargin(16)

    def show_review(self, review: ToleranceReview, lists: ToleranceRules) -> None:
        """Show what one review found."""
        factors = lists.factor_sets.get(review.factor_set)
        weighed = [(item.code, item.text) for item in factors.factors] if factors else []
        sides = [(item.code, item.title) for item in lists.distinctions if item.enabled or item.code in review.distinctions]
        asked = [
            [(item.code, item.text) for item in items if item.enabled or item.code in found]
            for items, found in ((lists.negative, review.negative), (lists.exclusions, review.exclusions))
        ]
        positive = [(item.code, item.text) for item in lists.positive]
        parts = (
            _conclusion(review),
            _part("三个区分", sides, review.distinctions, SIDES, OPEN),
            _part(f"认定因素（{factors.name if factors else ''}）", weighed, review.factors, FACTOR, ("", "")),
            _part("正面清单", positive, review.positive, TICKED, None),
            _part("负面清单", asked[0], review.negative, LOCKING, OPEN),
            _part("不予容错情形", asked[1], review.exclusions, LOCKING, OPEN),
        )
        self.setHtml("".join(parts))


def _conclusion(review: ToleranceReview) -> str:
    word = CONCLUSIONS.get(review.conclusion, "尚未认定")
    kind = "overdue" if review.conclusion == REFUSED else "done" if review.conclusion else "soon"
    when = f"{review.concluded_on:%Y-%m-%d}" if review.concluded_on else ""
    lines = [APART.join([_coloured(word, kind), *(escape(part) for part in (when, review.meeting) if part)])]
    change = " → ".join(part for part in (review.handling_before, review.handling_after) if part)
    if change:
        lines.append(f"处理：{escape(change)}")
    if review.statement:
        lines.append(escape(review.statement).replace("\n", "<br>"))
    return _heading("结论") + "".join(f"<p style='margin:2px 0'>{line}</p>" for line in lines)


def _part(
    title: str, entries: Iterable[tuple[str, str]], found: Mapping[str, Finding],
    words: Mapping[str, tuple[str, str]], unanswered: tuple[str, str] | None,
) -> str:  # fmt: skip
    """A list; `unanswered` is how an entry without an answer reads, None leaves it out. Entries the county has struck
    from its list keep their code."""
    entries = list(entries)
    known = {code for code, _text in entries}
    rows = [*entries, *((code, code) for code in found if code not in known)]
    lines = []
    for code, text in rows:
        finding = found.get(code, Finding())
        if not finding.answer and unanswered is None:
            continue
        word, kind = words.get(finding.answer, unanswered or ("", ""))
        lines.append(_line(text, word, kind, finding))
    return _heading(title) + ("".join(lines) or f"<p style='color:{SECONDARY}; margin:2px 0'>没有勾选。</p>")


def _line(text: str, word: str, kind: str, finding: Finding) -> str:
    answer = f"{APART}{_coloured(word, kind)}" if word else ""
    proof = f"（证据：{finding.evidence}）" if finding.evidence else ""
    said = escape(finding.grounds + proof).replace("\n", "<br>")
    below = f"<br><span style='color:{SECONDARY}'>{said}</span>" if said else ""
    return f"<p style='margin:4px 0'>{escape(text)}{answer}{below}</p>"


def _coloured(word: str, kind: str) -> str:
    colour = COLOURS.get(kind, SECONDARY)
    return f"<span style='color:{colour}; font-weight:600'>{escape(word)}</span>"


def _heading(title: str) -> str:
    return f"<p style='font-size:12pt; margin:14px 0 4px 0'>{escape(title)}</p>"
