"""Keys of connected systems: made and ended by the administrator, and known again by a digest."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor, Held, Scope
from tsunagu.access.confirming import lay_before_another
from tsunagu.access.deeds import Deed
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import ApiKey
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import require
from tsunagu.access.refusal import Refused
from tsunagu.access.table import TABLE
from tsunagu.clock import now, today
from tsunagu.org.models import Organisation, OrganisationKind

LONGEST = timedelta(days=366)
"""So long a key lasts at most: once a year somebody asks whether it is still needed."""
VIA = "api"
"""From where connected systems act, as the audit writes it."""
PREFIX = "tsunagu_"
"""By this a key left somewhere by mistake is found."""


OF_NO_CHILD = frozenset({Deed.SEE_UNTAKEN})
"""What tells of classes alone: a key for no more waits for nobody."""


def deeds_of_systems() -> list[Deed]:
    """What the policy table lets connected systems do at all."""
    rows = [row for row in TABLE if RoleKind.CONNECTED_SYSTEM in row.roles]
    return [deed for deed in Deed if any(deed in row.deeds for row in rows)]


def make_key(
    *,
    name: str,
    organisation: Organisation | None,
    deeds: Sequence[Deed],
    first: date,
    last: date,
    by: Actor,
) -> tuple[ApiKey, str]:
    """A new key of a system, for a school or every school; the key itself is told this once.

    One that reaches data on children opens nothing until a second person has confirmed it.
    Raises `Denied` and `Refused`.
    """
    require(by, Deed.SET_KEY, Scope(municipality=by.municipality.pk))
    schools = Organisation.objects.filter(
        municipality=by.municipality, kind=OrganisationKind.SCHOOL
    )
    if faults := [
        *([] if deeds else ["できることを一つ以上選んでください"]),
        *([] if set(deeds) <= set(deeds_of_systems()) else ["つなぐ先に許せないことです"]),
        *(["終わりの日が、始まりの日より前です"] if last < first else []),
        *(["期間は1年までにしてください"] if last - first > LONGEST else []),
        *(["終わりの日が過ぎています"] if last < today() else []),
        *(
            ["この自治体の学校を選んでください"]
            if organisation and not schools.filter(pk=organisation.pk).exists()
            else []
        ),
    ]:
        raise Refused(faults)
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        key = ApiKey(
            municipality=by.municipality,
            name=name,
            organisation=organisation,
            deeds=sorted(deeds),
            digest=_digest(secret),
            first=first,
            last=last,
        )
        if set(deeds) - OF_NO_CHILD:
            lay_before_another(key, by=by)
        key.save()
        waits = {"confirmation": key.confirmation, "deeds": key.deeds}
        _record(by, key, "make", **waits, first=str(first), last=str(last))
    return key, secret


def end_key(*, key: ApiKey, by: Actor) -> None:
    """End a key at once; it stays on the list for who asks later."""
    require(by, Deed.SET_KEY, Scope(municipality=key.municipality_id))
    if key.ended_at is not None:
        raise Refused(["この鍵は、もう止めてあります"])
    with transaction.atomic():
        key.ended_at = now()
        key.save(update_fields=["ended_at"])
        _record(by, key, "end")


def key_of(secret: str) -> ApiKey | None:
    """The key that lets in today, its use noted once a day; None for any other word."""
    known = ApiKey.objects.select_related("municipality", "organisation")
    key = known.filter(digest=_digest(secret)).first()
    if key is None or not key.lets_in:
        return None
    if key.used_on != today():
        key.used_on = today()
        key.save(update_fields=["used_on"])
    return key


def actor_with(key: ApiKey) -> Actor:
    """The connected system as an actor, at the school of its key or at every one there is."""
    schools = Organisation.objects.filter(
        municipality=key.municipality, kind=OrganisationKind.SCHOOL
    )
    if key.organisation_id is not None:
        schools = schools.filter(pk=key.organisation_id)
    keys = schools.values_list("pk", flat=True)
    return Actor(
        municipality=key.municipality,
        label=key.name,
        held=tuple(Held(RoleKind.CONNECTED_SYSTEM, school) for school in keys),
        kinds=frozenset({RoleKind.CONNECTED_SYSTEM}),
        via=VIA,
        key=key.pk,
        deeds=frozenset(map(Deed, key.deeds)),
    )


def _digest(secret: str) -> str:
    """A key has 256 random bits, so that a plain digest is as good as a slow one."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _record(by: Actor, key: ApiKey, what: str, **details: Any) -> None:
    place = str(key.organisation_id or "")
    note_deed(by, Deed.SET_KEY, "api_key", key.pk, what=what, organisation=place, **details)
