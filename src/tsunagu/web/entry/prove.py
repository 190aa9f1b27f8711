"""Asking for a second proof, once a page needs it."""

from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tsunagu.access.models import Account
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.web.entry.forms import PasskeyProofForm, SecondProofForm
from tsunagu.web.entry.limits import limits_of
from tsunagu.web.entry.proofs import trust_device
from tsunagu.web.entry.sessions import renew_key
from tsunagu.web.http import Request, guarded

NEXT = "after-proof"
"""In the session: where a person was going who first had to set up a second proof."""


@guarded(Deed.KEEP_ACCOUNT)
def prove(request: Request) -> HttpResponse:
    """A passkey or a code; who has neither yet is led to setting one up."""
    account = cast(Account, request.user)
    kinds = set(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    if _next(request):
        request.session[NEXT] = _next(request)
    if kinds <= {Authenticator.Type.RECOVERY_CODES}:
        return render(request, "entry/set_up.html", {"next": _next(request)})
    posted = request.POST if request.method == "POST" else None
    by_passkey = posted is not None and "credential" in posted
    code = SecondProofForm(None if by_passkey else posted, user=account)
    passkey = PasskeyProofForm(posted if by_passkey else None, user=account)
    given: forms.Form = passkey if by_passkey else code
    if posted is not None and given.is_valid():
        return _proved(request, account, given)
    context: dict[str, Any] = {
        "code": code if kinds - {Authenticator.Type.WEBAUTHN} else None,
        "passkey": passkey if Authenticator.Type.WEBAUTHN in kinds else None,
        "failed": by_passkey,
        "days": limits_of(request.actor.municipality).device_days.on(today()),
        "next": _next(request),
    }
    if context["passkey"]:
        context["request_options"] = {"request_options": begin_authentication(account)}
    return render(request, "entry/prove.html", context, status=422 if posted else 200)


def _proved(
    request: Request, account: Account, given: SecondProofForm | ReauthenticateWebAuthnForm
) -> HttpResponse:
    """On to where the person was going, the device trusted if they said so."""
    given.save()
    renew_key(request)
    response = redirect(request.session.pop(NEXT, "") or reverse("today"))
    if given.cleaned_data["trust"]:
        trust_device(request, response, account)
    return response


def _next(request: Request) -> str:
    """The page of this system that was asked for, if any."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if ours else ""
