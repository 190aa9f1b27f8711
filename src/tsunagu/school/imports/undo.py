"""Taking an import back, with all that followed from it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.models import Account, Role
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, may
from tsunagu.intake.journal import CannotUndo, undo_run
from tsunagu.intake.models import ImportRun, RunKind, RunState
from tsunagu.school.confirmed import confirmed, days_between
from tsunagu.school.enums import CalendarKind
from tsunagu.school.imports.role_events import roles_told
from tsunagu.school.imports.running import tell_of_days
from tsunagu.school.locks import hold_schools
from tsunagu.school.models import CalendarEntry, Guardian, School

Keys = Mapping[str, frozenset[UUID]]


def may_undo(run: ImportRun, by: Actor) -> bool:
    """May the actor take the run back: for the whole municipality, or one's own of one's schools?

    Only runs of attendance and alerts record the schools they speak for; others are the board's.
    """
    city = run.municipality_id
    deed = Deed.IMPORT_ALERTS if run.kind == RunKind.ALERTS else Deed.IMPORT
    if may(by, deed, Scope(municipality=city)):
        return True
    named: list[str] = run.options.get("schools", [])
    schools = School.objects.filter(municipality=city, pk__in=named)
    return (
        by.person is not None
        and run.by_id == by.person.pk
        and bool(named)
        and all(may(by, deed, school.scope) for school in schools)
    )


@transaction.atomic
def undo_import(*, run: ImportRun, by: Actor) -> ImportRun:
    """Take a run back; with the roster that made the municipality, the municipality too.

    Raises `Denied`, and `CannotUndo` with who did what since, or what came after it.
    """
    if not may_undo(run, by):
        raise Denied(Deed.IMPORT)
    with roles_told(run=run, by=by):
        undo_run(run)
    note_deed(by, Deed.IMPORT, "import.undo", run.pk)
    if run.options.get("founded"):
        _remove_municipality(run)
    return run


def _remove_municipality(run: ImportRun) -> None:
    """Remove the municipality that a roster made, with the list of its runs, all taken back.

    Raises `CannotUndo` where anything else is still kept under it. The audit outlives it.
    """
    city = run.municipality
    runs = ImportRun.objects.filter(municipality=city)
    if others := [str(one) for one in runs.exclude(state=RunState.UNDONE).order_by("-number")]:
        raise CannotUndo([f"{one} が取り込まれています。先に取り消してください" for one in others])
    try:
        runs.delete()
        city.delete()
    except ProtectedError as error:
        raise CannotUndo([f"{city.name}に、画面で入れた記録が残っています"]) from error


def acted_on(*, run: ImportRun, created: Keys, **_: Any) -> list[str]:
    """What stands on a roster: whom to call, the calendar, roles and accounts given since.

    On a calendar stand the registers that schools confirmed of days it made class days or not; who
    confirms one meanwhile waits.
    """
    if run.kind == RunKind.CALENDAR:
        hold_schools({school for schools in _touched(run).values() for school in schools})
        return _confirmed(run)
    if run.kind != RunKind.ROSTER:
        return []
    none: frozenset[UUID] = frozenset()
    people = created.get("org.person", none)
    places = created.get("school.school", none) | created.get("org.organisation", none)
    roles = Role.objects.exclude(source="roster").filter(municipality=run.municipality)
    named = roles.values_list("person", "organisation", "classroom")
    classes = created.get("school.classroom", none)
    pupils = created.get("school.pupil", none)
    guardians = Guardian.objects.filter(municipality=run.municipality)
    entries = CalendarEntry.objects.filter(municipality=run.municipality)
    counts = {
        "役割": sum(p in people or o in places or c in classes for p, o, c in named),
        "利用者アカウント": sum(
            key in people
            for key in Account.objects.filter(person__municipality=run.municipality).values_list(
                "person", flat=True
            )
        ),
        "保護者": sum(key in pupils for key in guardians.values_list("pupil", flat=True)),
        "校暦": sum(
            school in places or classroom in classes
            for school, classroom in entries.values_list("school", "classroom")
        ),
    }
    return [f"この名簿に付けた{what}が{n}件あります" for what, n in counts.items() if n]


Said = dict[tuple[UUID | None, str, UUID | None, str], set[date]]
"""Days by school, grade, class and kind of entry."""


def _confirmed(run: ImportRun) -> list[str]:
    """Registers confirmed of days that would change with the calendar that was before the run."""
    now, before = _said(CalendarEntry.objects.filter(run=run)), _said(_taken_away(run))
    return [
        sentence
        for place in dict.fromkeys([*now, *before])
        for sentence in confirmed(
            run.municipality, school=place[0], grade=place[1], days=now[place] ^ before[place]
        )
    ]


def _said(entries: Iterable[CalendarEntry]) -> Said:
    """What entries say of class days; a term says nothing of them."""
    said: Said = defaultdict(set)
    for one in entries:
        if one.kind != CalendarKind.TERM:
            place = (one.school_id, one.grade, one.classroom_id, one.kind)
            said[place] |= days_between(one.first, one.last)
    return said


def _taken_away(run: ImportRun) -> Iterator[CalendarEntry]:
    """The entries that a run took away, as its journal keeps them."""
    fields = {field.attname: field for field in CalendarEntry._meta.concrete_fields}
    for page in run.journal.filter(model=CalendarEntry._meta.label_lower):
        for row in page.before.values():
            yield CalendarEntry(**{name: fields[name].to_python(row[name]) for name in fields})


def undone(*, run: ImportRun, **_: Any) -> None:
    """Tell rooms above whose days may have changed back."""
    tell_of_days(run.municipality, _touched(run))


def _touched(run: ImportRun) -> dict[int, set[UUID]]:
    """Schools that are still there, by school year, whose days a run spoke of."""
    there = set(School.objects.filter(municipality=run.municipality).values_list("pk", flat=True))
    touched: Mapping[str, list[str]] = run.options.get("touched", {})
    left = {int(year): there.intersection(map(UUID, keys)) for year, keys in touched.items()}
    return {year: keys for year, keys in left.items() if keys}
