"""Queries whose SQL the ORM writes once.

A request that reads twenty small things spends most of its time on having the same SQL written
again. A `Prepared` query is a queryset with places instead of values; only values come later.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.db.backends.utils import CursorWrapper
from django.db.models import JSONField, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.constants import OnConflict
from django.db.models.query import RelatedPopulator, get_related_populators
from django.db.models.sql import InsertQuery

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
        database = connections["default"]
        given = [
            _all_stored(value, place[0], database)
            if isinstance(place, list)
            else [_stored(value, database)]
            for place, value in zip(self.places, values, strict=True)
        ]
        if not all(given):
            return []
        if database.vendor not in self._written:
            self._written[database.vendor] = self._write(database)
        return self._written[database.vendor].rows(given, database)

    def objects(self, model: type[M], *values: Any) -> list[M]:
        """The objects for these values, of a queryset of whole objects of one model.

        Those that its `select_related` names come with them.
        """
        rows = self(*values)
        if not rows:
            return []
        names = [field.attname for field in model._meta.concrete_fields]
        found = [_stored_object(model, names, row) for row in rows]
        for related in self._written[connections["default"].vendor].related:
            for row, one in zip(rows, found, strict=True):
                related.populate(row, one)
        return found

    def _write(self, database: BaseDatabaseWrapper) -> "_Written":
        """The SQL for the database in use, made from a queryset with recognisable values."""
        signs = [_sign(p[0] if isinstance(p, list) else p, n) for n, p in enumerate(self.places)]
        values = [
            [s] if isinstance(p, list) else s for p, s in zip(self.places, signs, strict=True)
        ]
        compiler = self.build(*values).query.get_compiler(connection=database)
        sql, params = compiler.as_sql()
        stored = [_stored(sign, database) for sign in signs]
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        if database.vendor == "postgresql":
            # A collection is one value there, so that a statement's text is always the same.
            sql = sql.replace(" IN (%s)", " = ANY(%s)")
        first, *rest = sql.split("%s")
        pieces, places = [first], list[int | _Fixed]()
        for param, piece in zip(params, rest, strict=True):
            if isinstance(param, str) and param not in stored:
                # A partial index is found where its condition stands there word for word.
                pieces[-1] += _literal(param) + piece
                continue
            places.append(stored.index(param) if param in stored else _Fixed(param))
            pieces.append(piece)
        related: list[RelatedPopulator] = []
        if whole := compiler.klass_info:
            # The types are those of a Django to come, which wants one value more.
            related = get_related_populators(whole, compiler.select, "default")  # type: ignore[call-arg]
        return _Written(pieces, places, list(compiler.get_converters(columns).items()), related)


def _stored_object(model: type[M], names: Sequence[str], row: Sequence[Any]) -> M:
    """An object as the database holds it, whose row begins so; like `Maker`, it asks no field."""
    found = model.__new__(model)
    found.__dict__.update(zip(names, row, strict=False))
    found._state = ModelState()
    found._state.db, found._state.adding = "default", False
    return found


def _literal(value: str) -> str:
    """A text of the query's own, as SQL has it."""
    quoted = value.replace("'", "''").replace("%", "%%")
    return f"'{quoted}'"


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A value that is part of the query itself."""

    value: Any


class Maker(Generic[M]):
    """Makes new objects of a model without asking each field how to set its value.

    Defaults are looked up once. No field's descriptor and no signal of Django's hears of it.
    """

    def __init__(self, model: type[M]) -> None:
        fields = model._meta.concrete_fields
        called = {f.attname: f.default for f in fields if f.has_default() and callable(f.default)}
        self.values = {f.attname: None if f.attname in called else f.get_default() for f in fields}
        self.called: dict[str, Callable[[], Any]] = called
        self.model = model

    def __call__(self, **values: Any) -> M:
        """An object with these values, by the names of columns such as `pupil_id`."""
        for name, default in self.called.items():
            if name not in values:
                values[name] = default()
        made = self.model.__new__(self.model)
        made.__dict__.update(self.values, **values)
        made._state = ModelState()
        return made


class Insertion:
    """Storing new objects of a model, with SQL written once.

    PostgreSQL takes whole columns, so that it plans once and not each row. Where `unique` fields
    are named, an object that is there already takes over the fields named in `update`.
    """

    def __init__(
        self, model: type[Model], *, unique: Sequence[str] = (), update: Sequence[str] = ()
    ) -> None:
        self.fields = list(model._meta.concrete_fields)
        self.values_of = itemgetter(*(field.attname for field in self.fields))
        self.unique = [model._meta.get_field(name) for name in unique]
        self.update = [model._meta.get_field(name) for name in update]
        self.model = model
        self._sql: dict[str, str] = {}

    def __call__(self, objects: Sequence[Model]) -> None:
        """Store the objects."""
        if not objects:
            return
        database = connections["default"]
        as_columns = database.vendor == "postgresql"
        if database.vendor not in self._sql:
            # Given two rows, the ORM writes for PostgreSQL what holds for any number of them.
            self._sql[database.vendor] = self._write([objects[0]] * (1 + as_columns), database)
        sql, cursor = self._sql[database.vendor], _cursor(database)
        # Read past the fields' descriptors: a key's is a Python call for each value.
        columns = list(zip(*map(self.values_of, map(vars, objects)), strict=True))
        if as_columns:
            cursor.execute(
                sql, [_array_of(f, c) for f, c in zip(self.fields, columns, strict=True)]
            )
        else:
            stored = [_column(f, c, database) for f, c in zip(self.fields, columns, strict=True)]
            cursor.executemany(sql, list(zip(*stored, strict=True)))

    def _write(self, examples: list[Model], database: BaseDatabaseWrapper) -> str:
        query = InsertQuery(
            self.model,
            on_conflict=OnConflict.UPDATE if self.unique else None,
            unique_fields=self.unique,
            update_fields=self.update,
        )
        query.insert_values(self.fields, examples)
        [(sql, _)] = query.get_compiler(connection=database).as_sql()
        return str(sql)


AS_THEY_ARE = (models.BooleanField, models.CharField, models.IntegerField, models.TextField)
"""What a database takes as Python has it."""


def _column(
    field: models.Field[Any, Any], values: Sequence[Any], database: BaseDatabaseWrapper
) -> Sequence[Any]:
    """A field's values of some objects as the database takes them."""
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, AS_THEY_ARE):
        return values
    if _all_one(values):
        return [field.get_db_prep_save(values[0], database)] * len(values)
    if isinstance(kind, models.UUIDField):
        return [value and value.hex for value in values]
    if isinstance(kind, models.DateField | models.TimeField):
        # The rows of a class hold few different days and times.
        once = {value: field.get_db_prep_save(value, database) for value in set(values)}
        return [once[value] for value in values]
    return [field.get_db_prep_save(value, database) for value in values]


