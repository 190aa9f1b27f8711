"""What follows when somebody signs in, proves who they are, or fails to."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from tsunagu.access.models import Account
from tsunagu.audit.actions import event, record
from tsunagu.clock import new_id
from tsunagu.web.entry.proofs import note_proof
from tsunagu.web.entry.sessions import begin, via

SIGN_IN = "sign-in"


def signed_in(*, request: HttpRequest, user: Account, **_: Any) -> None:
    """A session begins."""
    begin(request, user)
    _note(request, user, "in")


def proof_given(*, request: HttpRequest, user: Account, **_: Any) -> None:
    """A passkey or a code was used: the session is surer who acts."""
    note_proof(request, user)
    _note(request, user, "second-proof")


def proof_failed(*, request: HttpRequest, user: Account, **_: Any) -> None:
    """A wrong code."""
    _note(request, user, "second-proof-failed")


def proof_added(
    *, request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any
) -> None:
    """A new passkey or code, shown to work in the same step; marks on devices end."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        note_proof(request, user)
    _renew_devices(user)
    _note(request, user, f"{authenticator.type}-added")


def proof_changed(
    *, request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any
) -> None:
    """A passkey, code or set of recovery codes was taken away or made anew."""
    _renew_devices(user)
    _note(request, user, f"{authenticator.type}-changed")


def password_wrong(
    *, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    """A wrong password for a user id that exists; nothing is kept of one that does not."""
    account = Account.objects.filter(username=credentials.get("username", "")).first()
    if account:
        _note(request, account, "password-wrong")


def _renew_devices(account: Account) -> None:
    account.devices = new_id()
    account.save(update_fields=["devices"])


def _note(request: HttpRequest | None, account: Account, what: str) -> None:
    one = event(
        municipality=account.person.municipality.code,
        actor=str(account.person_id),
        deed=SIGN_IN,
        kind="account",
        key=account.pk,
        details={"what": what},
        via=via(request) if request else "screen",
    )
    record([one])
