"""Follow-up slips as each side reads them, and what of them somebody owes today."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.enums import MANAGERS, RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.cases.advisers import supervised
from tsunagu.cases.enums import SLIP_OVER, FollowUpOwner, FollowUpState, State
from tsunagu.cases.follow_up_rules import HAND_IN, STEPS, owners
from tsunagu.cases.models import (
    FollowUp,
    FollowUpQuerySet,
    FollowUpStep,
    Share,
    SlipTurn,
)
from tsunagu.cases.queries.consultations import Line, veiled_lines
from tsunagu.cases.queries.veils import Veils, initials_of
from tsunagu.clock import school_year_of, today
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Leave, Municipality
from tsunagu.prepared import Prepared
from tsunagu.school.models import Classroom, School

W = FollowUpOwner
FORM = "follow-up-slip"
SLIP_WITH = ("sheet__pupil", "sheet__version", "sheet__begun_by", "turn__school", "turn__call")
GOING = (State.WAITING, State.OFFERED, State.ACCEPTED)


def schools_asked(city: Municipality, on: date) -> list[School]:
    """The schools that have classes in the school year of a day: whom the board can ask."""
    rooms = Classroom.objects.filter(municipality=city, school_year=school_year_of(on).year)
    return list(
        School.objects.filter(pk__in=rooms.values("school")).order_by("stage", "name", "pk")
    )


def slips_of_school(school: School) -> QuerySet[Sheet]:
    """The slips that a school has begun this school year and not taken back."""
    rows = Sheet.objects.filter(
        form=FORM, school=school, pupil__isnull=False, school_year=school_year_of(today()).year
    )
    rows = rows.exclude(state=SheetState.WITHDRAWN).exclude(replaced_by__state=SheetState.COMPLETE)
    return rows.select_related("pupil", "version", "follow_up").order_by("begun_at", "pk")


def to_hand_in(turn: SlipTurn) -> list[Sheet]:
    """The slips of a school that are completed and have not been handed in."""
    done = slips_of_school(turn.school).filter(state=SheetState.COMPLETE)
    return list(done.filter(follow_up__isnull=True))


def shares_of(one: FollowUp) -> QuerySet[Share]:
    """What the school shares of the slip's child today or has asked to; never by the network."""
    rows = Share.objects.unended(today()).told(protection=False).filter(state__in=GOING)
    rows = rows.filter(pupil=one.sheet.pupil_id, school=one.turn.school_id)
    return rows.select_related("receiver").order_by("asked_at", "pk")


class SlipRead:
    """A slip as the board reads it: no name of anybody whom the school knows as a child."""

    def __init__(self, one: FollowUp, veils: Veils | None = None) -> None:
        self.one = one
        self._veils = veils or Veils()

    @property
    def child(self) -> str:
        """What the board calls the child."""
        return initials_of(self.one.sheet.pupil) if self.one.sheet.pupil else ""

    @cached_property
    def veil(self) -> Callable[[str], str]:
        """What a text reads at the board."""
        pupil = self.one.sheet.pupil
        assert pupil is not None
        return self._veils.of_child(pupil, self.one.turn.school_id)

    @cached_property
    def lines(self) -> list[Line]:
        """What the slip says, question by question; nothing of one that was taken back."""
        return veiled_lines(self.one.sheet, self.veil) if self.one.readable else []

    @cached_property
    def steps(self) -> list[tuple[FollowUpStep, str]]:
        """What was done and said, in order."""
        steps = self.one.steps.select_related("by").order_by("at", "pk")
        return [(step, self.veil(step.text)) for step in steps]


_OPEN_TURNS = Prepared(
    lambda city: SlipTurn.objects.owing().filter(municipality=city).values_list("pk")[:1], UUID
)
_OPEN_SLIPS = Prepared(
    lambda city: (
        FollowUp.objects.exclude(state__in=SLIP_OVER)
        .filter(municipality=city)
        .values_list("pk")[:1]
    ),
    UUID,
)


