"""The batch path gives what the pure function gives, on random cities."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from tests.builders import make_actor, make_board, make_city, make_class, make_school
from tsunagu.attendance.enums import ATTENDANCE_PLACES, Credit, Kind, Place
from tsunagu.attendance.models import CreditPeriod, Mark, OpeningBalance, RollCall
from tsunagu.clock import SchoolYear, freeze, now
from tsunagu.org.models import Municipality
from tsunagu.response.batch import due_of_municipality, due_responses_of
from tsunagu.response.enums import OWED
from tsunagu.response.limits import limits_of
from tsunagu.response.loading import load
from tsunagu.response.models import ContactRhythm, ProtectionFlag, RuleFreeze, Task
from tsunagu.response.queries.not_come import days_not_come
from tsunagu.response.queries.overview import Tally, counts_by_class, counts_by_school
from tsunagu.response.queries.runs import days_of_runs, running
from tsunagu.response.reconcile import reconcile
from tsunagu.response.rules import as_of, count, due_responses
from tsunagu.school.models import CalendarEntry, Classroom, Enrolment, Pupil
from tsunagu.school.queries import class_calendars

pytestmark = pytest.mark.django_db
YEAR = SchoolYear(2026)
PACKS = ["national", "akashi", "machida-2013", "new-zealand-star"]
PLACES = [
    "",
    "",
    Place.NURSE_ROOM,
    Place.AFTER_SCHOOL,
    Place.SUPPORT_CENTRE,
    Place.FREE_SCHOOL,
    Place.HOME_ONLINE,
]


def _calendar(city, rooms, random):
    def add(first, last, kind, **where):
        CalendarEntry.objects.create(municipality=city, first=first, last=last, kind=kind, **where)

    add(date(2026, 7, 21), date(2026, 8, 31), "no_school")
    add(date(2026, 10, 1), date(2026, 10, 1 + random.randint(8, 11)), "no_school")
    add(date(2026, 4, 1), date(2026, 7, 20), "term")
    add(date(2026, 9, 1), date(2027, 3, 31), "term")
    other = rooms[2].school
    add(date(2026, 4, 1), date(2026, 9, 30), "term", school=other)
    add(date(2026, 10, 1), date(2027, 3, 31), "term", school=other)
    add(date(2026, 5, 16), date(2026, 5, 16), "school_day", school=rooms[0].school)
    add(date(2026, 6, 1), date(2026, 6, 3), "closed", school=rooms[0].school, classroom=rooms[0])
    add(date(2026, 6, 10), date(2026, 6, 10), "closed", school=rooms[1].school)


def _mark(city, pupil, room, day, random, absent):
    kind = random.choices(list(Kind), [5, absent, 1, 2, 1, 1])[0]
    place = random.choice(PLACES)
    if kind == Kind.ABSENT and place in ATTENDANCE_PLACES:
        place = ""
    return Mark(
        municipality=city,
        pupil=pupil,
        classroom=room,
        day=day,
        kind=kind,
        late=kind == Kind.PRESENT,
        place=place,
        credit=random.choice(list(Credit)) if place else Credit.UNDECIDED,
        entered_at=now(),
    )


def _random_city(seed):
    random = Random(seed)
    city = make_city(packs=PACKS)
    rooms = [make_class(make_school(city), pupils=6) for _ in range(3)]
    _calendar(city, rooms, random)
    days = [YEAR.first + timedelta(days=n) for n in range(230)]
    rolls, marks = [], []
    for room in rooms:
        for pupil in Pupil.objects.filter(enrolments__classroom=room).order_by("pk"):
            absent = random.choice([1, 10, 60])
            often = random.choice([0.1, 0.5, 0.9])
            marks += [
                _mark(city, pupil, room, day, random, absent)
                for day in days
                if random.random() < often
            ]
        rolls += [
            RollCall(municipality=city, school=room.school, classroom=room, day=day, taken_at=now())
            for day in days
            if random.random() < 0.97
        ]
    RollCall.objects.bulk_create(rolls)
    Mark.objects.bulk_create(marks)
    _move_some(city, rooms, random)
    return city


def _move_some(city, rooms, random):
    pupils = list(Pupil.objects.filter(municipality=city).order_by("pk"))
    for pupil in random.sample(pupils, 5):
        old = Enrolment.objects.get(pupil=pupil)
        leaves = date(2026, 9, random.randint(1, 28))
        back = leaves + timedelta(days=random.choice([0, 5, 20]))
        Enrolment.objects.filter(pk=old.pk).update(end=leaves)
        Enrolment.objects.create(
            municipality=city, pupil=pupil, classroom=random.choice(rooms), begin=back
        )
    some = random.sample(pupils, 4)
    OpeningBalance.objects.create(
        municipality=city, pupil=some[0], day=date(2026, 5, 11), absent_days=6, credited_days=2
    )
    CreditPeriod.objects.create(
        municipality=city, pupil=some[1], place=Place.SUPPORT_CENTRE, first=date(2026, 6, 1)
    )
    ProtectionFlag.objects.create(municipality=city, pupil=some[2], first=date(2026, 4, 20))
    ContactRhythm.objects.create(
        municipality=city, pupil=some[3], first=date(2026, 5, 1), last=date(2026, 9, 1)
    )
    for pupil, in_breaks, way in ((pupils[0], False, "visit"), (some[0], True, "call")):
        ContactRhythm.objects.create(
            municipality=city,
            pupil=pupil,
            first=date(2026, 3, 1),
            in_breaks=in_breaks,
            before_term=2,
            way=way,
        )
    RuleFreeze.objects.create(municipality=city, pupil=some[0], first=date(2026, 6, 1))


@pytest.mark.parametrize(("seed", "more"), [(0, []), (1, []), (2, []), (3, []), (4, ["town"])])
@pytest.mark.usefixtures("town")
def test_batch_equals_due_responses(seed, more):
    with freeze(date(2026, 11, 20)):
        city = _random_city(seed)
        Municipality.objects.filter(pk=city.pk).update(packs=[*PACKS, *more])
        city.refresh_from_db()
        until = date(2026, 11, 13)
        pupils = Pupil.objects.filter(municipality=city).values_list("pk", flat=True)
        loaded = load(city, pupils, YEAR)
        expected = {
            (key, f.day, f.rule.id, f.version.name, f.key, f.counters.run, f.counters.total, f.due)
            for key, record in loaded.records.items()
            for f in due_responses(record.days(), loaded.book, YEAR, until, record.facts)
        }
        found = list(due_responses_of(city, YEAR, until))
    assert len(expected) > 500
    assert len(found) == len(expected)
    rows = {(d.pupil, d.day, d.rule, d.version, d.key, d.run, d.total, d.due) for d in found}
    assert rows == expected


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.usefixtures("town")
def test_running_equals_as_of(seed):
    """On days in and after holidays, closures, moves and the year's beginning."""
    days = [(4, 9), (5, 20), (6, 4), (7, 21), (7, 31), (9, 1), (9, 3), (9, 16), (10, 13), (11, 13)]
    with freeze(date(2026, 11, 20)):
        city = _random_city(seed)
        Municipality.objects.filter(pk=city.pk).update(packs=[*PACKS, "town"] if seed else PACKS)
        city.refresh_from_db()
        for month, number in days:
            on = date(2026, month, number)
            days = days_of_runs(Classroom.objects.filter(municipality=city), on)
            found = {one.pupil: (one.classroom, one.run) for one in running(days, on)}
            assert found == _runs_by_as_of(city, on), on
            long = {one.pupil for one in running(days, on, least=3)}
            assert long == {pupil for pupil, (_, run) in found.items() if run >= 3}, on


