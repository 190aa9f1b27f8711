"""Everything done about a pupil in a school year as one timeline, newest first."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, overload
from uuid import UUID

from django.db.models import Model, QuerySet

from tsunagu.attendance.enums import Kind, Place, Reason
from tsunagu.attendance.models import Correction, MissingEnd
from tsunagu.clock import JST, SchoolYear
from tsunagu.prepared import Prepared, rows_of
from tsunagu.response.enums import OWED
from tsunagu.response.models import Contact, Sharing, Task, TaskQuerySet
from tsunagu.web.pupil.door import Opened
from tsunagu.web.pupil.reasons import ToldTask, Years, told_tasks
from tsunagu.web.pupil.words import note_labels

KINDS = {
    "": "すべて",
    "open": "未対応",
    "task": "すること",
    "contact": "連絡",
    "sharing": "情報共有",
    "correction": "出欠の訂正",
    "missing": "所在の確認",
}
"""What the timeline can be narrowed to."""


@dataclass(frozen=True)
class Line:
    """One entry: when, of which kind, and the one thing it shows."""

    at: datetime
    kind: str
    key: UUID
    task: ToldTask | None = None
    contact: Contact | None = None
    sharing: Sharing | None = None
    correction: Correction | None = None
    missing: MissingEnd | None = None
    notes: tuple[tuple[str, str], ...] = ()
    before: str = ""
    after: str = ""

    @property
    def template(self) -> str:
        """The partial that draws it."""
        return f"pupil/_{self.kind}_line.html"

    @property
    def kind_label(self) -> str:
        """Its kind in words."""
        return KINDS[self.kind]


def in_words(facts: dict[str, Any]) -> str:
    """A day's facts as a correction keeps them, in words; nothing kept means simply present."""
    if not facts:
        return str(Kind.PRESENT.label)
    parts = [Kind(facts.get("kind") or Kind.PRESENT).label]
    parts += [word for key, word in (("late", "遅刻"), ("left_early", "早退")) if facts.get(key)]
    parts += [Place(facts["place"]).label] if facts.get("place") else []
    parts += [Reason(facts["reason"]).label] if facts.get("reason") else []
    return "・".join(str(part) for part in parts)


def _evening(day: date) -> datetime:
    """A whole day among instants: after what was done on it."""
    return datetime.combine(day, time(23, 59), JST)


Entries = Iterable[tuple[Any, ...]]
"""Entries of a kind by their keys, each with when it stands."""


def _entries(of: type[Model], on: str, kind: type[date], at: str) -> Prepared:
    """A pupil's entries of a kind whose `on` lies in a span, with when they stand (`at`)."""

    def build(pupil: UUID, first: date, last: date) -> QuerySet[Any, Any]:
        span = {f"{on}__range": (first, last)}
        return of._default_manager.filter(pupil=pupil, **span).order_by("pk").values_list("pk", at)

    return Prepared(build, UUID, kind, kind)


_CONTACTS = _entries(Contact, "at", datetime, "at")
_SHARINGS = _entries(Sharing, "on", date, "on")
_CORRECTIONS = _entries(Correction, "day", date, "at")
_MISSING = _entries(MissingEnd, "day", date, "at")


def _visible(opened: Opened, year: SchoolYear) -> TaskQuerySet:
    return Task.objects.of(opened.pupil, opened.actor).filter(day__range=(year.first, year.last))


def _tasks(opened: Opened, year: SchoolYear) -> Entries:
    return rows_of(_visible(opened, year).order_by("pk").values_list("pk", "day"))


def _open(opened: Opened, year: SchoolYear) -> Entries:
    """What is still owed of the year."""
    owed = _visible(opened, year).filter(status__in=OWED)
    return rows_of(owed.order_by("pk").values_list("pk", "day"))


def _contacts(opened: Opened, year: SchoolYear) -> Entries:
    first = datetime.combine(year.first, time(), JST)
    return _CONTACTS(opened.pupil.pk, first, _evening(year.last))


