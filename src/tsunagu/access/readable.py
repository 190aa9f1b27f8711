"""The policy table as people read it: by object, by role, and by words."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tsunagu.access.deeds import Deed
from tsunagu.access.enums import BOARD_STAFF, SCHOOL_STAFF, RoleKind
from tsunagu.access.fields import ABOUT, FieldGroup, Thing
from tsunagu.access.labels import DEED_LABELS
from tsunagu.access.table import TABLE, Row

GROUPS_OF_ROLES = ((SCHOOL_STAFF, "学校の職員みな"), (BOARD_STAFF, "教育委員会の職員みな"))


@dataclass(frozen=True)
class Line:
    """One deed of one row, about one object."""

    thing: Thing
    deed: Deed
    row: Row

    @property
    def label(self) -> str:
        """The deed in words."""
        return DEED_LABELS[self.deed]

    @property
    def who(self) -> str:
        """The roles by name; whole groups of them by the group's."""
        return "、".join(role_names(self.row.roles))

    @property
    def fields(self) -> tuple[FieldGroup, ...]:
        """What is shown or written."""
        return ABOUT[self.deed]

    @property
    def what(self) -> str:
        """The objects that are shown or written, each once."""
        return "、".join(dict.fromkeys(group.thing.label for group in self.fields))

    def says(self, words: Iterable[str]) -> bool:
        """Do all words stand in what the line says, in the roles' names one by one too?"""
        roles = " ".join(kind.label for kind in self.row.roles)
        texts = (self.thing.label, self.label, self.who, roles, self.what, *self._row())
        return all(any(word in text for text in texts) for word in words)

    def _row(self) -> tuple[str, ...]:
        return (self.row.reach.label, self.row.why, self.row.condition)


@dataclass(frozen=True)
class About:
    """What may be done with one object, and of which fields it is made."""

    thing: Thing
    groups: tuple[FieldGroup, ...]
    lines: tuple[Line, ...]


def role_names(roles: frozenset[RoleKind]) -> list[str]:
    """Roles by name; whole groups of them by the group's."""
    named = []
    for group, name in GROUPS_OF_ROLES:
        if group <= roles:
            named.append(name)
            roles -= group
    return named + [kind.label for kind in RoleKind if kind in roles]


@cache
def lines() -> tuple[Line, ...]:
    """Every deed of every row under each object whose fields it shows or writes."""
    found = []
    for deed in Deed:
        for thing in dict.fromkeys(group.thing for group in ABOUT[deed]):
            found += [Line(thing, deed, row) for row in TABLE if deed in row.deeds]
    return tuple(found)


def by_thing(
    *, role: RoleKind | None = None, thing: Thing | None = None, words: Iterable[str] = ()
) -> list[About]:
    """The table object by object, as far as it is about a role, an object, or holds all words."""
    words = list(words)
    found = []
    for one in Thing if thing is None else [thing]:
        groups = tuple(group for group in FieldGroup if group.thing == one)
        its = tuple(
            line
            for line in lines()
            if line.thing == one and (role is None or role in line.row.roles) and line.says(words)
        )
        if its:
            found.append(About(one, groups, its))
    return found
