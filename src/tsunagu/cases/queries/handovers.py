"""Handovers whose next step somebody owes, and cases for which none is prepared yet."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tsunagu.access.actor import Actor
from tsunagu.access.enums import CLASS_ROLES, MANAGERS, RoleKind
from tsunagu.access.models import Role, RoleQuerySet
from tsunagu.access.policy import Deed
from tsunagu.cases.handover_enums import IN_HAND, HandoverMove, HandoverState
from tsunagu.cases.models import Case, CaseQuerySet, Handover, HandoverQuerySet, HandoverStep
from tsunagu.cases.queries.cases import turn
from tsunagu.clock import SchoolYear, school_year_of, today
from tsunagu.org.models import Leave, Municipality
from tsunagu.packs.overtime import number
from tsunagu.prepared import Prepared
from tsunagu.school.models import Enrolment

S, R = HandoverState, RoleKind
OF_THE_SCHOOL = {R.ATTENDANCE_LEAD: frozenset({R.ATTENDANCE_LEAD}), R.PRINCIPAL: MANAGERS}
"""Roles to which a handover is addressed at the whole school, with those who hold them."""
_ANY = Prepared(
    lambda schools: (
        Handover.objects.filter(Q(school__in=schools) | Q(to_school__in=schools))
        .filter(state__in=[*IN_HAND, S.SENT])
        .values_list("pk")
    ),
    [UUID],
)


def owed_handovers(actor: Actor) -> HandoverQuerySet:
    """The handovers whose next step the actor owes today, the first due first.

    Who prepares one finishes it, a manager signs it off, to whom it is addressed reads it. Where
    nobody of these is at work, or the day is past, the attendance lead of that school does, and
    where none is there the managers.
    """
    schools = {held.organisation for held in actor.held}
    if actor.person is None or not _ANY(schools):
        return Handover.objects.none()
    rows = Handover.objects.filter(municipality=actor.municipality)
    written = Handover.objects.visible_to(actor, Deed.WRITE_HANDOVER).filter(state=S.DRAFT)
    signed = Handover.objects.visible_to(actor, Deed.SIGN_HANDOVER).filter(state=S.WAITING)
    received = Handover.objects.received_by(actor, Deed.RECEIVE_HANDOVER).filter(state=S.SENT)
    done = HandoverStep.objects.filter(
        handover=OuterRef("pk"), move=HandoverMove.READ, by=actor.person
    )
    received = received.filter(_to_read(actor), ~Exists(done))
    written = written.filter(Q(prepared_by=actor.person) | _up(actor, _writer_here(), "school"))
    where = Q(pk__in=written.values("pk")) | Q(pk__in=signed.values("pk"))
    return rows.filter(where | Q(pk__in=received.values("pk"))).order_by("due", "pk")


def addressed_to(actor: Actor, handover: Handover) -> bool:
    """Is the actor the one to whom it is addressed, or of those with the role that it names?"""
    return Handover.objects.filter(_addressed(actor), pk=handover.pk).exists()


def season(city: Municipality, day: date) -> SchoolYear | None:
    """The school year at whose end handovers are to be prepared now, if it is near."""
    year = school_year_of(day)
    ahead = number(city.packs, "handover-ahead-days").on(day)
    return year if year.last - timedelta(days=ahead) <= day else None


def without_handover(actor: Actor, year: SchoolYear) -> CaseQuerySet:
    """Open cases that the actor may hand on and for which nothing is prepared for the next year."""
    prepared = Handover.objects.exclude(state=S.WITHDRAWN)
    prepared = prepared.filter(case=OuterRef("pk"), first__gt=year.last)
    rows = Case.objects.visible_to(actor, Deed.WRITE_HANDOVER).open()
    return rows.filter(~Exists(prepared)).order_by("pupil__family_kana", "pk")


def to_prepare(actor: Actor) -> CaseQuerySet:
    """The cases for which the actor owes a handover at the end of the school year."""
    year = season(actor.municipality, today())
    if actor.person is None or year is None:
        return Case.objects.none()
    return without_handover(actor, year).filter(turn(actor, late=Q(pk__in=[])))


def _present() -> RoleQuerySet:
    """Roles of people who are at work today."""
    away = Leave.objects.on(today()).values("person")
    return Role.objects.on(today()).of_staff_here().exclude(person__in=away)


def _writer_here() -> Q:
    return Q(
        Exists(_present().filter(person=OuterRef("prepared_by"), organisation=OuterRef("school")))
    )


def _up(actor: Actor, here: Q, school: str) -> Q:
    """What goes up a step at one of the actor's schools: to the lead, else to the managers."""
    late = ~here | Q(due__lt=today())
    lead = Q(Exists(_present().filter(kind=R.ATTENDANCE_LEAD, organisation=OuterRef(school))))
    to_it = Q(to_role=R.ATTENDANCE_LEAD) if school == "to_school" else Q(pk__in=[])
    leads, managers = _schools(actor, R.ATTENDANCE_LEAD), _schools(actor, *MANAGERS)
    return late & (
        Q(**{f"{school}__in": leads}) | (~lead | to_it) & Q(**{f"{school}__in": managers})
    )


def _to_read(actor: Actor) -> Q:
    return _addressed(actor) | _up(actor, _addressee_here(), "to_school")


def _addressed(actor: Actor) -> Q:
    """Those addressed to the actor: by name, or by a role that reaches the child there."""
    home = Enrolment.objects.home().on(today()).filter(pupil=OuterRef("pupil"))
    home = home.filter(classroom__school=OuterRef("to_school"))
    classes = {held.classroom for held in actor.held if held.kind in CLASS_ROLES}
    where = Q(to=actor.person)
    where |= Q(to_role=R.HOMEROOM) & Q(Exists(home.filter(classroom__in=classes - {None})))
    for held in actor.held:
        if held.kind == R.GRADE_LEAD:
            there = home.filter(grade=held.grade, classroom__school=held.organisation)
            where |= Q(to_role=R.GRADE_LEAD) & Q(Exists(there))
    for role, kinds in OF_THE_SCHOOL.items():
        where |= Q(to_role=role, to_school__in=_schools(actor, *kinds))
    return where


def _addressee_here() -> Q:
    """Is somebody at work to whom it is addressed?"""
    there = _present().filter(organisation=OuterRef("to_school"))
    where = Q(Exists(there.filter(person=OuterRef("to"))))
    home = Enrolment.objects.home().on(today()).filter(pupil=OuterRef(OuterRef("pupil")))
    home = home.filter(classroom__school=OuterRef(OuterRef("to_school")))
    by_child: dict[RoleKind, dict[str, Any]] = {
        R.HOMEROOM: {"classroom__in": home.values("classroom")},
        R.GRADE_LEAD: {"grade__in": home.values("grade")},
    }
    for role, of_child in by_child.items():
        where |= Q(to_role=role) & Q(Exists(there.filter(kind=role, **of_child)))
    for role, kinds in OF_THE_SCHOOL.items():
        where |= Q(to_role=role) & Q(Exists(there.filter(kind__in=kinds)))
    return where


def _schools(actor: Actor, *kinds: RoleKind) -> set[UUID]:
    return {held.organisation for held in actor.held if held.kind in kinds}
