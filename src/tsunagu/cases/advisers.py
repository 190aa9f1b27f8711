"""Who of the board answers a consultation, and whose turn it is."""

from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.cases.consultation_rules import STEPS, owners
from tsunagu.cases.enums import OVER, ConsultationOwner, ConsultationState
from tsunagu.cases.models import Consultation, ConsultationQuerySet
from tsunagu.cases.sheets import ADVISERS
from tsunagu.clock import today
from tsunagu.org.models import Leave, Municipality, Person
from tsunagu.prepared import Prepared

W = ConsultationOwner


def _held(municipality: Municipality, *kinds: RoleKind) -> QuerySet[Role]:
    held = Role.objects.on(today()).of_staff_here()
    return held.filter(municipality=municipality, kind__in=kinds)


def advisers(municipality: Municipality) -> dict[Person, list[RoleKind]]:
    """Who can be asked to answer, with their roles, in the order of the sheet."""
    found: dict[Person, list[RoleKind]] = {}
    roles = _held(municipality, *ADVISERS).select_related("person")
    ordered = sorted(roles, key=lambda role: (ADVISERS.index(RoleKind(role.kind)), str(role.pk)))
    for role in ordered:
        found.setdefault(role.person, []).append(RoleKind(role.kind))
    return found


def at_work(municipality: Municipality, *kinds: RoleKind) -> QuerySet[Role]:
    """Roles of those who are not away today."""
    away = Leave.objects.on(today()).values("person")
    return _held(municipality, *kinds).exclude(person__in=away)


def supervised(municipality: Municipality) -> bool:
    """Is a supervisor there, or nobody above who could stand in?"""
    here = set(at_work(municipality, RoleKind.SUPERVISOR, RoleKind.BOARD_HEAD).values_list("kind"))
    return (RoleKind.SUPERVISOR.value,) in here or not here


def turn_of(one: Consultation) -> frozenset[ConsultationOwner]:
    """Who owes the next step of a consultation today."""
    adviser = at_work(one.municipality, *ADVISERS).filter(person=one.adviser_id)
    return owners(
        ConsultationState(one.state),
        overdue=one.overdue,
        adviser_here=adviser.exists(),
        supervisor_here=supervised(one.municipality),
    )


def owed(actor: Actor) -> ConsultationQuerySet:
    """The consultations whose next step the actor owes today, the first due first."""
    rows = Consultation.objects.filter(municipality=actor.municipality)
    mine = _mine(actor) if _any_open(actor) else {}
    if actor.person is None or not mine:
        return rows.none()
    read = supervised(actor.municipality)
    there = Q(adviser__in=at_work(actor.municipality, *ADVISERS).values("person"))
    wanted = Q(pk__in=[])
    for state in STEPS:
        for overdue, day in ((False, Q(due__gte=today())), (True, Q(due__lt=today()))):
            for here, where in ((True, there), (False, ~there)):
                turn = owners(state, overdue=overdue, adviser_here=here, supervisor_here=read)
                for owner in turn & mine.keys():
                    wanted |= Q(state=state) & day & where & mine[owner]
    return rows.filter(wanted).order_by("due", "pk")


_OPEN = Consultation.objects.exclude(state__in=OVER)
_OPEN_AT = Prepared(lambda here: _OPEN.filter(school__in=here).values_list("pk"), [UUID])
_OPEN_IN = Prepared(lambda city: _OPEN.filter(municipality=city).values_list("pk"), UUID)


def _any_open(actor: Actor) -> bool:
    """Is anything owed where the actor works? To ask for one's own takes longer than to know."""
    if may_somewhere(actor, Deed.ANSWER_CONSULTATION):
        return bool(_OPEN_IN(actor.municipality.pk))
    return bool(_OPEN_AT({held.organisation for held in actor.held}))


def _mine(actor: Actor) -> dict[ConsultationOwner, Q]:
    """As which of the owners the actor acts, and for which consultations."""
    found: dict[ConsultationOwner, Q] = {}
    if may_somewhere(actor, Deed.SIGN_SHEET):
        signed = Consultation.objects.visible_to(actor, Deed.SIGN_SHEET)
        found[W.MANAGER] = Q(pk__in=signed.values("pk"))
    if may_somewhere(actor, Deed.ASK_CONSULTATION):
        asked = Consultation.objects.visible_to(actor, Deed.ASK_CONSULTATION)
        found[W.ASKER] = Q(asked_by=actor.person, pk__in=asked.values("pk"))
    if may_somewhere(actor, Deed.ANSWER_CONSULTATION):
        found[W.ADVISER] = Q(adviser=actor.person)
        for owner, kind in ((W.SUPERVISOR, RoleKind.SUPERVISOR), (W.HEAD, RoleKind.BOARD_HEAD)):
            if kind in actor.kinds:
                found[owner] = Q()
    return found
