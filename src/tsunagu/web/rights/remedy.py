"""Which record a claim for correction or stop of use is about, and how it is answered."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.rights.actions import settle
from tsunagu.rights.actions.remedying import choices
from tsunagu.rights.enums import ClaimKind
from tsunagu.web.components.forms import show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.rights.claims import claim_for
from tsunagu.web.rights.forms import RemedyForm


@guarded(Deed.REVIEW_CLAIM)
@require_http_methods(["GET", "POST"])
def remedy(request: Request, claim: UUID) -> HttpResponse:
    """Choose a record and decide on it; a claim for disclosure has its own page for that."""
    one = claim_for(request, claim, Deed.REVIEW_CLAIM)
    if one.kind == ClaimKind.DISCLOSURE:
        return redirect("rights:page", claim)
    known = {choice.name: choice for choice in choices(one)}
    records = [(name, choice.label) for name, choice in known.items()]
    form = RemedyForm(request.POST if request.method == "POST" else None, records=records)
    if form.is_bound and form.is_valid():
        with show_refusals(form):
            told = form.cleaned_data
            settle(
                claim=one,
                choice=known[told["record"]],
                after=told["after"],
                granted=told["answer"] == "grant",
                why=told["why"],
                by=request.actor,
            )
            messages.success(request, "決めたことを残しました。承認されるまで、何も変わりません")
            return redirect("rights:page", claim)
    note_look(request.actor, Deed.REVIEW_CLAIM, kind="claim", key=claim, pupil=one.pupil_id)
    context = {"claim": one, "form": form}
    return render(request, "rights/remedy.html", context, status=422 if form.errors else 200)
