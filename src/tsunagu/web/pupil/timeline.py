"""Everything done about a pupil in a school year as one timeline, newest first."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any, Protocol, overload
from uuid import UUID

from django.db.models import Model, QuerySet

from tsunagu.attendance.enums import Kind, Place, Reason
from tsunagu.attendance.models import Correction, MissingEnd
from tsunagu.clock import JST, school_year_of
from tsunagu.prepared import Prepared, rows_of
from tsunagu.response.enums import GIVEN, OWED
from tsunagu.response.models import Contact, Sharing, Task, TaskQuerySet
from tsunagu.web.pupil.door import Opened
from tsunagu.web.pupil.reasons import ToldTask, Years, told_tasks
from tsunagu.web.pupil.words import note_labels

KINDS = {
    "": "すべて",
    "open": "未対応",
    "task": "すること",
    "rule": "決まりからの知らせ",
    "contact": "連絡",
    "sharing": "情報共有",
    "correction": "出欠の訂正",
    "missing": "所在の確認",
}
"""What the timeline can be narrowed to."""
TASKS = frozenset({"open", "rule"})
"""What is among the tasks too, and so stands once among all."""


class Span(Protocol):
    """From a day to a day, such as a school year."""

    @property
    def first(self) -> date:
        """Its first day."""

    @property
    def last(self) -> date:
        """Its last."""


@dataclass(frozen=True)
class Entry:
    """One entry of a timeline: when it stands, of which kind, and its key."""

    at: datetime
    kind: str
    key: UUID

    @property
    def year(self) -> int:
        """The school year on whose page it stands."""
        return school_year_of(self.at.astimezone(JST).date()).year


@dataclass(frozen=True)
class Line(Entry):
    """An entry of a pupil's record, and the one thing it shows."""

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

    @property
    def year(self) -> int:
        """The school year of the day that it is about."""
        about = self.correction or self.missing
        return school_year_of(about.day).year if about else super().year


def in_words(facts: dict[str, Any]) -> str:
    """A day's facts as a correction keeps them, in words; nothing kept means simply present."""
    if not facts:
        return str(Kind.PRESENT.label)
    parts = [Kind(facts.get("kind") or Kind.PRESENT).label]
    parts += [word for key, word in (("late", "遅刻"), ("left_early", "早退")) if facts.get(key)]
    parts += [Place(facts["place"]).label] if facts.get("place") else []
    parts += [Reason(facts["reason"]).label] if facts.get("reason") else []
    return "・".join(str(part) for part in parts)


def evening(day: date) -> datetime:
    """A whole day among instants: after what was done on it."""
    return datetime.combine(day, time(23, 59), JST)


Found = Iterable[tuple[Any, ...]]
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


def _visible(opened: Opened, span: Span) -> TaskQuerySet:
    return Task.objects.of(opened.pupil, opened.actor).filter(day__range=(span.first, span.last))


def _tasks(opened: Opened, span: Span) -> Found:
    return rows_of(_visible(opened, span).order_by("pk").values_list("pk", "day"))


def _open(opened: Opened, span: Span) -> Found:
    """What is still owed of the year."""
    owed = _visible(opened, span).filter(status__in=OWED)
    return rows_of(owed.order_by("pk").values_list("pk", "day"))


def _raised(opened: Opened, span: Span) -> Found:
    """What a rule asked for; not what people decided and gave to somebody."""
    raised = _visible(opened, span).exclude(kind__in=GIVEN)
    return rows_of(raised.order_by("pk").values_list("pk", "day"))


def _contacts(opened: Opened, span: Span) -> Found:
    first = datetime.combine(span.first, time(), JST)
    return _CONTACTS(opened.pupil.pk, first, evening(span.last))


def _sharings(opened: Opened, span: Span) -> Found:
    return _SHARINGS(opened.pupil.pk, span.first, span.last)


def _corrections(opened: Opened, span: Span) -> Found:
    return _CORRECTIONS(opened.pupil.pk, span.first, span.last)


