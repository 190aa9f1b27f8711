"""A session's age and whether its roles still hold; what is over is signed out."""

from collections.abc import Iterable
from hashlib import sha256
from math import floor

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.http import HttpRequest

from tsunagu.access.actor import Actor, Held, actor_of
from tsunagu.access.models import Account
from tsunagu.clock import now, seconds, today
from tsunagu.web.entry.limits import HOUR, limits_of
from tsunagu.web.entry.proofs import note_whether_asked

BEGUN, USED, ROLES = "begun", "used", "roles"
MINUTE = 60
STEP = 5 * MINUTE
"""Use is written down no more often than this, so that not every page is a write."""


def begin(request: HttpRequest, account: Account) -> None:
    """A session as it begins: when, with which roles, and whether a second proof is asked for."""
    request.session[BEGUN] = request.session[USED] = seconds()
    request.session[ROLES] = _codes(actor_of(account.person).held)
    note_whether_asked(request, account)
    for step in request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, []):
        # Who has just given the password need not give it again to set up a second proof.
        step["reauthenticated"] = True


def goes_on(request: HttpRequest, actor: Actor) -> bool:
    """Does the session still hold? What is too old, unused or lost a role ends here."""
    if BEGUN not in request.session:
        request.session[BEGUN] = request.session[USED] = seconds()
        request.session[ROLES] = _codes(actor.held)
        return True
    at = seconds()
    lost = not set(request.session[ROLES]) <= set(_codes(actor.held))
    over = lost or seconds_left(request, actor) < 0
    if over:
        logout(request)
    elif at - request.session[USED] > STEP and not _by_itself(request):
        request.session[USED] = at
        UserSession.objects.filter(session_key=request.session.session_key).update(
            last_seen_at=now()
        )
    return not over


def seconds_left(request: HttpRequest, actor: Actor) -> int:
    """How long the session goes on if nobody touches it."""
    hours = limits_of(actor.municipality).session_hours.on(today())
    by_age: float = request.session[BEGUN] + hours * HOUR
    by_rest: float = request.session[USED] + idle_seconds(actor)
    return floor(min(by_age, by_rest) - seconds())


def idle_seconds(actor: Actor) -> int:
    """How long a session lasts that nobody touches."""
    return limits_of(actor.municipality).idle_minutes.on(today()) * MINUTE


def renew_key(request: HttpRequest) -> None:
    """Give the session another key, so that one known from before it was surer opens nothing."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def via(request: HttpRequest) -> str:
    """From where a request comes, as the audit writes it: a screen, by a code of its session.

    The code is known to whoever has the session, leads back to none, and says which looks came
    from one session. No address on the network is kept.
    """
    key = request.session.session_key
    return f"screen:{sha256(key.encode()).hexdigest()[:12]}" if key else "screen"


def _by_itself(request: HttpRequest) -> bool:
    """Did a page ask for its news by itself? Nobody need be there."""
    return "X-Unattended" in request.headers


def _codes(roles: Iterable[Held]) -> list[str]:
    """Roles as they were held, to be compared later."""
    return sorted({f"{r.kind}:{r.organisation}:{r.grade}:{r.classroom}" for r in roles})
