"""Which class is a pupil's home on which days: pure functions on a pupil's rows of the roster."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.imports.oneroster.records import HomeRow


@dataclass(frozen=True, slots=True)
class Stay:
    """A pupil in a homeroom from `begin` until the day before `end`, as a row of the file says.

    `special` classes go before regular ones as home; of two special ones, the `named` one.
    """

    row: HomeRow
    begin: date
    end: date
    special: bool
    named: bool
    kind: EnrolmentKind = EnrolmentKind.HOME

    def beats(self, other: "Stay") -> bool:
        """Is this the home where both hold at once?"""
        return (self.special, self.special and self.named) > (
            other.special,
            other.special and other.named,
        )

    def overlaps(self, other: "Stay") -> bool:
        """Do both hold on some day?"""
        return self.begin < other.end and other.begin < self.end


def clashes(stays: Sequence[Stay]) -> Iterator[tuple[Stay, Stay]]:
    """Pairs of homes at once of which none goes before the other."""
    for at, one in enumerate(stays):
        for other in stays[at + 1 :]:
            if one.overlaps(other) and not one.beats(other) and not other.beats(one):
                yield one, other


def parted(stays: Sequence[Stay]) -> list[Stay]:
    """The stays with each cut into home and exchange where a stronger home holds beside it."""
    if len(stays) == 1:
        return list(stays)
    found: list[Stay] = []
    for stay in stays:
        over = [other for other in stays if other.beats(stay) and other.overlaps(stay)]
        cuts = {stay.begin, stay.end}
        cuts |= {day for o in over for day in (o.begin, o.end) if stay.begin < day < stay.end}
        edges = sorted(cuts)
        pieces = [
            replace(stay, begin=begin, end=end, kind=_kind(over, begin))
            for begin, end in pairwise(edges)
        ]
        found += _joined(pieces)
    return found


def _kind(over: Iterable[Stay], day: date) -> EnrolmentKind:
    beside = any(o.begin <= day < o.end for o in over)
    return EnrolmentKind.EXCHANGE if beside else EnrolmentKind.HOME


def _joined(pieces: list[Stay]) -> list[Stay]:
    """Neighbouring pieces of one kind as one."""
    joined: list[Stay] = []
    for piece in pieces:
        if joined and joined[-1].kind == piece.kind and joined[-1].end == piece.begin:
            joined[-1] = replace(joined[-1], end=piece.end)
        else:
            joined.append(piece)
    return joined
