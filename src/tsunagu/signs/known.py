"""What the register knows of children, as days of a kind without any reason."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, ExpressionWrapper, F, Max, Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.attendance.enums import Kind
from tsunagu.attendance.models import Mark, Notice
from tsunagu.attendance.rules import Standing, counted_as
from tsunagu.clock import JST, school_year_of, today
from tsunagu.school.models import Classroom, Enrolment, GuardianLimit, Pupil, Sibling
from tsunagu.school.queries import class_calendars, class_keys
from tsunagu.signs.enums import CLOSING
from tsunagu.signs.models import CheckIn, SignAnswer, Visit
from tsunagu.signs.rules import (
    Counted,
    Days,
    Told,
    after_days_off,
    alone_after_days_off,
    counted_in,
    weather_days,
)
from tsunagu.signs.ways import ways_on
from tsunagu.sos.models import Sos
from tsunagu.sos.queries import ticking

ABSENT = Q(kind__in=[Kind.ABSENT, Kind.MISSING])
AT_SCHOOL = Q(late=True, late_agreed=False) | Q(left_early=True)
WEATHER_BACK = timedelta(weeks=8)
"""How far back what children told counts: about older weather one does not speak any more; ours."""


class _Fact(NamedTuple):
    pupil: UUID
    day: date
    late: bool
    left_early: bool
    away: bool


def counted_of(
    actor: Actor, pupils: QuerySet[Pupil], *, on_paper: bool = False
) -> dict[UUID, list[Counted]]:
    """What the city's ways of noticing find, by child, since an adult last answered.

    `pupils` are children whose signs the actor may see; what they told themselves counts for who
    may read it alone, an SOS for nobody from whom the child wants it kept; what anybody may find
    (`on_paper`) has none that is kept from somebody. The queries are as many for one child as for
    a school.
    """
    on = today()
    ways = ways_on(actor.municipality, on)
    settled = _settled(pupils)
    told = CheckIn.objects.visible_to(actor, Deed.SEE_CHECK_IN)
    told = told.filter(day__gt=on - WEATHER_BACK)
    found: dict[UUID, list[Counted]] = {}
    for pupil, days in days_of(pupils, on, told, ticking(actor, on_paper)).items():
        after = settled.get(pupil)
        known = [way for way in ways if way.counts in days]
        hits = [counted_in(way, days, after=after, on=on) for way in known]
        if held := [hit for hit in hits if hit]:
            found[pupil] = held
    return found


def days_of(
    pupils: QuerySet[Pupil],
    on: date,
    told: QuerySet[CheckIn],
    sent: QuerySet[Sos] | None = None,
) -> dict[UUID, Days]:
    """The days of each kind in the school year of a day up to it, by child with any.

    Of what children told, what `told` has, and of SOS what `sent` has.
    """
    first = school_year_of(on).first
    siblings = _siblings(pupils, on)
    others = {other for group in siblings.values() for other in group}
    off = _days_after_days_off(pupils, first, on)
    # Of most absences nothing is counted: they lie neither after days off nor on the day before.
    several = {id(days): days for days in off.values()}.values()
    near = {day for days in several for pair in days.items() for day in pair}
    counts = AT_SCHOOL | (ABSENT & Q(day__in=near))
    own = list(_facts(Q(pupil__in=pupils.values("pk")) & counts, first, on))
    away = _away(own)
    absences = _away(_facts(Q(pupil__in=others) & ABSENT, first, on)) if others else {}
    found: dict[UUID, dict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
    for fact in own:
        if fact.late:
            found[fact.pupil]["late"].append(fact.day)
        if fact.left_early:
            found[fact.pupil]["left_early"].append(fact.day)
    for pupil, day in _visits(pupils, first, on):
        found[pupil]["nurse"].append(day)
    for pupil, days_away in away.items():
        if days := alone_after_days_off(days_away, off.get(pupil, {})):
            found[pupil]["after_days_off"] = days
    for pupil, group in siblings.items():
        if together := set().union(*(absences.get(other, ()) for other in group)):
            found[pupil]["sibling"] = sorted(together)
    for pupil, weathers in _told(pupils, told.filter(day__range=(first, on))).items():
        found[pupil].update(weather_days(weathers))
    for pupil, at in _sent(pupils, sent).items() if sent is not None else ():
        found[pupil]["sos"] = [day for day in at if first <= day <= on]
    return dict(found)


def _sent(pupils: QuerySet[Pupil], rows: QuerySet[Sos]) -> dict[UUID, list[date]]:
    """The days on which children sent an SOS, each by itself, in order."""
    found: dict[UUID, list[date]] = defaultdict(list)
    rows = rows.filter(pupil__in=pupils.values("pk"))
    for pupil, at in rows.order_by("at").values_list("pupil", "at"):
        found[pupil].append(at.astimezone(JST).date())
    return found


def _told(pupils: QuerySet[Pupil], rows: QuerySet[CheckIn]) -> dict[UUID, list[Told]]:
    """What children told, in the order of days."""
    found: dict[UUID, list[Told]] = defaultdict(list)
    listed = rows.filter(pupil__in=pupils.values("pk")).order_by("pupil", "day")  # as the index is
    for pupil, day, (heart, body) in _days_read(listed, "heart", "body"):
        found[pupil].append(Told(day, heart, body))
    return found


def _away(facts: Iterable[_Fact]) -> dict[UUID, set[date]]:
    """The days on which each child was away."""
    found: dict[UUID, set[date]] = defaultdict(set)
    for fact in facts:
        if fact.away:
            found[fact.pupil].add(fact.day)
    return found


def _facts(which: Q, first: date, last: date) -> Iterable[_Fact]:
    """What marks say, in the order of their days."""
    rows = Mark.objects.filter(which, day__range=(first, last)).order_by("day")
    fields = ("late", "late_agreed", "left_early", "kind", "place", "credit")
    for pupil, day, (late, agreed, early, *what) in _days_read(rows, *fields):
        away = counted_as(*what).standing == Standing.AWAY
        yield _Fact(pupil, day, bool(late and not agreed), bool(early), away)


def _days_read(rows: QuerySet[Any], *fields: str) -> Iterator[tuple[UUID, date, Sequence[Any]]]:
    """Child, day and further fields of rows, these as the database gives them.

    Of a school's year there are thousands: each child and each day is made once.
    """
    plain = (ExpressionWrapper(F(one), CharField()) for one in ("pupil", "day", *fields))
    children, days = _Made(UUID), _Made(date.fromisoformat)
    for pupil, day, *others in rows.values_list(*plain):
        yield children[pupil], days[day], others


class _Made(dict[Any, Any]):
    """What was made of each text; what the database gives as it is wanted stays so."""

    def __init__(self, make: Callable[[str], Any]) -> None:
        self.make = make

    def __missing__(self, given: Any) -> Any:
        made = self[given] = self.make(given) if isinstance(given, str) else given
        return made


def _visits(pupils: QuerySet[Pupil], first: date, last: date) -> Iterable[tuple[UUID, date]]:
    """Who came to the nurse's room and when, each visit by itself, in the order of their days."""
    rows = Visit.objects.standing().filter(pupil__in=pupils.values("pk"))
    return rows.filter(day__range=(first, last)).order_by("day").values_list("pupil", "day")


