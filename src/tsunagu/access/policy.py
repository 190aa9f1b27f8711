"""What the policy table lets whom do, and where. What no row allows is denied."""

from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID

from tsunagu.access.actor import Actor, Held, Scope
from tsunagu.access.deeds import Deed
from tsunagu.access.enums import DataClass, Reach
from tsunagu.access.table import TABLE, Row

__all__ = [
    "MANAGERS_ALONE",
    "Allowed",
    "Deed",
    "Denied",
    "NotSureEnough",
    "allowed",
    "may",
    "may_somewhere",
    "needed",
    "reaches",
    "require",
    "rows_for",
    "sure",
]

MANAGERS_ALONE = frozenset(
    {Deed.SEE_PROTECTION, Deed.SEE_RESTRICTED, Deed.SET_GUARDIAN, Deed.SEE_SUSPICION}
)
"""What no part of the system reads out either: commands print it only as a manager."""


@cache
def rows_for(deed: Deed, assured: DataClass = DataClass.I) -> tuple[Row, ...]:
    """The rows that name a deed, as far as it is sure enough who acts."""
    return tuple(row for row in TABLE if deed in row.deeds and assured.covers(row.data))


def _rows_of(actor: Actor, deed: Deed) -> tuple[Row, ...]:
    """The rows that can let the actor do the deed; a key's actor does what the key is for alone."""
    if actor.deeds is not None and deed not in actor.deeds:
        return ()
    return rows_for(deed, actor.assured)


def reaches(held: Held, reach: Reach, scope: Scope, person: UUID | None) -> bool:
    """Does a role that a person holds today reach as far as where something lies?"""
    if reach in {Reach.MUNICIPALITY, Reach.BOARD}:
        return scope.board or reach == Reach.MUNICIPALITY
    if reach == Reach.RECEIVED:
        return held.organisation == scope.receiver
    if held.organisation != scope.school:
        return False
    if reach == Reach.OWN_GRADE:
        return bool(held.grade) and held.grade in scope.grades
    if reach == Reach.OWN_CLASS:
        return held.classroom is not None and held.classroom in scope.classrooms
    return reach == Reach.OWN_SCHOOL or (reach == Reach.TEAM and person in scope.team)


def may(actor: Actor, deed: Deed, scope: Scope) -> bool:
    """May the actor do the deed there? Denied unless a row allows; never across municipalities."""
    if actor.municipality.pk != scope.municipality:
        return False
    if actor.system:
        return deed not in MANAGERS_ALONE
    person = actor.oneself
    for row in _rows_of(actor, deed):
        if row.reach == Reach.SELF:
            if actor.kinds & row.roles and scope.person == person:
                return True
        elif any(h.kind in row.roles and reaches(h, row.reach, scope, person) for h in actor.held):
            return True
    return False


def may_somewhere(actor: Actor, deed: Deed) -> bool:
    """Does any role of the actor's allow the deed at all? For menus and for a view's first door."""
    if actor.system:
        return deed not in MANAGERS_ALONE
    return any(actor.kinds & row.roles for row in _rows_of(actor, deed))


def needed(actor: Actor, deed: Deed) -> DataClass:
    """The most sensitive class of data that the deed shows the actor anywhere."""
    rows = (row.data for row in rows_for(deed) if actor.kinds & row.roles)
    return min(rows, default=DataClass.IV)


def sure(actor: Actor) -> Actor:
    """The same actor as if there were no doubt who acts."""
    return replace(actor, assured=DataClass.I)


class Denied(Exception):
    """The policy table does not allow it. Shown exactly like something that does not exist."""


class NotSureEnough(Denied):
    """The table would allow it if it were surer who acts: a second proof is to be asked for."""


def require(actor: Actor, deed: Deed, scope: Scope) -> None:
    """Raise `Denied` unless the table allows the deed."""
    if not may(actor, deed, scope):
        raise NotSureEnough(deed) if may(sure(actor), deed, scope) else Denied(deed)


@dataclass(frozen=True)
class Allowed:
    """Where an actor may do a deed, as plain sets to filter a query with."""

    everywhere: bool
    schools: frozenset[object]
    grades: frozenset[tuple[object, str]]
    classrooms: frozenset[object]
    receivers: frozenset[object] = frozenset()
    teams: frozenset[object] = frozenset()
    """Schools at which what the actor's own teams work on is within reach."""
    board: bool = False


def allowed(actor: Actor, deed: Deed) -> Allowed:
    """The places where the table lets the actor do the deed, for queries through `visible_to`."""
    everywhere = actor.system and deed not in MANAGERS_ALONE
    board = everywhere
    schools, grades, classrooms, receivers, teams = set(), set(), set(), set(), set()
    for row in _rows_of(actor, deed):
        for held in (h for h in actor.held if h.kind in row.roles):
            if row.reach == Reach.MUNICIPALITY:
                everywhere = True
            elif row.reach == Reach.BOARD:
                board = True
            elif row.reach == Reach.OWN_SCHOOL:
                schools.add(held.organisation)
            elif row.reach == Reach.OWN_GRADE and held.grade:
                grades.add((held.organisation, held.grade))
            elif row.reach == Reach.OWN_CLASS and held.classroom:
                classrooms.add(held.classroom)
            elif row.reach == Reach.RECEIVED:
                receivers.add(held.organisation)
            elif row.reach == Reach.TEAM:
                teams.add(held.organisation)
    return Allowed(
        everywhere,
        schools=frozenset(schools),
        grades=frozenset(grades),
        classrooms=frozenset(classrooms),
        receivers=frozenset(receivers),
        teams=frozenset(teams),
        board=board,
    )
