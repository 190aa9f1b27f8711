"""Reads a posted roll into what the action takes."""

from collections.abc import Iterable, Mapping, Set
from datetime import time
from uuid import UUID

from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.enums import Kind, Place, Reason, SuspensionGround
from tsunagu.attendance.inputs import PLACED, Shown, word_of

KINDS, PLACES = frozenset(Kind.values), frozenset(Place.values)
REASONS, GROUNDS = frozenset(Reason.values), frozenset(SuspensionGround.values)


def _one_of(post: Mapping[str, str], key: str, allowed: Set[str]) -> str:
    """A posted code; anything unknown reads as nothing said."""
    value = post.get(key, "")
    return value if value in allowed else ""


def _time(post: Mapping[str, str], key: str) -> time | None:
    """A posted time of day; the browser's own control sends nothing else than HH:MM."""
    try:
        return time.fromisoformat(post.get(key, ""))
    except ValueError:
        return None


def mark_of(post: Mapping[str, str], key: object) -> MarkInput:
    """One pupil's fields, all of which end in the pupil's key.

    Times, places, grounds and reasons are read only where they can mean something, so that a value
    left behind by a change of mind is not held against the teacher.
    """
    key = str(key)
    kind = _one_of(post, f"kind-{key}", KINDS) or Kind.PRESENT
    present = kind == Kind.PRESENT
    late = f"late-{key}" in post
    early = f"early-{key}" in post
    place = _one_of(post, f"place-{key}", PLACES) if kind in PLACED else ""
    return MarkInput(
        kind=kind,
        late=late,
        late_at=_time(post, f"late_at-{key}") if late else None,
        late_agreed=late and f"agreed-{key}" in post,
        left_early=early,
        left_at=_time(post, f"left_at-{key}") if early else None,
        place="" if place == Place.CLASSROOM else place,
        reason="" if present else _one_of(post, f"reason-{key}", REASONS),
        note=post.get(f"note-{key}", "").strip(),
        ground=_one_of(post, f"ground-{key}", GROUNDS) if kind == Kind.SUSPENDED else "",
    )


def marks_of(post: Mapping[str, str], pupils: Iterable[UUID]) -> dict[UUID, MarkInput]:
    """The marks of all pupils who were not simply present."""
    read = {pupil: mark_of(post, pupil) for pupil in pupils}
    return {pupil: mark for pupil, mark in read.items() if not mark.is_simply_present}


def shown_by(post: Mapping[str, str], pupils: Iterable[UUID]) -> Shown | None:
    """What the form says that it showed; None where it says nothing."""
    words = {pupil: post.get(f"shown-{pupil}", "") for pupil in pupils}
    own = post.get("shown", "")
    return Shown(own, {pupil: word for pupil, word in words.items() if word}) if own else None


def guests_of(
    post: Mapping[str, str], known: Mapping[UUID, MarkInput], shown: Shown | None
) -> dict[UUID, MarkInput]:
    """What was said of guests otherwise than the form showed it, or than is `known` by now.

    Where nothing was changed, their own class's word stands.
    """
    words = {guest: word_of(guest, mark) for guest, mark in known.items()}
    words |= shown.lines if shown else {}
    said = {guest: mark_of(post, guest) for guest in known}
    return {guest: one for guest, one in said.items() if word_of(guest, one) != words[guest]}
