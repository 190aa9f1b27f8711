"""Cases in lists: a child's, and all that one works on."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.actions.cases import begin_case
from tsunagu.cases.case_enums import CaseOrigin, CaseState
from tsunagu.cases.models import Case, CaseQuerySet
from tsunagu.clock import today
from tsunagu.org.models import Municipality
from tsunagu.packs.loader import case_kinds
from tsunagu.packs.schema import CaseKind
from tsunagu.web.components.forms import show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.naming import named
from tsunagu.web.pupil.door import open_pupil
from tsunagu.web.support.forms import BeginForm, ListForm

PER_PAGE = 30
READ_WITH = ("pupil", "school", "coordinator", "version")


def kinds_of(city: Municipality) -> list[CaseKind]:
    """The kinds of case there are today."""
    return [kind for _, kind in case_kinds(city.packs, today()).values()]


@guarded(Deed.SEE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def everywhere(request: Request) -> HttpResponse:
    """The cases that one works on, the first due first; a name posted stands in no address."""
    rows = Case.objects.visible_to(request.actor, Deed.SEE_CASE)
    form = ListForm(request.GET)
    form.offering(kinds_of(request.actor.municipality))
    asked = form.cleaned_data if form.is_valid() else {}
    text = request.POST.get("q", "").strip()[:100]
    found = named(_matching(rows, asked), text, at="pupil__").select_related(*READ_WITH)
    page = Paginator(found.order_by("due", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    seen = {one.pupil_id for one in page}
    note_look(request.actor, Deed.SEE_CASE, kind="case_list", key="", pupils=seen)
    asking = any(asked.values())
    context = {"form": form, "page": page, "q": text, "asked": asking}
    return render(request, "support/list.html", context)


def _matching(rows: CaseQuerySet, asked: dict[str, str]) -> CaseQuerySet:
    """Those that fit what was asked for; without a state those that are not over."""
    state = asked.get("state", "")
    going = ~Q(state=CaseState.CLOSED)
    states = {"": going, "all": Q(), "overdue": going & Q(due__lt=today())}
    rows = rows.filter(states.get(state, Q(state=state)))
    return rows.filter(kind=asked["kind"]) if asked.get("kind") else rows


@guarded(Deed.SEE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def of_pupil(request: Request, pupil: UUID) -> HttpResponse:
    """A child's cases, the newest first, and the form that begins one."""
    opened = open_pupil(request.actor, pupil, Deed.SEE_CASE)
    origin = request.GET.get("origin")
    posted = request.POST if request.method == "POST" else None
    form = BeginForm(posted, initial={"origin": origin})
    form.offering(kinds_of(request.actor.municipality))
    if form.is_bound and form.is_valid():
        with show_refusals(form):
            case = begin_case(pupil=opened.pupil, by=request.actor, **form.cleaned_data)
            return redirect("support:case", case.pk)
    rows = Case.objects.visible_to(request.actor, Deed.SEE_CASE).filter(pupil=opened.pupil)
    rows = rows.select_related(*READ_WITH).order_by("-begun_at", "pk")
    context = {
        "opened": opened,
        "form": form,
        "begins": form.is_bound or origin in CaseOrigin.values,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "support/pupil.html", context, status=422 if form.errors else 200)
