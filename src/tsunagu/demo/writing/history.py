"""What people in the demo city did about the responses that were due."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import yaml
from django.db.models import Q

from tsunagu.access.enums import RoleKind
from tsunagu.clock import JST, new_id, plus_working_days
from tsunagu.demo.writing.bulk import insert, update
from tsunagu.demo.writing.register import Book
from tsunagu.response.actions import reconcile
from tsunagu.response.enums import ContactWay, EndedBy, Owner, Reached, Status, TaskKind, Way
from tsunagu.response.models import Contact, Decision, Sharing, Task, TaskReason

SLOW_SHARE = 0.12
"""Share of pupils whose last contact tasks are still open, with an attempt that reached nobody."""
LATELY = 2
"""Working days back to which a contact may still be owed."""
BEHIND = timedelta(days=9)
"""How long other work waits where somebody is behind."""
AGENDA = ("homework", "friends")
OWED = {Status.OPEN, Status.LAPSED}
DUE_WORK = (
    "id",
    "pupil",
    "kind",
    "way",
    "day",
    "due",
    "status",
    "ended_by",
    "classroom",
    "owner",
)


@cache
def phrases() -> dict[str, list[str]]:
    """What teachers write, by occasion."""
    text = (Path(__file__).parents[1] / "phrases.yaml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = yaml.safe_load(text)
    return found


def phrases_of(reached: Reached, way: ContactWay, *, seen: bool) -> str:
    """The group of phrases that say nothing a contact's other fields deny."""
    if reached == Reached.CHILD:
        return "child_seen" if seen else "child_heard"
    if reached == Reached.NOBODY:
        return "nobody_visit" if way == ContactWay.VISIT else "nobody_call"
    return str(reached.value)


@dataclass
class Deeds:
    """Rows to write about one school's tasks."""

    contacts: list[tuple[Any, ...]] = field(default_factory=list)
    ends: list[tuple[Any, ...]] = field(default_factory=list)
    sharings: list[tuple[Any, ...]] = field(default_factory=list)
    links: list[tuple[UUID, UUID]] = field(default_factory=list)
    decided: list[Task] = field(default_factory=list)
    decisions: list[tuple[Any, ...]] = field(default_factory=list)