def _runs_by_as_of(city, on):
    homes = dict(Enrolment.objects.home().on(on).values_list("pupil", "classroom"))
    loaded = load(city, list(homes), YEAR)
    break_days, found = limits_of(city).break_days, {}
    for pupil, room in homes.items():
        record = loaded.records[pupil]
        openings = record.facts.openings
        counted = [c for c in count(record.days(), openings) if c.day.day <= on]
        run = min(as_of(counted, openings, on).run, 7)
        class_days = [d for d in loaded.class_years[room].calendar.days if d <= on]
        pairs = pairwise([*class_days, on + timedelta(days=1)])
        breaks = [b for a, b in pairs if (b - a).days > break_days.on(b)]
        if run and any(counted[-1].day.day < day for day in breaks):
            continue
        if run:
            found[pupil] = (room, run)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_days_not_come_equals_the_counter_as_of(seed):
    """On days in and after holidays, closures, moves and an opening balance."""
    days = [(4, 9), (5, 10), (5, 11), (6, 4), (7, 31), (9, 3), (9, 16), (9, 30), (11, 13)]
    with freeze(date(2026, 11, 20)):
        city = _random_city(seed)
        rooms = list(Classroom.objects.filter(municipality=city))
        for month, number in days:
            on = date(2026, month, number)
            homes = Enrolment.objects.home().on(on).filter(classroom__in=rooms[:2])
            counted = _not_come_by_as_of(city, homes.values_list("pupil", flat=True), on)
            for least in (1, 10):
                expected = {pupil: found for pupil, found in counted.items() if found >= least}
                assert days_not_come(rooms[:2], on, least=least) == expected, on


