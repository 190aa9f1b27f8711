"""Writing a story: a draft, its names looked at one by one, and asking for approval."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.actions.stories import (
    ask_approval,
    begin_story,
    clear_names,
    recall_story,
    rewrite_story,
    take_back_story,
    write_story,
)
from tsunagu.cases.enums import StoryMove
from tsunagu.cases.models import Story
from tsunagu.cases.queries.stories import TITLE, begun_on, choices, not_looked_at
from tsunagu.cases.story_rules import missing
from tsunagu.clock import today
from tsunagu.packs.loader import phrases
from tsunagu.web.components.acts import Way, done, wrong
from tsunagu.web.components.forms import say_refusals, show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.library.acts import Ways, acts_on
from tsunagu.web.library.forms import NEXT, PlainForm, StoryForm, WhyForm, first_values
from tsunagu.web.library.reading import PER_PAGE, Told, tabs

M = StoryMove
WAYS: Ways = {
    "recall": (
        Way("", "承認を頼むのをやめて、書き直す", "下書きにもどしました", PlainForm),
        recall_story,
        M.RECALL,
    ),
    "rewrite": (
        Way("", "もう一度書き始める", "下書きにもどしました", PlainForm),
        rewrite_story,
        M.REWRITE,
    ),
    "take-back": (
        Way("取り下げる", "取り下げる", "取り下げました", WhyForm),
        take_back_story,
        M.TAKE_BACK,
    ),
}
"""What its writer can do beside writing."""


def _mine(actor: Actor, key: UUID) -> Story:
    """A story of the actor's own. Raises `Http404`."""
    own = Story.objects.visible_to(actor, Deed.WRITE_STORY).select_related("municipality")
    one = own.filter(pk=key).first()
    if one is None:
        raise Http404
    return one


@guarded(Deed.WRITE_STORY)
@require_GET
def mine(request: Request) -> HttpResponse:
    """One's own stories in every state, the newest first."""
    rows = Story.objects.visible_to(request.actor, Deed.WRITE_STORY).order_by("-begun_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "tabs": tabs(request.actor, "library:mine")}
    return render(request, "library/mine.html", context)


def _form(request: Request, story: Story | None) -> StoryForm:
    """The form with what stands in the story, or with what was posted."""
    city = request.actor.municipality
    day = begun_on(story) if story else today()
    hints = {one.id: one.text for one in phrases(city.packs, "story.heading", day)}
    posted = request.POST if request.method == "POST" and "act" not in request.POST else None
    first = first_values(story.words) if story else {}
    return StoryForm(posted, initial=first, offered=choices(city, day), hints=hints)


def _saved(request: Request, story: Story) -> HttpResponse:
    """Where a story leads that was saved."""
    if NEXT in request.POST:
        return redirect("library:names", story.pk)
    messages.success(request, "下書きを保存しました")
    return redirect("library:own", story.pk)


@guarded(Deed.WRITE_STORY)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """A new story."""
    form = _form(request, None)
    if form.is_bound and form.is_valid():
        with show_refusals(form):
            return _saved(request, begin_story(words=form.words, by=request.actor))
    return render(request, "library/write.html", {"form": form}, status=422 if form.errors else 200)


@guarded(Deed.WRITE_STORY)
@require_http_methods(["GET", "POST"])
def own(request: Request, story: UUID) -> HttpResponse:
    """A story of one's own: to write, or to read with what can be done."""
    one = _mine(request.actor, story)
    acts = acts_on(request, one, WAYS)
    if done(request, acts):
        return redirect("library:own", one.pk)
    form = _form(request, one) if one.writable else None
    if form and form.is_bound and form.is_valid():
        with show_refusals(form):
            return _saved(request, write_story(story=one, words=form.words, by=request.actor))
    failed = wrong(acts) or (form if form and form.errors else None)
    context = {
        "story": one,
        "told": Told(one),
        "form": form,
        "failed": failed,
        "acts": acts,
        "steps": one.steps.select_related("by"),
    }
    name = "library/write.html" if form else "library/own.html"
    return render(request, name, context, status=422 if failed else 200)


@guarded(Deed.WRITE_STORY)
@require_http_methods(["GET", "POST"])
def names(request: Request, story: UUID) -> HttpResponse:
    """The places that read like names, each to be looked at; then somebody is asked to approve."""
    one = _mine(request.actor, story)
    if not one.writable:
        return redirect("library:own", one.pk)
    if request.method == "POST":
        with say_refusals(request):
            places = request.POST.getlist("place")
            clear_names(story=one, places=places, by=request.actor)
            if "ask" not in request.POST:
                return redirect("library:names", one.pk)
            ask_approval(story=one, by=request.actor)
            messages.success(request, "承認を頼みました。指導主事と課長の「今日」に出ています")
            return redirect("library:own", one.pk)
    note_look(request.actor, Deed.WRITE_STORY, kind="story_names", key=one.pk)
    offered_then = choices(one.municipality, begun_on(one))
    context = {
        "story": one,
        "hits": not_looked_at(one),
        "labels": {TITLE: "題", **offered_then.headings},
        "lacks": list(missing(one.words, offered_then).values()),
        "cleared": one.cleared.order_by("at", "pk"),
    }
    return render(request, "library/names.html", context)
