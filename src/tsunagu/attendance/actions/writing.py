"""Writes the marks of one class and day: only what changed, in as few statements as there can be.

The callers have asked whether the writer may, and hold the class locked.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from operator import attrgetter
from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.attendance.enums import Kind, Origin
from tsunagu.attendance.inputs import MarkInput, StayInput, input_of
from tsunagu.attendance.models import Mark, Stay
from tsunagu.attendance.signals import marks_changed
from tsunagu.clock import now, school_year_of, today
from tsunagu.org.models import Municipality
from tsunagu.prepared import Insertion, Maker, Prepared
from tsunagu.school.models import Classroom

FACTS = (
    "kind",
    "late",
    "late_at",
    "late_agreed",
    "left_early",
    "left_at",
    "place",
    "reason",
    "note",
    "ground",
)
WRITTEN = (*FACTS, "classroom", "place_set", "credit", "origin", "run", "entered_by", "entered_at")


_facts = attrgetter(*FACTS)
_MARK = Maker(Mark)
_WRITE = Insertion(Mark, unique=("pupil", "day"), update=WRITTEN)
_MARKS = Prepared(lambda pupils, day: Mark.objects.filter(pupil__in=pupils, day=day), [UUID], date)


def marks_on(pupils: Collection[UUID], day: date) -> dict[UUID, Mark]:
    """The marks of pupils on a day, by pupil."""
    return {mark.pupil_id: mark for mark in _MARKS.objects(Mark, pupils, day)}


def settled(given: MarkInput | None) -> MarkInput | None:
    """The input with kind and place settled, its stays set aside; None for simply present."""
    if given is None or given.is_simply_present:
        return None
    kind, place = given.settled_kind, given.settled_place
    if (kind, place, None) == (given.kind, given.place, given.stays):
        return given
    return replace(given, kind=kind, place=place, stays=None)


def changed_pupils(
    before: Mapping[UUID, Mark], after: Mapping[UUID, MarkInput | None]
) -> frozenset[UUID]:
    """The pupils of `after` whose day reads otherwise than the mark on record."""
    known = stays_of(
        before[pupil].pk for pupil, mark in after.items() if mark and mark.stays and pupil in before
    )

    def differs(pupil: UUID, given: MarkInput | None) -> bool:
        mark = before.get(pupil)
        if settled(given) != (input_of(mark) if mark else None):
            return True
        return bool(mark and given and given.stays and given.stays != known.get(mark.pk, ()))

    return frozenset(pupil for pupil, given in after.items() if differs(pupil, given))


def stays_of(marks: Iterable[UUID]) -> dict[UUID, tuple[StayInput, ...]]:
    """The stays of marks; no query where there is none to ask for."""
    keys = list(marks)
    found: dict[UUID, tuple[StayInput, ...]] = {}
    for stay in Stay.objects.filter(mark__in=keys).order_by("begin", "pk") if keys else ():
        one = StayInput(stay.place, stay.begin, stay.end, stay.watched_by)
        found[stay.mark_id] = (*found.get(stay.mark_id, ()), one)
    return found


def write_marks(
    *,
    classroom: Classroom,
    day: date,
    before: Mapping[UUID, Mark],
    after: Mapping[UUID, MarkInput | None],
    by: Actor,
) -> None:
    """Store the pupils of `after` as given, each of whom has changed."""
    plain = {pupil: settled(given) for pupil, given in after.items()}
    gone = [before[pupil].pk for pupil, one in plain.items() if one is None and pupil in before]
    at = now()
    rows = [
        _row(given, one, before.get(pupil), classroom, day=day, pupil=pupil, by=by, at=at)
        for pupil, given in after.items()
        if given is not None and (one := plain[pupil]) is not None
    ]
    if gone:
        Mark.objects.filter(pk__in=gone).delete()
    _WRITE(rows)
    _write_stays(rows, after)


def _row(
    given: MarkInput,
    plain: MarkInput,
    old: Mark | None,
    classroom: Classroom,
    *,
    day: date,
    pupil: UUID,
    by: Actor,
    at: datetime,
) -> Mark:
    """The row to store; a mark still missing keeps the instant it went missing.

    Whether a day is credited was decided of one kind and place, and is undecided of another.
    """
    mark = _MARK(
        municipality_id=classroom.municipality_id,
        pupil_id=pupil,
        classroom_id=classroom.id,
        day=day,
        place_set=bool(given.place) if old is None or old.place != plain.place else old.place_set,
        origin=Origin.SCREEN,
        entered_by_id=by.person.pk if by.person else None,
        entered_at=at,
        **dict(zip(FACTS, _facts(plain), strict=True)),
    )
    if old is not None:
        mark.pk = old.pk
        if old.kind == plain.kind == Kind.MISSING:
            mark.entered_at = old.entered_at
        if (old.kind, old.place) == (plain.kind, plain.place):
            mark.credit = old.credit
    return mark


def _write_stays(rows: Collection[Mark], after: Mapping[UUID, MarkInput | None]) -> None:
    """Replace the stays of marks that were given any; leave those of the others."""
    given = [
        (mark, stays)
        for mark in rows
        if (one := after[mark.pupil_id]) is not None and (stays := one.stays) is not None
    ]
    if not given:
        return
    Stay.objects.filter(mark__in=[mark.pk for mark, _ in given]).delete()
    Stay.objects.bulk_create(
        Stay(
            municipality_id=mark.municipality_id,
            mark=mark,
            place=stay.place,
            begin=stay.begin,
            end=stay.end,
            watched_by=stay.watched_by,
        )
        for mark, stays in given
        for stay in stays
    )


def tell(
    municipality: Municipality,
    pupils: Collection[UUID],
    day: date,
    there: Collection[UUID] = (),
) -> None:
    """Tell the rooms above that these pupils' days changed, from `day` on in its school year.

    Of those `there`, no more changed than that they were simply there today.
    """
    marks_changed.send(
        sender=Mark,
        municipality=municipality,
        pupils=frozenset(pupils),
        there=frozenset(there),
        school_year=school_year_of(day).year,
        since=day,
    )


def tell_span(
    municipality: Municipality, pupils: Collection[UUID], first: date, last: date | None
) -> None:
    """Tell them of what holds from `first` to `last`, in each school year there has been of it."""
    until = min(last or today(), today())
    for year in range(school_year_of(first).year, school_year_of(max(first, until)).year + 1):
        tell(municipality, pupils, date(year, 4, 1))
