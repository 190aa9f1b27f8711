"""Writing to the audit, sealing it and checking the chain."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from tsunagu.audit.models import Event, Seal
from tsunagu.clock import JST, now

GENESIS = "0" * 64


def event(
    *,
    municipality: str,
    actor: str,
    deed: str,
    kind: str,
    key: object,
    pupil: object = "",
    details: dict[str, Any] | None = None,
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
    )


def record(events: Iterable[Event]) -> None:
    """Store events in the transaction of the deed they tell of."""
    Event.objects.bulk_create(events)


def _digest(before: str, events: Iterable[Event]) -> str:
    """SHA-256 over the digest before and every event in the order of its key."""
    total = hashlib.sha256(before.encode())
    for one in sorted(events, key=lambda e: e.id.hex):
        at = one.at.astimezone(JST).isoformat()
        fields = [one.id.hex, one.municipality, at, one.actor, one.deed, one.kind, one.key]
        row = [*fields, one.pupil, one.details]
        total.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode())
    return total.hexdigest()


def seal_events(*, at: datetime | None = None) -> int:
    """Seal every event that is not yet sealed; how many seals were set."""
    seals = 0
    with transaction.atomic():
        loose = Event.objects.filter(seal__isnull=True).order_by("municipality", "day", "id")
        for (municipality, day), group in groupby(loose, key=lambda e: (e.municipality, e.day)):
            events = list(group)
            last = (
                Seal.objects.filter(municipality=municipality, day=day).order_by("-number").first()
            )
            number = last.number + 1 if last else 1
            Seal.objects.create(
                municipality=municipality,
                day=day,
                number=number,
                events=len(events),
                digest=_digest(last.digest if last else _yesterday(municipality, day), events),
                at=at or now(),
            )
            for one in events:
                one.seal = number
            Event.objects.bulk_update(events, ["seal"], batch_size=500)
            seals += 1
    return seals


def _yesterday(municipality: str, day: date) -> str:
    """The digest that the first seal of a day continues: the last one of the day before it."""
    earlier = Seal.objects.filter(municipality=municipality, day__lt=day)
    last = earlier.order_by("-day", "-number").first()
    return last.digest if last else GENESIS


@dataclass(frozen=True)
class Broken:
    """Where the chain does not hold, and how it shows."""

    municipality: str
    day: date
    number: int
    why: str


def broken_links() -> Iterator[Broken]:
    """Every place where the chain of seals does not hold, in order."""
    seals = Seal.objects.order_by("municipality", "day", "number")
    for municipality, chain in groupby(seals, key=lambda s: s.municipality):
        before = GENESIS
        previous: Seal | None = None
        for seal in chain:
            place = (municipality, seal.day, seal.number)
            expected = previous.number + 1 if previous and previous.day == seal.day else 1
            if seal.number != expected:
                yield Broken(*place, "前の封印がありません")
            events = list(
                Event.objects.filter(municipality=municipality, day=seal.day, seal=seal.number)
            )
            if len(events) != seal.events:
                yield Broken(*place, f"記録が{seal.events}件のはずですが{len(events)}件です")
            elif _digest(before, events) != seal.digest:
                yield Broken(*place, "記録の内容が封印と一致しません")
            before, previous = seal.digest, seal
