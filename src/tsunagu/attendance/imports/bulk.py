"""Rows in bulk: hundreds of thousands at a time, without an object for each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
    prepared = [_Prepared(field) for field in fields]
    key = _key()
    return _run(sql, ((key(), *(p(v) for p, v in zip(prepared, r, strict=True))) for r in rows))


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    assert field.column is not None
    return field.column


def _run(sql: str, rows: Iterator[tuple[Any, ...]]) -> int:
    done = 0
    with connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(sql, batch)
            done += len(batch)
    return done


def _key() -> Callable[[], object]:
    """Makes fresh keys as the database wants them."""
    if connection.features.has_native_uuid_field:
        return new_id
    return lambda: new_id().hex


class _Prepared:
    """Makes a field's values fit for the database; each value once, for they repeat."""

    def __init__(self, field: Any) -> None:
        self.field = field.target_field if field.is_relation else field
        self.known: dict[object, object] = {}

    def __call__(self, value: object) -> object:
        if value is None:
            return None
        try:
            return self.known[value]
        except KeyError:
            ready = self.field.get_db_prep_save(value, connection)
            if len(self.known) < BATCH * 20:
                self.known[value] = ready
            return ready


def delete(model: type[models.Model], keys: Iterable[UUID]) -> int:
    """Delete rows by key, with what hangs on them; how many keys."""
    rest = iter(keys)
    done = 0
    while chunk := list(islice(rest, 500)):
        model._base_manager.filter(pk__in=chunk).delete()
        done += len(chunk)
    return done
