"""Two people on one roll: what both said is put together, and asked about where it differs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from tsunagu.attendance.inputs import MarkInput, word_of
from tsunagu.web.roll.lines import Line

THEIRS = "theirs"
"""The answer to a clash that leaves a pupil as the other person saved it."""


@dataclass(frozen=True)
class Clash:
    """A pupil whom both changed, each differently."""

    mine: Line
    theirs: Line


@dataclass
class Merged:
    """A class as both writers have it: where they clash, as the one has it who asks.

    `kept` counts the pupils whom only the other person changed.
    """

    lines: list[Line] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    kept: int = 0

    @property
    def marks(self) -> dict[UUID, MarkInput]:
        """What to save: guests are named only where it differs from what stands."""
        return {
            line.pupil: line.mark
            for line in self.lines
            if not line.guest or line.shown != word_of(line.pupil, line.mark)
        }


def merge(
    standing: Iterable[Line], said: Mapping[UUID, MarkInput], shown: Mapping[UUID, str]
) -> Merged:
    """Put what was `said` over what stands by now, given the words of what the form had `shown`.

    Who was not touched stays as it stands. Where the form does not say what it showed, any
    difference is a clash.
    """
    merged = Merged()
    for line in standing:
        mark = said.get(line.pupil, line.mark)
        was, mine, theirs = shown.get(line.pupil), word_of(line.pupil, mark), line.shown
        if mine in {was, theirs}:
            merged.lines.append(line)
            merged.kept += mine != theirs
            continue
        wanted = replace(line, mark=mark)
        merged.lines.append(wanted)
        if was != theirs:
            merged.clashes.append(Clash(wanted, line))
    return merged


def settled_by(post: Mapping[str, str], pupils: Iterable[UUID]) -> frozenset[UUID]:
    """Of whom the clash was answered with what the other person saved."""
    return frozenset(pupil for pupil in pupils if post.get(f"take-{pupil}") == THEIRS)