def _missing(opened: Opened, span: Span) -> Found:
    return _MISSING(opened.pupil.pk, span.first, span.last)


def _task_lines(keys: list[UUID], opened: Opened, years: Years) -> Iterator[Line]:
    tasks = Task.objects.filter(pk__in=keys).select_related("ended_person", "handed_to", "decision")
    for told in told_tasks(tasks.prefetch_related("reasons"), years):
        yield Line(evening(told.task.day), "task", told.task.pk, task=told)


def _contact_lines(keys: list[UUID], opened: Opened, years: Years) -> Iterator[Line]:
    labels = note_labels(opened.actor.municipality)
    for contact in Contact.objects.filter(pk__in=keys).select_related("by", "withdrawn_by"):
        notes = tuple((labels[key], v) for key, v in contact.fields.items() if key in labels)
        yield Line(contact.at, "contact", contact.pk, contact=contact, notes=notes)


def _sharing_lines(keys: list[UUID], opened: Opened, years: Years) -> Iterator[Line]:
    people = ("by", "reported_to", "withdrawn_by")
    sharings = Sharing.objects.filter(pk__in=keys).select_related(*people)
    for sharing in sharings.prefetch_related("decisions__who"):
        yield Line(evening(sharing.on), "sharing", sharing.pk, sharing=sharing)


def _correction_lines(keys: list[UUID], opened: Opened, years: Years) -> Iterator[Line]:
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


def _missing_lines(keys: list[UUID], opened: Opened, years: Years) -> Iterator[Line]:
    for end in MissingEnd.objects.filter(pk__in=keys).select_related("by"):
        yield Line(end.at, "missing", end.pk, missing=end)


@dataclass(frozen=True)
class Reader:
    """How the entries of a kind that may be seen are found, and how some of them are told."""

    found: Callable[[Span], Found]
    lines: Callable[[list[UUID]], Iterable[Entry]]


def readers_of(opened: Opened, years: Years) -> dict[str, Reader]:
    """The readers of a pupil's record, by the kind that each reads."""
    both = {
        "open": (_open, _task_lines),
        "task": (_tasks, _task_lines),
        "rule": (_raised, _task_lines),
        "contact": (_contacts, _contact_lines),
        "sharing": (_sharings, _sharing_lines),
        "correction": (_corrections, _correction_lines),
        "missing": (_missing, _missing_lines),
    }
    return {
        kind: Reader(partial(found, opened), partial(lines, opened=opened, years=years))
        for kind, (found, lines) in both.items()
    }


class Timeline(Sequence[Entry]):
    """The entries of a span of days, newest first; one kind of them when it is named.

    When each was is read of all, the rest only of those asked for: a page of a long year is told
    as quickly as a short year.
    """

    def __init__(self, span: Span, kind: str, readers: Mapping[str, Reader]) -> None:
        self.readers = readers
        kinds = [kind] if kind in readers else [key for key in readers if key not in TASKS]
        found = [
            (at if isinstance(at, datetime) else evening(at), one, key)
            for one in kinds
            for key, at in readers[one].found(span)
        ]
        self.keys = sorted(found, key=lambda row: row[0].timestamp(), reverse=True)

    def __len__(self) -> int:
        return len(self.keys)

    def place(self, key: str) -> int:
        """The place of an entry among all, from 0; 0 where it is not among them."""
        return next((n for n, row in enumerate(self.keys) if str(row[2]) == key), 0)

    @overload
    def __getitem__(self, index: int) -> Entry: ...

    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...

    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        """The entries of a page; a query or two a kind."""
        chosen = self.keys[index] if isinstance(index, slice) else [self.keys[index]]
        lines: dict[UUID, Entry] = {}
        for kind in dict.fromkeys(one for _, one, _ in chosen):
            own = [key for _, one, key in chosen if one == kind]
            lines |= {line.key: line for line in self.readers[kind].lines(own)}
        found = [lines[key] for _, _, key in chosen]
        return found if isinstance(index, slice) else found[0]
