"""Everything done about a pupil in a school year as one timeline, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tsunagu.access.policy import Deed
from tsunagu.attendance.enums import Kind, Place, Reason
from tsunagu.attendance.models import Correction
from tsunagu.clock import JST, SchoolYear
from tsunagu.response.enums import Status
from tsunagu.response.models import Contact, Sharing, Task
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
}
"""What the timeline can be narrowed to."""


@dataclass(frozen=True)
class Line:
    """One entry: when, of which kind, and the one thing it shows."""

    at: datetime
    kind: str
    task: ToldTask | None = None
    contact: Contact | None = None
    sharing: Sharing | None = None
    correction: Correction | None = None
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


def _tasks(opened: Opened, year: SchoolYear, years: Years) -> Iterator[Line]:
    tasks = (
        Task.objects.visible_to(opened.actor, Deed.SEE_PUPIL)
        .filter(pupil=opened.pupil, day__range=(year.first, year.last))
        .select_related("ended_person", "handed_to")
        .prefetch_related("reasons")
    )
    for told in told_tasks(tasks, years):
        yield Line(_evening(told.task.day), "task", task=told)


def _open(opened: Opened, year: SchoolYear, years: Years) -> Iterator[Line]:
    """What is still owed of the year."""
    return (
        line
        for line in _tasks(opened, year, years)
        if line.task and line.task.task.status == Status.OPEN
    )


def _contacts(opened: Opened, year: SchoolYear, _: Years) -> Iterator[Line]:
    span = (datetime.combine(year.first, time(), JST), _evening(year.last))
    rows = Contact.objects.filter(pupil=opened.pupil, at__range=span).select_related("by")
    labels = note_labels(opened.actor.municipality)
    for contact in rows:
        notes = tuple((labels[key], v) for key, v in contact.fields.items() if key in labels)
        yield Line(contact.at, "contact", contact=contact, notes=notes)


def _sharings(opened: Opened, year: SchoolYear, _: Years) -> Iterator[Line]:
    rows = Sharing.objects.filter(pupil=opened.pupil, on__range=(year.first, year.last))
    for sharing in rows.select_related("by", "reported_to"):
        yield Line(_evening(sharing.on), "sharing", sharing=sharing)


def _corrections(opened: Opened, year: SchoolYear, _: Years) -> Iterator[Line]:
    rows = Correction.objects.filter(pupil=opened.pupil, day__range=(year.first, year.last))
    for correction in rows.select_related("by"):
        yield Line(
            correction.at,
            "correction",
            correction=correction,
            before=in_words(correction.before),
            after=in_words(correction.after),
        )


READERS = {
    "open": _open,
    "task": _tasks,
    "contact": _contacts,
    "sharing": _sharings,
    "correction": _corrections,
}


def timeline(opened: Opened, year: SchoolYear, kind: str, years: Years) -> list[Line]:
    """The entries of a school year, newest first; one kind of them when it is named."""
    chosen = [kind] if kind in READERS else [key for key in READERS if key != "open"]
    lines = [line for one in chosen for line in READERS[one](opened, year, years)]
    return sorted(lines, key=lambda line: line.at, reverse=True)
