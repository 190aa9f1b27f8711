"""On which basis someone does or sees something: the roles that allow it, and how far."""

from functools import cache

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.enums import Reach, RoleKind
from tsunagu.access.policy import reaches
from tsunagu.access.table import TABLE

SYSTEM = "system"
"""A named part of the system, which the policy table lets do its work."""


def basis_of(actor: Actor, deed: str, scope: Scope | None = None) -> str:
    """The rows of the policy table as `role/reach`, in order, with spaces between.

    Of somebody with several roles those that reach `scope`, where it is known, else all that
    allow the deed. Empty for what no row is about, such as signing in.
    """
    if actor.system:
        return SYSTEM
    rows = _rows(actor.kinds, deed)
    if scope is not None and len(rows) > 1:
        person = actor.oneself
        rows = tuple(
            (kind, reach)
            for kind, reach in rows
            if reach == Reach.SELF
            or any(h.kind == kind and reaches(h, reach, scope, person) for h in actor.held)
        )
    return " ".join(f"{kind}/{reach}" for kind, reach in rows)


@cache
def _rows(kinds: frozenset[RoleKind], deed: str) -> tuple[tuple[RoleKind, Reach], ...]:
    """Role and reach of each row that lets people of these roles do the deed."""
    found = {(kind, row.reach) for row in TABLE for kind in row.roles & kinds if deed in row.deeds}
    return tuple(sorted(found))
