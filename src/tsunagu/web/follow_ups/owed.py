"""What of follow-up slips somebody owes today, in lines with the reason in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count, Min
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.enums import FollowUpState
from tsunagu.cases.follow_up_rules import NEXT
from tsunagu.cases.models import FollowUp, FollowUpQuerySet
from tsunagu.cases.queries.follow_ups import SLIP_WITH, slips_owed, turns_owed
from tsunagu.clock import today
from tsunagu.web.components.sections import ON_TODAY, Section
from tsunagu.web.http import Request, guarded

PER_PAGE = 20
LATE = "期限を過ぎたので、次の順番のあなたにも届いています"
NOBODY = "受け持つ人がいまいないので、あなたに届いています"


@dataclass(frozen=True)
class Line:
    """One thing owed: about whom or what, where, what is to be done, by when, and why by whom."""

    name: str
    url: str
    next: str
    due: date
    why: str = ""
    follow_up: FollowUp | None = None

    @property
    def overdue(self) -> bool:
        """Is it past its day?"""
        return self.due < today()


def lines(actor: Actor) -> list[Line]:
    """All that the actor owes: turns of schools, slips to read call by call, then slip by slip."""
    slips = slips_owed(actor)
    rows = slips.exclude(state=FollowUpState.SENT).select_related(*SLIP_WITH)
    found = [*_turns(actor), *_to_read(slips), *(_of_slip(actor, one) for one in rows)]
    return sorted(found, key=lambda line: (line.due, line.url))


def _turns(actor: Actor) -> Iterable[Line]:
    for one in turns_owed(actor):
        url = reverse("follow-ups:turn", args=[one.school_id, one.pk])
        what = "不登校解消対策個票を、管理職が教育委員会に出す"
        yield Line(one.school.name, url, what, one.call.due, LATE if one.overdue else "")


def _to_read(slips: FollowUpQuerySet) -> Iterable[Line]:
    """The slips that wait to be read, in one line a call."""
    sent = slips.filter(state=FollowUpState.SENT).order_by()
    calls = sent.values_list("turn__call").annotate(count=Count("pk"), due=Min("due"))
    for call, count, due in calls:
        url = reverse("follow-ups:call", args=[call])
        what = NEXT[FollowUpState.SENT]
        yield Line(
            "不登校解消対策個票", url, f"{what}（{count}件）", due, LATE if due < today() else ""
        )


def _of_slip(actor: Actor, one: FollowUp) -> Line:
    pupil = one.sheet.pupil
    why = "" if one.sheet.begun_by == actor.person else LATE if one.overdue else NOBODY
    url = reverse("follow-ups:slip", args=[one.sheet_id])
    next_step = NEXT[FollowUpState(one.state)]
    return Line(pupil.name if pupil else "", url, next_step, one.due, why, one)


def note_listed(actor: Actor, shown: Iterable[Line]) -> None:
    """Write to the audit whom a list is about."""
    seen = [one.follow_up.sheet.pupil_id for one in shown if one.follow_up]
    note_look(actor, Deed.SEE_TODAY, kind="follow_up_list", key="", pupils=seen)


def section(request: Request) -> Section:
    """The first of them, for Today."""
    found = lines(request.actor)
    shown = found[:ON_TODAY]
    note_listed(request.actor, shown)
    more = "follow-ups:owed" if len(found) > ON_TODAY else ""
    return Section("あなたの番の個票", "follow_ups/_owed.html", shown, more)


@guarded(Deed.SEE_TODAY)
@require_GET
def page(request: Request) -> HttpResponse:
    """All of it, the first due first."""
    shown = Paginator(lines(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    note_listed(request.actor, shown)
    return render(request, "follow_ups/owed.html", {"page": shown, "lines": list(shown)})
