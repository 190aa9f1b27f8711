"""Checks what a file says against roster and calendar, and settles whose day it is."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tsunagu.attendance.enums import NOT_TO_ATTEND, Kind, Place
from tsunagu.attendance.imports.reading import UNREAD, Said, Spoken
from tsunagu.attendance.inputs import read_as_absent
from tsunagu.attendance.rules import faults as mark_faults
from tsunagu.attendance.rules import read_as
from tsunagu.clock import in_words, today
from tsunagu.intake.faults import Fault
from tsunagu.intake.progress import Phase, counted
from tsunagu.org.models import Municipality
from tsunagu.school.models import Classroom, Enrolment, PupilIdentity, School
from tsunagu.school.queries import class_calendars

UNKNOWN = "という児童生徒は、取り込む学校の名簿にいません。名簿の sourcedId を書いてください"


@dataclass(frozen=True, slots=True)
class FileRow:
    """What a file says of a pupil's day, settled; `line` is 0 where it is read back from record."""

    pupil: UUID
    classroom: UUID
    day: date
    kind: str
    late: bool
    left_early: bool
    place: str
    reason: str
    note: str
    line: int = 0

    @property
    def is_simply_present(self) -> bool:
        """Nothing to store but that the file spoke of the day."""
        said = self.late or self.left_early or self.place or self.reason or self.note
        return self.kind == Kind.PRESENT and not said


@dataclass
class Checked:
    """The rows of a file by school, and what it says that changes nothing."""

    rows: dict[UUID, list[FileRow]] = field(default_factory=lambda: defaultdict(list))
    warnings: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(len(rows) for rows in self.rows.values())


@dataclass(frozen=True, slots=True)
class _Home:
    begin: date
    end: date | None
    classroom: UUID

    def covers(self, day: date) -> bool:
        return self.begin <= day and (self.end is None or day < self.end)


class Roster:
    """Who a file's pupils are and where they are at home, in a period; five queries.

    Who never was at a school that the file speaks for is no more known than one made up.
    """

    def __init__(
        self, municipality: Municipality, schools: Iterable[School], first: date, last: date
    ) -> None:
        self.first, self.last = first, last
        self.schools = {school.pk: school for school in schools}
        self.identities: dict[str, list[tuple[UUID, date, date | None]]] = defaultdict(list)
        here = Enrolment.objects.filter(classroom__school__in=self.schools)
        known = PupilIdentity.objects.filter(
            municipality=municipality, pupil__in=here.values("pupil")
        )
        for sourced_id, pupil, begin, end in known.values_list(
            "sourced_id", "pupil_id", "first", "last"
        ):
            self.identities[sourced_id].append((pupil, begin, end))
        self.homes: dict[UUID, list[_Home]] = defaultdict(list)
        homes = Enrolment.objects.home().between(first, last).filter(municipality=municipality)
        for pupil, classroom, begin, end in homes.order_by("begin", "pk").values_list(
            "pupil_id", "classroom_id", "begin", "end"
        ):
            self.homes[pupil].append(_Home(begin, end, classroom))
        keys = {home.classroom for homes in self.homes.values() for home in homes}
        classes = Classroom.objects.filter(municipality=municipality)
        self.classes = {c.pk: c for c in classes if c.pk in keys}
        calendars = class_calendars(list(self.classes.values()), first, last)
        self.days = {key: frozenset(calendar.days) for key, calendar in calendars.items()}
        self.closed = {key: calendar.closed for key, calendar in calendars.items()}

    def pupils_of(self, sourced_id: str, day: date) -> Collection[UUID]:
        """Whose `sourcedId` it is; the day decides only where it has been several pupils'."""
        known = self.identities.get(sourced_id, ())
        pupils = {pupil for pupil, _, _ in known}
        if len(pupils) < 2:
            return pupils
        return {p for p, begin, end in known if begin <= day and (end is None or day <= end)}

    def home(self, pupil: UUID, day: date) -> UUID | None:
        """The pupil's home class on a day; the one entered last where there are two."""
        covering = (h.classroom for h in reversed(self.homes.get(pupil, ())) if h.covers(day))
        return next(covering, None)


def check(spoken: Spoken, roster: Roster) -> Checked:
    """Settle every row; what is wrong with it goes to the faults of its table."""
    checked = Checked()
    settled: dict[tuple[UUID, date], Said] = {}
    for one in spoken.halves:
        _object_to_half(one, roster)
    for one in counted(spoken.whole.values(), Phase.CHECK):
        row = _settle(one, roster, checked)
        if row is None:
            continue
        twin = settled.setdefault((row.pupil, row.day), one)
        if twin is not one:
            why = f"{twin.row.line}行目と同じ児童生徒の同じ日です（IDが二つあります）"
            one.row.fault("pupil", why)
        checked.rows[roster.classes[row.classroom].school_id].append(row)
    now = today()
    if roster.last > now and (ahead := sum(day > now for _, day in settled)):
        why = f"今日（{in_words(now, year=True)}）より後の日の行が{ahead}行あります"
        tail = "その日の記録として預かりますが、その日の出欠を確認したことにはなりません"
        checked.warnings.append(f"{spoken.table.file}: {why}。{tail}")
    return checked


