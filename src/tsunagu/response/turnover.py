"""A change of staff at a school: who leaves, who comes, and to whom goes what they have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed, may
from tsunagu.access.rules import Move, Term, moves, without_successor
from tsunagu.clock import school_year_of, today
from tsunagu.org.models import Person
from tsunagu.response.models import TurnoverDone
from tsunagu.response.possessions import ONE_DAY, Possessions, Thing
from tsunagu.response.staff import ASKED
from tsunagu.school.models import Classroom, School

A_MONTH = timedelta(days=31)
"""Who comes so long after the last day belongs to the same change."""


@dataclass(frozen=True)
class Turnover:
    """A change of staff at a school after a last day.

    `things` are by giver, None for what is nobody's; `gaps`: roles that nobody takes; `roomless`:
    classes without a homeroom teacher. `awaited`: the next year's classes are not yet known.
    """

    school: School
    last: date
    moves: Sequence[Move]
    people: Mapping[UUID, Person]
    things: Mapping[UUID | None, Sequence[Thing]]
    gaps: Sequence[Term]
    roomless: Sequence[Classroom]
    awaited: bool
    done: TurnoverDone | None

    @property
    def first(self) -> date:
        """The first day of the new staff."""
        return self.last + ONE_DAY

    @property
    def left(self) -> int:
        """How many things, roles and classes nobody has from the next day on."""
        things = sum(one.goes_to is None for some in self.things.values() for one in some)
        roles = sum(gap.kind in ASKED for gap in self.gaps)
        return things + roles + len(self.roomless) + self.awaited


def last_day(day: date) -> date:
    """The day after which staff change: 31 March, through April still the one just past."""
    year = school_year_of(day)
    return year.first - ONE_DAY if day.month == year.first.month else year.last


def turnover(actor: Actor, school: School, last: date) -> Turnover:
    """What an actor may know of it; of children and their work, where the table lets them."""
    since = min(today(), last)
    terms = list(_terms(school, since, last + A_MONTH))
    found = moves(terms, since=since, last=last, until=last + A_MONTH)
    had = Possessions(actor, school, last, {move.person for move in found if move.ends})
    things: dict[UUID | None, list[Thing]] = {}
    if may(actor, Deed.HAND_ON, school.scope):
        for thing in had.things({move.person for move in found if move.leaves}):
            things.setdefault(thing.giver, []).append(thing)
    homerooms = had.after.by_class
    return Turnover(
        school=school,
        last=last,
        moves=found,
        people=Person.objects.in_bulk([move.person for move in found]),
        things=things,
        gaps=without_successor(terms, since=since, last=last),
        roomless=[r for r in had.classes if not homerooms.get((RoleKind.HOMEROOM, r.pk))],
        awaited=not had.classes,
        done=TurnoverDone.objects.filter(school=school, last=last).select_related("by").first(),
    )


def _terms(school: School, since: date, until: date) -> Iterator[Term]:
    """Roles at the school that hold on some day from `since` to `until`."""
    roles = Role.objects.of_staff_here().filter(organisation=school, first__lte=until)
    rows = roles.exclude(last__lt=since).order_by("person__kana", "person", "first", "pk")
    for row in rows:
        kind = RoleKind(row.kind)
        yield Term(row.pk, row.person_id, kind, row.grade, row.classroom, row.first, row.last)