class Chronicle:
    """Tells what was done about a year's tasks, school by school."""

    def __init__(self, rng: np.random.Generator, book: Book, today: date) -> None:
        self._rng, self._book = rng, book
        self._today = today
        rooms = book.places.classes[book.back]
        self._pupil = {key: n for n, key in enumerate(book.pupils)}
        self._class = {key: n for n, key in enumerate(rooms)}

    def write(self, school: int) -> None:
        """Answer the tasks of a school, and date when they were noticed to their own day."""
        key = self._book.places.schools[school]
        rooms = self._book.places.classes[self._book.back]
        tasks = Task.objects.filter(school=key, classroom__in=rooms)
        rows = sorted(tasks.values(*DUE_WORK), key=self._place)
        dated = ((row["day"], row["day"], row["id"]) for row in rows)
        update(Task, ("noticed", "came"), dated)
        reasons = TaskReason.objects.filter(task__school=key, task__classroom__in=rooms)
        update(TaskReason, ("noticed",), ((d, k) for k, d in reasons.values_list("id", "day")))
        deeds = Deeds()
        by_pupil: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            if row["status"] in OWED or row["ended_by"] == EndedBy.BACK:
                by_pupil[row["pupil"]].append(row)
        for owed in by_pupil.values():
            slow = self._rng.random() < SLOW_SHARE
            for row in owed:
                self._answer(deeds, row, slow)
        self._save(deeds)
        unanswered = Q(status=Status.OPEN) | Q(ended_by=EndedBy.BACK)
        still = Task.objects.filter(unanswered, school=key, classroom__in=rooms)
        reconcile(
            municipality=self._book.municipality,
            pupils={*still.values_list("pupil", flat=True)},
            school_year=self._book.life.calendar.year.year,
        )

    def _place(self, row: dict[str, Any]) -> tuple[Any, ...]:
        """The order in which tasks are told of: it must not follow their random keys."""
        return row["day"], self._pupil[row["pupil"]], row["kind"], row["due"]

    def _save(self, deeds: Deeds) -> None:
        same = {"municipality": self._book.municipality.pk}
        columns = ("id", "pupil", "at", "by", "way", "reached", "child_heard", "child_seen")
        insert(Contact, (*columns, "line", "next"), deeds.contacts, **same)
        ended = ("status", "ended_by", "ended_at", "ended_person", "why")
        update(Task, ended, deeds.ends)
        shared = ("id", "pupil", "on", "attendees", "agenda")
        more = ("reported_to", "reported_at", "draft", "by", "at")
        insert(Sharing, (*shared, *more), deeds.sharings, **same)
        Task.objects.bulk_create(deeds.decided, batch_size=400)
        decided = ("id", "sharing", "place", "what", "who", "until", "task")
        insert(Decision, decided, deeds.decisions, **same)
        links = Sharing.tasks.through
        links.objects.bulk_create(
            [links(sharing_id=s, task_id=t) for s, t in deeds.links], batch_size=400
        )

    def _pick(self, group: str) -> str:
        words = phrases()[group]
        return words[int(self._rng.integers(len(words)))]

    def _afternoon(self, day: date) -> datetime:
        return datetime.combine(day, time(15), JST) + timedelta(
            minutes=int(self._rng.integers(30, 210))
        )

    def _answer(self, deeds: Deeds, row: dict[str, Any], slow: bool) -> None:
        """What became of one task: answered on its day or when due, or still owed lately."""
        kind = row["kind"]
        if kind == TaskKind.CONTACT:
            self._contact(deeds, row, slow)
            return
        done_on = min(row["due"], plus_working_days(row["day"], 1 + int(self._rng.integers(3))))
        if done_on >= self._today or (slow and row["day"] > self._today - BEHIND):
            return
        if kind == TaskKind.SEE:
            at = self._afternoon(done_on)
            self._say(deeds, row, at, Reached.CHILD, ContactWay.VISIT, seen=True)
            self._end(deeds, row, EndedBy.SEEN_IN_RUN, at, None)
            return
        at, by = self._afternoon(done_on), self._by(row)
        if kind == TaskKind.SHARE:
            self._share(deeds, row, at, by)
        self._end(deeds, row, EndedBy.PERSON, at, by)

    def _contact(self, deeds: Deeds, row: dict[str, Any], slow: bool) -> None:
        day: date = row["day"]
        if day >= self._today:
            return
        at = self._afternoon(day)
        way = ContactWay.VISIT if row["way"] == Way.VISIT else ContactWay.CALL
        if slow and plus_working_days(day, LATELY) >= self._today:
            self._say(deeds, row, at, Reached.NOBODY, way)
            return
        if self._rng.random() < 0.08:
            before = at - timedelta(minutes=45)
            self._say(deeds, row, before, Reached.NOBODY, ContactWay.CALL)
        child = self._rng.random() < (0.5 if way == ContactWay.VISIT else 0.2)
        reached = Reached.CHILD if child else Reached.GUARDIAN
        self._say(deeds, row, at, reached, way, seen=child and way == ContactWay.VISIT)
        self._end(deeds, row, EndedBy.CONTACT, at, None)

    def _say(
        self,
        deeds: Deeds,
        row: dict[str, Any],
        at: datetime,
        reached: Reached,
        way: ContactWay,
        *,
        seen: bool = False,
    ) -> None:
        heard = reached == Reached.CHILD
        by = self._book.teacher(self._class[row["classroom"]])
        line, after = self._pick(phrases_of(reached, way, seen=seen)), self._pick("next")
        head = (new_id(), row["pupil"], at, by, way, reached)
        deeds.contacts.append((*head, heard, seen, line, after))

    def _end(
        self, deeds: Deeds, row: dict[str, Any], by: EndedBy, at: datetime, who: UUID | None
    ) -> None:
        deeds.ends.append((Status.DONE, by, at, who, "", row["id"]))

    def _by(self, row: dict[str, Any]) -> UUID:
        """Who does such work at the class's school."""
        classroom = self._class[row["classroom"]]
        school = self._book.life.classes.classes[classroom].school
        kind = {
            Owner.ATTENDANCE_LEAD: RoleKind.ATTENDANCE_LEAD,
            Owner.OFFICE: RoleKind.OFFICE,
        }.get(row["owner"], RoleKind.PRINCIPAL)
        if row["owner"] == Owner.HOMEROOM:
            return self._book.teacher(classroom)
        return self._book.staff.of_school[school, kind]

    def _share(self, deeds: Deeds, row: dict[str, Any], at: datetime, by: UUID) -> None:
        key = new_id()
        classroom = self._class[row["classroom"]]
        agenda = {f"agenda-{about}": self._pick(about) for about in AGENDA}
        until = plus_working_days(at.date(), 5)
        told = self._book.manager(classroom), at + timedelta(hours=1)
        head = (key, row["pupil"], at.date(), "学年主任、担任、養護教諭、不登校担当", agenda)
        task = self._decided(row, at, by, until)
        deeds.decided.append(task)
        what, teacher = self._pick("decided"), self._book.teacher(classroom)
        deeds.decisions.append((new_id(), key, 0, what, teacher, until, task.pk))
        deeds.sharings.append((*head, *told, False, by, at))
        deeds.links.append((key, row["id"]))

    def _decided(self, row: dict[str, Any], at: datetime, by: UUID, until: date) -> Task:
        """What was decided as the homeroom teacher's task: done when due, or still owed."""
        done = until < self._today
        room = self._class[row["classroom"]]
        return Task(
            municipality=self._book.municipality,
            school_id=self._book.places.schools[self._book.life.classes.classes[room].school],
            classroom_id=row["classroom"],
            pupil_id=row["pupil"],
            kind=TaskKind.DECISION,
            owner=Owner.ATTENDANCE_LEAD,
            day=at.date(),
            due=until,
            noticed=at.date(),
            came=at.date(),
            status=Status.DONE if done else Status.HANDED_OVER,
            ended_by=EndedBy.PERSON,
            ended_at=datetime.combine(until, time(16), JST) if done else at,
            ended_person_id=self._book.teacher(room) if done else by,
            handed_to_id=self._book.teacher(room),
        )
