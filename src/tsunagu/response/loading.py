"""Reads what the due responses follow from: one query a kind of fact, for any number of pupils."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from tsunagu.attendance.models import CreditPeriod, Epidemic, Mark, Notice, OpeningBalance, RollCall
from tsunagu.clock import JST, SchoolYear
from tsunagu.org.models import Municipality
from tsunagu.packs.loader import load_packs
from tsunagu.response.closing import ContactRow, NoticeRow
from tsunagu.response.enums import FAMILY
from tsunagu.response.limits import Limits, limits_of
from tsunagu.response.models import (
    Contact,
    ContactRhythm,
    GoodReason,
    ProtectionFlag,
    RuleFreeze,
    SpanFact,
)
from tsunagu.response.rules import Facts, Opening, PupilDay, Rhythm, RuleBook, Span, Version
from tsunagu.response.timeline import (
    ClassYear,
    MarkRow,
    Segment,
    Timeline,
    marked_days,
    timeline_of,
)
from tsunagu.school.models import Classroom, Enrolment
from tsunagu.school.queries import class_calendars

F = TypeVar("F", bound=SpanFact)
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
    """All that a pupil's responses of one school year follow from, and what may close them."""

    segments: list[Segment]
    timeline: Timeline
    marks: list[MarkRow] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    credits: list[tuple[str, Span]] = field(default_factory=list)
    contacts: list[ContactRow] = field(default_factory=list)
    notices: list[NoticeRow] = field(default_factory=list)
    good_reasons: list[Span] = field(default_factory=list)

    def days(self) -> list[PupilDay]:
        """The days that the rules ask for."""
        return list(marked_days(self.marks, self.timeline, self.credits))

    @classmethod
    def empty(cls) -> "PupilRecord":
        """The record of a pupil who is not enrolled that year."""
        return cls([], Timeline((), {}, {}))

    @cached_property
    def marks_by_day(self) -> dict[date, MarkRow]:
        """Marks by their day."""
        return {mark.day: mark for mark in self.marks}

    def segment_on(self, day: date) -> Segment:
        """The home class on a day; on a day without one, the last before it, else the first."""
        before = [s for s in self.segments if s.first <= day]
        return before[-1] if before else self.segments[0]


@dataclass(frozen=True)
class Loaded:
    """Pupils' records of one school year, with their classes."""

    year: SchoolYear
    book: RuleBook
    records: dict[UUID, PupilRecord]
    classes: dict[UUID, Classroom]
    class_years: dict[UUID, ClassYear]
    epidemics: dict[UUID, list[Span]]
    limits: Limits


def load(municipality: Municipality, pupils: Collection[UUID], year: SchoolYear) -> Loaded:
    """The records of pupils of a municipality; a constant number of queries."""
    segments = _segments(pupils, year)
    keys = {segment.classroom for stays in segments.values() for segment in stays}
    classes = Classroom.objects.in_bulk(keys)
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
    _add_facts(records, year)
    _add_closings(records, year)
    book = rule_book(municipality)
    return Loaded(year, book, records, classes, years, _epidemics(keys), limits)


def _segments(pupils: Collection[UUID], year: SchoolYear) -> dict[UUID, list[Segment]]:
    rows = (
        Enrolment.objects.home()
        .between(year.first, year.last)
        .filter(pupil__in=pupils)
        .order_by("begin")
        .values_list("pupil", "classroom", "begin", "end")
    )
    found: dict[UUID, list[Segment]] = defaultdict(list)
    for pupil, classroom, begin, end in rows:
        last = min(end - ONE_DAY, year.last) if end else year.last
        first = max(begin, year.first)
        if first <= last:
            found[pupil].append(Segment(classroom, first, last))
    return found


def _class_years(classes: Mapping[UUID, Classroom], year: SchoolYear) -> dict[UUID, ClassYear]:
    calendars = class_calendars(list(classes.values()), year.first, year.last + LOOK_AHEAD)
    taken: dict[UUID, set[date]] = defaultdict(set)
    rolls = RollCall.objects.filter(classroom__in=classes, day__range=(year.first, year.last))
    for classroom, day in rolls.values_list("classroom", "day"):
        taken[classroom].add(day)
    return {key: ClassYear(calendars[key], frozenset(taken[key])) for key in classes}


def _add_marks(records: Mapping[UUID, PupilRecord], year: SchoolYear) -> None:
    rows = (
        Mark.objects.filter(pupil__in=records, day__range=(year.first, year.last))
        .order_by("pupil", "day")
        .values_list("pupil", "day", "kind", "place", "credit", "reason")
    )
    for pupil, day, kind, place, credit, reason in rows:
        records[pupil].marks.append(MarkRow(day, kind, place, credit, reason))
    credits = CreditPeriod.objects.filter(pupil__in=records)
    for pupil, place, first, last in credits.values_list("pupil", "place", "first", "last"):
        records[pupil].credits.append((place, Span(first, last)))


def _add_facts(records: Mapping[UUID, PupilRecord], year: SchoolYear) -> None:
    openings: dict[UUID, list[Opening]] = defaultdict(list)
    rows = OpeningBalance.objects.filter(pupil__in=records, day__range=(year.first, year.last))
    for balance in rows:
        opening = Opening(balance.day, balance.absent_days, balance.credited_days)
        openings[balance.pupil_id].append(opening)
    registered = _by_pupil(ProtectionFlag.objects.filter(pupil__in=records))
    rhythms = _by_pupil(ContactRhythm.objects.filter(pupil__in=records))
    freezes = _by_pupil(RuleFreeze.objects.filter(pupil__in=records))
    for pupil in openings.keys() | registered.keys() | rhythms.keys() | freezes.keys():
        records[pupil].facts = Facts(
            openings=openings[pupil],
            registered=[Span(f.first, f.last) for f in registered[pupil]],
            rhythms=[Rhythm(f.first, f.last, f.every_days) for f in rhythms[pupil]],
            freezes=[Span(f.first, f.last) for f in freezes[pupil]],
        )


def _by_pupil(facts: Iterable[F]) -> dict[UUID, list[F]]:
    found: dict[UUID, list[F]] = defaultdict(list)
    for fact in facts:
        found[fact.pupil_id].append(fact)
    return found


def _add_closings(records: Mapping[UUID, PupilRecord], year: SchoolYear) -> None:
    since = datetime.combine(year.first - timedelta(days=7), time(), JST)
    contacts = Contact.objects.filter(pupil__in=records, at__gte=since)
    for pupil, at, reached, seen in contacts.values_list("pupil", "at", "reached", "child_seen"):
        records[pupil].contacts.append(ContactRow(at, reached in FAMILY, seen))
    for notice in Notice.objects.standing().filter(pupil__in=records):
        span = Span(notice.first, notice.last)
        row = NoticeRow(span, notice.kind, notice.from_guardian, notice.weekdays)
        records[notice.pupil_id].notices.append(row)
    for reason in GoodReason.objects.filter(pupil__in=records):
        records[reason.pupil_id].good_reasons.append(Span(reason.first, reason.last))


def _epidemics(classes: Collection[UUID]) -> dict[UUID, list[Span]]:
    found: dict[UUID, list[Span]] = defaultdict(list)
    rows = Epidemic.objects.standing().filter(classroom__in=classes)
    for classroom, first, last in rows.values_list("classroom", "first", "last"):
        found[classroom].append(Span(first, last))
    return found
