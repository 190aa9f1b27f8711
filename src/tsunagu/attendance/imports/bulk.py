"""Rows in bulk: hundreds of thousands at a time, without an object for each."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, models

from tsunagu.clock import new_id

BATCH = 5_000
"""Rows handed to the database at once."""


def insert(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    unique: Sequence[str] = (),
    keep: Sequence[str] = (),
) -> int:
    """Store rows of the named fields with fresh keys; how many.

    A row already there by its `unique` fields keeps its key and the values of `keep`, and gets
    those of the other fields.
    """
    fields = [model._meta.get_field(name) for name in names]
    columns = [_column(model, name) for name in names]
    quoted = ", ".join(connection.ops.quote_name(name) for name in ("id", *columns))
    holes = ", ".join(["%s"] * (len(columns) + 1))
    table = connection.ops.quote_name(model._meta.db_table)
    sql = f"INSERT INTO {table} ({quoted}) VALUES ({holes})"  # noqa: S608
    if unique:
        keys = [_column(model, name) for name in unique]
        still = {*keys, *(_column(model, name) for name in keep)}
        given = ", ".join(f"{c} = excluded.{c}" for c in columns if c not in still)
        sql += f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {given}"
    return _run(sql, rows, [_Prepared(field) for field in fields])


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    assert field.column is not None
    return field.column


def _run(sql: str, rows: Iterable[Sequence[object]], prepared: Sequence["_Prepared"]) -> int:
    """Column by column, for a batch is made fit for the database fastest that way."""
    rest = iter(rows)
    done = 0
    with connection.cursor() as cursor:
        while batch := list(islice(rest, BATCH)):
            columns: list[Iterable[Any]] = [_keys(len(batch))]
            for values, ready in zip(zip(*batch, strict=True), prepared, strict=True):
                columns.append(map(ready.__getitem__, values))
            cursor.executemany(sql, list(zip(*columns, strict=True)))
            done += len(batch)
    return done


def _keys(count: int) -> Iterator[object]:
    """Fresh keys of version 7 as the database wants them."""
    instant = f"{int(new_id()) >> 80:012x}7"
    for _ in range(count):
        random = os.urandom(10).hex()
        key = f"{instant}{random[:3]}{'89ab'[int(random[3], 16) & 3]}{random[4:19]}"
        yield UUID(key) if connection.features.has_native_uuid_field else key


class _Prepared(dict[Any, Any]):
    """A field's values made fit for the database; each value once, for they repeat."""

    def __init__(self, field: Any) -> None:
        super().__init__({None: None})
        self.field = field.target_field if field.is_relation else field

    def __missing__(self, value: object) -> object:
        ready = self[value] = self.field.get_db_prep_save(value, connection)
        return ready


def delete(model: type[models.Model], keys: Iterable[UUID]) -> int:
    """Delete rows by key, with what hangs on them; how many keys."""
    rest = iter(keys)
    done = 0
    while chunk := list(islice(rest, 500)):
        model._base_manager.filter(pk__in=chunk).delete()
        done += len(chunk)
    return done
