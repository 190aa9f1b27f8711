"""How sure a session is who acts, and so the most sensitive data that it may show.

A password alone opens class III, so that a roll call is not held up. A device trusted with a
second proof opens class II, a second proof in the session itself class I.
"""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from tsunagu.access.enums import DataClass
from tsunagu.access.models import Account
from tsunagu.clock import seconds, today
from tsunagu.web.entry.limits import HOUR, limits_of, second_proof_asked

ASKED = "second-proof-asked"
"""In the session: is a second proof asked for at all? What is not said is yes."""
GIVEN = "second-proof"
"""In the session: whose second proof was given, and when."""
SALT = "trusted-device"
GRACE = 2 * HOUR


def note_whether_asked(request: HttpRequest, account: Account) -> None:
    """Remember, at sign-in, whether this person gives a second proof: who has one always does."""
    asked = second_proof_asked(account.person.municipality)
    request.session[ASKED] = asked or has_second_proof(account)


def has_second_proof(account: Account) -> bool:
    """Has the person a passkey or a one-time code to give?"""
    kinds = [Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP]
    return bool(Authenticator.objects.filter(user=account, type__in=kinds).exists())


def note_proof(request: HttpRequest, account: Account) -> None:
    """Remember that the person has just given a second proof."""
    request.session[GIVEN] = [str(account.pk), seconds()]


def assured(request: HttpRequest, account: Account) -> DataClass:
    """The most sensitive class of data that the session may show.

    What was opened in time may still be sent: a form is not lost because a proof grew old over it.
    """
    if not request.session.get(ASKED, True) or proved(request, account):
        return DataClass.I
    return DataClass.II if is_trusted(request, account) else DataClass.III


def proved(request: HttpRequest, account: Account) -> bool:
    """Was a second proof given in this session, not too long ago?"""
    whose: str
    at: float
    whose, at = request.session.get(GIVEN, ["", 0])
    hours = limits_of(account.person.municipality).second_hours.on(today())
    return whose == str(account.pk) and seconds() - at < hours * HOUR + _grace(request)


def _grace(request: HttpRequest) -> int:
    return 0 if request.method == "GET" else GRACE


def trust_device(request: HttpRequest, response: HttpResponseBase, account: Account) -> None:
    """Let the browser keep a mark, for this person alone, until the days of the pack are over."""
    response.set_cookie(
        _cookie(account),
        signing.dumps(str(account.devices), salt=SALT),
        max_age=_trusted_for(account),
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )


def is_trusted(request: HttpRequest, account: Account) -> bool:
    """Has the browser a mark that still holds? A new password or proof ends every mark."""
    mark = request.COOKIES.get(_cookie(account), "")
    try:
        age = _trusted_for(account) + timedelta(seconds=_grace(request))
        devices: object = signing.loads(mark, salt=SALT, max_age=age)
    except signing.BadSignature:
        return False
    return devices == str(account.devices)


def _trusted_for(account: Account) -> timedelta:
    return timedelta(days=limits_of(account.person.municipality).device_days.on(today()))


def _cookie(account: Account) -> str:
    """On a tablet that several people use, each has a mark of their own."""
    prefix = "__Host-" if settings.SESSION_COOKIE_SECURE else ""
    return f"{prefix}device-{account.pk.hex[-12:]}"
