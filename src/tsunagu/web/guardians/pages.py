"""What a guardian sees once in: the own children, and what concerns them."""

from collections.abc import Callable
from operator import attrgetter

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.access.policy import Deed
from tsunagu.families.children import children_of, waits_for_papers
from tsunagu.web.http import Request, View
from tsunagu.web.own import own_page


def for_guardian(deed: Deed) -> Callable[[View[...]], Callable[..., HttpResponseBase]]:
    """A guardian's own page; who is not in yet is led to the guardians' door."""
    return own_page(deed, of=attrgetter("guardian"), door="family:door")


@for_guardian(Deed.OWN_FAMILY)
@require_GET
def home(request: Request) -> HttpResponse:
    """The children of the guardian; of one for whom papers are to be seen first, nothing."""
    context = {
        "children": children_of(request.actor, Deed.OWN_FAMILY),
        "waiting": waits_for_papers(request.actor),
    }
    return render(request, "guardians/home.html", context)