def _settled(pupils: QuerySet[Pupil]) -> dict[UUID, date]:
    """The day on which an adult last answered for what was noticed, by child, at any school."""
    rows = SignAnswer.objects.filter(pupil__in=pupils.values("pk"), kind__in=CLOSING)
    last = rows.order_by().values("pupil")
    return {
        row["pupil"]: row["last"].astimezone(JST).date() for row in last.annotate(last=Max("at"))
    }


def _days_after_days_off(
    pupils: QuerySet[Pupil], first: date, last: date
) -> dict[UUID, dict[date, date]]:
    """The class days after days without class, by child, of the class of today."""
    homes = Enrolment.objects.on(last).home().filter(pupil__in=pupils.values("pk"))
    rows = list(homes.values_list("pupil", "classroom"))
    rooms = class_keys(Classroom.objects.filter(pk__in={room for _, room in rows}))
    calendars = class_calendars(rooms, first, last)
    off = {room: after_days_off(sorted(one.counted)) for room, one in calendars.items()}
    return {pupil: off[room] for pupil, room in rows}


def _siblings(pupils: QuerySet[Pupil], on: date) -> dict[UUID, set[UUID]]:
    """The brothers and sisters of each child, but for those whom a protection order is about."""
    keys = pupils.values("pk")
    links = Sibling.objects.filter(Q(pupil__in=keys) | Q(other__in=keys))
    pairs = list(links.values_list("pupil", "other"))
    if not pairs:
        return {}
    linked = {child for pair in pairs for child in pair}
    limits = GuardianLimit.objects.on(on).filter(guardian__pupil__in=linked)
    notices = Notice.objects.on(on).filter(restricted=True, pupil__in=linked)
    kept = {*limits.values_list("guardian__pupil", flat=True)}
    kept |= {*notices.values_list("pupil", flat=True)}
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for one, other in pairs:
        if one not in kept and other not in kept:
            found[one].add(other)
            found[other].add(one)
    return found
