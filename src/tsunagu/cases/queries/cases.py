"""Cases whose next step somebody owes."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from tsunagu.access.actor import Actor
from tsunagu.access.enums import MANAGERS, RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.cases.case_enums import CaseState
from tsunagu.cases.case_rules import NEXT
from tsunagu.cases.models import Case, CaseQuerySet, Member
from tsunagu.clock import plus_working_days, today
from tsunagu.org.models import Leave
from tsunagu.prepared import Prepared
from tsunagu.school.models import Enrolment

SOON = 3
"""Working days before its day on which a step begins to stand on Today (ours)."""
NEVER = Q(pk__in=[])
ALWAYS = ~NEVER
"""Of `turn`: nothing is late, or all of it."""

_OPEN_AT = Prepared(
    lambda schools: Case.objects.open().filter(school__in=schools).values_list("pk"), [UUID]
)


@dataclass(frozen=True)
class OwedCase:
    """A case as a line of work: what of it is owed by when, and why by this person."""

    one: Case
    actor: Actor

    @property
    def next(self) -> str:
        """What is to be done."""
        return NEXT[CaseState(self.one.state)]

    @property
    def due(self) -> date:
        """By when."""
        return self.one.due

    @property
    def overdue(self) -> bool:
        """Is it past its day?"""
        return self.due < today()

    @property
    def why(self) -> str:
        """Why it is with this person, where it is another's first."""
        return why_mine(self.one, self.actor, overdue=self.overdue)


def why_mine(case: Case, actor: Actor, *, overdue: bool) -> str:
    """Why what the coordinator owes is with an actor; nothing for the coordinator."""
    if actor.person and case.coordinator_id == actor.person.pk:
        return ""
    if case.coordinator_id is None:
        return "コーディネーターがまだ決まっていないので、あなたに届いています"
    if overdue:
        return "期限を過ぎたので、次の順番のあなたにも届いています"
    return "コーディネーターが不在なので、あなたに届いています"


def owed_cases(actor: Actor, by: Literal["due", "procedure_due"] = "due") -> CaseQuerySet:
    """The cases whose next step, or that of their procedure, the actor owes today, first due first.

    The coordinator does; who stands in, where the coordinator is away; the attendance lead, and
    where none is there the managers, where nobody of these is, or the day is past.
    """
    rows = Case.objects.filter(municipality=actor.municipality)
    schools = {held.organisation for held in actor.held}
    if actor.person is None or not may_somewhere(actor, Deed.WRITE_CASE) or not _OPEN_AT(schools):
        return rows.none()
    wanted = turn(actor, late=Q((f"{by}__lt", today())))
    visible = Case.objects.visible_to(actor, Deed.WRITE_CASE).open()
    near = visible.filter(wanted, Q((f"{by}__lte", plus_working_days(today(), SOON))))
    return near.order_by(F(by), "pk")


def turn(actor: Actor, *, late: Q) -> Q:
    """The cases in which what is owed is the actor's turn; what is `late` goes up a step."""
    here = Role.objects.on(today()).of_staff_here()
    away = Leave.objects.on(today()).values("person")
    here = here.exclude(person__in=away)
    at_work = Exists(here.filter(person=OuterRef("coordinator"), organisation=OuterRef("school")))
    coordinator = Member.objects.on(today()).filter(
        case=OuterRef("pk"), person=OuterRef("coordinator")
    )
    present = here.filter(organisation=OuterRef(OuterRef("school")))
    stood_in = coordinator.filter(Exists(present.filter(person=OuterRef("stand_in"))))
    nobody = ~Q(at_work) & ~Q(Exists(stood_in))
    up = nobody | late
    wanted = Q(coordinator=actor.person)
    wanted |= ~Q(at_work) & Q(Exists(coordinator.filter(stand_in=actor.person)))
    wanted |= up & Q(school__in=_schools(actor, RoleKind.ATTENDANCE_LEAD))
    lead = Exists(here.filter(kind=RoleKind.ATTENDANCE_LEAD, organisation=OuterRef("school")))
    wanted |= up & ~Q(lead) & Q(school__in=_schools(actor, *MANAGERS))
    return wanted


def moved(pupil: str, school: str) -> Q:
    """Is the child of a row at another school than that of the row? Both by their paths."""
    homes = Enrolment.objects.home().on(today()).filter(pupil=OuterRef(pupil))
    return Exists(homes) & ~Exists(homes.filter(classroom__school=OuterRef(school)))


def _schools(actor: Actor, *kinds: RoleKind) -> set[UUID]:
    return {held.organisation for held in actor.held if held.kind in kinds}