def _sharings(opened: Opened, year: SchoolYear) -> Entries:
    return _SHARINGS(opened.pupil.pk, year.first, year.last)


def _corrections(opened: Opened, year: SchoolYear) -> Entries:
    return _CORRECTIONS(opened.pupil.pk, year.first, year.last)


def _missing(opened: Opened, year: SchoolYear) -> Entries:
    return _MISSING(opened.pupil.pk, year.first, year.last)


def _task_lines(keys: list[UUID], _: Opened, years: Years) -> Iterator[Line]:
    tasks = Task.objects.filter(pk__in=keys).select_related("ended_person", "handed_to", "decision")
    for told in told_tasks(tasks.prefetch_related("reasons"), years):
        yield Line(_evening(told.task.day), "task", told.task.pk, task=told)


def _contact_lines(keys: list[UUID], opened: Opened, _: Years) -> Iterator[Line]:
    labels = note_labels(opened.actor.municipality)
    for contact in Contact.objects.filter(pk__in=keys).select_related("by", "withdrawn_by"):
        notes = tuple((labels[key], v) for key, v in contact.fields.items() if key in labels)
        yield Line(contact.at, "contact", contact.pk, contact=contact, notes=notes)


def _sharing_lines(keys: list[UUID], _: Opened, __: Years) -> Iterator[Line]:
    people = ("by", "reported_to", "withdrawn_by")
    sharings = Sharing.objects.filter(pk__in=keys).select_related(*people)
    for sharing in sharings.prefetch_related("decisions__who"):
        yield Line(_evening(sharing.on), "sharing", sharing.pk, sharing=sharing)


def _correction_lines(keys: list[UUID], _: Opened, __: Years) -> Iterator[Line]:
    for correction in Correction.objects.filter(pk__in=keys).select_related("by"):
        before, after = in_words(correction.before), in_words(correction.after)
        yield Line(
            correction.at,
            "correction",
            correction.pk,
            correction=correction,
            before=before,
            after=after,
        )


def _missing_lines(keys: list[UUID], _: Opened, __: Years) -> Iterator[Line]:
    for end in MissingEnd.objects.filter(pk__in=keys).select_related("by"):
        yield Line(end.at, "missing", end.pk, missing=end)


@dataclass(frozen=True)
class Reader:
    """How the entries of a kind that may be seen are found, and how some of them are told."""

    found: Callable[[Opened, SchoolYear], Entries]
    lines: Callable[[list[UUID], Opened, Years], Iterator[Line]]


READERS = {
    "open": Reader(_open, _task_lines),
    "task": Reader(_tasks, _task_lines),
    "contact": Reader(_contacts, _contact_lines),
    "sharing": Reader(_sharings, _sharing_lines),
    "correction": Reader(_corrections, _correction_lines),
    "missing": Reader(_missing, _missing_lines),
}


class Timeline(Sequence[Line]):
    """The entries of a school year, newest first; one kind of them when it is named.

    When each was is read of all, the rest only of those asked for: a page of a long year is told
    as quickly as a short year.
    """

    def __init__(self, opened: Opened, year: SchoolYear, kind: str, years: Years) -> None:
        self.opened, self.years = opened, years
        kinds = [kind] if kind in READERS else [key for key in READERS if key != "open"]
        found = [
            (at if isinstance(at, datetime) else _evening(at), one, key)
            for one in kinds
            for key, at in READERS[one].found(opened, year)
        ]
        self.keys = sorted(found, key=lambda row: row[0].timestamp(), reverse=True)

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, index: int) -> Line: ...

    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...

    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        """The entries of a page; a query or two a kind."""
        chosen = self.keys[index] if isinstance(index, slice) else [self.keys[index]]
        lines: dict[UUID, Line] = {}
        for kind in dict.fromkeys(one for _, one, _ in chosen):
            own = [key for _, one, key in chosen if one == kind]
            told = READERS[kind].lines(own, self.opened, self.years)
            lines |= {line.key: line for line in told}
        found = [lines[key] for _, _, key in chosen]
        return found if isinstance(index, slice) else found[0]
