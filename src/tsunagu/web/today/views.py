"""The person's day: what they owe, what needs a hand, whom nobody speaks about."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.enums import AGENCY_ROLES, MANAGERS
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.cases.queries import waiting_pupils
from tsunagu.clock import today
from tsunagu.oversight.queries import findings
from tsunagu.response.limits import limits_of
from tsunagu.response.models import Sharing, TaskQuerySet
from tsunagu.response.queries.calls import calls, schools_called
from tsunagu.response.queries.owed import Desk, describe, desk
from tsunagu.response.queries.reports import unreported
from tsunagu.response.queries.stand_ins import stand_ins
from tsunagu.response.queries.unreviewed import days_unreviewed, unreviewed
from tsunagu.rights.models import Claim
from tsunagu.rights.queries import owed as owed_claims
from tsunagu.school.models import School
from tsunagu.web.components.sections import Section
from tsunagu.web.components.tabs import Tab
from tsunagu.web.confirming.views import how_many
from tsunagu.web.consultations import owed as consultations
from tsunagu.web.consultations import requests
from tsunagu.web.follow_ups import owed as follow_ups
from tsunagu.web.http import Request, guarded
from tsunagu.web.library import approving
from tsunagu.web.signs import owed as signs
from tsunagu.web.support import child_words, handover_owed
from tsunagu.web.support import meetings_owed as meetings
from tsunagu.web.support import owed as support
from tsunagu.web.today import agreed
from tsunagu.web.today.cards import PER_PAGE, board, cards_of, search
from tsunagu.web.today.morning import morning
from tsunagu.web.today.outside import show_outside
from tsunagu.web.today.quiet import quiet

SECTIONS: tuple[Callable[[Request], Section], ...] = (
    child_words.section,
    agreed.section,
    signs.section,
    consultations.section,
    meetings.section,
    follow_ups.section,
    support.section,
    support.steps_section,
    requests.section,
    approving.section,
    handover_owed.section,
)
"""What else can be somebody's turn, in the order of the page."""
CALLS_AT_MOST = 200
CHECKS_AT_MOST = 20
searchable = require_http_methods(["GET", "HEAD", "POST"])


LISTS: tuple[tuple[str, str, Callable[[Desk], int]], ...] = (
    ("今日すること", "today", lambda desk: _pupils(desk.owed())),
    ("手助けがいること", "today-hand", lambda desk: _pupils(desk.needs_a_hand())),
    ("担当が決まっていないこと", "today-unowned", lambda desk: _pupils(desk.without_owner())),
    ("管理職への報告", "today-unreported", lambda desk: _pupils(unreported(desk.actor))),
    (
        "見直しの日が決まっていない子ども",
        "today-unreviewed",
        lambda desk: len(days_unreviewed(desk)),
    ),
    ("開示などの請求", "rights:list", lambda desk: _pupils(owed_claims(desk.actor))),
    ("校外との共有", "today-outside", lambda desk: waiting_pupils(desk.actor)),
)
"""The lists with their names, the names of their pages, and how many pupils each is about."""


def _tabs(desk: Desk, here: str, known: int | None = None) -> list[Tab]:
    """The lists that have something in them, and the one that is open, whose count may be known."""
    tabs = []
    for label, name, count in LISTS:
        pupils = known if name == here and known is not None else count(desk)
        tabs.append(Tab(label, reverse(name), name == here, pupils))
    return [tab for tab in tabs if tab.count or tab.current or tab.url == "/"]


def _pupils(rows: TaskQuerySet | QuerySet[Sharing] | QuerySet[Claim]) -> int:
    """How many pupils some tasks, sharings or claims are about."""
    return rows.order_by().values("pupil").distinct().count()


