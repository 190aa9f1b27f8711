"""A family's consent: recorded, and withdrawn."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tsunagu.access.policy import Deed
from tsunagu.cases.actions import record_consent, withdraw_consent
from tsunagu.cases.enums import ConsentWay, State
from tsunagu.cases.models import Consent
from tsunagu.clock import today
from tsunagu.web.cases.forms import ConsentForm, WithdrawForm
from tsunagu.web.components.forms import show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.door import open_pupil


@guarded(Deed.ASK_SHARE)
@require_http_methods(["GET", "POST"])
def new(request: Request, pupil: UUID) -> HttpResponse:
    """Record a consent, and go on to the share that rests on it."""
    opened = open_pupil(request.actor, pupil, Deed.ASK_SHARE)
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        actor=request.actor,
        sees_phone=opened.may(Deed.SEE_GUARDIAN),
        guardians=opened.guardians(),
        pupil=opened.pupil,
    )
    if request.method == "POST" and form.is_valid():
        with show_refusals(form):
            values = form.values(opened.pupil)
            consent = record_consent(pupil=opened.pupil, by=request.actor, **values)
            messages.success(request, "同意を記録しました。つづけて、共有を出せます")
            return redirect(f"{reverse('cases:new', args=[pupil])}?consent={consent.pk}")
    context = {"opened": opened, "form": form}
    return render(request, "cases/consent_form.html", context, status=422 if form.errors else 200)


@guarded(Deed.ASK_SHARE)
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, pupil: UUID, consent: UUID) -> HttpResponse:
    """Record that a consent was withdrawn, with what ends thereby in sight."""
    opened = open_pupil(request.actor, pupil, Deed.ASK_SHARE)
    known = Consent.objects.select_related("receiver", "pupil")
    held = known.filter(pk=consent, pupil=opened.pupil).first()
    if held is None or held.withdrawn_at is not None:
        raise Http404
    form = WithdrawForm(request.POST if request.method == "POST" else None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        with show_refusals(form):
            given = form.cleaned_data
            way = ConsentWay(given["way"])
            withdraw_consent(consent=held, on=given["on"], way=way, by=request.actor)
            messages.success(request, "取り下げを記録しました。この同意による共有は終わりました")
            return redirect("cases:shares", pupil)
    context = {
        "opened": opened,
        "form": form,
        "consent": held,
        "living": held.shares.live(today()).exclude(state__in=[State.DECLINED, State.ENDED]),
    }
    return render(request, "cases/withdraw.html", context, status=422 if form.errors else 200)
