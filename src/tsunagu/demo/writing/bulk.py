"""Many rows at once, past the cost of one object a row."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

CHUNK = 10_000
"""Rows in one transaction."""


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def _quoted(model: type[models.Model], name: str) -> str:
    """A field's column as the database writes it."""
    return connection.ops.quote_name(str(_field(model, name).column))


def _prepared(field: models.Field[Any, Any], values: Sequence[Any]) -> list[Any]:
    """A column's values as the database takes them; each different value is prepared once."""
    if isinstance(_target(field), models.UUIDField):
        if connection.features.has_native_uuid_field:
            return list(values)
        return [value and value.hex for value in values]
    if isinstance(field, models.JSONField):
        return [field.get_db_prep_save(value, connection) for value in values]
    known = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    return [known[value] for value in values]


def _target(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """The field itself, or the key that a foreign key finally points to."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _columns(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> list[list[Any]]:
    """Rows turned into prepared columns."""
    fields = [_field(model, name) for name in names]
    return [_prepared(f, v) for f, v in zip(fields, zip(*rows, strict=True), strict=True)]


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], **same: Any
) -> int:
    """Insert rows with `columns`, and `same` in every one; the rest takes the fields' defaults.

    Foreign keys are given as keys. Returns how many rows there were.
    """
    fixed = {f.name: f.get_default() for f in model._meta.concrete_fields if f.name not in columns}
    fixed |= same
    names = [*columns, *fixed]
    quoted = (_quoted(model, n) for n in names)
    table = connection.ops.quote_name(model._meta.db_table)
    holes = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {table} ({', '.join(quoted)}) VALUES ({holes})"  # noqa: S608
    same_columns = _columns(model, [*fixed], [[*fixed.values()]])
    count, stream = 0, iter(rows)
    while chunk := list(islice(stream, CHUNK)):
        ready = zip(
            *_columns(model, columns, chunk), *(c * len(chunk) for c in same_columns), strict=True
        )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, list(ready))
        count += len(chunk)
    return count


def update(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Set `columns` row by row; each row's last value is the key."""
    table = connection.ops.quote_name(model._meta.db_table)
    sets = ", ".join(f"{_quoted(model, name)} = %s" for name in columns)
    statement = f"UPDATE {table} SET {sets} WHERE id = %s"  # noqa: S608
    stream = iter(rows)
    while chunk := list(islice(stream, CHUNK)):
        ready = zip(*_columns(model, [*columns, "id"], chunk), strict=True)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, list(ready))
