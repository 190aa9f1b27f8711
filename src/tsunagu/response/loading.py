"""Reads what the due responses follow from: one query a kind of fact, for any number of pupils."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.attendance.enums import Kind, Reason
from tsunagu.attendance.models import CreditPeriod, Epidemic, Mark, Notice, OpeningBalance, RollCall
from tsunagu.attendance.queries import JoinedDays, days_apart
from tsunagu.attendance.rules import Standing
from tsunagu.clock import JST, SchoolYear, today
from tsunagu.org.models import Municipality
from tsunagu.packs.loader import load_packs
from tsunagu.packs.overtime import OverTime
from tsunagu.prepared import Prepared
from tsunagu.response.closing import ContactRow, NoticeRow
from tsunagu.response.enums import FAMILY
from tsunagu.response.limits import Limits, limits_of
from tsunagu.response.models import (
    Contact,
    ContactRhythm,
    GoodReason,
    ProtectionFlag,
    RuleFreeze,
)
from tsunagu.response.rules import Facts, Opening, PupilDay, Rhythm, RuleBook, Span, Version
from tsunagu.response.timeline import (
    ClassYear,
    MarkRow,
    Segment,
    Timeline,
    breaks_of,
    marked_days,
    timeline_of,
)
from tsunagu.school.models import Classroom, Enrolment
from tsunagu.school.queries import class_calendars

F = TypeVar("F")
Row = tuple[Any, ...]
ONE_DAY = timedelta(days=1)
LOOK_AHEAD = timedelta(days=60)
"""How far beyond the school year a class's days are known, to tell what has lapsed."""


def rule_book(municipality: Municipality) -> RuleBook:
    """The rules of a municipality's packs, in order."""
    return _rule_book(tuple(municipality.packs))


_books: dict[tuple[str, ...], RuleBook] = {}


def _rule_book(names: tuple[str, ...]) -> RuleBook:
    if names not in _books:
        packs = load_packs(names)
        _books[names] = RuleBook(tuple(Version(p.id, rule) for p in packs for rule in p.responses))
    return _books[names]


@dataclass
class PupilRecord:
    """All that a pupil's responses of one school year follow from, and what may close them.

    `marks` are those of days on which the pupil was not here. What may close tasks is there once
    `add_closings` has added it; `ill` holds the days of epidemics absent through illness.
    """

    segments: list[Segment]
    timeline: Timeline
    marks: list[MarkRow] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    credits: list[tuple[str, Span]] = field(default_factory=list)
    contacts: list[ContactRow] = field(default_factory=list)
    notices: list[NoticeRow] = field(default_factory=list)
    good_reasons: list[Span] = field(default_factory=list)
    ill: set[date] = field(default_factory=set)

    def days(self) -> Sequence[PupilDay]:
        """The days that the rules ask for."""
        return self._days

    @cached_property
    def _days(self) -> Sequence[PupilDay]:
        return list(marked_days(self.marks, self.timeline, self.credits))

    @classmethod
    def empty(cls) -> "PupilRecord":
        """The record of a pupil who is not enrolled that year."""
        return cls([], Timeline((), {}, {}))

    @cached_property
    def marks_by_day(self) -> dict[date, MarkRow]:
        """Marks by their day."""
        return {mark.day: mark for mark in self.marks}

    def here_since(self, first: date) -> bool:
        """Was the pupil here on a counted day from `first` on? The staff saw the child then."""
        return any(d.day >= first and d.counted.standing == Standing.HERE for d in self.days())

    def segment_on(self, day: date) -> Segment:
        """The home class on a day; on a day without one, the last before it, else the first."""
        before = [s for s in self.segments if s.first <= day]
        return before[-1] if before else self.segments[0]


@dataclass(frozen=True)
class Loaded:
    """Pupils' records of one school year, with their classes, as they stood `on` a day."""

    on: date
    year: SchoolYear
    book: RuleBook
    records: dict[UUID, PupilRecord]
    classes: dict[UUID, Classroom]
    class_years: dict[UUID, ClassYear]
    limits: Limits
    epidemics: dict[UUID, list[Span]] = field(default_factory=dict)


_STAYS = Prepared(
    lambda pupils, first, last: (
        Enrolment.objects.home()
        .between(first, last)
        .filter(pupil__in=pupils)
        .order_by("begin")
        .values_list("pupil", "classroom", "begin", "end")
    ),
    [UUID],
    date,
    date,
)
_CLASSES = Prepared(lambda classes: Classroom.objects.filter(pk__in=classes), [UUID])
_TAKEN = Prepared(
    lambda classes, first, last: (
        RollCall.objects.filter(classroom__in=classes, day__range=(first, last))
        .order_by()
        .values_list("classroom")
        .annotate(days=JoinedDays("day"))
    ),
    [UUID],
    date,
    date,
)
_MARKS = Prepared(
    lambda pupils, first, last: (
        Mark.objects.not_here()
        .filter(pupil__in=pupils, day__range=(first, last))
        .order_by("pupil", "day")
        .values_list("pupil", "day", "kind", "place", "credit")
    ),
    [UUID],
    date,
    date,
)
_ILL = Prepared(
    lambda pupils, first, last: Mark.objects.filter(
        pupil__in=pupils,
        day__range=(first, last),
        kind=Kind.ABSENT,
        reason=Reason.ILLNESS,
    ).values_list("pupil", "day"),
    [UUID],
    date,
    date,
)
_OPENINGS = Prepared(
    lambda pupils, first, last: OpeningBalance.objects.filter(
        pupil__in=pupils, day__range=(first, last)
    ).values_list("pupil", "day", "absent_days", "credited_days"),
    [UUID],
    date,
    date,
)
_CONTACTS = Prepared(
    lambda pupils, since: (
        Contact.objects.standing()
        .filter(pupil__in=pupils, at__gte=since)
        .values_list("pupil", "at", "reached", "child_seen")
    ),
    [UUID],
    datetime,
)


