"""Looking at what was gathered, record by record."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may
from tsunagu.rights.actions import decide
from tsunagu.rights.actions.reviewing import grounds
from tsunagu.rights.enums import ClaimState
from tsunagu.rights.models import Claim, Item, ItemQuerySet
from tsunagu.rights.rules import blacked
from tsunagu.school.held import Line, holding
from tsunagu.web.components.forms import show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.rights.claims import claim_for
from tsunagu.web.rights.forms import DecisionForm

PER_PAGE = 20


@dataclass(frozen=True)
class Piece:
    """A stretch of text; of one that a span covers its place in the list of spans."""

    text: str
    place: int | None = None
    black: bool = False


@dataclass(frozen=True)
class Reading:
    """A line of a record as who reviews reads it, and as it would be given."""

    label: str
    pieces: list[Piece]
    given: str


def reading(item: Item, line: Line) -> Reading:
    """A line with its spans marked."""
    of_line = [
        (place, span) for place, span in enumerate(item.spans) if span["field"] == line["field"]
    ]
    given = blacked(line["text"], [span for _, span in of_line])
    return Reading(line["label"], list(_pieces(line["text"], of_line)), given)


def _pieces(text: str, spans: list[tuple[int, dict[str, int]]]) -> Iterator[Piece]:
    at = 0
    for place, span in sorted(spans, key=lambda one: (one[1]["start"], one[1]["end"])):
        start = max(span["start"], at)
        yield Piece(text[at:start])
        yield Piece(text[start : max(span["end"], start)], place, bool(span["black"]))
        at = max(span["end"], at)
    yield Piece(text[at:])


@dataclass(frozen=True)
class Shown:
    """A record on the list or on its own page."""

    item: Item
    label: str
    lines: list[Reading]
    words: list[tuple[int, str, bool]]
    """Of each span its place, its words, and whether they are black."""


def shown(item: Item) -> Shown:
    """A record as it is shown."""
    texts = {line["field"]: line["text"] for line in item.lines}
    words = [
        (place, texts[span["field"]][span["start"] : span["end"]], bool(span["black"]))
        for place, span in enumerate(item.spans)
    ]
    lines = [reading(item, line) for line in item.lines]
    return Shown(item, holding(item.holding).label, lines, words)


def _ordered(claim: Claim) -> ItemQuerySet:
    return claim.items.order_by("holding", F("day").asc(nulls_first=True), "pk")


@guarded(Deed.SEE_CLAIMS)
@require_GET
def items(request: Request, claim: UUID) -> HttpResponse:
    """What was gathered: all of it, one kind of it, or what is still to be decided."""
    one = claim_for(request, claim, Deed.SEE_CLAIMS)
    found = _ordered(one).select_related("decided_by")
    kind = request.GET.get("kind", "")
    if kind:
        found = found.filter(holding=kind)
    if request.GET.get("left"):
        found = found.undecided()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    note_look(request.actor, Deed.SEE_CLAIMS, kind="claim", key=claim, pupil=one.pupil_id)
    context = {
        "claim": one,
        "page": page,
        "records": [shown(item) for item in page],
        "grounds": grounds(one),
        "reviews": _reviews(request, one),
        "kind": kind,
        "left": request.GET.get("left", ""),
    }
    return render(request, "rights/items.html", context)


def _reviews(request: Request, claim: Claim) -> bool:
    """May the actor still decide?"""
    in_review = claim.state == ClaimState.IN_REVIEW
    return in_review and may(request.actor, Deed.REVIEW_CLAIM, claim.scope)


@guarded(Deed.SEE_CLAIMS)
@require_GET
def one(request: Request, claim: UUID, item: UUID) -> HttpResponse:
    """One record with its spans, and the form to decide on it."""
    whole = claim_for(request, claim, Deed.SEE_CLAIMS)
    record = get_object_or_404(whole.items.select_related("decided_by"), pk=item)
    return _page(request, whole, record, DecisionForm(item=record, grounds=grounds(whole)))


def _page(request: Request, claim: Claim, item: Item, form: DecisionForm) -> HttpResponse:
    note_look(request.actor, Deed.SEE_CLAIMS, kind="claim", key=claim.pk, pupil=claim.pupil_id)
    context = {
        "claim": claim,
        "record": shown(item),
        "form": form,
        "grounds": grounds(claim),
        "reviews": _reviews(request, claim),
        "left": claim.items.undecided().count(),
    }
    return render(request, "rights/item.html", context, status=422 if form.errors else 200)


@guarded(Deed.REVIEW_CLAIM)
@require_POST
def decision(request: Request, claim: UUID, item: UUID) -> HttpResponse:
    """Decide on one record, and go on to the next that is undecided."""
    whole = claim_for(request, claim, Deed.REVIEW_CLAIM)
    record = get_object_or_404(whole.items.select_related("decided_by"), pk=item)
    black = {int(place) for place in request.POST.getlist("span") if place.isdecimal()}
    form = DecisionForm(request.POST, item=record, grounds=grounds(whole))
    if form.is_valid():
        with show_refusals(form):
            told = form.cleaned_data
            decide(
                item=record,
                withheld=told["answer"] == "withhold",
                ground=told["ground"],
                black=black,
                words=told["words"].splitlines(),
                by=request.actor,
            )
            messages.success(request, "決めたことを残しました")
            following = _ordered(whole).undecided().first()
            if following is None:
                return redirect("rights:page", claim)
            return redirect("rights:item", claim, following.pk)
    for place, span in enumerate(record.spans):
        span["black"] = place in black
    return _page(request, whole, record, form)
