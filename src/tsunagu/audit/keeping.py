"""Seals kept elsewhere: a line of JSON that later shows whether the chain is still the same.

From inside nobody can see that the newest seals were removed together with their events, or the
whole chain written anew. A seal that was kept out of reach shows it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from tsunagu.audit.actions import Broken, seal_events
from tsunagu.audit.models import Seal
from tsunagu.clock import today
from tsunagu.clock.instants import data_folder

NAME = "seals.jsonl"
"""The file of the data folder to which each day's seals are added."""


class BadSeal(ValueError):
    """A line is no seal; the message says in Japanese what is expected."""


@dataclass(frozen=True, slots=True)
class KeptSeal:
    """The newest seal of a municipality on the day on which it was kept."""

    municipality: str
    day: str
    number: int
    digest: str

    def line(self) -> str:
        """The seal as a line of a file."""
        return json.dumps(asdict(self), ensure_ascii=False) + "\n"


def newest_seals(municipality: str | None = None) -> list[KeptSeal]:
    """Seal what is loose, then the newest seal of the municipality or of each, kept today."""
    seal_events()
    seals = Seal.objects.order_by("municipality", "number")
    if municipality is not None:
        seals = seals.filter(municipality=municipality)
    newest = {one.municipality: one for one in seals.only("municipality", "number", "digest")}
    kept_on = today().isoformat()
    return [KeptSeal(code, kept_on, one.number, one.digest) for code, one in newest.items()]


def add_lines(file: Path, seals: Iterable[KeptSeal]) -> None:
    """Add seals to a file; what stands there stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.writelines(seal.line() for seal in seals)


def keep_todays_seals() -> None:
    """Once a day add the newest seals to the data folder's file, from where they are taken away."""
    file = data_folder() / NAME
    kept = read_lines(file.read_text("utf-8")) if file.exists() else []
    if today().isoformat() not in {one.day for one in kept}:
        add_lines(file, newest_seals())


def read_lines(text: str) -> list[KeptSeal]:
    """The seals of a file. Raises `BadSeal` with every line that is none."""
    seals, faults = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            one = KeptSeal(**json.loads(line))
            date.fromisoformat(one.day)
            int(one.number)
            seals.append(one)
        except (TypeError, ValueError):
            faults.append(f"{number}行目: tsunagu audit seal が書いた行ではありません")
    if faults:
        raise BadSeal("\n".join(faults))
    return seals


def differing(kept: Iterable[KeptSeal], municipality: str | None = None) -> Iterator[Broken]:
    """Where a seal kept elsewhere is not in the chain any more; of one municipality or of all."""
    for one in kept:
        if municipality not in (None, one.municipality):
            continue
        found = Seal.objects.filter(municipality=one.municipality, number=one.number).first()
        place = (one.municipality, date.fromisoformat(one.day), one.number)
        if found is None:
            yield Broken(*place, "控えにある封印がなくなっています")
        elif found.digest != one.digest:
            yield Broken(*place, "封印が控えと違います")
