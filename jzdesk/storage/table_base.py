"""What every table is made of: the open vault's database, an integer key, and the kinds of columns."""

from __future__ import annotations

from typing import Any

from peewee import AutoField, DatabaseProxy, DateField, ForeignKeyField, Model, TextField

proxy = DatabaseProxy()


class Table(Model):
    """What every table shares: the open vault's database and an integer key."""

    id = AutoField()

    class Meta:
        database = proxy
        legacy_table_names = False


def text(**options: Any) -> TextField:
    return TextField(default="", **options)


def day(**options: Any) -> DateField:
    return DateField(null=True, **options)


def to(model: type[Model], name: str, *, null: bool = False, on_delete: str = "RESTRICT") -> Any:
    make: Any = ForeignKeyField  # the stubs want a literal for `null`
    return make(model, column_name=name, object_id_name=name, backref="+", null=null, on_delete=on_delete)