def _object_to_half(one: Said, roster: Roster) -> None:
    """Name what is surely wrong with a row whose date or pupil cannot be read."""
    if one.day != UNREAD:
        _is_inside(one, roster)
    if one.pupil and one.pupil not in roster.identities:
        one.row.fault("pupil", f"「{one.pupil}」{UNKNOWN}")
    _object(one)


def _settle(one: Said, roster: Roster, checked: Checked) -> FileRow | None:
    """The row as it counts; None with a fault, or with a warning where it changes nothing."""
    inside = _is_inside(one, roster)
    pupil = _pupil(one, roster)
    classroom = _classroom(one, pupil, roster) if pupil and inside else None
    if pupil is None or classroom is None:
        _object(one)
        return None
    if not _counts(one, classroom, roster, checked):
        return None
    return _marked(one, pupil, roster.schools[classroom.school_id], classroom, checked)


def _is_inside(one: Said, roster: Roster) -> bool:
    """Is it a day of the import's period? Otherwise a fault says so."""
    inside = roster.first <= one.day <= roster.last
    if not inside:
        period = f"{roster.first:%Y-%m-%d}から{roster.last:%Y-%m-%d}"
        one.row.fault("date", f"{in_words(one.day, year=True)}は取り込む期間（{period}）の外です")
    return inside


def _object(one: Said, school: School | None = None) -> None:
    """Name what contradicts itself, where it says who was absent; of any school if not known."""
    for why in mark_faults(
        one.kind,
        bool(one.late),
        bool(one.left_early),
        _place(one),
        after_school_is_attendance=school is not None and school.after_school_is_attendance,
    ):
        (one.kind_row or one.row).fault("kind", why)


def _classroom(one: Said, pupil: UUID, roster: Roster) -> Classroom | None:
    """The home class of the day, at a school that the file speaks for; else a fault says why."""
    home = roster.home(pupil, one.day)
    if home is None:
        why = f"「{one.pupil}」は{in_words(one.day, year=True)}に在籍していません"
        one.row.fault("pupil", why)
        return None
    classroom = roster.classes[home]
    if classroom.school_id not in roster.schools:
        one.row.fault("pupil", f"「{one.pupil}」は取り込む学校の児童生徒ではありません")
        return None
    return classroom


def _place(one: Said) -> str:
    """The place as it is stored: the classroom goes without saying."""
    return "" if one.place == Place.CLASSROOM else one.place


def _marked(
    one: Said, pupil: UUID, school: School, classroom: Classroom, checked: Checked
) -> FileRow:
    """The row as a mark in the class; what contradicts itself is a fault."""
    _object(one, school)
    said = one.kind or Kind.PRESENT
    kind = read_as(said, one.place)
    late, left_early = bool(one.late), bool(one.left_early)
    if kind != said:
        unsaid = "。遅刻・早退は付けません" if late or left_early else ""
        _warn(one, "place", checked, f"{read_as_absent(one.place)}{unsaid}")
        late = left_early = False
    return FileRow(
        pupil,
        classroom.pk,
        one.day,
        kind,
        late,
        left_early,
        _place(one),
        one.reason,
        one.note,
        one.row.line,
    )


def _pupil(one: Said, roster: Roster) -> UUID | None:
    found = roster.pupils_of(one.pupil, one.day)
    if len(found) == 1:
        return next(iter(found))
    if found:
        why = "が二人います。名簿の出所を確かめてください"
    elif one.pupil in roster.identities:
        why = f"は{in_words(one.day, year=True)}に在籍していません"
    else:
        why = UNKNOWN
    one.row.fault("pupil", f"「{one.pupil}」{why}")
    return None


def _counts(one: Said, classroom: Classroom, roster: Roster, checked: Checked) -> bool:
    """Is it a day on which the row changes anything? Otherwise a fault or a warning says why."""
    closed = one.day in roster.closed[classroom.pk]
    if one.day in roster.days[classroom.pk] and not closed:
        return True
    if closed:
        why = f"{in_words(one.day, year=True)}は{classroom.label}の学級閉鎖の日です"
    else:
        why = f"{in_words(one.day, year=True)}は{classroom.label}の授業日ではありません"
    if closed or one.kind in NOT_TO_ATTEND:
        _warn(one, "date", checked, f"{why}。この行は何も変えません")
    else:
        one.row.fault("date", f"{why}。校暦か日付を確かめてください")
        _object(one, roster.schools[classroom.school_id])
    return False


def _warn(one: Said, name: str, checked: Checked, why: str) -> None:
    """Note a warning with its place, as a fault has it."""
    table = one.row.table
    place = Fault(table.file, one.row.line, table.positions[name] + 1, why)
    checked.warnings.append(str(place))
