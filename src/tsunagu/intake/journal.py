"""What a run makes and changes: written in bulk, and kept so that it can be taken back."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any, TypeVar, cast
from uuid import UUID

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from tsunagu.intake.models import ImportRun, JournalPage, RunState
from tsunagu.intake.progress import Phase, counted
from tsunagu.intake.runs import newest_run
from tsunagu.intake.signals import acted_on, undone

PAGE = 10_000
"""Keys on a page."""

Keys = Mapping[str, frozenset[UUID]]
Batch = list[list[Any]]
M = TypeVar("M", bound=models.Model)


class CannotUndo(Exception):
    """A run stays; `reasons` say in Japanese who did what since."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))


class Journal:
    """Collects rows to make, change and take away; `write` does all of it and keeps the record."""

    def __init__(self) -> None:
        self._new: dict[type[models.Model], dict[UUID, models.Model]] = {}
        self._changed: dict[type[models.Model], dict[UUID, models.Model]] = {}
        self._gone: dict[type[models.Model], dict[UUID, models.Model]] = {}
        self._before: dict[type[models.Model], dict[UUID, dict[str, Any]]] = {}
        self._ready: dict[type[models.Model], Batch] = {}

    def __bool__(self) -> bool:
        return any((self._new, self._changed, self._gone))

    def counts(self) -> dict[str, int]:
        """How many rows are made, changed and taken away."""
        parts = {"created": self._new, "changed": self._changed, "removed": self._gone}
        return {name: sum(len(rows) for rows in part.values()) for name, part in parts.items()}

    def create(self, row: models.Model) -> None:
        """Make a row. Rows are written model by model, in the order the models first came."""
        self._new.setdefault(type(row), {})[row.pk] = row

    def change(self, row: models.Model, **values: object) -> bool:
        """Give a row other values; True if any differs from what stands there."""
        before = {}
        for name, value in values.items():
            old = getattr(row, name)
            if old != value:
                before[name] = old
                setattr(row, name, value)
        model = type(row)
        if not before or row.pk in self._new.get(model, {}):
            return bool(before)
        self._changed.setdefault(model, {})[row.pk] = row
        kept = self._before.setdefault(model, {}).setdefault(row.pk, {})
        kept.update({name: old for name, old in before.items() if name not in kept})
        return True

    def remove(self, row: models.Model) -> None:
        """Take a row away; all its values are kept."""
        self._gone.setdefault(type(row), {})[row.pk] = row
        values = {field.attname: getattr(row, field.attname) for field in _stored(type(row))}
        self._before.setdefault(type(row), {})[row.pk] = values

    def removes(self, row: models.Model) -> bool:
        """Is a row to be taken away?"""
        return row.pk in self._gone.get(type(row), {})

    def told(self, model: type[M]) -> tuple[list[M], list[tuple[M, Mapping[str, Any]]], list[M]]:
        """A model's rows: those made; those changed, with what stood there; those taken away."""
        made, changed, gone = (
            cast("dict[UUID, M]", rows.get(model, {}))
            for rows in (self._new, self._changed, self._gone)
        )
        before = self._before.get(model, {})
        return (
            list(made.values()),
            [(row, before[key]) for key, row in changed.items()],
            list(gone.values()),
        )

    def prepare(self, *, without: Collection[type[models.Model]] = ()) -> None:
        """Turn new rows into what the database takes, so that `write` holds its lock briefly.

        Rows change no more after this; models `without` are left for `write`.
        """
        for model, new in self._new.items():
            if model not in without and not model._meta.parents:
                self._ready[model] = _batch(model, new.values())

    def write(self, run: ImportRun) -> None:
        """Do it all and keep the pages, inside the caller's transaction."""
        pages: list[JournalPage] = []
        for model, gone in self._gone.items():
            _delete(model, gone)
            pages += _pages(run, model, [], {key: self._before[model][key] for key in gone})
        for model, new in counted(self._new.items(), Phase.WRITE):
            _insert(model, list(new.values()), self._ready.get(model))
            pages += _pages(run, model, list(new), {})
        for model, changed in self._changed.items():
            before = {key: self._before[model][key] for key in changed}
            names = sorted({name for values in before.values() for name in values})
            model._base_manager.bulk_update(_in_order(changed.values()), names, batch_size=200)
            pages += _pages(run, model, [], before)
        for number, page in enumerate(pages, 1):
            page.number = number
        JournalPage.objects.bulk_create(pages, batch_size=20)


def _in_order(rows: Iterable[models.Model]) -> list[models.Model]:
    """Rows in the order of their keys, in which others lock them too: no two block each other."""
    return sorted(rows, key=attrgetter("pk"))


def _stored(model: type[models.Model]) -> Sequence[models.Field[Any, Any]]:
    return model._meta.concrete_fields


