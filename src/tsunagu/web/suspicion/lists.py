"""The managers' list of suspicions: those that are not over, and those that are."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.enums import SuspicionState
from tsunagu.cases.models import Suspicion
from tsunagu.clock import today
from tsunagu.school.models import Enrolment
from tsunagu.web.components.tabs import Tab
from tsunagu.web.http import Request, guarded
from tsunagu.web.naming import named

PER_PAGE = 30


@guarded(Deed.SEE_SUSPICION)
@require_http_methods(["GET", "POST"])
def suspicions(request: Request) -> HttpResponse:
    """The newest first; a name posted finds its own, and stands in no address."""
    over = request.GET.get("over") == "1"
    text = request.POST.get("q", "").strip()
    ours = Suspicion.objects.visible_to(request.actor)
    ended = ours.filter(state=SuspicionState.ENDED)
    shown = ended if over else ours.exclude(state=SuspicionState.ENDED)
    homes = Enrolment.objects.on(today()).home().select_related("classroom")
    rows = named(shown, text, at="pupil__").select_related("pupil", "school", "by")
    rows = rows.prefetch_related(Prefetch("pupil__enrolments", homes, to_attr="homes"))
    number = None if text else request.GET.get("page")
    page = Paginator(rows.order_by("-at", "pk"), PER_PAGE).get_page(number)
    note_look(
        request.actor,
        Deed.SEE_SUSPICION,
        kind="suspicion_list",
        key="",
        pupils=(one.pupil_id for one in page),
        managers_only=True,
    )
    here = reverse("suspicion:list")
    context = {
        "page": page,
        "q": text,
        "over": over,
        "tabs": [
            Tab("終わっていないもの", here, not over),
            Tab("終わったもの", f"{here}?over=1", over),
        ],
    }
    return render(request, "suspicion/list.html", context)
