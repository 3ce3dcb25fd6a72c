"""Columns that hold a list or a mapping, kept as JSON text."""

from __future__ import annotations

import json
from typing import Any

from peewee import TextField

from jzdesk.domain.tolerance import Finding


class WordsField(TextField):
    """A tuple of texts kept as a JSON list."""

    def db_value(self, value: Any) -> str:
        return json.dumps(list(value or ()), ensure_ascii=False)

    def python_value(self, value: Any) -> tuple[str, ...]:
        return tuple(json.loads(value)) if value and value != "[]" else ()


class FindingsField(TextField):
    """A mapping from list code to Finding kept as a JSON object."""

    def db_value(self, value: Any) -> str:
        plain = {code: [f.answer, f.grounds, f.evidence, list(f.met), f.by] for code, f in (value or {}).items()}
        return json.dumps(plain, ensure_ascii=False)

    def python_value(self, value: Any) -> dict[str, Finding]:
        if not value or value == "{}":
            return {}
        return {code: _finding(*parts) for code, parts in json.loads(value).items()}


def _finding(answer: str, grounds: str, evidence: str, met: list[str] | None = None, by: str = "") -> Finding:
    """A finding as it was stored: the earliest had three parts."""
    return Finding(answer, grounds, evidence, tuple(met or ()), by)


class TextsField(TextField):
    """A mapping from name to text kept as a JSON object; empty texts are left out."""

    def db_value(self, value: Any) -> str:
        plain = {name: text for name, text in (value or {}).items() if text}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    def python_value(self, value: Any) -> dict[str, str]:
        return dict(json.loads(value)) if value and value != "{}" else {}
