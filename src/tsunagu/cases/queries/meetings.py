"""What of conferences is somebody's turn: to answer, to come, to write down, to do, to ask."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.enums import MANAGERS, RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.cases.conference_enums import Coming, ConferenceState, StepState
from tsunagu.cases.models import Case, Conference, Invitation, SmallStep
from tsunagu.cases.queries.assents import unasked
from tsunagu.cases.queries.cases import NEVER, SOON, moved, turn, why_mine
from tsunagu.clock import plus_working_days, today
from tsunagu.org.models import Leave
from tsunagu.prepared import Prepared
from tsunagu.response.enums import Status

_LEADS = MANAGERS | {RoleKind.ATTENDANCE_LEAD}
_PLANNED = Conference.objects.filter(state=ConferenceState.PLANNED)
_GIVEN = SmallStep.objects.filter(
    Q(task=None) | Q(task__status=Status.WITHDRAWN),
    state=StepState.OPEN,
    conference__state=ConferenceState.HELD,
)
"""Steps that are nobody's task: of who answers for none, or of a child who has moved."""
_PLANNED_AT = Prepared(
    lambda schools: _PLANNED.filter(case__school__in=schools).values_list("pk"), [UUID]
)
_GIVEN_AT = Prepared(
    lambda schools: _GIVEN.filter(case__school__in=schools).values_list("pk"), [UUID]
)


@dataclass(frozen=True)
class Turn:
    """A line of work about a conference: what is to be done by when, and why by this person."""

    case: Case
    conference: Conference
    next: str
    due: date | None
    invitation: Invitation | None = None
    step: SmallStep | None = None
    why: str = ""
    anchor: str = ""

    @property
    def overdue(self) -> bool:
        """Is it past its day?"""
        return self.due is not None and self.due < today()


def turns(actor: Actor) -> list[Turn]:
    """What of conferences is the actor's turn today, the first due first."""
    schools = {held.organisation for held in actor.held}
    if actor.person is None or not may_somewhere(actor, Deed.WRITE_CASE):
        return []
    found: list[Turn] = []
    if _PLANNED_AT(schools):
        found += [*_invited(actor), *_to_write(actor)]
    if _GIVEN_AT(schools):
        found += _steps(actor)
    found += _to_ask(actor)
    return sorted(found, key=lambda turn: (turn.due or date.max, str(turn.conference.pk)))


def _cases(actor: Actor) -> QuerySet[Case]:
    return Case.objects.visible_to(actor, Deed.WRITE_CASE).open()


def _invited(actor: Actor) -> list[Turn]:
    """Invitations that wait for an answer, and conferences to which one comes soon."""
    soon = plus_working_days(today(), SOON)
    waits = Q(answer=Coming.WAITS) | Q(answer=Coming.COMES, conference__day__lte=soon)
    rows = Invitation.objects.filter(
        waits,
        person=actor.person,
        conference__state=ConferenceState.PLANNED,
        conference__day__gte=today(),
        conference__case__in=_cases(actor),
    )
    read = ("conference__case__pupil", "person")
    return [
        Turn(
            one.conference.case,
            one.conference,
            "会議に出るか答える" if one.answer == Coming.WAITS else "会議に出る",
            one.conference.day,
            invitation=one if one.answer == Coming.WAITS else None,
        )
        for one in rows.select_related(*read)
    ]


def _to_write(actor: Actor) -> list[Turn]:
    """Conferences whose day has come: whoever called one writes it down, or who coordinates.

    Where neither is at work, or the day is past, the attendance lead and the managers know of it.
    """
    here = Role.objects.on(today()).of_staff_here()
    here = here.exclude(person__in=Leave.objects.on(today()).values("person"))
    school = OuterRef("case__school")
    at_work = Q(Exists(here.filter(person=OuterRef("called_by"), organisation=school)))
    at_work |= Q(Exists(here.filter(person=OuterRef("case__coordinator"), organisation=school)))
    leads = {held.organisation for held in actor.held if held.kind in _LEADS}
    mine = Q(called_by=actor.person) | Q(case__coordinator=actor.person)
    up = Q(case__school__in=leads) & (Q(day__lt=today()) | ~Q(at_work))
    rows = _PLANNED.filter(mine | up, day__lte=today(), case__in=_cases(actor))
    return [
        Turn(
            one.case,
            one,
            "会議の記録を書く",
            one.day,
            why=""
            if actor.person in (one.called_by, one.case.coordinator)
            else "会議を決めた人とコーディネーターが書いていないので、あなたに届いています",
        )
        for one in rows.select_related("case__pupil", "case__coordinator", "called_by")
    ]


def _steps(actor: Actor) -> list[Turn]:
    """Steps that are nobody's task, with who sees to them.

    Where they work here no more, or the child has moved, the step is the coordinator's turn.
    """
    here = Role.objects.on(today()).of_staff_here()
    school = OuterRef("case__school")
    rows = _GIVEN.filter(case__in=_cases(actor)).annotate(
        moved=moved("case__pupil", "case__school"),
        gone=~Exists(here.filter(person=OuterRef("who"), organisation=school)),
    )
    coordinated = Case.objects.filter(turn(actor, late=NEVER)).values("pk")
    mine = Q(who=actor.person, moved=False)
    mine |= (Q(moved=True) | Q(gone=True)) & Q(case__in=coordinated)
    return [
        Turn(
            one.case,
            one.conference,
            one.what,
            one.until,
            step=one,
            why=_why(one),
            anchor=f"s-{one.pk}",
        )
        for one in rows.filter(mine).select_related("case__pupil", "conference", "who")
    ]


def _why(step: Any) -> str:
    """Why a step is with somebody else than who was to see to it."""
    if step.moved:
        return "子どもがほかの学校に移りました。引き継ぎに書くか、どうするかを決めてください"
    return "する人がもうこの学校にいないので、あなたに届いています" if step.gone else ""


def _to_ask(actor: Actor) -> list[Turn]:
    """What was decided and nobody has asked the child or a guardian about: the coordinator does."""
    return [
        Turn(
            one.conference.case,
            one.conference,
            f"決めたことをどう思うか聞く（{one.whom}）",
            one.due,
            why=why_mine(one.conference.case, actor, overdue=one.overdue),
            anchor="h-assents",
        )
        for one in unasked(actor)
    ]