def _chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def _batch(model: type[models.Model], rows: Iterable[models.Model]) -> Batch:
    """Rows as lists of values in the order of the model's columns."""
    fields = _stored(model)
    return [
        [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
        for row in rows
    ]


def _insert(
    model: type[models.Model], rows: list[models.Model], ready: Batch | None = None
) -> None:
    """Insert rows; a model with a parent's table (School is an Organisation) row by row."""
    if model._meta.parents:
        for row in rows:
            row.save(force_insert=True)
        return
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in _stored(model) if field.column)
    places = ", ".join(["%s"] * len(_stored(model)))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, ready if ready is not None else _batch(model, rows))


def _delete(model: type[models.Model], keys: Iterable[UUID]) -> None:
    try:
        for chunk in _chunks(keys, 500):
            model._base_manager.filter(pk__in=chunk).delete()
    except models.ProtectedError as error:
        # Which records they are is not said, for of some it must not show that they are there.
        why = "この取り込みで加わった人や学校が、ほかの記録に残っています"
        raise CannotUndo([why]) from error


def _plain(values: dict[UUID, dict[str, Any]]) -> dict[str, Any]:
    """Field values as JSON holds them."""
    text = {str(key): row for key, row in values.items()}
    plain: dict[str, Any] = json.loads(json.dumps(text, cls=DjangoJSONEncoder))
    return plain


def _pages(
    run: ImportRun,
    model: type[models.Model],
    created: list[UUID],
    before: dict[UUID, dict[str, Any]],
) -> list[JournalPage]:
    def page(**what: object) -> JournalPage:
        return JournalPage(
            municipality_id=run.municipality_id, run=run, model=model._meta.label_lower, **what
        )

    made = [page(created=[str(key) for key in keys]) for keys in _chunks(created, PAGE)]
    kept = [page(before=_plain(dict(rows))) for rows in _chunks(before.items(), PAGE)]
    return made + kept


def keys_of(run: ImportRun) -> tuple[Keys, Keys]:
    """Keys that a run created, and keys that it changed or took away, by model label."""
    created: dict[str, set[UUID]] = {}
    changed: dict[str, set[UUID]] = {}
    for page in run.journal.all():
        created.setdefault(page.model, set()).update(UUID(key) for key in page.created)
        changed.setdefault(page.model, set()).update(UUID(key) for key in page.before)
    return _frozen(created), _frozen(changed)


def _frozen(keys: dict[str, set[UUID]]) -> Keys:
    return {label: frozenset(found) for label, found in keys.items() if found}


@transaction.atomic
def undo_run(run: ImportRun) -> None:
    """Take a run back with all that followed from it.

    Raises `CannotUndo` when it is not the newest of its kind (and of its schools, where it names
    them), or when rooms above say that people have acted on it since.
    """
    newest = newest_run(run.municipality, run.kind, run.options.get("schools", ()))
    if newest is None or newest.pk != run.pk or run.state != RunState.ACTIVE:
        raise CannotUndo([_why_not(run, newest)])
    created, changed = keys_of(run)
    answers = acted_on.send(ImportRun, run=run, created=created, changed=changed)
    if reasons := dict.fromkeys(reason for _, told in answers for reason in told or []):
        raise CannotUndo([*reasons])
    for page in counted(list(run.journal.order_by("-number")), Phase.UNDO):
        _take_back(page)
    run.state = RunState.UNDONE
    run.save(update_fields=["state"])
    undone.send(ImportRun, run=run, created=created, changed=changed)


def _why_not(run: ImportRun, newest: ImportRun | None) -> str:
    if run.state == RunState.UNDONE:
        return f"{run} はすでに取り消されています"
    if newest is None or newest.pk == run.pk:
        return f"{run} はまだ反映されていません"
    same = "同じ学校の" if run.options.get("schools") else ""
    return (
        f"{run} のあとに、{same}{newest.number}番 {newest}（{newest.pk}）が取り込まれています。"
        f"{same}同じ種類では、新しい取り込みから順に取り消してください"
    )


def _take_back(page: JournalPage) -> None:
    """Delete what the page's run made; give back what it changed or took away."""
    model = apps.get_model(page.model)
    _delete(model, [UUID(key) for key in page.created])
    fields = {field.attname: field for field in _stored(model)}
    rows = model._base_manager.in_bulk(list(page.before))
    standing: list[models.Model] = []
    missing: list[models.Model] = []
    names: set[str] = set()
    for key, values in page.before.items():
        back = {name: fields[name].to_python(value) for name, value in values.items()}
        row = rows.get(UUID(key))
        if row is None:
            missing.append(model(**back))
            continue
        for name, value in back.items():
            setattr(row, name, value)
        names |= back.keys()
        standing.append(row)
    if missing:
        _insert(model, missing)
    if standing:
        model._base_manager.bulk_update(_in_order(standing), sorted(names), batch_size=200)
