"""Queries whose SQL the ORM writes once.

A request that reads twenty small things spends most of its time on having the same SQL written
again. A `Prepared` query is a queryset with places instead of values; only values come later.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet

from tsunagu.clock import JST

M = TypeVar("M", bound=Model)
Kind = type[UUID] | type[date] | type[datetime] | type[str] | type[int]


class Prepared:
    """A query of plain rows, asked with one value a place.

    `build` takes a value a place and gives a queryset. A place is a type, or a list of one type
    where `build` uses the value with `__in`: when such a collection is empty, nothing is asked and
    nothing found.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *places: Kind | list[Kind]):
        self.build = build
        self.places = places
        self._written: dict[str, _Written] = {}

    def __call__(self, *values: Any) -> Sequence[tuple[Any, ...]]:
        """The rows for these values, of a queryset of `values_list`."""
        given = [
            [_stored(v) for v in value] if isinstance(place, list) else [_stored(value)]
            for place, value in zip(self.places, values, strict=True)
        ]
        if not all(given):
            return []
        if connection.vendor not in self._written:
            self._written[connection.vendor] = self._write()
        return self._written[connection.vendor].rows(given)

    def objects(self, model: type[M], *values: Any) -> list[M]:
        """The objects for these values, of a queryset of whole objects of one model."""
        names = [field.attname for field in model._meta.concrete_fields]
        return [model.from_db(connection.alias, names, row) for row in self(*values)]

    def _write(self) -> "_Written":
        """The SQL for the database in use, made from a queryset with recognisable values."""
        signs = [_sign(p[0] if isinstance(p, list) else p, n) for n, p in enumerate(self.places)]
        values = [
            [s] if isinstance(p, list) else s for p, s in zip(self.places, signs, strict=True)
        ]
        compiler = self.build(*values).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        stored = [_stored(sign) for sign in signs]
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        return _Written(
            pieces=sql.split("%s"),
            params=[stored.index(p) if p in stored else _Fixed(p) for p in params],
            convert=compiler.apply_converters,
            converters=compiler.get_converters(columns),
        )


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A value that is part of the query itself."""

    value: Any


@dataclass(frozen=True, slots=True)
class _Written:
    """SQL in pieces, with the number of the place or the fixed value between each two."""

    pieces: list[str]
    params: list[int | _Fixed]
    convert: Callable[..., Any]
    converters: dict[int, Any]

    def rows(self, given: Sequence[Collection[Any]]) -> Sequence[tuple[Any, ...]]:
        """Ask the database."""
        sql: list[str] = [self.pieces[0]]
        values: list[Any] = []
        for param, piece in zip(self.params, self.pieces[1:], strict=True):
            found = [param.value] if isinstance(param, _Fixed) else given[param]
            values += found
            sql += [", ".join(["%s"] * len(found)), piece]
        with connection.cursor() as cursor:
            cursor.execute("".join(sql), values)
            rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
        if self.converters:
            return [tuple(row) for row in self.convert(rows, self.converters)]
        return rows


def _sign(kind: Kind, number: int) -> Any:
    """A value that no query has of its own, to find its place by."""
    if kind is UUID:
        return UUID(int=number + 1)
    if kind is datetime:
        return datetime(1001, 1, 1, tzinfo=JST) + timedelta(days=number)
    if kind is date:
        return date(1000, 1, 1) + timedelta(days=number)
    return -987_654_321 - number if kind is int else f"place {number}"


def _stored(value: Any) -> Any:
    """A value as the database in use takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
