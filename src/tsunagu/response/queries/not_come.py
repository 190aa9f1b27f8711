"""The days on which pupils did not come this school year, without a Python object a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Sum

from tsunagu.attendance.enums import NOT_AT_SCHOOL, NOT_TO_ATTEND
from tsunagu.attendance.models import OpeningBalance
from tsunagu.attendance.queries import class_days
from tsunagu.clock import school_year_of
from tsunagu.prepared import Prepared, key_from
from tsunagu.response.packed import DATE_BYTES, joined, key_of, listed, query, text
from tsunagu.school.models import Classroom, Enrolment

_OPENINGS = Prepared(
    lambda classes, first, on: (
        OpeningBalance.objects.filter(
            pupil__in=Enrolment.objects.home().on(on).filter(classroom__in=classes).values("pupil"),
            day__range=(first, on),
        )
        .values_list("pupil")
        .annotate(days=Sum(F("absent_days") + F("credited_days")))
    ),
    [UUID],
    date,
    date,
)
_STAYS = Prepared(
    lambda pupils, first, on: (
        Enrolment.objects.home()
        .between(first, on)
        .filter(pupil__in=pupils)
        .values_list("pupil", "classroom", "begin", "end")
    ),
    [UUID],
    date,
    date,
)


def days_not_come(classes: Collection[Classroom], on: date, *, least: int) -> dict[UUID, int]:
    """The counter `not_come` as it stands on a day, of pupils at home in some classes that day.

    Named are those who reach `least`, by pupil. The classes belong to one municipality and the
    day's school year; six queries at most.
    """
    if not classes:
        return {}
    first = school_year_of(on).first
    marked = _marked(classes, first, on)
    brought = _brought(classes, first, on)
    pupils = marked.keys() | brought.keys()
    most = {p: len(marked.get(p, "")) // DATE_BYTES + brought.get(p, 0) for p in pupils}
    long = [pupil for pupil, days in most.items() if days >= least]
    if not long:
        return {}
    counting, bits = _counting(long, first, on), _bits(first, on)
    found = {}
    for pupil in long:
        days = marked.get(pupil, "")
        places = range(0, len(days), DATE_BYTES)
        not_come = sum(bits[days[at : at + DATE_BYTES]] for at in places) & counting[pupil]
        found[pupil] = not_come.bit_count() + brought.get(pupil, 0)
    return {pupil: count for pupil, count in found.items() if count >= least}


def _marked(classes: Collection[Classroom], first: date, on: date) -> dict[UUID, str]:
    """By pupil the days whose mark says so, joined, whether they count or not; see `counted_as`."""
    # The first condition is that of the index `mark_not_here`, word for word.
    sql = f"""SELECT pupil_id, {joined(text("day"))} FROM attendance_mark
        WHERE (NOT (kind = 'present') OR place IN ({listed(NOT_AT_SCHOOL)}))
        AND kind NOT IN ({listed(NOT_TO_ATTEND)}) AND day BETWEEN %s AND %s
        AND pupil_id IN (SELECT pupil_id FROM school_enrolment WHERE kind = 'home'
            AND classroom_id IN ({", ".join(["%s"] * len(classes))})
            AND "begin" <= %s AND ("end" IS NULL OR "end" > %s))
        GROUP BY pupil_id"""  # noqa: S608
    rooms = [key_of(room.pk) for room in classes]
    rows = query(sql, [str(first), str(on), *rooms, str(on), str(on)])
    return {key if isinstance(key, UUID) else key_from(key): days for key, days in rows}


def _brought(classes: Collection[Classroom], first: date, on: date) -> dict[UUID, int]:
    """By pupil what the opening balances bring along."""
    return dict(_OPENINGS([room.pk for room in classes], first, on))


def _counting(pupils: Collection[UUID], first: date, on: date) -> Mapping[UUID, int]:
    """By pupil the days that count in the home class of each day: school, roll taken, not closed.

    Days are bits of a number, as in `ClassDays`.
    """
    stays = _STAYS(pupils, first, on)
    rooms = {room for _, room, _, _ in stays}
    days = class_days(Classroom.objects.filter(pk__in=rooms), first, on)
    counting = {one.room.pk: one.counted & one.rolls for one in days.classes}
    found: dict[UUID, int] = defaultdict(int)
    for pupil, room, begin, end in stays:
        since = max((begin - first).days, 0)
        until = (end - first).days if end else (on - first).days + 1
        stay = (1 << until) - (1 << since)
        found[pupil] |= counting[room] & stay
    return found


def _bits(first: date, on: date) -> dict[str, int]:
    """The bit of each day, by its text."""
    return {str(first + timedelta(days=n)): 1 << n for n in range((on - first).days + 1)}
