"""Between a row and a value: their field names are the same, so one pair of functions serves every noun."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from jzdesk.storage.transaction import meta_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from jzdesk.storage.models import Table

V = TypeVar("V")


@cache
def _shared(cls: Hashable, model: Hashable) -> tuple[str, ...]:
    table, value_class = cast("Any", model), cast("Any", cls)
    columns = set(meta_of(table).columns)
    return tuple(f.name for f in fields(value_class) if f.name in columns)


def value_of(row: Table, cls: type[V], **more: Any) -> V:
    """The value of a row; `more` gives fields that are not columns."""
    return cls(**{name: getattr(row, name) for name in _shared(cast("Hashable", cls), type(row))}, **more)


def columns_of(value: Any, model: type[Table], *, leave: tuple[str, ...] = ()) -> dict[str, Any]:
    """The columns a value fills, without its key."""
    return {n: getattr(value, n) for n in _shared(cast("Hashable", type(value)), cast("Hashable", model)) if n != "id" and n not in leave}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of `after` that differ from `before`."""
    return {name: value for name, value in after.items() if before.get(name) != value}
