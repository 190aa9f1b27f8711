"""The demo city's roster: schools, classes, pupils, enrolments, guardians and the calendar."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from tsunagu.clock import SchoolYear, new_id
from tsunagu.demo.calendar import YearDays
from tsunagu.demo.life import YearLife
from tsunagu.demo.names import Namer, phone_number
from tsunagu.demo.town import GRADES, JUNIOR_FROM, Ints, Town
from tsunagu.demo.waves import ranges
from tsunagu.demo.writing.bulk import insert
from tsunagu.demo.writing.people import Places
from tsunagu.org.models import Municipality, Organisation, OrganisationKind
from tsunagu.school.enums import CalendarKind, EnrolmentKind
from tsunagu.school.models import (
    CalendarEntry,
    Classroom,
    Enrolment,
    Guardian,
    Pupil,
    PupilIdentity,
    School,
    packed_grades,
)

CODE = "990001"
"""The demo's municipality: no prefecture has the number 99."""
NAME = "つなぐ市"
SOURCE = "demo"
LANGUAGES = ("ポルトガル語", "ベトナム語", "中国語", "英語")
AGENCIES = (
    (OrganisationKind.CHILD_FAMILY_CENTRE, "こども家庭センター"),
    (OrganisationKind.FREE_SCHOOL, "フリースクールなぎさ"),
)
"""With whom the demo's schools share; people of the first can sign in."""
WITHOUT_NUMBER = 0.004
"""Share of pupils whose guardians have left no telephone number."""


def write_places(municipality: Municipality, town: Town, lives: dict[int, YearLife]) -> Places:
    """Board, support centre, schools and both years' classes."""
    board = Organisation.objects.create(
        municipality=municipality,
        kind=OrganisationKind.BOARD,
        name=f"{NAME}教育委員会",
        code=CODE,
        source=SOURCE,
        sourced_id="board",
    )
    centre = Organisation.objects.create(
        municipality=municipality,
        kind=OrganisationKind.SUPPORT_CENTRE,
        name=f"{NAME}教育支援センター",
        source=SOURCE,
        sourced_id="centre",
    )
    schools = [
        School.objects.create(
            municipality=municipality,
            kind=OrganisationKind.SCHOOL,
            name=f"{NAME}立{plan.name}",
            code=plan.code,
            source=SOURCE,
            sourced_id=f"school-{plan.number:03d}",
            stage=plan.stage,
        ).pk
        for plan in town.schools
    ]
    agencies = [
        Organisation.objects.create(municipality=municipality, kind=kind, name=f"{NAME}{name}").pk
        for kind, name in AGENCIES
    ]
    classes = {back: _classes(municipality, life, schools) for back, life in lives.items()}
    return Places(schools, board.pk, centre.pk, agencies, classes)


def _classes(municipality: Municipality, life: YearLife, schools: list[UUID]) -> list[UUID]:
    keys = [new_id() for _ in life.classes.classes]
    year = life.calendar.year.year
    rows = (
        (
            key,
            schools[plan.school],
            plan.name,
            packed_grades([GRADES[g] for g in plan.grades]),
            plan.special,
            f"class-{year}-{n:04d}",
        )
        for n, (key, plan) in enumerate(zip(keys, life.classes.classes, strict=True), 1)
    )
    columns = ("id", "school", "name", "grades", "special_needs", "sourced_id")
    same = {"municipality": municipality.pk, "source": SOURCE, "school_year": year}
    insert(Classroom, columns, rows, **same)
    return keys


def write_pupils(
    rng: np.random.Generator, municipality: Municipality, town: Town, year: SchoolYear
) -> list[UUID]:
    """Pupils with the roster's ids and their guardians; returns their keys by index."""
    keys = _keys(town)
    namer = Namer(rng)
    names = [namer.child(boy=bool(boy)) for boy in town.boy]
    births = [_birth(rng, year, int(cohort)) for cohort in town.cohort]
    insert(
        Pupil,
        ("id", "family_name", "given_name", "family_kana", "given_kana", "sex", "birth_date"),
        (
            (k, n.family, n.given, n.family_kana, n.given_kana, "male" if boy else "female", born)
            for k, n, boy, born in zip(keys, names, town.boy, births, strict=True)
        ),
        municipality=municipality.pk,
    )
    insert(
        PupilIdentity,
        ("id", "pupil", "sourced_id", "first"),
        (
            (new_id(), key, f"pupil-{n:06d}", SchoolYear(year.year - 1).first)
            for n, key in enumerate(keys, 1)
        ),
        municipality=municipality.pk,
        source=SOURCE,
    )
    families = [(n.family, n.family_kana) for n in names]
    columns = ("id", "pupil", "name", "relation", "phone", "language", "order")
    rows = _guardians(rng, namer, keys, families)
    insert(Guardian, columns, rows, municipality=municipality.pk)
    return keys


def _keys(town: Town) -> list[UUID]:
    """New keys by index; those who began school together lie side by side, as in a roster."""
    keys = iter(sorted(new_id() for _ in range(town.pupils)))
    by_school = np.lexsort((town.cohort, town.elementary))
    of = dict(zip(by_school.tolist(), keys, strict=True))
    return [of[n] for n in range(town.pupils)]