def _all_one(values: Sequence[Any]) -> bool:
    """Is each the same object, as most columns of a class's rows hold one?"""
    return values[0] is values[-1] and values.count(values[0]) == len(values)


def _array_of(field: models.Field[Any, Any], values: Sequence[Any]) -> str:
    """A field's values of some objects as PostgreSQL takes them."""
    if isinstance(field, JSONField):
        values = [
            value if value is None else json.dumps(value, cls=field.encoder) for value in values
        ]
    return _array(values)


NOTHING = "{}"


def _array(values: Iterable[Any]) -> str:
    """Values as PostgreSQL writes an array: one text, and not a Python call or two for each."""
    return f"{{{','.join(map(_item, values))}}}"


def _item(value: Any) -> str:
    """A value in an array's text."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, str):
        escaped = value.replace("\\", r"\\").replace('"', r"\"")
        return f'"{escaped}"'
    if isinstance(value, date | time):
        return f'"{value.isoformat()}"'
    return "NULL" if value is None else str(value)


MOST_TEXTS = 100
"""Of a statement, by how many values its collections hold."""


@dataclass(frozen=True, slots=True)
class _Written:
    """SQL in pieces, with the number of the place or the fixed value between each two.

    `related` put the objects to whole ones that `select_related` names.
    """

    pieces: list[str]
    params: list[int | _Fixed]
    converters: list[tuple[int, Any]]
    related: list[RelatedPopulator]
    _texts: dict[tuple[int, ...], str] = field(default_factory=dict)

    def rows(
        self, given: Sequence[Collection[Any]], database: BaseDatabaseWrapper
    ) -> Sequence[tuple[Any, ...]]:
        """Ask the database."""
        values: list[Any] = []
        for param in self.params:
            values += [param.value] if isinstance(param, _Fixed) else given[param]
        cursor = _cursor(database)
        cursor.execute(self._text(tuple(map(len, given))), values)
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
        return _converted(rows, self.converters, database)

    def _text(self, sizes: tuple[int, ...]) -> str:
        """The SQL for so many values a place; remembered, so that databases know it again."""
        if sizes not in self._texts:
            if len(self._texts) >= MOST_TEXTS:
                self._texts.clear()
            sql = [self.pieces[0]]
            for param, piece in zip(self.params, self.pieces[1:], strict=True):
                count = 1 if isinstance(param, _Fixed) else sizes[param]
                sql += [", ".join(["%s"] * count), piece]
            self._texts[sizes] = "".join(sql)
        return self._texts[sizes]


def _cursor(database: BaseDatabaseWrapper) -> CursorWrapper:
    """Where statements are asked again and again: PostgreSQL keeps their plans."""
    if database.vendor == "postgresql":
        return cast(CursorWrapper, cast(Any, database).keeping_cursor())
    return database.cursor()


def rows_of(query: QuerySet[Any, Any]) -> Sequence[tuple[Any, ...]]:
    """The rows of a queryset of `values_list`, with each value converted once and not each row."""
    database = connections["default"]
    compiler = query.query.get_compiler(connection=database)
    with suppress(EmptyResultSet):
        sql, params = compiler.as_sql()
        with database.cursor() as cursor:
            cursor.execute(sql, params)
            rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        return _converted(rows, list(compiler.get_converters(columns).items()), database)
    return []


def whole(query: QuerySet[M, Any]) -> list[M]:
    """The objects of a queryset, read as `rows_of` reads rows."""
    names = [field.attname for field in query.model._meta.concrete_fields]
    return [_stored_object(query.model, names, row) for row in rows_of(query.values_list(*names))]


def _converted(
    rows: Sequence[tuple[Any, ...]],
    converters: list[tuple[int, Any]],
    database: BaseDatabaseWrapper,
) -> Sequence[tuple[Any, ...]]:
    """Rows as the database gave them, as the fields have them."""
    if not converters or not rows:
        return rows
    columns = [list(column) for column in zip(*rows, strict=True)]
    of_a_key = [getattr(database.ops, "convert_uuidfield_value", None)]
    for at, (functions, expression) in converters:
        if functions == of_a_key:
            columns[at] = [value and key_from(value) for value in columns[at]]
            continue
        if type(columns[at][0]) is date:
            # SQLite's column of dates, made so as they were read (`_date_from`).
            continue
        for function in functions:
            if isinstance(expression.output_field, JSONField):
                # Whoever reads a list or a dictionary may change it: each row has its own.
                columns[at] = [function(value, expression, database) for value in columns[at]]
                continue
            # A column of a thousand rows holds few different keys and days.
            once = {value: function(value, expression, database) for value in set(columns[at])}
            columns[at] = [once[value] for value in columns[at]]
    return list(zip(*columns, strict=True))


@lru_cache(maxsize=1 << 17)
def key_from(value: str) -> UUID:
    """A key as SQLite holds it; a city's keys are asked for again and again."""
    return UUID(hex=value)