def _of_pupils(facts: QuerySet[Any], *columns: str) -> Prepared:
    """Pupils' facts of one kind: the pupil, then these columns."""
    rows = facts.values_list("pupil", *columns)
    return Prepared(lambda pupils: rows.filter(pupil__in=pupils), [UUID])


_CREDITS = _of_pupils(CreditPeriod.objects.all(), "place", "first", "last")
_REGISTERED = _of_pupils(ProtectionFlag.objects.all(), "first", "last")
_RHYTHMS = _of_pupils(
    ContactRhythm.objects.all(),
    *("first", "last", "every_days", "way", "in_breaks", "before_term", "person"),
)
_FREEZES = _of_pupils(RuleFreeze.objects.all(), "first", "last")
_NOTICES = _of_pupils(
    Notice.objects.standing(), "first", "last", "kind", "from_guardian", "weekdays"
)
_GOOD_REASONS = _of_pupils(GoodReason.objects.all(), "first", "last")
_EPIDEMICS = Prepared(
    lambda classes: (
        Epidemic.objects.standing()
        .filter(classroom__in=classes)
        .values_list("classroom", "first", "last")
    ),
    [UUID],
)


def load(municipality: Municipality, pupils: Collection[UUID], year: SchoolYear) -> Loaded:
    """The records of pupils of a municipality; a constant number of queries."""
    segments = _segments(pupils, year)
    keys = {segment.classroom for stays in segments.values() for segment in stays}
    classes = {room.pk: room for room in _CLASSES.objects(Classroom, keys)}
    years = _class_years(classes, year)
    limits = limits_of(municipality)
    whole: dict[tuple[Segment, ...], Timeline] = {}
    records = {}
    for pupil, stays in segments.items():
        # Pupils who came and stayed together share one timeline.
        key = tuple(stays)
        if key not in whole:
            whole[key] = timeline_of(stays, years, limits.break_days)
        records[pupil] = PupilRecord(stays, whole[key])
    _add_marks(records, year)
    _add_facts(records, year, limits.break_days)
    return Loaded(today(), year, rule_book(municipality), records, classes, years, limits)


def _segments(pupils: Collection[UUID], year: SchoolYear) -> dict[UUID, list[Segment]]:
    found: dict[UUID, list[Segment]] = defaultdict(list)
    for pupil, classroom, begin, end in _STAYS(pupils, year.first, year.last):
        last = min(end - ONE_DAY, year.last) if end else year.last
        first = max(begin, year.first)
        if first <= last:
            found[pupil].append(Segment(classroom, first, last))
    return found


def _class_years(classes: Mapping[UUID, Classroom], year: SchoolYear) -> dict[UUID, ClassYear]:
    calendars = class_calendars(list(classes.values()), year.first, year.last + LOOK_AHEAD)
    taken = {key: days_apart(days) for key, days in _TAKEN(classes, year.first, year.last)}
    return {key: ClassYear(calendars[key], taken.get(key, frozenset())) for key in classes}


def _add_marks(records: Mapping[UUID, PupilRecord], year: SchoolYear) -> None:
    for pupil, rows in groupby(_MARKS(records, year.first, year.last), key=itemgetter(0)):
        records[pupil].marks.extend(MarkRow(*row) for _, *row in rows)
    for pupil, place, first, last in _CREDITS(records):
        records[pupil].credits.append((place, Span(first, last)))


def _add_facts(
    records: Mapping[UUID, PupilRecord], year: SchoolYear, break_days: OverTime[int]
) -> None:
    openings = _by_pupil(Opening, _OPENINGS(records, year.first, year.last))
    registered = _by_pupil(Span, _REGISTERED(records))
    rhythms = _by_pupil(Rhythm, _RHYTHMS(records))
    freezes = _by_pupil(Span, _FREEZES(records))
    for pupil in openings.keys() | registered.keys() | rhythms.keys() | freezes.keys():
        by_breaks = any(rhythm.by_breaks for rhythm in rhythms[pupil])
        class_days = list(records[pupil].timeline.breaks) if by_breaks else []
        records[pupil].facts = Facts(
            openings=openings[pupil],
            registered=registered[pupil],
            rhythms=rhythms[pupil],
            freezes=freezes[pupil],
            breaks=breaks_of(class_days, year, break_days),
        )


def _by_pupil(make: Callable[..., F], rows: Iterable[Row]) -> dict[UUID, list[F]]:
    found: dict[UUID, list[F]] = defaultdict(list)
    for pupil, *values in rows:
        found[pupil].append(make(*values))
    return found


def add_closings(loaded: Loaded, contacts_since: date) -> None:
    """Add what may close tasks; of contacts those from a day on."""
    records = loaded.records
    since = datetime.combine(contacts_since, time(), JST)
    for pupil, at, reached, seen in _CONTACTS(records, since):
        records[pupil].contacts.append(ContactRow(at, reached in FAMILY, seen))
    for pupil, first, last, kind, from_guardian, weekdays in _NOTICES(records):
        row = NoticeRow(Span(first, last), kind, from_guardian, weekdays)
        records[pupil].notices.append(row)
    for pupil, spans in _by_pupil(Span, _GOOD_REASONS(records)).items():
        records[pupil].good_reasons.extend(spans)
    loaded.epidemics.update(_by_pupil(Span, _EPIDEMICS(loaded.classes)))
    if spans := [span for spans in loaded.epidemics.values() for span in spans]:
        last = max(span.last or loaded.year.last for span in spans)
        for pupil, day in _ILL(records, min(span.first for span in spans), last):
            records[pupil].ill.add(day)
