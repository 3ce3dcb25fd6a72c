"""One transaction: tracked inserts, updates and removals, whose rows before and after go to the audit log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import peewee

from jzdesk.domain import audit as chain
from jzdesk.domain.audit import Entry, Row, RowChange
from jzdesk.domain.errors import Refused

if TYPE_CHECKING:
    from jzdesk.storage.database import VaultDatabase


class Transaction:
    """What a writing service holds. Made by `Vault.write`; of no use after its block.

    A model may name columns that only repeat what can be computed: `derived = frozenset({"column", …})`. They
    are written like any other but not logged, and do not count when it is asked whether a row is still as it
    was.
    """

    def __init__(self, database: VaultDatabase, *, noun: str = "", record_id: int | None = None) -> None:
        self.database = database
        #: What the audit entry is about; may be set inside the block, when an insert has given the id.
        self.noun = noun
        self.record_id = record_id
        #: Each change as the JSON the log keeps: an import makes a hundred thousand of them.
        self._changes: list[str] = []
        self._places: dict[tuple[str, int], None] = {}
        self._notes: list[str] = []
        self._others: list[tuple[str, int]] = []
        #: The number of the audit entry, known once the block has ended.
        self.seq: int | None = None

    @property
    def changes(self) -> Sequence[RowChange]:
        return chain.unpack_changes(self.packed)

    @property
    def packed(self) -> str:
        """All changes as the log keeps them."""
        return f"[{','.join(self._changes)}]"

    @property
    def places(self) -> Sequence[tuple[str, int]]:
        """Table and key of every row that was changed, each once."""
        return tuple(self._places)

    def _log(self, change: RowChange) -> None:
        self._changes.append(chain.pack_changes([change])[1:-1])
        self._places[change.table, change.id] = None

    @property
    def summary(self) -> str:
        return "；".join(self._notes)

    def note(self, text: str) -> None:
        """Add to the audit entry's summary: what a person would say was done."""
        self._notes.append(text)

    def sum_up(self, text: str) -> None:
        """One summary in place of all that was noted so far: an act on thousands says how many, not each."""
        self._notes[:] = [text]

    @property
    def others(self) -> Sequence[tuple[str, int]]:
        """Further records the entry is about, as (noun, id)."""
        return tuple(self._others)

    def concerns(self, noun: str, record_id: int) -> None:
        """One act on many records is one entry, and stands in the history of each of them."""
        self._others.append((noun, record_id))

    def insert(self, model: type[peewee.Model], values: Mapping[str, Any]) -> int:
        """Insert a row; keys are field or column names, missing ones take the model's defaults. Its id."""
        meta = meta_of(model)
        columns = _stored(meta, {**meta.get_default_dict(), **_by_field(meta, values)})
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        body = f"({names}) VALUES ({marks})" if columns else "DEFAULT VALUES"
        (row,) = self._all(f'INSERT INTO "{meta.table_name}" {body} RETURNING *', tuple(columns.values()))
        row_id = int(row[meta.primary_key.column_name])
        self._log(RowChange(meta.table_name, row_id, None, _plain(row)))
        return row_id

    def update(self, model: type[peewee.Model], row_id: int, values: Mapping[str, Any]) -> bool:
        """Set columns of a row; whether anything changed. Refused if the row is gone."""
        meta = meta_of(model)
        before = self._row(meta, row_id)
        if before is None:
            raise Refused("这条记录已不存在，可能已被删除，请刷新后再试。")
        columns = _stored(meta, _by_field(meta, values))
        if not columns:
            return False
        sets = ", ".join(f'"{name}" = ?' for name in columns)
        sql = f'UPDATE "{meta.table_name}" SET {sets} WHERE "{meta.primary_key.column_name}" = ? RETURNING *'
        (after,) = self._all(sql, (*columns.values(), row_id))
        changed = [name for name in columns if before[name] != after[name]]
        logged = [name for name in changed if name not in _derived(model)]
        if logged:
            old, new = ({name: row[name] for name in logged} for row in (before, after))
            self._log(RowChange(meta.table_name, row_id, _plain(old), _plain(new)))
        return bool(changed)

    def remove(self, model: type[peewee.Model], row_id: int) -> None:
        """Delete a row for good (the recycle bin is an update of `deleted_at`).

        Refused if others point to it.
        """
        meta = meta_of(model)
        before = self._row(meta, row_id)
        if before is None:
            raise Refused("这条记录已不存在，可能已被删除，请刷新后再试。")
        self._refusing_children(lambda: self._delete(meta, row_id))
        self._log(RowChange(meta.table_name, row_id, _plain(before), None))

    def take_back(self, entry: Entry, models: Mapping[str, type[peewee.Model]]) -> list[tuple[str, int]]:
        """Undo the row changes of an entry, last first; the rows touched.

        Refused if any was changed since.
        """
        touched: dict[tuple[str, int], None] = {}
        for change in reversed(entry.changes):
            self._undo(change, models.get(change.table), entry)
            touched[change.table, change.id] = None
        return list(touched)

    def _undo(self, change: RowChange, model: type[peewee.Model] | None, entry: Entry) -> None:
        seq = entry.seq
        if model is None or not {*(change.before or ()), *(change.after or ())} <= set(
            meta_of(model).columns
        ):
            raise Refused(f"第{seq}条操作是旧版本程序留下的，数据的格式已经不同，不能撤回。")
        meta = meta_of(model)
        current = self._row(meta, change.id)
        if not _still(current, change.after, _derived(model)):
            raise Refused(f"第{seq}条操作涉及的内容已被后来的修改覆盖，不能撤回，请直接修改该记录。")
        if change.before is None and _has_content(change.after) and "deleted_at" in meta.columns:
            # the log keeps no contents: what was added is put aside, so that it can be brought back
            self.update(model, change.id, {"deleted_at": entry.at})
            return
        if change.before is None:
            self._refusing_children(lambda: self._delete(meta, change.id))
            self._log(RowChange(change.table, change.id, _plain(current or {}), None))
            return
        if _has_content(change.before):
            raise Refused(f"第{seq}条操作涉及附件内容，日志中不留存附件，不能撤回。")
        if change.after is None:
            self._write_back(f'INSERT INTO "{change.table}"', change.before)
        else:
            sets = ", ".join(f'"{name}" = ?' for name in change.before)
            sql = f'UPDATE "{change.table}" SET {sets} WHERE "{meta.primary_key.column_name}" = ?'
            self._refusing_children(
                lambda: self.database.execute_sql(sql, (*(change.before or {}).values(), change.id))
            )
        self._log(RowChange(change.table, change.id, change.after, change.before))

    def _write_back(self, start: str, row: Row) -> None:
        names = ", ".join(f'"{name}"' for name in row)
        sql = f"{start} ({names}) VALUES ({', '.join('?' * len(row))})"
        self._refusing_children(lambda: self.database.execute_sql(sql, tuple(row.values())))

    def _delete(self, meta: Any, row_id: int) -> None:
        sql = f'DELETE FROM "{meta.table_name}" WHERE "{meta.primary_key.column_name}" = ?'
        self.database.execute_sql(sql, (row_id,))

    def _refusing_children(self, act: Callable[[], object]) -> None:
        try:
            act()
        except peewee.IntegrityError as exc:
            raise Refused("有其他记录与这条记录相关联，不能这样处理，请先处理相关记录。") from exc

    def _row(self, meta: Any, row_id: int) -> dict[str, Any] | None:
        sql = f'SELECT * FROM "{meta.table_name}" WHERE "{meta.primary_key.column_name}" = ?'
        rows = self._all(sql, (row_id,))
        return rows[0] if rows else None

    def _all(self, sql: str, values: Sequence[Any]) -> list[dict[str, Any]]:
        """Every row, because a RETURNING statement is done only when its cursor is at the end."""
        cursor = self.database.execute_sql(sql, tuple(values))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def meta_of(model: type[peewee.Model]) -> Any:
    """peewee's description of a table; its stubs leave it out."""
    return model._meta  # noqa: SLF001 - peewee's public name for it


def _derived(model: type[peewee.Model]) -> frozenset[str]:
    columns: frozenset[str] = getattr(model, "derived", frozenset())
    return columns


def _by_field(meta: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {meta.combined[name].name: value for name, value in values.items()}


def _stored(meta: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        meta.fields[name].column_name: meta.fields[name].db_value(value) for name, value in values.items()
    }


def _plain(row: Row) -> dict[str, Any]:
    """A row that JSON can hold: big blobs by digest, because scans do not belong in the log."""
    return {name: _plain_value(value) for name, value in row.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, bytes | bytearray | memoryview):
        content = bytes(value)
        return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    return value


def _has_content(row: Row | None) -> bool:
    """Whether a row of the log stands for one with a content that the log left out."""
    return any(isinstance(value, Mapping) for value in (row or {}).values())


def _still(current: Row | None, after: Row | None, derived: frozenset[str]) -> bool:
    if current is None or after is None:
        return current is after
    plain = _plain({name: value for name, value in current.items() if name in after})
    return all(plain.get(name) == value for name, value in after.items() if name not in derived)
