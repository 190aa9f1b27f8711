"""What a guardian tells the school of the child's days, and what the school has received."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, Denied
from tsunagu.attendance.actions import announce, end_announced, take_back
from tsunagu.attendance.enums import TOLD, Reason
from tsunagu.attendance.models import Notice
from tsunagu.attendance.queries import days_taken
from tsunagu.clock import today
from tsunagu.families.children import Child, child_of
from tsunagu.families.entering import Wrong
from tsunagu.families.enums import Doctor, Homework, How
from tsunagu.school.guardian_rules import Topic

REASONS = (Reason.ILLNESS, Reason.FAMILY, Reason.CANNOT_COME, Reason.OTHER)
"""Reasons that a family is offered; it may leave them all."""
AHEAD = timedelta(days=92)
"""So far ahead, and for so long, one may tell; ours."""
SHOWN = timedelta(days=14)
"""So long what is over goes on being shown."""


@dataclass(frozen=True)
class Said:
    """What a guardian says of a day, or of days: all but kind and first day may be left out.

    Without `last` it is until the guardian tells; `answers` are those to the first day's call.
    """

    kind: str
    first: date
    last: date | None
    at: time | None = None
    reason: str = ""
    how: str = ""
    doctor: str = ""
    homework: str = ""
    words: str = ""

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, by codes, and in the guardian's words."""
        given = {name: getattr(self, name) for name in ("how", "doctor", "homework", "words")}
        return {name: value for name, value in given.items() if value}

    @property
    def note(self) -> str:
        """The answers as the school reads them."""
        parts = [
            f"ようす：{How(self.how).label}" if self.how else "",
            f"受診：{Doctor(self.doctor).label}" if self.doctor else "",
            f"配布物・宿題：{Homework(self.homework).label}" if self.homework else "",
            f"「{self.words}」" if self.words else "",
        ]
        return "。".join(part for part in parts if part)


@dataclass(frozen=True)
class Received:
    """A notice as the guardian who told it sees it, with the days on which the roll was taken."""

    notice: Notice
    taken: list[date]

    @property
    def changes(self) -> bool:
        """May it still be changed or taken back?"""
        return not self.taken and not self.over

    @property
    def ends(self) -> bool:
        """Has it begun, and may its end still be told?"""
        return bool(self.taken) and not self.over and self.comes_from <= self.until

    @property
    def over(self) -> bool:
        """Do all its days lie behind?"""
        return self.notice.last is not None and self.notice.last < today()

    @property
    def comes_from(self) -> date:
        """The first day of which one can still tell that the child comes."""
        return max(self.taken[-1] + timedelta(days=1), today()) if self.taken else today()

    @property
    def until(self) -> date:
        """The last day of which one can tell so."""
        return self.notice.last or today() + AHEAD


def received(child: Child) -> list[Received]:
    """What the school has from this guardian of the child, the newest first; never another's."""
    rows = Notice.objects.standing().filter(guardian=child.guardian, kind__in=TOLD)
    current = rows.between(today() - SHOWN, None)
    return [_received(one) for one in current.order_by("-first", "-at", "-pk")]


def _received(notice: Notice) -> Received:
    until = min(notice.last or today(), today())
    taken = days_taken(notice.pupil, notice.first, until) if notice.first <= until else []
    return Received(notice, taken)


def tell(*, child: UUID, said: Said, key: UUID, instead_of: UUID | None, by: Actor) -> Received:
    """Tell the school of a day or days. Sent twice with one key it is told once.

    Sent with a key again and otherwise (the browser's way back), it takes the place of the first.
    Raises `Denied`, and `Wrong` with all that is not right.
    """
    own = child_to_tell_of(child, by)
    held = Notice.objects.standing().filter(pk=key, guardian=own.guardian).first()
    if held and _says(held, said):
        return _received(held)
    before = held or (_own(own, instead_of) if instead_of else None)
    if before and not _received(before).changes:
        raise Wrong("told.too-late")
    if faults := _faults(own, said, before):
        raise Wrong(*faults)
    notice = announce(
        key=key,
        guardian=own.guardian,
        instead_of=before,
        kind=said.kind,
        first=said.first,
        last=said.last,
        time=said.at,
        reason=said.reason,
        note=said.note,
        answers=said.answers,
        deed=Deed.TELL_SCHOOL,
        by=by,
    )
    return _received(notice)


def _says(notice: Notice, said: Said) -> bool:
    """Is it the very same that was told?"""
    told = (notice.kind, notice.first, notice.last, notice.time, notice.reason, notice.answers)
    return told == (said.kind, said.first, said.last, said.at, said.reason, said.answers)


def _faults(child: Child, said: Said, before: Notice | None) -> list[str]:
    found = []
    if said.kind not in TOLD:
        found.append("tell.kind-wrong")
    if not today() <= said.first <= today() + AHEAD:
        found.append("tell.first-wrong")
    if said.last and not said.first <= said.last <= said.first + AHEAD:
        found.append("tell.last-wrong")
    same = Notice.objects.between(said.first, said.last).filter(guardian=child.guardian)
    if any(one != before for one in same.filter(kind__in=TOLD)):
        found.append("tell.already")
    return found


def retract(*, child: UUID, notice: UUID, by: Actor) -> None:
    """Take back what one told, until the roll is taken. Raises `Denied` and `Wrong`."""
    held = _own(child_to_tell_of(child, by), notice)
    if not _received(held).changes:
        raise Wrong("told.too-late")
    take_back(notice=held, why="保護者が取り消したため", deed=Deed.TELL_SCHOOL, by=by)


def comes_again(*, child: UUID, notice: UUID, on: date | None, by: Actor) -> None:
    """Say from which day on the child comes. Raises `Denied` and `Wrong`."""
    held = _own(child_to_tell_of(child, by), notice)
    known = _received(held)
    if on is None or not known.ends or not known.comes_from <= on <= known.until:
        raise Wrong("told.again-wrong")
    end_announced(notice=held, last=on - timedelta(days=1), deed=Deed.TELL_SCHOOL, by=by)


def told_by_oneself(*, child: UUID, notice: UUID, by: Actor) -> Received:
    """One thing that the guardian told, to be changed. Raises `Denied`."""
    return _received(_own(child_to_tell_of(child, by), notice))


def child_to_tell_of(key: UUID, by: Actor) -> Child:
    """The child, where a guardian tells of its days: a limit keeps where and when, so this too."""
    child = child_of(by, Deed.TELL_SCHOOL, key)
    if not child.tells(Topic.TIMES):
        raise Denied(Deed.TELL_SCHOOL)
    return child


def _own(child: Child, key: UUID) -> Notice:
    rows = Notice.objects.standing().filter(pk=key, guardian=child.guardian, kind__in=TOLD)
    found = rows.select_related("pupil").first()
    if found is None:
        raise Denied(Deed.TELL_SCHOOL)
    return found
