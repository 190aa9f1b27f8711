"""Who leaves, who comes, and whose roles change around a day: pure functions on roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from tsunagu.access.enums import RoleKind


@dataclass(frozen=True, slots=True)
class Term:
    """A role as held from–to."""

    key: UUID
    person: UUID
    kind: RoleKind
    grade: str
    classroom: UUID | None
    first: date
    last: date | None

    @property
    def place(self) -> tuple[RoleKind, str, UUID | None]:
        """Which role it is, whoever holds it."""
        return (self.kind, self.grade, self.classroom)


@dataclass(frozen=True, slots=True)
class Move:
    """What ends for a person with a day, what begins after it, and what goes on."""

    person: UUID
    ends: tuple[Term, ...]
    begins: tuple[Term, ...]
    stays: tuple[Term, ...]

    @property
    def leaves(self) -> bool:
        """Does nothing of theirs go on or begin?"""
        return not self.begins and not self.stays

    @property
    def comes(self) -> bool:
        """Was there nothing before?"""
        return not self.ends and not self.stays


def moves(terms: Iterable[Term], *, since: date, last: date, until: date) -> list[Move]:
    """Everybody at a place for whom roles end on `since`…`last`, or begin after `since`, to stay.

    What begins by `until` counts. In the order of the terms; whose roles all go on is left out.
    """
    by_person: dict[UUID, list[Term]] = {}
    for term in terms:
        by_person.setdefault(term.person, []).append(term)
    found = []
    for person, theirs in by_person.items():
        ends = tuple(t for t in theirs if t.last and since <= t.last <= last)
        going_on = [t for t in theirs if t.last is None or t.last > last]
        begins = tuple(t for t in going_on if since < t.first <= until)
        stays = tuple(t for t in going_on if t.first <= since)
        if ends or begins:
            found.append(Move(person, ends, begins, stays))
    return found


def without_successor(terms: Iterable[Term], *, since: date, last: date) -> list[Term]:
    """Roles of the whole place or of a grade that end by `last` and nobody holds the day after.

    A role of a class ends with the class: who teaches the next one is asked there.
    """
    terms = [term for term in terms if term.classroom is None]
    after = last + timedelta(days=1)
    held = {t.place for t in terms if t.first <= after and (t.last is None or t.last > last)}
    ended = {t.place: t for t in terms if t.last and since <= t.last <= last}
    return [term for place, term in ended.items() if place not in held]
