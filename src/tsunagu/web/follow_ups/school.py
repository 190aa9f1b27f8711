"""The school's side: its turns, the slips of a turn, and where each of them stands."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may
from tsunagu.cases.actions.follow_ups import hand_in, note_support, share_slip
from tsunagu.cases.enums import FollowUpMove, FollowUpState
from tsunagu.cases.follow_up_rules import NEXT, TRANSITIONS, stages
from tsunagu.cases.models import FollowUp, SlipTurn
from tsunagu.cases.queries.follow_ups import (
    FORM,
    SLIP_WITH,
    shares_of,
    slips_of_school,
    to_hand_in,
)
from tsunagu.clock import school_year_of, today
from tsunagu.response.queries.not_come import days_not_come
from tsunagu.school.models import Classroom, Pupil, School
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.consultations.forms import PlainForm
from tsunagu.web.follow_ups.forms import ShareForm, SupportForm
from tsunagu.web.follow_ups.words import owner_words
from tsunagu.web.http import Request, guarded

PER_PAGE = 30
TEN = 10
"""Days not come from which a child is offered to write a slip on."""
SHARE = Way("共有した相手を書く", "書く", "書きました", ShareForm)
SUPPORT = Way("一人ひとりの支援を書く", "書いて終える", "書きました", SupportForm)


def _school(actor: Actor, key: UUID) -> School:
    """A school whose lists the actor sees. Raises `Http404`."""
    school = School.objects.filter(municipality=actor.municipality, pk=key).first()
    if school is None or not may(actor, Deed.SEE_LISTS, school.scope):
        raise Http404
    return school


@guarded(Deed.SEE_LISTS)
@require_GET
def turns(request: Request, school: UUID) -> HttpResponse:
    """What the board has asked the school for, the newest first."""
    place = _school(request.actor, school)
    rows = SlipTurn.objects.filter(school=place).select_related("call").order_by("-call__at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "follow_ups/school.html", {"school": place, "page": page})


@guarded(Deed.SEE_LISTS)
@require_http_methods(["GET", "POST"])
def turn(request: Request, school: UUID, slipturn: UUID) -> HttpResponse:
    """One turn: the slips with where each stands, on whom one may be begun, and handing in."""
    place = _school(request.actor, school)
    rows = SlipTurn.objects.filter(school=place, pk=slipturn)
    one = rows.select_related("call", "school", "handed_in_by").first()
    if one is None:
        raise Http404
    acts = _hand_in(request, one)
    if done(request, acts):
        return redirect("follow-ups:turn", place.pk, one.pk)
    slips = list(slips_of_school(place))
    offer = _without(request.actor, place, {slip.pupil_id for slip in slips})
    seen = [*(slip.pupil_id for slip in slips), *(pupil.pk for pupil in offer)]
    note_look(request.actor, Deed.SEE_LISTS, kind="follow_up_list", key=one.pk, pupils=seen)
    context = {
        "turn": one,
        "rows": [(slip, getattr(slip, "follow_up", None)) for slip in slips],
        "offer": offer,
        "slip_form": FORM,
        "least": TEN,
        "acts": acts,
        "form": wrong(acts),
    }
    return render(request, "follow_ups/turn.html", context)


def _hand_in(request: Request, one: SlipTurn) -> list[Act]:
    """Handing in, for managers, while there is something to hand in or to say that there is not."""
    if one.call.ended_at or not may(request.actor, Deed.SIGN_SHEET, one.school.scope):
        return []
    ready = len(to_hand_in(one))
    if one.handed_in_at and not ready:
        return []
    button = f"完成した{ready}件を教育委員会に出す" if ready else "該当する子どもはいないと伝える"
    way = Way("", button, "出しました", PlainForm)
    return offered(request, {"hand-in": (way, partial(hand_in, turn=one))})


def _without(actor: Actor, school: School, written: set[UUID | None]) -> list[Pupil]:
    """The children who long have not come and on whom there is no slip this year."""
    on = today()
    rooms = Classroom.objects.filter(school=school, school_year=school_year_of(on).year)
    away = days_not_come(list(rooms), on, least=TEN).keys() - written
    pupils = Pupil.objects.visible_to(actor, Deed.WRITE_SHEET, on=on).filter(pk__in=away)
    return list(pupils.order_by("family_kana", "given_kana", "pk"))


@guarded(Deed.FOLLOW_UP)
@require_http_methods(["GET", "POST"])
def slip(request: Request, sheet: UUID) -> HttpResponse:
    """One slip that was handed in: where it stands, with whom it is shared, what was done."""
    known = FollowUp.objects.visible_to(request.actor, Deed.FOLLOW_UP)
    one = known.select_related(*SLIP_WITH).filter(sheet=sheet).first()
    if one is None:
        raise Http404
    acts = _acts(request, one)
    if done(request, acts):
        return redirect("follow-ups:slip", one.sheet_id)
    note_look(
        request.actor,
        Deed.FOLLOW_UP,
        kind="follow_up",
        key=one.pk,
        pupil=one.sheet.pupil_id or "",
        scope=one.sheet.scope,
    )
    state, failed = FollowUpState(one.state), wrong(acts)
    context = {
        "known": one,
        "moved": one.sheet.moved,
        "stages": stages(state),
        "next": NEXT.get(state, ""),
        "owners": owner_words(one, named=True),
        "steps": [(step, step.text) for step in one.steps.select_related("by")],
        "shares": shares_of(one) if may(request.actor, Deed.ASK_SHARE, one.sheet.scope) else None,
        "acts": acts,
        "form": failed,
    }
    return render(request, "follow_ups/slip.html", context, status=422 if failed else 200)


def _acts(request: Request, one: FollowUp) -> list[Act]:
    """What can be done as it stands."""
    ways: dict[str, tuple[FollowUpMove, Way, Callable[..., object]]] = {
        "share": (FollowUpMove.SHARE, SHARE, share_slip),
        "support": (FollowUpMove.SUPPORT, SUPPORT, note_support),
    }
    state = FollowUpState(one.state)
    open_ways = {
        name: (way, partial(verb, follow_up=one))
        for name, (move, way, verb) in ways.items()
        if (state, move) in TRANSITIONS
    }
    return offered(request, open_ways)