def turns_owed(actor: Actor) -> list[SlipTurn]:
    """The schools' turns that the actor owes today, the first due first."""
    if not may_somewhere(actor, Deed.SEE_LISTS) or not _OPEN_TURNS(actor.municipality.pk):
        return []
    rows = SlipTurn.objects.visible_to(actor, Deed.SEE_LISTS).owing()
    rows = rows.select_related("call", "school").order_by("call__due", "pk")
    return [one for one in rows if turn_of_school(one) & _as(actor, one.school_id)]


def turn_of_school(one: SlipTurn) -> frozenset[FollowUpOwner]:
    """Who owes handing in today."""
    here = _present(one.municipality)
    leads = here.filter(kind=RoleKind.ATTENDANCE_LEAD, organisation=one.school_id)
    return owners(*HAND_IN, overdue=one.overdue, here=leads.exists())


def _as(actor: Actor, school: UUID) -> set[FollowUpOwner]:
    """As which of the owners the actor acts at a school."""
    kinds = {held.kind for held in actor.held if held.organisation == school}
    found = {W.LEAD} if RoleKind.ATTENDANCE_LEAD in kinds else set()
    return found | ({W.MANAGER} if kinds & MANAGERS else set())


def _present(city: Municipality) -> QuerySet[Role]:
    """The roles of those who are not away today."""
    away = Leave.objects.on(today()).values("person")
    return (
        Role.objects.on(today()).of_staff_here().filter(municipality=city).exclude(person__in=away)
    )


def slips_owed(actor: Actor) -> FollowUpQuerySet:
    """The slips whose next step the actor owes today, the first due first."""
    rows = FollowUp.objects.filter(municipality=actor.municipality)
    reads = may_somewhere(actor, Deed.FOLLOW_UP) or may_somewhere(actor, Deed.ASK_FOLLOW_UP)
    if actor.person is None or not reads or not _OPEN_SLIPS(actor.municipality.pk):
        return rows.none()
    mine, wanted = _mine(actor), Q(pk__in=[])
    written = Q(sheet__begun_by__in=_present(actor.municipality).values("person"))
    read = supervised(actor.municipality)
    for state, (first, above, _) in STEPS.items():
        there = written if first == W.WRITER else Q() if read else Q(pk__in=[])
        for overdue, day in ((False, Q(due__gte=today())), (True, Q(due__lt=today()))):
            for here, where in ((True, there), (False, ~there if there else Q(pk__in=[]))):
                for owner in owners(first, above, overdue=overdue, here=here) & mine.keys():
                    wanted |= Q(state=state) & day & where & mine[owner]
    return rows.filter(wanted).order_by("due", "pk")


def _mine(actor: Actor) -> dict[FollowUpOwner, Q]:
    """As which of the owners the actor acts, and for which slips."""
    found: dict[FollowUpOwner, Q] = {}
    if may_somewhere(actor, Deed.FOLLOW_UP):
        seen = FollowUp.objects.visible_to(actor, Deed.FOLLOW_UP)
        found[W.WRITER] = Q(sheet__begun_by=actor.person, pk__in=seen.values("pk"))
    if may_somewhere(actor, Deed.SIGN_SHEET):
        signed = FollowUp.objects.visible_to(actor, Deed.SIGN_SHEET)
        found[W.MANAGER] = Q(pk__in=signed.values("pk"))
    if may_somewhere(actor, Deed.ASK_FOLLOW_UP):
        for owner, kind in ((W.SUPERVISOR, RoleKind.SUPERVISOR), (W.HEAD, RoleKind.BOARD_HEAD)):
            if kind in actor.kinds:
                found[owner] = Q()
    return found


def turn_of_slip(one: FollowUp) -> frozenset[FollowUpOwner]:
    """Who owes the slip's next step today."""
    state = FollowUpState(one.state)
    if state not in STEPS:
        return frozenset()
    first, above, _ = STEPS[state]
    present = _present(one.municipality).filter(person=one.sheet.begun_by_id)
    here = present.exists() if first == W.WRITER else supervised(one.municipality)
    return owners(first, above, overdue=one.overdue, here=here)