def _list(request: Request, name: str, own: Desk, tasks: TaskQuerySet) -> HttpResponse:
    """A list of cards by page, or those that a name posted fits: no name stands in an address."""
    words = request.POST.get("q", "").strip()
    shown = board(own, search(tasks, words), request.GET.get("page"))
    whole = None if words else shown.page.paginator.count
    seen = (card.first.pupil.pk for card in shown.cards)
    note_look(request.actor, Deed.SEE_TODAY, kind="today_list", key="", pupils=seen)
    to_check = list(findings(request.actor).open()[:CHECKS_AT_MOST]) if name == "today" else []
    second = how_many(request.actor) if name == "today" else 0
    turns = [make(request) for make in SECTIONS] if name == "today" else []
    sections = [one for one in turns if one.lines]
    first = morning(request.actor) if name == "today" else None
    owes = shown.cards or to_check or second or sections or (first and first.sos)
    context = {
        "name": name,
        "second": second,
        "to_check": to_check,
        "tabs": _tabs(own, name, whole),
        "page": shown.page,
        "cards": shown.cards,
        "q": words,
        "searchable": bool(words) or shown.page.has_other_pages(),
        "sections": sections,
        "calls": bool(shown.cards or schools_called(request.actor)),
        "records": may_somewhere(request.actor, Deed.RECORD_CONTACT),
        "quiet": None if owes else quiet(request.actor),
        "gaps_at": _gaps_at(request.actor) if name == "today-unowned" else [],
        "morning": first,
        "stand_ins": stand_ins(own) if name == "today" else [],
        "person": request.actor.person,
    }
    return render(request, "today/today.html", context)


def _gaps_at(actor: Actor) -> QuerySet[School]:
    """The schools that the person manages, for what their rosters leave open."""
    keys = {held.organisation for held in actor.held if held.kind in MANAGERS}
    return School.objects.filter(pk__in=keys).order_by("name", "pk")


@guarded(Deed.SEE_TODAY)
@searchable
def today_page(request: Request) -> HttpResponse:
    """What the person owes today."""
    if request.actor.kinds and request.actor.kinds <= AGENCY_ROLES:
        return show_outside(request, [])
    own = desk(request.actor)
    return _list(request, "today", own, own.owed())


@guarded(Deed.SEE_TODAY)
@searchable
def hand(request: Request) -> HttpResponse:
    """What is overdue with the person before in line."""
    own = desk(request.actor)
    return _list(request, "today-hand", own, own.needs_a_hand())


@guarded(Deed.SEE_TODAY)
@searchable
def unowned(request: Request) -> HttpResponse:
    """What falls to the managers because nobody else is there."""
    own = desk(request.actor)
    return _list(request, "today-unowned", own, own.without_owner())


@guarded(Deed.SEE_UNREVIEWED)
@require_GET
def without_review(request: Request) -> HttpResponse:
    """Pupils long not come without a date on which someone looks again."""
    own = desk(request.actor)
    page = Paginator(unreviewed(own), PER_PAGE).get_page(request.GET.get("page"))
    seen = (row.enrolment.pupil_id for row in page)
    note_look(request.actor, Deed.SEE_UNREVIEWED, kind="unreviewed_list", key="", pupils=seen)
    enough = limits_of(request.actor.municipality).review_from.on(today())
    context = {"tabs": _tabs(own, "today-unreviewed"), "page": page, "enough": enough}
    return render(request, "today/unreviewed.html", context)


@guarded(Deed.SEE_TODAY)
@require_GET
def without_report(request: Request) -> HttpResponse:
    """Sharings of which no manager has been told yet, each with its form to report."""
    own = desk(request.actor)
    page = Paginator(unreported(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    seen = (sharing.pupil_id for sharing in page)
    note_look(request.actor, Deed.SEE_TODAY, kind="unreported_list", key="", pupils=seen)
    context = {"tabs": _tabs(own, "today-unreported"), "page": page}
    return render(request, "today/unreported.html", context)


@guarded(Deed.SEE_TODAY)
@require_GET
def outside(request: Request) -> HttpResponse:
    """What of sharing outside the school waits for the person."""
    return show_outside(request, _tabs(desk(request.actor), "today-outside"))


@guarded(Deed.SEE_TODAY)
@require_GET
def call_list(request: Request) -> HttpResponse:
    """The contacts owed today on paper, with room to write: one's own, or the whole school's."""
    own = desk(request.actor)
    tasks = calls(own)
    cards = cards_of(describe(own, tasks[:CALLS_AT_MOST]))
    more = tasks.count() - CALLS_AT_MOST
    seen = (card.first.pupil.pk for card in cards)
    note_look(request.actor, Deed.SEE_GUARDIAN, kind="call_list", key="", pupils=seen)
    context = {"cards": cards, "more": max(more, 0), "whole": bool(schools_called(request.actor))}
    return render(request, "today/call_list.html", context)
