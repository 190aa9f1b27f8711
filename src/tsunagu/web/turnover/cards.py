"""Who leaves, changes and comes, as cards: roles in words, and what goes to whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from tsunagu.access.enums import SCHOOL_STAFF
from tsunagu.access.models import Account, Role
from tsunagu.access.rules import Move, Term
from tsunagu.org.models import Person
from tsunagu.response.enums import HandOnKind
from tsunagu.response.possessions import Thing
from tsunagu.response.staff import ANSWERING
from tsunagu.response.turnover import Turnover
from tsunagu.school.enums import GRADE_LABELS
from tsunagu.school.models import Classroom


@dataclass(frozen=True)
class RoleLine:
    """A role in words, with its days."""

    words: str
    first: date
    last: date | None


PAGES = {
    "case": "support:case",
    "meetings": "support:meetings",
    "handover": "support:handover",
    "sheet": "sheets:sheet",
    "consultation": "consultations:sheet",
    "requests": "support:requests",
}
"""Where something is handed over that this page only tells of, by what it is about."""


@dataclass(frozen=True)
class Row:
    """A thing with the people to whom it may be given."""

    thing: Thing
    others: Sequence[Person]

    @property
    def field(self) -> str:
        """The form field's name."""
        return f"to-{self.thing.kind}-{self.thing.key}"

    @property
    def address(self) -> str:
        """The page of a thing that has one of its own."""
        thing = self.thing
        if thing.about == "share" and thing.pupil:
            return reverse("cases:share", args=[thing.pupil.pk, thing.key])
        return reverse(PAGES[thing.about], args=[thing.key]) if thing.about else ""

    @property
    def offered(self) -> Person | None:
        """Whom the form has chosen at first: what was decided, or of a draft who is proposed."""
        draft = self.thing.kind == HandOnKind.DRAFT
        return self.thing.chosen or (self.thing.rule if draft else None)


@dataclass(frozen=True)
class Card:
    """A person for whom something ends or begins, and what they have.

    `has_account`: can they sign in at all?
    """

    person: Person
    has_account: bool
    ends: Sequence[RoleLine]
    begins: Sequence[RoleLine]
    rows: Sequence[Row]

    @property
    def choices(self) -> bool:
        """Is there something to decide?"""
        return any(row.thing.kind for row in self.rows)


@dataclass(frozen=True)
class Cards:
    """The page's lists."""

    leave: Sequence[Card]
    change: Sequence[Card]
    come: Sequence[Card]
    nobodys: Sequence[Row]
    gaps: Sequence[RoleLine]


def cards_of(change: Turnover) -> Cards:
    """The lists of a change of staff; four queries."""
    terms = [t for m in change.moves for t in (*m.ends, *m.begins)]
    rooms = _labels((*terms, *change.gaps))
    takers = _takers(change)
    accounts = Account.objects.filter(person__in=change.people)
    known = set(accounts.values_list("person", flat=True))
    cards = [
        (move, _card(change, move, rooms, takers, move.person in known)) for move in change.moves
    ]
    return Cards(
        leave=[card for move, card in cards if move.leaves],
        change=[card for move, card in cards if not move.leaves and not move.comes],
        come=[card for move, card in cards if move.comes],
        nobodys=[_row(thing, takers) for thing in change.things.get(None, ())],
        gaps=[role_line(term, rooms) for term in change.gaps],
    )


def _card(
    change: Turnover,
    move: Move,
    rooms: Mapping[UUID, str],
    takers: Mapping[HandOnKind, Sequence[Person]],
    has_account: bool,
) -> Card:
    return Card(
        person=change.people[move.person],
        has_account=has_account,
        ends=[role_line(term, rooms) for term in move.ends],
        begins=[role_line(term, rooms) for term in move.begins],
        rows=[_row(thing, takers) for thing in change.things.get(move.person, ())],
    )


def _row(thing: Thing, takers: Mapping[HandOnKind, Sequence[Person]]) -> Row:
    return Row(thing, takers[thing.kind] if thing.kind else ())


def _labels(terms: Iterable[Term]) -> dict[UUID, str]:
    """The labels of the classes that roles name, with the school year."""
    found = Classroom.objects.filter(pk__in={term.classroom for term in terms if term.classroom})
    return {room.pk: f"{room.label}（{room.school_year}年度）" for room in found}


def role_line(term: Term, rooms: Mapping[UUID, str]) -> RoleLine:
    """A role in words, with the labels of classes by key."""
    grade = GRADE_LABELS.get(term.grade, term.grade)
    where = rooms.get(term.classroom, "") if term.classroom else grade
    return RoleLine(f"{term.kind.label} {where}".strip(), term.first, term.last)


def _takers(change: Turnover) -> dict[HandOnKind, list[Person]]:
    """Who may take something: whose roles of the next day answer, or write about a child."""
    roles = Role.objects.on(change.first).of_staff_here().filter(organisation=change.school)
    kinds = {HandOnKind.TASK: ANSWERING, HandOnKind.DRAFT: SCHOOL_STAFF}
    return {
        what: list(
            Person.objects.filter(
                pk__in=roles.filter(kind__in=sorted(holders)).values("person")
            ).order_by("kana", "family_name", "pk")
        )
        for what, holders in kinds.items()
    }
