"""One's own passkeys, codes, trusted devices and sessions."""

from collections.abc import Callable
from typing import TypeVar, cast

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from tsunagu.access.models import Account
from tsunagu.access.policy import Deed
from tsunagu.clock import new_id
from tsunagu.web.entry.browsers import in_words
from tsunagu.web.entry.proofs import has_second_proof
from tsunagu.web.entry.prove import NEXT
from tsunagu.web.entry.receivers import proof_changed
from tsunagu.web.entry.recovery import codes_left, issue_codes
from tsunagu.web.entry.sessions import seconds_left
from tsunagu.web.http import Request, guarded

V = TypeVar("V", bound=Callable[..., HttpResponse])


def surely(view: V) -> V:
    """Asks for the password again, unless it was given a few minutes ago (ASVS 7.5)."""
    return cast(V, reauthentication_required(app="allauth.mfa")(view))


@guarded(Deed.KEEP_ACCOUNT)
@require_GET
def left(request: Request) -> HttpResponse:
    """The seconds that one's session goes on if nobody touches it, for a page left open."""
    return HttpResponse(str(seconds_left(request, request.actor)), content_type="text/plain")


@guarded(Deed.KEEP_ACCOUNT)
@require_GET
def security(request: Request) -> HttpResponse:
    """With what one signs in, and where one is signed in."""
    account = cast(Account, request.user)
    found = Authenticator.objects.filter(user=account).order_by("created_at")
    kinds = {kind.value: [one for one in found if one.type == kind] for kind in Authenticator.Type}
    context = {
        "passkeys": [one.wrap() for one in kinds[Authenticator.Type.WEBAUTHN]],
        "apps": kinds[Authenticator.Type.TOTP],
        "codes_left": codes_left(account),
        "going_to": request.session.get(NEXT, ""),
        "sessions": [
            (one, in_words(one.user_agent), one.session_key == request.session.session_key)
            for one in UserSession.objects.purge_and_list(account)
        ],
    }
    return render(request, "entry/security.html", context)


@surely
def recovery_codes(request: Request) -> HttpResponse:
    """How many codes are left; new ones, shown this once, for who asks for them."""
    account = cast(Account, request.user)
    if not has_second_proof(account):
        raise Http404
    made: list[str] = []
    if request.method == "POST":
        made, kept = issue_codes(account)
        proof_changed(request=request, user=account, authenticator=kept)
    context = {"made": made, "left": codes_left(account)}
    return render(request, "entry/recovery_codes.html", context)


@guarded(Deed.KEEP_ACCOUNT)
@require_POST
@surely
def end_session(request: Request, session: int) -> HttpResponse:
    """Ends one of one's sessions elsewhere, at once."""
    theirs = UserSession.objects.filter(user=cast(Account, request.user))
    one = get_object_or_404(theirs, pk=session)
    if one.session_key != request.session.session_key:
        one.end()
        messages.success(request, "そのサインインを終わらせました")
    return redirect("mfa_index")


@guarded(Deed.KEEP_ACCOUNT)
@require_POST
@surely
def end_others(request: Request) -> HttpResponse:
    """Ends all of one's sessions but this one, at once."""
    for one in UserSession.objects.filter(user=cast(Account, request.user)):
        if one.session_key != request.session.session_key:
            one.end()
    messages.success(request, "ほかのサインインを、すべて終わらせました")
    return redirect("mfa_index")


@guarded(Deed.KEEP_ACCOUNT)
@require_POST
def forget_devices(request: Request) -> HttpResponse:
    """No device is trusted any longer."""
    account = cast(Account, request.user)
    account.devices = new_id()
    account.save(update_fields=["devices"])
    messages.success(request, "どの端末でも、次から二つめの確認をします")
    return redirect("mfa_index")
