"""Finding stories and reading one: all staff, and only what somebody has approved."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.cases.models import Story
from tsunagu.cases.queries.stories import begun_on, choices, library
from tsunagu.web.components.tabs import Tab
from tsunagu.web.http import Request, guarded
from tsunagu.web.library.forms import FindForm

PER_PAGE = 20
LONGEST_WORDS = 100


@dataclass(frozen=True)
class Told:
    """A story in words: its labels and its headings, by the packs of the day it was begun."""

    story: Story

    @property
    def categories(self) -> list[str]:
        """To which categories it belongs."""
        offered = choices(self.story.municipality, begun_on(self.story)).categories
        return [label for code, label in offered.items() if code in self.story.words.categories]

    @property
    def about(self) -> str:
        """School stage, place and ages in one line; what is not said is left out."""
        one, offered = self.story, choices(self.story.municipality, begun_on(self.story))
        ages = f"{one.youngest}～{one.oldest}歳" if one.youngest and one.oldest else ""
        said = (offered.stages.get(one.stage, ""), offered.places.get(one.place, ""), ages)
        return "　".join(filter(None, said))

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Each heading with its text."""
        offered = choices(self.story.municipality, begun_on(self.story))
        return [(label, self.story.parts.get(code, "")) for code, label in offered.headings.items()]


def tabs(actor: Actor, here: str) -> list[Tab]:
    """The lists of stories that the actor can open."""
    lists = (
        ("みなが読める記録", "library:list", Deed.READ_STORY),
        ("自分が書いた記録", "library:mine", Deed.WRITE_STORY),
        ("承認", "library:waiting", Deed.APPROVE_STORY),
    )
    return [
        Tab(label, reverse(name), name == here)
        for label, name, deed in lists
        if may_somewhere(actor, deed)
    ]


@guarded(Deed.READ_STORY)
@require_http_methods(["GET", "POST"])
def found(request: Request) -> HttpResponse:
    """The newest first; what is chosen stands in the address, words posted stand in none."""
    form = FindForm(request.GET, offered=choices(request.actor.municipality))
    asked = form.cleaned_data if form.is_valid() else {}
    text = request.POST.get("q", "").strip()[:LONGEST_WORDS]
    rows = library(request.actor, text=text, **asked).select_related("municipality")
    number = None if text else request.GET.get("page")
    page = Paginator(rows.prefetch_related("categories"), PER_PAGE).get_page(number)
    context = {
        "form": form,
        "page": page,
        "told": [Told(one) for one in page],
        "q": text,
        "asked": bool(text) or any(value not in ("", None) for value in asked.values()),
        "tabs": tabs(request.actor, "library:list"),
        "writes": may_somewhere(request.actor, Deed.WRITE_STORY),
    }
    return render(request, "library/list.html", context, status=422 if form.errors else 200)


@guarded(Deed.READ_STORY)
@require_GET
def page(request: Request, story: UUID) -> HttpResponse:
    """An approved story; who wrote it is not told."""
    one = Story.objects.visible_to(request.actor, Deed.READ_STORY).filter(pk=story).first()
    if one is None:
        raise Http404
    return render(request, "library/story.html", {"told": Told(one), "story": one})
