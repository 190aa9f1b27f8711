"""A guardian's session and language: begun at the door, over soon after the last touch."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation.trans_real import parse_accept_lang_header

from tsunagu.access.actor import Actor
from tsunagu.clock import seconds
from tsunagu.families.catalogue import LANGUAGES
from tsunagu.families.entering import family_actor
from tsunagu.families.models import FamilyAccount
from tsunagu.prepared import Prepared
from tsunagu.web import own
from tsunagu.web.entry.sessions import via

FAMILY, LETTER = "family", "letter"
IDLE = 30 * 60
"""Seconds until a phone left lying forgets whose it was; ours."""
LANGUAGE = "language"
"""The cookie with the language that somebody chose on this device; nothing else is in it."""
TAGALOG = {"tl": "fil"}
"""Browsers may ask for Filipino by its older name."""
A_YEAR = 365 * 24 * 60 * 60
_ACCOUNTS = Prepared(
    lambda pk, stamp: FamilyAccount.objects.filter(pk=pk, stamp=stamp).select_related(
        "municipality"
    ),
    UUID,
    UUID,
)


def begin(request: HttpRequest, account: FamilyAccount) -> None:
    """A new session for a guardian; whatever the browser's session held before is gone."""
    own.begin(request, FAMILY, {"account": str(account.pk), "stamp": str(account.stamp)})
    request.account = account  # type: ignore[attr-defined]


def guardian_of(request: HttpRequest) -> Actor | None:
    """The guardian whose session this is, as an actor; nothing where it is over or none's."""
    held = own.held_in(request, FAMILY, idle=IDLE)
    if held is None:
        return None
    found = _ACCOUNTS.objects(FamilyAccount, UUID(held["account"]), UUID(held["stamp"]))
    if not found:
        request.session.flush()
        return None
    request.account = found[0]  # type: ignore[attr-defined]
    return family_actor(found[0], via=via(request))


def forget_guardian(*, request: HttpRequest, **_: Any) -> None:
    """Staff has signed in: of the guardian who had this browser before nothing is left."""
    for key in (FAMILY, LETTER):
        request.session.pop(key, None)


def hold_letter(request: HttpRequest, letter: UUID) -> None:
    """Remember which letter was opened in this browser, until its account is made.

    In a new session: a key that somebody knew from before opens no letter.
    """
    request.session.flush()
    request.session[LETTER] = [str(letter), seconds()]


def held_letter(request: HttpRequest) -> UUID | None:
    """The letter opened in this browser; nothing where that is too long ago."""
    key, at = request.session.get(LETTER, ("", 0))
    return UUID(key) if key and seconds() - at <= IDLE else None


def language_of(request: HttpRequest) -> str:
    """The language in which a page is read: chosen, or else the first that the browser asks for."""
    chosen = request.COOKIES.get(LANGUAGE, "")
    if chosen in LANGUAGES:
        return chosen
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    codes = (TAGALOG.get(tag.split("-")[0], tag.split("-")[0]) for tag, _ in asked)
    return next((code for code in codes if code in LANGUAGES), next(iter(LANGUAGES)))


def keep_language(answer: HttpResponse, code: str) -> HttpResponse:
    """Remember on this device which language was chosen."""
    answer.set_cookie(
        LANGUAGE,
        code,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )
    return answer
