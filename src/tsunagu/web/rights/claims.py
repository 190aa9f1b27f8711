"""Claims: their list, their receipt, and the way to the answer."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may
from tsunagu.clock import today
from tsunagu.packs.loader import phrases
from tsunagu.rights import actions
from tsunagu.rights.actions.receiving import find_pupil
from tsunagu.rights.enums import OPEN, TO_GIVE, Capacity, ClaimKind
from tsunagu.rights.models import Claim, ClaimQuerySet
from tsunagu.rights.queries import kinds, must_be_confirmed, owed, told_remedies
from tsunagu.web.components.forms import say_refusals, show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.naming import named
from tsunagu.web.pupil.door import reach_pupil
from tsunagu.web.rights.forms import PAPERS, ClaimForm, FindForm, SearchForm, WhyForm

SESSION_KEY = "claim-search"
PER_PAGE = 40


def claim_for(request: Request, key: UUID, deed: Deed) -> Claim:
    """A claim on which the actor may do the deed; raises `Http404` where not."""
    found = Claim.objects.visible_to(request.actor, deed)
    people = ("pupil", "school", "municipality", "by", "reviewed_by", "approved_by")
    return get_object_or_404(found.select_related(*people), pk=key)


def _matching(claims: ClaimQuerySet, asked: dict[str, str]) -> ClaimQuerySet:
    """Claims that fit what was asked for."""
    states = {"": Q(state__in=OPEN), "ended": ~Q(state__in=OPEN), "all": Q()}
    claims = claims.filter(states.get(asked.get("which", ""), Q()))
    words = asked.get("text", "").strip()
    if not words:
        return claims
    of_child = named(claims, words, "pupil__")
    return claims.filter(Q(pk__in=of_child.values("pk")) | Q(asked_by__contains=words))


@guarded(Deed.SEE_CLAIMS)
@require_http_methods(["GET", "POST"])
def listed(request: Request) -> HttpResponse:
    """The claims at one's schools, the first due first; those that wait for oneself are marked."""
    if request.method == "POST":
        asked = {name: request.POST.get(name, "")[:100] for name in SearchForm.base_fields}
        request.session[SESSION_KEY] = asked
        return redirect("rights:list")
    asked = request.session.get(SESSION_KEY, {})
    seen = Claim.objects.visible_to(request.actor, Deed.SEE_CLAIMS)
    found = _matching(seen, asked).select_related("pupil", "school").order_by("due", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = (claim.pupil_id for claim in page)
    note_look(request.actor, Deed.SEE_CLAIMS, kind="claim_list", key="", pupils=shown)
    context = {
        "form": SearchForm(asked),
        "find_form": FindForm(),
        "page": page,
        "mine": set(owed(request.actor).values_list("pk", flat=True)),
        "searched": any(asked.values()),
    }
    return render(request, "rights/list.html", context)


@guarded(Deed.RECEIVE_CLAIM)
@require_POST
def find(request: Request) -> HttpResponse:
    """Leads to the receipt for the child whom a roster calls so."""
    form = FindForm(request.POST)
    given = form.cleaned_data["sourced_id"] if form.is_valid() else ""
    pupil = find_pupil(sourced_id=given, by=request.actor)
    if pupil is None:
        messages.error(request, "その児童生徒IDの子どもは見つかりません。番号を確かめてください")
        return redirect("rights:list")
    return redirect("rights:new", pupil.pk)


@guarded(Deed.RECEIVE_CLAIM)
@require_http_methods(["GET", "POST"])
def new(request: Request, pupil: UUID) -> HttpResponse:
    """The form of a claim about a child."""
    child = reach_pupil(request.actor, pupil, Deed.RECEIVE_CLAIM).pupil
    given = request.POST if request.method == "POST" else None
    start = {"received_on": today(), "kind": ClaimKind.DISCLOSURE}
    form = ClaimForm(given, pupil=child, initial=start)
    if given is not None and form.is_valid():
        with show_refusals(form):
            told = form.cleaned_data
            claim = actions.receive(
                pupil=child,
                kind=ClaimKind(told["kind"]),
                asked_by=told["asked_by"],
                capacity=Capacity(told["capacity"]),
                papers=told["papers"],
                received_on=told["received_on"],
                guardian=told["guardian"],
                by=request.actor,
            )
            if not Claim.objects.visible_to(request.actor, Deed.SEE_CLAIMS).filter(pk=claim.pk):
                messages.success(request, "請求を受け付けました。ほかの管理職が答えます")
                return redirect("rights:list")
            messages.success(request, "請求を受け付けました")
            return redirect("rights:page", claim.pk)
    note_look(request.actor, Deed.RECEIVE_CLAIM, kind="pupil", key=pupil, pupil=pupil)
    context = {"form": form, "pupil": child}
    return render(request, "rights/new.html", context, status=422 if form.errors else 200)


@guarded(Deed.SEE_CLAIMS)
@require_GET
def page(request: Request, claim: UUID) -> HttpResponse:
    """A claim, how far its answer has come, and the next step."""
    one = claim_for(request, claim, Deed.SEE_CLAIMS)
    note_look(request.actor, Deed.SEE_CLAIMS, kind="claim", key=claim, pupil=one.pupil_id)
    seen = {p.id: p for group in PAPERS for p in phrases(one.municipality.packs, group, one.due)}
    found = kinds(one)
    person = request.actor.person
    context = {
        "claim": one,
        "papers": [seen[paper].text for paper in one.papers if paper in seen],
        "kinds": found,
        "left": sum(kind.undecided for kind in found),
        "reviews": may(request.actor, Deed.REVIEW_CLAIM, one.scope),
        "approves": may(request.actor, Deed.APPROVE_CLAIM, one.scope),
        "did_review": person is not None
        and Claim.objects.reviewed_by(person).filter(pk=claim).exists(),
        "to_give": one.state in TO_GIVE and one.kind == ClaimKind.DISCLOSURE,
        "remedies": told_remedies(one),
        "discloses": one.kind == ClaimKind.DISCLOSURE,
        "must_be_confirmed": must_be_confirmed(one),
        "why_form": WhyForm(),
    }
    return render(request, "rights/page.html", context)


def _gather(claim: Claim, request: Request) -> str:
    fresh = actions.gather(claim=claim, by=request.actor)
    return f"記録を集めました。新しく見るものは{fresh}件です"


def _settle(claim: Claim, request: Request) -> str:
    holding = request.POST.get("holding", "")
    done = actions.settle_plain(claim=claim, holding=holding, by=request.actor)
    return f"{done}件を、開示すると決めました"


def _finish(claim: Claim, request: Request) -> str:
    actions.finish_review(claim=claim, by=request.actor)
    return "見直しを終えました。ほかの人の承認を待っています"


def _extend(claim: Claim, request: Request) -> str:
    actions.extend(claim=claim, why=request.POST.get("why", ""), by=request.actor)
    return "期限を延ばしました。請求した人に、理由と新しい期限を知らせてください"


def _withdraw(claim: Claim, request: Request) -> str:
    actions.withdraw(claim=claim, why=request.POST.get("why", ""), by=request.actor)
    return "取り下げとして記録し、集めた記録の写しを消しました"


def _approve(claim: Claim, request: Request) -> str:
    sure = "who_confirmed" in request.POST
    actions.approve(claim=claim, by=request.actor, who_confirmed=sure)
    if claim.kind == ClaimKind.DISCLOSURE:
        return "承認しました。渡せます"
    return "承認し、決めたとおりにしました。請求した人に、決めたことと理由を知らせてください"


def _send_back(claim: Claim, request: Request) -> str:
    actions.send_back(claim=claim, why=request.POST.get("why", ""), by=request.actor)
    return "見直しに戻しました"


STEPS = {
    "gather": _gather,
    "settle": _settle,
    "finish": _finish,
    "extend": _extend,
    "withdraw": _withdraw,
}


def _hand_over(claim: Claim, request: Request) -> str:
    actions.hand_over(claim=claim, by=request.actor)
    return "今の学校へ移しました。これからは、今の学校の管理職が答えます"


APPROVALS = {"approve": _approve, "send-back": _send_back, "hand-over": _hand_over}


def _act(
    request: Request,
    claim: UUID,
    deed: Deed,
    acts: Mapping[str, Callable[[Claim, Request], str]],
) -> HttpResponse:
    """Do what the form's button names, and say so."""
    one = claim_for(request, claim, deed)
    act = acts.get(request.POST.get("act", ""))
    if act is not None:
        with say_refusals(request):
            messages.success(request, act(one, request))
    return redirect("rights:page", claim)


@guarded(Deed.REVIEW_CLAIM)
@require_POST
def step(request: Request, claim: UUID) -> HttpResponse:
    """A step of who reviews."""
    return _act(request, claim, Deed.REVIEW_CLAIM, STEPS)


@guarded(Deed.APPROVE_CLAIM)
@require_POST
def approval(request: Request, claim: UUID) -> HttpResponse:
    """Approve, or send back."""
    return _act(request, claim, Deed.APPROVE_CLAIM, APPROVALS)


@guarded(Deed.APPROVE_CLAIM)
@require_POST
def give(request: Request, claim: UUID) -> HttpResponse:
    """What was approved, as a file; with the download it is given."""
    one = claim_for(request, claim, Deed.APPROVE_CLAIM)
    with say_refusals(request):
        answer = HttpResponse(
            actions.bundle(claim=one, by=request.actor), content_type="application/zip"
        )
        answer["Content-Disposition"] = f'attachment; filename="disclosure-{one.pk}.zip"'
        return answer
    return redirect("rights:page", claim)
