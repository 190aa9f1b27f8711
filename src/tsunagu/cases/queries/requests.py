"""Requests to the division: as the board reads them, and whose turn they are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.cases.advisers import at_work, supervised
from tsunagu.cases.consultation_rules import owing
from tsunagu.cases.enums import ConsultationOwner
from tsunagu.cases.models import DivisionRequest, DivisionRequestQuerySet
from tsunagu.cases.queries.veils import Veils, initials_of
from tsunagu.cases.request_enums import RequestState
from tsunagu.cases.request_rules import NEXT, STEPS
from tsunagu.cases.sheets import ADVISERS
from tsunagu.clock import today
from tsunagu.prepared import Prepared

W, S = ConsultationOwner, RequestState
REQUEST_READ_WITH = ("case__pupil", "case__school", "adviser", "asked_by", "municipality")
_OPEN_IN = Prepared(
    lambda city: DivisionRequest.objects.open().filter(municipality=city).values_list("pk"), UUID
)


@dataclass(frozen=True)
class ReceivedRequest:
    """A request as the board reads it: no name of anybody whom the school knows as a child."""

    one: DivisionRequest
    veils: Veils = field(default_factory=Veils)

    @property
    def child(self) -> str:
        """What the board calls the child."""
        return initials_of(self.one.case.pupil)

    @cached_property
    def veil(self) -> Callable[[str], str]:
        """What a text reads at the board."""
        return self.veils.of_child(self.one.case.pupil, self.one.case.school_id)

    @property
    def text(self) -> str:
        """What the school asks for; nothing of one that was taken back."""
        return "" if self.one.state == S.WITHDRAWN else self.veil(self.one.text)


def owners_of(one: DivisionRequest) -> list[str]:
    """Who owes the next step today, by name where it is one person."""
    if one.state not in STEPS:
        return []
    first, above, _ = STEPS[S(one.state)]
    there = at_work(one.municipality, *ADVISERS).filter(person=one.adviser_id).exists()
    turn = owing(
        first,
        above,
        overdue=one.overdue,
        adviser_here=there,
        supervisor_here=supervised(one.municipality),
    )
    adviser = one.adviser.name if one.adviser else ""
    return [adviser if who == W.ADVISER and adviser else str(who.label) for who in W if who in turn]


@dataclass(frozen=True)
class OwedRequest:
    """A request as a line of work."""

    one: DivisionRequest
    actor: Actor

    @property
    def at_school(self) -> bool:
        """Is it the school's turn?"""
        return self.one.state == S.WAITING

    @property
    def name(self) -> str:
        """The child, by initials for the board, and what is asked for."""
        pupil = self.one.case.pupil
        return f"{pupil.name if self.at_school else initials_of(pupil)}　{self.one.label}"

    @property
    def next(self) -> str:
        """What is to be done."""
        return NEXT[S(self.one.state)]

    @property
    def why(self) -> str:
        """Why it is with this person, where it was another's first."""
        first = STEPS[S(self.one.state)][0]
        mine = {
            W.ADVISER: self.one.adviser == self.actor.person,
            W.SUPERVISOR: RoleKind.SUPERVISOR in self.actor.kinds,
        }
        if mine.get(first, True):
            return ""
        if self.one.overdue:
            return "期限を過ぎたので、次の順番のあなたにも届いています"
        return "受け持つ人がいまいないので、あなたに届いています"


def owed_requests(actor: Actor) -> DivisionRequestQuerySet:
    """The requests whose next step the actor owes today, the first due first."""
    rows = DivisionRequest.objects.filter(municipality=actor.municipality).open()
    mine = _mine(actor)
    if actor.person is None or not mine or not _OPEN_IN(actor.municipality.pk):
        return rows.none()
    city = actor.municipality
    read, there = supervised(city), at_work(city, *ADVISERS).values("person")
    wanted = Q(pk__in=[])
    for state, (first, above, _) in STEPS.items():
        for overdue, day in ((False, Q(due__gte=today())), (True, Q(due__lt=today()))):
            for here, where in ((True, Q(adviser__in=there)), (False, ~Q(adviser__in=there))):
                turn = owing(
                    first,
                    above,
                    overdue=overdue,
                    adviser_here=here,
                    supervisor_here=read,
                )
                for owner in turn & mine.keys():
                    wanted |= Q(state=state) & day & where & mine[owner]
    return rows.filter(wanted).order_by("due", "pk")


def _mine(actor: Actor) -> dict[ConsultationOwner, Q]:
    """As which of the owners the actor acts, and for which requests."""
    found: dict[ConsultationOwner, Q] = {}
    if may_somewhere(actor, Deed.SIGN_SHEET):
        signed = DivisionRequest.objects.visible_to(actor, Deed.SIGN_SHEET)
        found[W.MANAGER] = Q(pk__in=signed.values("pk"))
    if may_somewhere(actor, Deed.ANSWER_CONSULTATION):
        found[W.ADVISER] = Q(adviser=actor.person)
        for owner, kind in ((W.SUPERVISOR, RoleKind.SUPERVISOR), (W.HEAD, RoleKind.BOARD_HEAD)):
            if kind in actor.kinds:
                found[owner] = Q()
    return found
