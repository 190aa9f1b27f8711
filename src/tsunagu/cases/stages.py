"""The stretches of a way, and where somebody stands on it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """One stretch of the way, and whether it lies behind, is where things stand, or is ahead."""

    label: str
    place: str


def laid_out(way: Sequence[tuple[str, Collection[str]]], state: str) -> list[Stage]:
    """The whole way, each stretch with its states; where none fits, all of it lies behind."""
    now = next((n for n, (_, held) in enumerate(way) if state in held), len(way))
    places = ["done" if n < now else "now" if n == now else "ahead" for n in range(len(way))]
    return [Stage(label, place) for (label, _), place in zip(way, places, strict=True)]
