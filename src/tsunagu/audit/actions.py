"""Writing to the audit, sealing it and checking the chain."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from tsunagu.audit.models import Event, Seal
from tsunagu.clock import JST, now
from tsunagu.prepared import Insertion

GENESIS = "0" * 64
MOST_A_SEAL = 5000
JOB = "job"
"""From where something comes that neither a screen nor a command nor the API did."""
_WRITE = Insertion(Event)


def event(
    *,
    municipality: str,
    actor: str,
    deed: str,
    kind: str,
    key: object,
    pupil: object = "",
    details: dict[str, Any] | None = None,
    via: str = JOB,
    basis: str = "",
    managers_only: bool = False,
) -> Event:
    """An event of this instant, not yet stored. `details` holds ids and codes only."""
    at = now()
    return Event(
        municipality=municipality,
        at=at,
        day=at.astimezone(JST).date(),
        actor=actor,
        deed=deed,
        kind=kind,
        key=str(key),
        pupil=str(pupil),
        details=details or {},
        via=via,
        basis=basis,
        managers_only=managers_only,
    )


def record(events: Iterable[Event]) -> None:
    """Store events in the transaction of the deed they tell of."""
    _WRITE(list(events))


def _digest(before: str, events: Iterable[Event]) -> str:
    """SHA-256 over the digest before and every event in the order of its key."""
    total = hashlib.sha256(before.encode())
    for one in sorted(events, key=lambda e: e.id.hex):
        at = one.at.astimezone(JST).isoformat()
        fields = [one.id.hex, one.municipality, one.day.isoformat(), at, one.actor, one.deed]
        row = [*fields, one.kind, one.key, one.pupil, one.details]
        row += [one.via, one.basis, one.managers_only]
        total.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode())
    return total.hexdigest()


def seal_events(*, at: datetime | None = None) -> int:
    """Seal every event that is not yet sealed; how many seals were set.

    One seal holds the events of one municipality and day, at most `MOST_A_SEAL`, and is set in
    a transaction of its own, so that no writer waits long. Where another process seals at the same
    time, it goes on alone.
    """
    seals = 0
    with suppress(IntegrityError):
        while (oldest := _loose().first()) is not None:
            _seal_next(oldest.municipality, oldest.day, at or now())
            seals += 1
    return seals


def _loose() -> QuerySet[Event]:
    return Event.objects.filter(seal__isnull=True).order_by("municipality", "day", "id")


@transaction.atomic
def _seal_next(municipality: str, day: date, at: datetime) -> None:
    """Close the municipality's chain over the next loose events of a day."""
    events = list(_loose().filter(municipality=municipality, day=day)[:MOST_A_SEAL])
    last = Seal.objects.filter(municipality=municipality).order_by("-number").first()
    number = last.number + 1 if last else 1
    Seal.objects.create(
        municipality=municipality,
        day=day,
        number=number,
        events=len(events),
        digest=_digest(last.digest if last else GENESIS, events),
        at=at,
    )
    Event.objects.filter(pk__in=[e.pk for e in events]).update(seal=number)


@dataclass(frozen=True)
class Broken:
    """Where the chain does not hold, and how it shows."""

    municipality: str
    day: date
    number: int
    why: str


def broken_links(municipality: str | None = None) -> Iterator[Broken]:
    """Every place where the chain of seals does not hold, in order; of one municipality or of all.

    Seen are altered, added and removed events and seals. What nobody can see from inside is the
    newest seal removed together with its events: a backup shows that.
    """
    whose = {} if municipality is None else {"municipality": municipality}
    seals = Seal.objects.filter(**whose).order_by("municipality", "number")
    for _, chain in groupby(seals.iterator(), key=lambda s: s.municipality):
        yield from _broken_in(chain)
    sealed = Seal.objects.filter(municipality=OuterRef("municipality"), number=OuterRef("seal"))
    orphans = Event.objects.filter(~Exists(sealed), seal__isnull=False, **whose)
    for one in orphans.order_by("municipality", "seal", "id").iterator():
        yield Broken(one.municipality, one.day, one.seal or 0, "記録の封印がありません")


def _broken_in(chain: Iterable[Seal]) -> Iterator[Broken]:
    """The broken places of one municipality's chain, given in the order of its numbers."""
    before, number = GENESIS, 0
    for seal in chain:
        place = (seal.municipality, seal.day, seal.number)
        if seal.number != number + 1:
            yield Broken(*place, "前の封印がありません")
        events = list(Event.objects.filter(municipality=seal.municipality, seal=seal.number))
        if len(events) != seal.events:
            yield Broken(*place, f"記録が{seal.events}件のはずですが{len(events)}件です")
        elif _digest(before, events) != seal.digest:
            yield Broken(*place, "記録の内容が封印と一致しません")
        before, number = seal.digest, seal.number
