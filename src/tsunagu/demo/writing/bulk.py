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


def _preparers(model: type[models.Model], columns: Sequence[str]) -> list[Any]:
    """For each column what turns a value into what the database takes, remembering dates."""
    found = []
    for name in columns:
        field = _field(model, name)
        known: dict[Any, Any] = {}

        def prepare(
            value: Any, field: models.Field[Any, Any] = field, known: dict[Any, Any] = known
        ) -> Any:
            try:
                return known[value]
            except KeyError:
                if len(known) > CHUNK:
                    known.clear()
                return known.setdefault(value, field.get_db_prep_save(value, connection))
            except TypeError:
                return field.get_db_prep_save(value, connection)

        found.append(prepare)
    return found


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
    prepare = _preparers(model, columns)
    tail = tuple(p(v) for p, v in zip(_preparers(model, [*fixed]), fixed.values(), strict=True))
    count, stream = 0, iter(rows)
    while chunk := list(islice(stream, CHUNK)):
        ready = [(*(p(v) for p, v in zip(prepare, row, strict=True)), *tail) for row in chunk]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, ready)
        count += len(ready)
    return count


def update(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Set `columns` row by row; each row's last value is the key."""
    table = connection.ops.quote_name(model._meta.db_table)
    sets = ", ".join(f"{_quoted(model, name)} = %s" for name in columns)
    statement = f"UPDATE {table} SET {sets} WHERE id = %s"  # noqa: S608
    prepare = _preparers(model, [*columns, "id"])
    stream = iter(rows)
    while chunk := list(islice(stream, CHUNK)):
        ready = [tuple(p(v) for p, v in zip(prepare, row, strict=True)) for row in chunk]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, ready)
