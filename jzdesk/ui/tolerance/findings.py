"""What a review found, clause by clause, as a text that can be searched and copied."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from jzdesk.domain.tolerance import CONCLUSIONS, REFUSED, Finding
from jzdesk.services.tolerance_words import ANSWERS
from jzdesk.ui.common.state import COLOURS, SECONDARY
from jzdesk.ui.tolerance.evidence_field import numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jzdesk.ui.tolerance.reading import ReviewDetail

SIDES = {
    "tolerated": (ANSWERS["tolerated"], "done"), "punished": (ANSWERS["punished"], "overdue"),
    "unclear": (ANSWERS["unclear"], "soon"),
}  # fmt: skip
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

    def show_review(self, detail: ReviewDetail) -> None:
        """Show what one review found, in the words of the lists it is judged by."""
        review, lists = detail.review, detail.lists
        factors = lists.factor_sets.get(review.factor_set)
        weighed = [(item.code, item.text) for item in factors.factors] if factors else []
        sides = [
            (item.code, item.title)
            for item in lists.distinctions
            if item.enabled or item.code in review.distinctions
        ]
        asked = [
            [(item.code, item.text) for item in items if item.enabled or item.code in found]
            for items, found in ((lists.negative, review.negative), (lists.exclusions, review.exclusions))
        ]
        positive = [(item.code, item.text) for item in lists.positive]
        told = _Told(detail.names, {piece.number: piece.title for piece in detail.evidence})
        _part = told.part
        parts = (
            _conclusion(detail),
            _part("三个区分", sides, review.distinctions, SIDES, OPEN),
            _part(
                f"认定因素（{factors.name if factors else ''}）", weighed, review.factors, FACTOR, ("", "")
            ),
            _part("正面清单", positive, review.positive, TICKED, None),
            _part("负面清单", asked[0], review.negative, LOCKING, OPEN),
            _part("不予容错情形", asked[1], review.exclusions, LOCKING, OPEN),
        )
        self.setHtml("".join(parts))


def _conclusion(detail: ReviewDetail) -> str:
    review = detail.review
    word = CONCLUSIONS.get(review.conclusion, "尚未认定")
    kind = "overdue" if review.conclusion == REFUSED else "done" if review.conclusion else "soon"
    when = f"{review.concluded_on:%Y-%m-%d}" if review.concluded_on else ""
    lines = [APART.join([_coloured(word, kind), *(escape(part) for part in (when, review.meeting) if part)])]
    if review.earlier_conclusion:
        earlier = CONCLUSIONS.get(review.earlier_conclusion, review.earlier_conclusion)
        lines.append(f"原认定：{escape(earlier)}{APART}{review.earlier_concluded_on or ''}")
    for change in detail.forms:
        said = " → ".join(part for part in (change.before, change.after) if part)
        if said:
            lines.append(f"{escape(change.name)}：{escape(said)}")
    texts = (review.effects, review.statement)
    lines += [escape(text).replace("\n", "<br>") for text in texts if text]
    return _heading("结论") + "".join(f"<p style='margin:2px 0'>{line}</p>" for line in lines)


class _Told:
    """Findings as lines; `names` are the words of entries, `titles` the evidence by number."""

    def __init__(self, names: Mapping[str, str], titles: Mapping[int, str]) -> None:
        self._names, self._titles = names, titles

    def part(
        self, title: str, entries: Iterable[tuple[str, str]], found: Mapping[str, Finding],
        words: Mapping[str, tuple[str, str]], unanswered: tuple[str, str] | None,
    ) -> str:  # fmt: skip
        """A list; `unanswered` is how an entry without an answer reads, None leaves it out. Entries the county has
        struck from its list keep their words."""
        entries = list(entries)
        known = {code for code, _text in entries}
        rows = [*entries, *((code, self._names.get(code, code)) for code in found if code not in known)]
        lines = []
        for code, text in rows:
            finding = found.get(code, Finding())
            if not finding.answer and unanswered is None:
                continue
            word, kind = words.get(finding.answer, unanswered or ("", ""))
            lines.append(self._line(text, word, kind, finding))
        return _heading(title) + (
            "".join(lines) or f"<p style='color:{SECONDARY}; margin:2px 0'>没有勾选。</p>"
        )

    def _line(self, text: str, word: str, kind: str, finding: Finding) -> str:
        answer = f"{APART}{_coloured(word, kind)}" if word else ""
        met = f"具备：{'、'.join(finding.met)}" if finding.met else ""
        said = [
            escape(part).replace("\n", "<br>")
            for part in (met, finding.grounds, self._proof(finding))
            if part
        ]
        below = "".join(f"<br><span style='color:{SECONDARY}'>{line}</span>" for line in said)
        return f"<p style='margin:4px 0'>{escape(text)}{answer}{below}</p>"

    def _proof(self, finding: Finding) -> str:
        """证据1部务会议记录、3通知: numbers with their titles."""
        numbers = numbers_in(finding.evidence)
        if not numbers:
            return f"证据：{finding.evidence}" if finding.evidence else ""
        return "证据：" + "；".join(f"{n} {self._titles.get(n, '（不在证据表中）')}" for n in numbers)


def _coloured(word: str, kind: str) -> str:
    colour = COLOURS.get(kind, SECONDARY)
    return f"<span style='color:{colour}; font-weight:600'>{escape(word)}</span>"


def _heading(title: str) -> str:
    return f"<p style='font-size:12pt; margin:14px 0 4px 0'>{escape(title)}</p>"