@lru_cache(maxsize=1 << 12)
def _date_from(value: bytes) -> date:
    """A date as SQLite holds it; thousands of rows hold the same few."""
    return date.fromisoformat(value.decode())


SQLite.Database.register_converter("date", _date_from)
"""In place of the one that reads the date of every row anew."""


def _sign(kind: Kind, number: int) -> Any:
    """A value that no query has of its own, to find its place by."""
    if kind is UUID:
        return UUID(int=number + 1)
    if kind is datetime:
        return datetime(1001, 1, 1, tzinfo=JST) + timedelta(days=number)
    if kind is date:
        return date(1000, 1, 1) + timedelta(days=number)
    return -987_654_321 - number if kind is int else f"place {number}"


def _all_stored(values: Iterable[Any], kind: Kind, database: BaseDatabaseWrapper) -> list[Any]:
    if database.vendor == "postgresql":
        return [array] if (array := _array(values)) != NOTHING else []
    if kind is UUID:
        return [value.hex for value in values]
    return [_stored(value, database) for value in values]


def _stored(value: Any, database: BaseDatabaseWrapper) -> Any:
    """A value as the database in use takes it."""
    if isinstance(value, UUID):
        return value if database.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    return database.ops.adapt_datefield_value(value) if isinstance(value, date) else value
