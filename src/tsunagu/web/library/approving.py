"""Approving stories that others wrote, and taking them out of the library again."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.cases.actions.stories import approve_story, return_story, take_back_story
from tsunagu.cases.enums import StoryMove, StoryState
from tsunagu.cases.models import Story, StoryQuerySet
from tsunagu.web.components.acts import Way, done, wrong
from tsunagu.web.components.sections import ON_TODAY, Section
from tsunagu.web.http import Request, guarded
from tsunagu.web.library.acts import Ways, acts_on
from tsunagu.web.library.forms import PlainForm, ReturnForm, WhyForm
from tsunagu.web.library.reading import PER_PAGE, Told, tabs

M = StoryMove
WAYS: Ways = {
    "approve": (
        Way("", "承認する（みなが読めるようになる）", "承認しました", PlainForm),
        approve_story,
        M.APPROVE,
    ),
    "return": (
        Way("書き直しを頼む", "書き直しを頼む", "書いた人に返しました", ReturnForm),
        return_story,
        M.RETURN,
    ),
    "take-back": (
        Way("取り下げる", "取り下げる", "取り下げました", WhyForm),
        take_back_story,
        M.TAKE_BACK,
    ),
}
"""What can be done about another's story."""


def waiting_for(actor: Actor) -> StoryQuerySet:
    """The stories that wait for the actor's approval, the first written first."""
    if not may_somewhere(actor, Deed.APPROVE_STORY):
        return Story.objects.none()
    before = Story.objects.visible_to(actor, Deed.APPROVE_STORY)
    return before.filter(state=StoryState.WAITING).select_related("by").order_by("begun_at", "pk")


def section(request: Request) -> Section:
    """The first of them, for Today."""
    rows = list(waiting_for(request.actor)[: ON_TODAY + 1])
    more = "library:waiting" if len(rows) > ON_TODAY else ""
    return Section("承認を待つ実践の記録", "library/_waiting.html", rows[:ON_TODAY], more)


@guarded(Deed.APPROVE_STORY)
@require_GET
def waiting(request: Request) -> HttpResponse:
    """What waits for approval."""
    page = Paginator(waiting_for(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "tabs": tabs(request.actor, "library:waiting")}
    return render(request, "library/waiting.html", context)


@guarded(Deed.APPROVE_STORY)
@require_http_methods(["GET", "POST"])
def judged(request: Request, story: UUID) -> HttpResponse:
    """One story of another's: read it, then approve it, give it back or take it back."""
    known = Story.objects.visible_to(request.actor, Deed.APPROVE_STORY)
    one = known.select_related("by", "municipality").filter(pk=story).first()
    if one is None:
        raise Http404
    acts = acts_on(request, one, WAYS)
    if done(request, acts):
        return redirect("library:waiting")
    failed = wrong(acts)
    context = {
        "story": one,
        "told": Told(one),
        "acts": acts,
        "form": failed,
        "steps": one.steps.select_related("by"),
        "cleared": one.cleared.select_related("by").order_by("at", "pk"),
    }
    return render(request, "library/judged.html", context, status=422 if failed else 200)
