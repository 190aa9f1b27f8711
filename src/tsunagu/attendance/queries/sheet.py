"""The roll sheet: a class's pupils with what stands, what is known beforehand, and by whom."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tsunagu.attendance.enums import TOLD, Kind, NoticeKind
from tsunagu.attendance.inputs import MarkInput, digest_of, input_of
from tsunagu.attendance.models import Mark, Notice, RollCall
from tsunagu.prepared import Prepared
from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.models import Classroom, Enrolment, Pupil

KNOWN_TO_MANAGERS = "管理職が把握"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A pupil on the sheet: what stands or is filled in, and the words beside it.

    `stored` says that a mark is on record; `notice` is what filled it in, unless restricted, when
    only `words` say that the managers know.
    """

    pupil: Pupil
    number: str
    mark: MarkInput
    stored: bool = False
    notice: Notice | None = None
    words: str = ""
    guest: bool = False


@dataclass(frozen=True, slots=True)
class RollSheet:
    """A class on a day: its own pupils and the exchange pupils who come to it."""

    classroom: Classroom
    day: date
    roll: RollCall | None
    lines: tuple[SheetLine, ...]
    guests: tuple[SheetLine, ...]

    @property
    def version(self) -> int:
        """What `take_roll` wants as `seen`: 0 where the roll is not yet taken."""
        return self.roll.version if self.roll else 0

    @property
    def shown(self) -> str:
        """What `take_roll` wants as `shown.own`: the class's marks on record."""
        return digest_of({line.pupil.pk: line.mark for line in self.lines if line.stored})


_MARKS = Prepared(lambda pupils, day: Mark.objects.filter(pupil__in=pupils, day=day), [UUID], date)
_NOTICES = Prepared(
    lambda pupils, day: Notice.objects.on(day).filter(pupil__in=pupils).order_by("at", "pk"),
    [UUID],
    date,
)


def roll_sheet(classroom: Classroom, day: date) -> RollSheet:
    """The sheet of a class on a day, in six queries at most; filling in never takes the roll.

    Once the roll is taken, notices fill in nothing more: what the roll says stands.
    """
    roll = RollCall.objects.filter(classroom=classroom, day=day).select_related("taken_by").first()
    enrolments = sorted(
        Enrolment.objects.on(day).filter(classroom=classroom).select_related("pupil"),
        key=lambda e: (*e.in_class, e.pk),
    )
    pupils = {e.pupil_id for e in enrolments}
    marks = {mark.pupil_id: mark for mark in _MARKS.objects(Mark, pupils, day)}
    notices = _notices(pupils, day)
    own: list[SheetLine] = []
    guests: list[SheetLine] = []
    for enrolment in enrolments:
        guest = enrolment.kind == EnrolmentKind.EXCHANGE
        line = _line(
            enrolment,
            marks.get(enrolment.pupil_id),
            notices.get(enrolment.pupil_id),
            fills=roll is None or guest,
        )
        (guests if guest else own).append(line)
    return RollSheet(classroom, day, roll, tuple(own), tuple(guests))


def guests_known(guests: Set[UUID], day: date) -> dict[UUID, MarkInput]:
    """What the sheet says of exchange pupils: what stands of their day, or is known beforehand."""
    marks = {mark.pupil_id: mark for mark in _MARKS.objects(Mark, guests, day)}
    notices = _notices(guests - marks.keys(), day)
    return (
        {guest: MarkInput() for guest in guests}
        | {guest: filled_by(notice) for guest, notice in notices.items()}
        | {guest: input_of(mark) for guest, mark in marks.items()}
    )


def _notices(pupils: Set[UUID], day: date) -> dict[UUID, Notice]:
    """The notice that fills a pupil's day: an announced one before a standing one, newer first."""
    found: dict[UUID, Notice] = {}
    for notice in sorted(
        _NOTICES.objects(Notice, pupils, day),
        key=lambda n: (n.restricted, n.kind in TOLD),
    ):
        if str(day.weekday()) not in notice.weekdays:
            found[notice.pupil_id] = notice
    return found


def _line(
    enrolment: Enrolment, mark: Mark | None, notice: Notice | None, *, fills: bool
) -> SheetLine:
    given = input_of(mark) if mark else MarkInput()
    if mark is None and notice is not None and fills:
        given = filled_by(notice)
    return SheetLine(
        pupil=enrolment.pupil,
        number=enrolment.number,
        mark=given,
        stored=mark is not None,
        notice=None if notice is None or notice.restricted else notice,
        words=words_of(notice) if notice else "",
        guest=enrolment.kind == EnrolmentKind.EXCHANGE,
    )


def filled_by(notice: Notice) -> MarkInput:
    """The mark that a notice fills in; a restricted one says absent and nothing else."""
    if notice.restricted:
        return MarkInput(kind=Kind.ABSENT)
    agreed = notice.kind == NoticeKind.LATE_START
    late = agreed or notice.kind == NoticeKind.LATE
    early = notice.kind == NoticeKind.LEAVES_EARLY
    return MarkInput(
        kind=notice.fills,
        late=late,
        late_agreed=agreed,
        late_at=notice.time if late else None,
        left_early=early,
        left_at=notice.time if early else None,
        place=notice.place,
        reason="" if late or early else notice.reason,
    )


def words_of(notice: Notice) -> str:
    """What the sheet says beside a pupil: the notice, or only that the managers know."""
    if notice.restricted:
        return KNOWN_TO_MANAGERS
    kind = notice.get_kind_display()
    if notice.time:
        kind = f"{kind} {notice.time:%H:%M}"
    return f"{kind}：{notice.get_reason_display()}" if notice.reason else kind
