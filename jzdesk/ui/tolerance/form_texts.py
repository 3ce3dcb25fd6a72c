"""Texts of the form drafted from its answers: the finding in words, and what the conclusion means for the person."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jzdesk.services import tolerance as service
from jzdesk.ui.common import ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from jzdesk.ui.tolerance.form import ReviewForm


class DraftedTexts:
    """A text of the clerk's own is replaced only when she agrees."""

    def __init__(self, form: ReviewForm) -> None:
        self._form = form
        self._proposed: dict[str, str] = {}

    def statement(self) -> None:
        """Draft the text of the finding."""
        self._propose("statement", "认定书", service.propose_statement)

    def effects(self) -> None:
        """Draft what the conclusion means for the person."""
        self._propose("effects", "结论影响", service.propose_effects)

    def _propose(self, name: str, title: str, draft: Callable[..., str]) -> None:
        form = self._form
        there = form.field(name).value()
        if there and there != self._proposed.get(name):
            text = f"{title}已有文字，生成后将被替换。"
            if not ask.confirm(form, f"替换{title}", text, verb="替换"):
                return
        work = partial(draft, form.frame.desk, form.whole())
        form.frame.jobs.run(work, owner=form, done=partial(self._drafted, name))

    def _drafted(self, name: str, text: str) -> None:
        field = self._form.field(name)
        field.set_value(text)
        self._proposed[name] = field.value()
