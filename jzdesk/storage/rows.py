"""Between a row and a value: their field names are the same, so one pair of functions serves every noun.

Every save reads one person's rows again. peewee takes four times longer to write such a query down than SQLite to
answer it, so `select`, `update` and `index` keep the text of theirs; everything else goes through the models.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from jzdesk.storage.transaction import meta_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from jzdesk.storage.models import Table
    from jzdesk.storage.transaction import Transaction

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


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _moment(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


_MAKERS: Mapping[str, Callable[[Any], Any] | None] = MappingProxyType({
    "DateField": _day, "DateTimeField": _moment, "BooleanField": bool, "AutoField": None, "IntegerField": None,
    "BigIntegerField": None, "ForeignKeyField": None, "TextField": None,
})  # fmt: skip


@cache
def _reader(model: Hashable, names: tuple[str, ...]) -> tuple[str, tuple[Callable[[Any], Any] | None, ...]]:
    """The start of a SELECT of these columns, and what turns each stored value into the field's."""
    meta = meta_of(cast("Any", model))
    fields_ = [meta.columns[name] for name in names]
    makers = tuple(_MAKERS.get(type(field).__name__, field.python_value) for field in fields_)
    columns = ", ".join(f't."{name}"' for name in names)
    return f'SELECT {columns} FROM "{meta.table_name}" AS t ', makers


def tuples(model: type[Table], names: Sequence[str], tail: str, *params: Any) -> list[list[Any]]:
    """Columns of the rows that `tail` (WHERE …, the table is `t`) finds, as the models would give them."""
    head, makers = _reader(cast("Hashable", model), tuple(names))
    made: list[list[Any]] = [*map(list, meta_of(model).database.execute_sql(head + tail, params).fetchall())]
    wanted = [(place, make) for place, make in enumerate(makers) if make is not None]
    for row in made:
        for place, make in wanted:
            if row[place] is not None:
                row[place] = make(row[place])
    return made


def select(model: type[Table], cls: type[V], tail: str, *params: Any, **more: Any) -> list[V]:
    """The values of the rows that `tail` finds; `more` gives fields that are not columns."""
    names = _shared(cast("Hashable", cls), cast("Hashable", model))
    return [cls(**dict(zip(names, row, strict=True)), **more) for row in tuples(model, names, tail, *params)]


def update(tx: Transaction, model: type[Table], row_id: int, values: Mapping[str, Any]) -> None:
    """Write the columns that differ; nothing when none does."""
    found = tuples(model, tuple(values), "WHERE t.id = ?", row_id)
    before = dict(zip(values, found[0], strict=True)) if found else {}
    if differing := changed(before, values):
        tx.update(model, row_id, differing)


def index(model: type[Table], row_id: int, values: Mapping[str, Any]) -> None:
    """Rewrite columns that only repeat what can be computed; not audited."""
    sets = ", ".join(f'"{name}" = ?' for name in values)
    meta = meta_of(model)
    stored = [meta.columns[name].db_value(value) for name, value in values.items()]
    meta.database.execute_sql(f'UPDATE "{meta.table_name}" SET {sets} WHERE id = ?', (*stored, row_id))


def insert(model: type[Table], values: Mapping[str, Any]) -> None:
    """A row of an index, all of whose columns are given, in place of one with the same key; not audited."""
    meta = meta_of(model)
    names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
    stored = [meta.columns[name].db_value(value) for name, value in values.items()]
    meta.database.execute_sql(f'INSERT OR REPLACE INTO "{meta.table_name}" ({names}) VALUES ({marks})', stored)


def next_number_after(model: type[Table], head: str, *, digits: int) -> str:
    """The number after the highest that begins with `head`, as a number: after …-9999 comes …-10000."""
    meta = meta_of(model)
    end = head[:-1] + chr(ord(head[-1]) + 1)
    sql = f'SELECT max(CAST(substr("number", ?) AS INTEGER)) FROM "{meta.table_name}" WHERE "number" >= ? AND "number" < ?'
    (last,) = meta.database.execute_sql(sql, (len(head) + 1, head, end)).fetchone()
    return f"{head}{(last or 0) + 1:0{digits}d}"
