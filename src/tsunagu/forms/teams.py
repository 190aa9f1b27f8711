"""Who writes a child's sheets along, for the room above that keeps teams to tell."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q


@dataclass(frozen=True)
class Teams:
    """Teams around children, each at the school that leads its work.

    `sheets` gives those that somebody writes along, as a condition on sheets; `members` gives the
    people by the keys of a child and of a school.
    """

    sheets: Callable[[UUID], Q]
    members: Callable[[UUID, UUID], frozenset[UUID]]


_TEAMS: list[Teams] = []


def register(teams: Teams) -> None:
    """Tell of teams; at the start, once a room."""
    _TEAMS.append(teams)


def of_teams_with(person: UUID) -> Q:
    """Sheets on the children in whose teams somebody is today."""
    found = Q(pk__in=[])
    for one in _TEAMS:
        found |= one.sheets(person)
    return found


def team_around(pupil: UUID, school: UUID) -> frozenset[UUID]:
    """The people in the teams around a child that a school leads today."""
    return frozenset().union(*(one.members(pupil, school) for one in _TEAMS))
