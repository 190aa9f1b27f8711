"""The consultations whose next step somebody owes, with the reason in words."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.advisers import owed, turn_of
from tsunagu.cases.consultation_rules import NEXT, STEPS
from tsunagu.cases.enums import AT_SCHOOL, ConsultationOwner, ConsultationState
from tsunagu.cases.models import Consultation
from tsunagu.cases.queries import READ_WITH, Received
from tsunagu.web.components.sections import ON_TODAY, Section
from tsunagu.web.http import Request, guarded

PER_PAGE = 20
W = ConsultationOwner


@dataclass(frozen=True)
class Owed:
    """A consultation as a line of work: what of it, by when, and why it is here."""

    one: Consultation
    actor: Actor

    @property
    def at_school(self) -> bool:
        """Is it the school's turn?"""
        return self.one.state in AT_SCHOOL

    @property
    def name(self) -> str:
        """The child, by initials for the board."""
        pupil = self.one.sheet.pupil
        return pupil.name if self.at_school and pupil else Received(self.one).child

    @property
    def url(self) -> str:
        """Its page."""
        if self.at_school:
            return reverse("consultations:sheet", args=[self.one.sheet_id])
        return reverse("consultations:received", args=[self.one.pk])

    @property
    def next(self) -> str:
        """What is to be done."""
        return NEXT[ConsultationState(self.one.state)]

    @property
    def why(self) -> str:
        """Why it is with this person, where it was another's first."""
        if not self._came_up:
            return ""
        if self.one.overdue:
            return "期限を過ぎたので、次の順番のあなたにも届いています"
        return "受け持つ人がいまいないので、あなたに届いています"

    @property
    def _came_up(self) -> bool:
        person = self.actor.person
        return {
            W.ASKER: self.one.asked_by != person,
            W.ADVISER: self.one.adviser != person,
            W.SUPERVISOR: RoleKind.SUPERVISOR not in self.actor.kinds,
        }.get(STEPS[ConsultationState(self.one.state)][0], False)


def section(request: Request) -> Section:
    """The first of them, for Today."""
    rows = list(owed(request.actor).select_related(*READ_WITH)[: ON_TODAY + 1])
    shown = rows[:ON_TODAY]
    note_listed(request.actor, Deed.SEE_TODAY, shown)
    lines = [Owed(one, request.actor) for one in shown]
    more = "consultations:owed" if len(rows) > ON_TODAY else ""
    return Section("あなたの番の相談", "consultations/_owed.html", lines, more)


def note_listed(actor: Actor, deed: Deed, rows: list[Consultation]) -> None:
    """Write to the audit whom a list is about."""
    seen = [one.sheet.pupil_id for one in rows]
    note_look(actor, deed, kind="consultation_list", key="", pupils=seen)


def owner_words(one: Consultation) -> str:
    """Who owes the next step today, by name where it is one person."""
    people = {W.ADVISER: one.adviser, W.ASKER: one.asked_by}
    turn = turn_of(one)
    words = ((people.get(who), who.label) for who in W if who in turn)
    return "、".join(person.name if person else label for person, label in words)


@guarded(Deed.SEE_TODAY)
@require_GET
def page(request: Request) -> HttpResponse:
    """All of it, the first due first."""
    rows = owed(request.actor).select_related(*READ_WITH)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    note_listed(request.actor, Deed.SEE_TODAY, list(shown))
    context = {"page": shown, "lines": [Owed(one, request.actor) for one in shown]}
    return render(request, "consultations/owed.html", context)
