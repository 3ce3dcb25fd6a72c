"""Between a row and a value: their field names are the same, so one pair of functions serves every noun."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jzdesk.storage.models import Table

V = TypeVar("V")


@cache
def _shared(cls: type[Any], model: type[Table]) -> tuple[str, ...]:
    columns = set(model._meta.columns)
    return tuple(f.name for f in fields(cls) if f.name in columns)


def value_of(row: Table, cls: type[V], **more: Any) -> V:
    """The value of a row; `more` gives fields that are not columns."""
    return cls(**{name: getattr(row, name) for name in _shared(cls, type(row))}, **more)


def columns_of(value: Any, model: type[Table], *, leave: tuple[str, ...] = ()) -> dict[str, Any]:
    """The columns a value fills, without its key."""
    return {n: getattr(value, n) for n in _shared(type(value), model) if n != "id" and n not in leave}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of `after` that differ from `before`."""
    return {name: value for name, value in after.items() if before.get(name) != value}
