"""A change of staff at the board: who leaves, who comes, and who answers schools from then on."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.access.enums import BOARD_STAFF, RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed
from tsunagu.access.rules import Move, Term, moves, without_successor
from tsunagu.cases.models import Consultation, DivisionRequest
from tsunagu.cases.queries import READ_WITH
from tsunagu.cases.queries.requests import REQUEST_READ_WITH
from tsunagu.cases.queries.veils import initials_of
from tsunagu.cases.sheets import ADVISERS
from tsunagu.clock import today
from tsunagu.org.models import Municipality, OrganisationKind, Person
from tsunagu.response.possessions import ONE_DAY
from tsunagu.response.turnover import A_MONTH

ABOVE = (RoleKind.SUPERVISOR, RoleKind.BOARD_HEAD)
"""Who has what an adviser had who is no longer there: the first of these that somebody is."""


@dataclass(frozen=True)
class Entrusted:
    """What a school asked and somebody answers, as the board reads it; `about` names its page."""

    about: str
    key: UUID
    pupil: UUID
    child: str
    school: str
    due: date
    adviser: UUID


@dataclass(frozen=True)
class BoardTurnover:
    """A change of staff at the board after a last day.

    `entrusted` is what those have who answer no more from the next day, by person; those in
    `above` are asked then. `gaps`: roles that nobody takes.
    """

    last: date
    moves: Sequence[Move]
    people: Mapping[UUID, Person]
    entrusted: Mapping[UUID, Sequence[Entrusted]]
    above: Sequence[Person]
    gaps: Sequence[Term]

    @property
    def first(self) -> date:
        """The first day of the new staff."""
        return self.last + ONE_DAY

    @property
    def left(self) -> int:
        """How many roles and answers to schools are nobody's from the next day on."""
        without = 0 if self.above else sum(map(len, self.entrusted.values()))
        return len(self.gaps) + without


def board_turnover(actor: Actor, last: date) -> BoardTurnover:
    """What an actor may know of it; of what schools asked, where the table lets them."""
    since = min(today(), last)
    terms = list(_terms(actor.municipality, since, last + A_MONTH))
    found = moves(terms, since=since, last=last, until=last + A_MONTH)
    held = _held(actor.municipality, last + ONE_DAY)
    answering = {row.person_id for row in held if row.kind in ADVISERS}
    entrusted: dict[UUID, list[Entrusted]] = {}
    for one in _entrusted(actor):
        if one.adviser not in answering:
            entrusted.setdefault(one.adviser, []).append(one)
    above = ({row.person_id: row.person for row in held if row.kind == kind} for kind in ABOVE)
    return BoardTurnover(
        last=last,
        moves=found,
        people=_people({*entrusted, *(move.person for move in found)}),
        entrusted=entrusted,
        above=list(next(filter(None, above), {}).values()),
        gaps=without_successor(terms, since=since, last=last),
    )


def _people(keys: Collection[UUID]) -> dict[UUID, Person]:
    rows = Person.objects.filter(pk__in=keys).order_by("kana", "family_name", "pk")
    return {person.pk: person for person in rows}


def _held(city: Municipality, day: date) -> list[Role]:
    """Roles at the board on a day."""
    rows = Role.objects.on(day).of_staff_here().filter(**_at_the_board(city))
    return list(rows.select_related("person").order_by("person__kana", "pk"))


def _terms(city: Municipality, since: date, until: date) -> Iterator[Term]:
    """Roles at the board that hold on some day from `since` to `until`."""
    roles = Role.objects.of_staff_here().filter(first__lte=until, **_at_the_board(city))
    rows = roles.exclude(last__lt=since).order_by("person__kana", "person", "first", "pk")
    for row in rows:
        kind = RoleKind(row.kind)
        yield Term(row.pk, row.person_id, kind, "", None, row.first, row.last)


def _at_the_board(city: Municipality) -> dict[str, object]:
    return {
        "municipality": city,
        "organisation__kind": OrganisationKind.BOARD,
        "kind__in": sorted(BOARD_STAFF),
    }


def _entrusted(actor: Actor) -> Iterator[Entrusted]:
    """Open consultations and requests that somebody was asked to answer, the first due first."""
    asked = Consultation.objects.received_by(actor, Deed.SEE_CONSULTATION).open()
    for one in asked.exclude(adviser=None).select_related(*READ_WITH).order_by("due", "pk"):
        pupil, adviser = one.sheet.pupil, one.adviser_id
        assert pupil is not None
        assert adviser is not None
        there = (pupil.pk, initials_of(pupil), one.school.name, one.due)
        yield Entrusted("consultation", one.pk, *there, adviser)
    requests = DivisionRequest.objects.received_by(actor, Deed.SEE_CONSULTATION).open()
    rows = requests.exclude(adviser=None).select_related(*REQUEST_READ_WITH)
    for request in rows.order_by("due", "pk"):
        adviser, case = request.adviser_id, request.case
        assert adviser is not None
        there = (case.pupil_id, initials_of(case.pupil), case.school.name, request.due)
        yield Entrusted("request", request.pk, *there, adviser)
