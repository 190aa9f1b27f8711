"""What is owed, as cards: one a pupil, with its tasks and why each is there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Min

from tsunagu.prepared import rows_of
from tsunagu.response.enums import OF_A_CONTACT, ContactWay, Reached, Status, TaskKind
from tsunagu.response.models import Contact, TaskQuerySet, TaskReason
from tsunagu.response.queries.drafts import NOTHING_BEGUN, Begun, begun
from tsunagu.response.queries.owed import Desk, OwedTask, describe
from tsunagu.response.queries.why import RuleWords, words_of
from tsunagu.web.naming import named

PER_PAGE = 50


@dataclass(frozen=True)
class ReasonWords:
    """Why a task is there: the counters of the day, and the rule in words."""

    reason: TaskReason
    words: RuleWords


@dataclass(frozen=True)
class Line:
    """One task on a card."""

    owed: OwedTask
    reasons: list[ReasonWords]

    @property
    def title(self) -> str:
        """What it asks for."""
        return self.owed.task.asks

    @property
    def is_contact(self) -> bool:
        """Does a contact answer it?"""
        return self.owed.task.kind in OF_A_CONTACT

    @property
    def is_share(self) -> bool:
        """Is it answered by sharing within the school?"""
        return self.owed.task.kind == TaskKind.SHARE

    @property
    def is_decision(self) -> bool:
        """Was it decided in a sharing?"""
        return self.owed.task.kind == TaskKind.DECISION

    @property
    def is_step(self) -> bool:
        """Was it decided at a conference?"""
        return self.owed.task.kind == TaskKind.STEP

    @property
    def handed_over(self) -> bool:
        """Was it handed over to the person who sees it? What was theirs from the first was not."""
        return self.owed.task.stands == Status.HANDED_OVER

    @property
    def came(self) -> date | None:
        """Since when it is new to whoever owes it now; None where it has been theirs all along."""
        task = self.owed.task
        return task.came if self.handed_over or task.came > task.noticed else None


@dataclass(frozen=True)
class Card:
    """A pupil with the tasks owed, and what one needs before picking up the telephone."""

    first: OwedTask
    lines: list[Line]
    begun: Begun = NOTHING_BEGUN

    @property
    def asks_contact(self) -> bool:
        """Is any of it a contact?"""
        return any(line.is_contact for line in self.lines)

    @property
    def asks_share(self) -> bool:
        """Is any of it a sharing?"""
        return any(line.is_share for line in self.lines)

    @property
    def overdue(self) -> bool:
        """Was any of it due before today?"""
        return any(line.owed.overdue for line in self.lines)

    @property
    def last(self) -> str:
        """How the last contact went: way, and who was reached."""
        return contact_words(self.first.last_contact)


def contact_words(contact: Contact | None) -> str:
    """A contact in a few words; empty where there is none."""
    if contact is None:
        return ""
    reached = Reached(contact.reached)
    whom = reached.label if reached == Reached.NOBODY else f"{reached.label}とつながった"
    return f"{ContactWay(contact.way).label}、{whom}"


def cards_of(tasks: Iterable[OwedTask], begun: Mapping[UUID, Begun] | None = None) -> list[Card]:
    """Tasks as cards, in the order of the pupil's first task, with what was begun by pupil."""
    order: dict[UUID, int] = {}
    for task in tasks:
        order.setdefault(task.pupil.pk, len(order))
    ordered = sorted(tasks, key=lambda one: order[one.pupil.pk])
    cards = []
    for _, group in groupby(ordered, key=lambda one: one.pupil.pk):
        own = list(group)
        lines = [
            Line(one, [ReasonWords(reason, words_of(reason.version)) for reason in one.reasons])
            for one in own
        ]
        written = (begun or {}).get(own[0].pupil.pk, NOTHING_BEGUN)
        cards.append(Card(own[0], lines, written))
    return cards


@dataclass(frozen=True)
class Board:
    """A page of cards; the same number of queries for three pupils and for three thousand."""

    page: Page[Any]
    cards: list[Card]


def search(tasks: TaskQuerySet, words: str) -> TaskQuerySet:
    """Tasks of pupils whose name or reading contains every word."""
    return named(tasks, words, at="pupil__")


def board(desk: Desk, tasks: TaskQuerySet, number: str | None) -> Board:
    """One page of pupils, those with the earliest due date first, with all their tasks."""
    first = tasks.order_by().values("pupil").annotate(first=Min("due"), day=Min("day"))
    pupils = rows_of(first.order_by("first", "day", "pupil").values_list("pupil"))
    page = Paginator(pupils, PER_PAGE).get_page(number)
    keys = [pupil for (pupil,) in page]
    owed = describe(desk, tasks.filter(pupil__in=keys).select_related("decision"))
    return Board(page, cards_of(owed, begun(desk.actor, keys)))
