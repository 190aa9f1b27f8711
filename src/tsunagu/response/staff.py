"""Who answers for a task: its owner, or the stand-in in whose place they act."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.access.actor import Scope
from tsunagu.access.enums import MANAGERS, RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed, rows_for
from tsunagu.clock import today
from tsunagu.org.models import Leave, Person
from tsunagu.prepared import Prepared
from tsunagu.response.enums import Owner, TaskKind
from tsunagu.school.models import Classroom

CHAINS: dict[str, tuple[RoleKind, ...]] = {
    Owner.HOMEROOM: (
        RoleKind.HOMEROOM,
        RoleKind.DEPUTY_HOMEROOM,
        RoleKind.GRADE_LEAD,
        RoleKind.ATTENDANCE_LEAD,
        RoleKind.DEPUTY_HEAD,
        RoleKind.PRINCIPAL,
    ),
    Owner.GRADE_LEAD: (
        RoleKind.GRADE_LEAD,
        RoleKind.ATTENDANCE_LEAD,
        RoleKind.DEPUTY_HEAD,
        RoleKind.PRINCIPAL,
    ),
    Owner.ATTENDANCE_LEAD: (RoleKind.ATTENDANCE_LEAD, RoleKind.DEPUTY_HEAD, RoleKind.PRINCIPAL),
    Owner.MANAGER: (RoleKind.DEPUTY_HEAD, RoleKind.PRINCIPAL),
    Owner.OFFICE: (RoleKind.OFFICE, RoleKind.DEPUTY_HEAD, RoleKind.PRINCIPAL),
}
"""Whose turn it is, in order; the managers end every chain."""

ASKED = frozenset(kind for chain in CHAINS.values() for kind in chain)
"""Roles of which the rules ask work."""

ANSWERING = frozenset(kind for row in rows_for(Deed.END_TASK) for kind in row.roles)
"""Roles whose holders may end a task, so that one can be handed over to them."""

KEEPING = ANSWERING | (
    frozenset(kind for row in rows_for(Deed.SEE_PUPIL) for kind in row.roles)
    & frozenset(kind for row in rows_for(Deed.RECORD_CONTACT) for kind in row.roles)
)
"""Roles to whose holders a contact can come by an agreement: with them, who sees the child and may
write of the contact, which answers it."""

KNOWING = frozenset(kind for row in rows_for(Deed.SEE_PROTECTION) for kind in row.roles)
"""Those of them whom a protection task can be handed to."""


_KINDS = ASKED | KEEPING
_PERSON = [field.attname for field in Person._meta.concrete_fields]
_ROLES = Prepared(
    lambda schools, on: (
        Role.objects.on(on)
        .of_staff_here()
        .filter(organisation__in=schools, kind__in=_KINDS)
        .order_by("first", "id")
        .values_list(
            *("kind", "organisation", "classroom", "grade", "person"),
            *(f"person__{name}" for name in _PERSON),
        )
    ),
    [UUID],
    date,
)


@dataclass
class StaffBook:
    """Who holds which role at some schools on a day, and who is away."""

    people: dict[UUID, Person] = field(default_factory=dict)
    away: set[UUID] = field(default_factory=set)
    by_class: dict[tuple[RoleKind, UUID], list[UUID]] = field(default_factory=dict)
    by_grade: dict[tuple[RoleKind, UUID, str], list[UUID]] = field(default_factory=dict)
    by_school: dict[tuple[RoleKind, UUID], list[UUID]] = field(default_factory=dict)
    _chains: dict[tuple[str, UUID], list[Person]] = field(default_factory=dict)

    @classmethod
    def of(cls, schools: Collection[UUID], on: date) -> "StaffBook":
        """The book of some schools on a day; two queries."""
        book = cls()
        classes, grades, whole = defaultdict(list), defaultdict(list), defaultdict(list)
        for code, school, classroom, grade, person, *whose in _ROLES(schools, on):
            kind = RoleKind(code)
            if person not in book.people:
                book.people[person] = Person.from_db("default", _PERSON, whose)
            whole[kind, school].append(person)
            if classroom:
                classes[kind, classroom].append(person)
            if grade:
                grades[kind, school, grade].append(person)
        leaves = Leave.objects.on(on).filter(person__in=book.people)
        book.away = set(leaves.values_list("person", flat=True))
        book.by_class, book.by_grade, book.by_school = dict(classes), dict(grades), dict(whole)
        return book

    @property
    def managers(self) -> set[UUID]:
        """Everybody who is a manager at one of the schools."""
        return {
            person
            for (kind, _), people in self.by_school.items()
            if kind in MANAGERS
            for person in people
        }

    def chain(self, owner: str, classroom: Classroom) -> list[Person]:
        """Everybody who may answer, in order, each once, whether away or not."""
        known = self._chains.get((owner, classroom.pk))
        if known is None:
            found = (one for kind in CHAINS[owner] for one in self._holders(kind, classroom))
            known = [self.people[key] for key in dict.fromkeys(found)]
            self._chains[owner, classroom.pk] = known
        return known

    def _holders(self, kind: RoleKind, classroom: Classroom) -> Iterable[UUID]:
        """Who holds a role for a class; of grade leads who may see every child of it."""
        if kind in {RoleKind.HOMEROOM, RoleKind.DEPUTY_HOMEROOM}:
            return self.by_class.get((kind, classroom.pk), [])
        if kind == RoleKind.GRADE_LEAD:
            school, grades = classroom.school_id, classroom.grade_list
            leads = [self.by_grade.get((kind, school, grade), []) for grade in grades]
            return [p for p in next(iter(leads), []) if all(p in others for others in leads)]
        return self.by_school.get((kind, classroom.school_id), [])

    def _line(self, owner: str, classroom: Classroom, handed_to: UUID | None) -> list[Person]:
        """The chain as it stands once a task was handed over: it begins at whoever has it now.

        After them come those behind them in the chain, then those before. Who has no role any more
        in which to answer for the class is left out, and it is the owner's again.
        """
        chain = self.chain(owner, classroom)
        if handed_to is None or not self._answers(handed_to, classroom):
            return chain
        person = self.people[handed_to]
        place = chain.index(person) if person in chain else 0
        return list(dict.fromkeys([person, *chain[place:], *chain[:place]]))

    def _answers(self, person: UUID, classroom: Classroom) -> bool:
        """Does someone hold a role to which tasks of the class, or of a grade in it, can come?"""
        lead, school = RoleKind.GRADE_LEAD, classroom.school_id
        leads = (self.by_grade.get((lead, school, grade), []) for grade in classroom.grade_list)
        held = (self._holders(kind, classroom) for kind in KEEPING - {lead})
        return any(person in people for people in (*leads, *held))

    def holder(
        self, owner: str, classroom: Classroom, handed_to: UUID | None = None
    ) -> Person | None:
        """Whose it is, whether away or not: who has it by hand, or the first of the chain."""
        return next(iter(self._line(owner, classroom, handed_to)), None)

    def is_filled(self, owner: str, classroom: Classroom) -> bool:
        """Does anybody hold a role that answers, other than a manager in the place of nobody?"""
        kinds = [k for k in CHAINS[owner] if owner == Owner.MANAGER or k not in MANAGERS]
        return any(True for kind in kinds for _ in self._holders(kind, classroom))

    def responsible(
        self, owner: str, classroom: Classroom, handed_to: UUID | None = None
    ) -> Person | None:
        """Who answers: the first who is not away; where all are away, the last, a manager.

        What was handed over is with that person, or with the stand-in.
        """
        line = self._line(owner, classroom, handed_to)
        here = next((person for person in line if person.pk not in self.away), None)
        return here or next(reversed(self.chain(owner, classroom)), None)

    def next_in_line(
        self, owner: str, classroom: Classroom, handed_to: UUID | None = None
    ) -> Person | None:
        """Who lends a hand when it is overdue: the next after the one who answers."""
        line = self._line(owner, classroom, handed_to)
        responsible = self.responsible(owner, classroom, handed_to)
        if responsible is None:
            return None
        after = line[line.index(responsible) + 1 :]
        return next((person for person in after if person.pk not in self.away), None)


def answering(scope: Scope, kind: str) -> QuerySet[Person]:
    """Who may answer for a task of a kind where a pupil lies: roles of today that reach there."""
    return _holding(scope, ANSWERING & KNOWING if kind == TaskKind.PROTECTION else ANSWERING)


def keeping(scope: Scope) -> QuerySet[Person]:
    """To whom contacts with a pupil can come by an agreement: roles of today that reach there."""
    return _holding(scope, KEEPING)


def _holding(scope: Scope, kinds: Collection[RoleKind]) -> QuerySet[Person]:
    held = (
        Role.objects.on(today())
        .filter(organisation=scope.school, kind__in=kinds)
        .filter(Q(classroom__isnull=True) | Q(classroom__in=scope.classrooms))
        .filter(Q(grade="") | Q(grade__in=scope.grades))
    )
    people = Person.objects.filter(pk__in=held.values("person"), active=True)
    return people.order_by("kana", "pk")


def managers_of(school: UUID | None) -> QuerySet[Person]:
    """The managers of a school today; nobody where there is no school."""
    roles = Role.objects.on(today()).of_staff_here().filter(organisation=school, kind__in=MANAGERS)
    return Person.objects.filter(pk__in=roles.values("person")).order_by("kana", "pk")