def _not_come_by_as_of(city, pupils, on):
    found = {}
    for pupil, record in load(city, pupils, YEAR).records.items():
        openings = record.facts.openings
        counted = list(count((d for d in record.days() if d.day <= on), openings))
        found[pupil] = as_of(counted, openings, on).not_come
    return found


@pytest.mark.parametrize("seed", range(2))
def test_counts_by_school_and_class_equal_rows_counted_one_by_one(seed):
    """Each school has one class, so that both ways of counting give the same."""
    days = [(4, 9), (5, 20), (8, 3), (9, 1), (10, 13), (11, 20)]
    with freeze(date(2026, 11, 20)):
        city = _random_city(seed)
        Municipality.objects.filter(pk=city.pk).update(packs=PACKS[:2])
        city.refresh_from_db()
        pupils = list(Pupil.objects.filter(municipality=city).values_list("pk", flat=True))
        reconcile(municipality=city, pupils=pupils, school_year=2026)
        Task.objects.filter(owner="homeroom", day__lt=date(2026, 11, 10)).update(status="done")
        supervisor = make_actor(make_board(city), role="supervisor")
        for month, number in days:
            on = date(2026, month, number)
            runs = _runs_by_as_of(city, on)
            every = counts_by_school(supervisor, on)
            assert len(every) == 3
            for one in every:
                (theirs,) = counts_by_class(supervisor, one.school, on)
                expected = _counted_one_by_one(theirs.classroom, on, runs)
                assert one.tally == theirs.tally == expected, on


def _counted_one_by_one(room, on, runs):
    def rolls_owed(day):
        at_home = Enrolment.objects.home().on(day).filter(classroom=room)
        calendar = class_calendars([room], day, day)[room.pk]
        return day in calendar.counted and at_home.exists()

    before = [on.replace(day=n) for n in range(1, on.day)]
    rolls = set(RollCall.objects.filter(classroom=room).values_list("day", flat=True))
    kinds = list(Mark.objects.filter(classroom=room, day=on).values_list("kind", flat=True))
    tasks = [t for t in Task.objects.filter(classroom=room) if t.kind != "protection"]
    owed = [t for t in tasks if t.status in OWED]
    held = [t for t in tasks if not t.remark and t.status != "withdrawn" and t.day <= on]
    away = kinds.count("absent") + kinds.count("missing")
    return Tally(
        enrolled=Enrolment.objects.home().on(on).filter(classroom=room).count(),
        absent=away if on in rolls else 0,
        missing=kinds.count("missing"),
        run_3=sum(where == room.pk and run >= 3 for where, run in runs.values()),
        run_7=sum(where == room.pk and run >= 7 for where, run in runs.values()),
        shared=len({t.pupil_id for t in held if t.kind == "share"}),
        sheet=len({t.pupil_id for t in held if t.kind == "sheet"}),
        long=len({t.pupil_id for t in held if t.kind == "classify"}),
        open=len(owed),
        overdue=sum(t.due < date(2026, 11, 20) for t in owed),
        classes=1,
        held=rolls_owed(on),
        not_taken=rolls_owed(on) and on not in rolls,
        untaken_days=sum(rolls_owed(day) and day not in rolls for day in before),
    )


def test_batch_of_a_city_without_marks_is_empty():
    assert due_of_municipality(make_city(), YEAR, YEAR.last) == []
