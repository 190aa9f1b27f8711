"""Who stands in for whom today, as both of them are told."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tsunagu.clock import school_year_of, today
from tsunagu.org.models import Leave, Person
from tsunagu.response.enums import Owner
from tsunagu.response.queries.owed import Desk

BY_CLASS = frozenset({Owner.HOMEROOM, Owner.GRADE_LEAD})
"""Whose work is of some classes; that of the others is of the whole school."""


@dataclass(frozen=True)
class Work:
    """Work of an owner that goes to a stand-in, of some classes or of the whole school."""

    owner: str
    classes: Sequence[str]


@dataclass(frozen=True)
class StandIn:
    """Someone who is away from–to, who answers meanwhile, and for what."""

    leave: Leave
    person: Person
    works: Sequence[Work]


def stand_ins(desk: Desk) -> list[StandIn]:
    """Where the person on the desk is away, or stands in for one who is; mostly nobody.

    A query more where anybody of the school is away.
    """
    me = desk.actor.person
    if me is None or not desk.book.away:
        return []
    found: dict[tuple[UUID, UUID], dict[Owner, list[str]]] = defaultdict(lambda: defaultdict(list))
    for room in desk.classes:
        if room.school_year != school_year_of(today()).year:
            continue
        for owner in Owner:
            owns = next(iter(desk.book.chain(owner, room)), None)
            acts = desk.book.responsible(owner, room)
            if owns and acts and owns != acts and me in (owns, acts):
                found[owns.pk, acts.pk][owner].append(room.label)
    away_now = Leave.objects.on(today()).select_related("person")
    leaves = away_now.filter(person__in={away for away, _ in found})
    by_person = {leave.person_id: leave for leave in leaves.order_by("last")}
    return [
        StandIn(by_person[away], desk.book.people[acts], _works(owners))
        for (away, acts), owners in found.items()
    ]


def _works(owners: dict[Owner, list[str]]) -> list[Work]:
    return [
        Work(str(owner.label), sorted(rooms) if owner in BY_CLASS else [])
        for owner, rooms in owners.items()
    ]