def _birth(rng: np.random.Generator, year: SchoolYear, cohort: int) -> date:
    """A birthday from 2 April to 1 April: children of those twelve months share a grade."""
    first = date(year.year - 7 - cohort, 4, 2)
    return first + timedelta(days=int(rng.integers(0, 365)))


def _guardians(
    rng: np.random.Generator, namer: Namer, keys: list[UUID], families: list[tuple[str, str]]
) -> Iterator[tuple[Any, ...]]:
    drawn = rng.random((len(keys), 3))
    for n, (key, family) in enumerate(zip(keys, families, strict=True)):
        one, two, other = drawn[n]
        relations = ["母", "父"] if two < 0.75 else ["母"] if two < 0.93 else ["父", "祖母"]
        language = LANGUAGES[n % len(LANGUAGES)] if other < 0.015 else ""
        for order, relation in enumerate(relations):
            name = namer.adult(man=relation == "父", family=family)
            phone = "" if one < WITHOUT_NUMBER else phone_number(2 * n + order + 1)
            full = f"{name.family} {name.given}"
            yield new_id(), key, full, relation, phone, language, order


def write_enrolments(
    municipality: Municipality,
    *,
    town: Town,
    lives: dict[int, YearLife],
    places: Places,
    pupils: list[UUID],
    movers: dict[int, tuple[int, int]],
) -> None:
    """Home and exchange classes of both years; `movers` came from another class on a day.

    `movers` gives by pupil the class left and the place of the first day in the new one.
    """
    columns = ("id", "pupil", "classroom", "kind", "grade", "number", "begin", "end", "sourced_id")
    for back, life in lives.items():
        moved = {} if back else movers
        rows = _enrolments(life, town.grade(back), places.classes[back], pupils, moved)
        insert(Enrolment, columns, rows, municipality=municipality.pk, source=SOURCE)


def _enrolments(
    life: YearLife,
    grades: Ints,
    rooms: list[UUID],
    pupils: list[UUID],
    movers: dict[int, tuple[int, int]],
) -> Iterator[tuple[Any, ...]]:
    year, days = life.calendar.year, life.calendar.days
    numbers = [0] * len(rooms)
    for pupil in np.flatnonzero(life.classes.home >= 0):
        home, guest = int(life.classes.home[pupil]), int(life.classes.exchange[pupil])
        numbers[home] += 1
        begin, end = int(life.stay.begin[pupil]), int(life.stay.end[pupil])
        first = days[begin] if begin else year.first
        after = days[end] if end < len(days) else date(year.year + 1, 4, 1)
        one, id_ = pupils[pupil], f"enrolment-{year.year}-{pupil + 1:06d}"
        grade = GRADES[grades[pupil]]
        if int(pupil) in movers:
            left, on = movers[int(pupil)]
            former = (new_id(), one, rooms[left], EnrolmentKind.HOME, grade)
            yield *former, str(90 + left % 9), first, days[on], f"{id_}-a"
            first = days[on]
        number = str(numbers[home])
        yield new_id(), one, rooms[home], EnrolmentKind.HOME, grade, number, first, after, id_
        if guest >= 0:
            visit = (new_id(), one, rooms[guest], EnrolmentKind.EXCHANGE, grade)
            yield *visit, "", first, after, f"{id_}-x"


def movers_within(
    rng: np.random.Generator, town: Town, life: YearLife, until: int, share: float
) -> dict[int, tuple[int, int]]:
    """Steady pupils of elementary age who changed schools inside the city before `until`."""
    if until < 2:
        return {}
    grade = town.grade(0)
    could = (grade >= 0) & (grade < JUNIOR_FROM) & (life.stay.begin == 0)
    could &= (life.stay.end == len(life.calendar.days)) & ~town.special & ~life.drifting
    found: dict[int, tuple[int, int]] = {}
    for pupil in rng.permutation(np.flatnonzero(could))[: round(could.sum() * share)]:
        here = life.classes.classes[life.classes.home[pupil]]
        others = [
            n
            for n, c in enumerate(life.classes.classes)
            if c.grades == here.grades and not c.special and c.school != here.school
        ]
        if others:
            day = int(rng.integers(1, until))
            found[int(pupil)] = (others[int(rng.integers(len(others)))], day)
            life.codes[pupil, :day] = 0
    return found


def write_calendar(
    municipality: Municipality, lives: dict[int, YearLife], places: Places, today: date
) -> None:
    """Both years' calendars, with the class closures until today."""
    columns = ("id", "school", "classroom", "first", "last", "kind", "note")
    for back, life in lives.items():
        rows = _entries(life.calendar, life, places, back, today)
        insert(CalendarEntry, columns, rows, municipality=municipality.pk)


def _entries(
    calendar: YearDays, life: YearLife, places: Places, back: int, today: date
) -> Iterator[tuple[Any, ...]]:
    for entry in calendar.entries:
        school = None if entry.school is None else places.schools[entry.school]
        yield new_id(), school, None, entry.first, entry.last, entry.kind, entry.note
    for n, plan in enumerate(life.classes.classes):
        room, school = places.classes[back][n], places.schools[plan.school]
        for first, last in ranges(life.closed[n], calendar.days):
            if first <= today:
                note = "インフルエンザによる学級閉鎖"
                yield new_id(), school, room, first, last, CalendarKind.CLOSED, note
