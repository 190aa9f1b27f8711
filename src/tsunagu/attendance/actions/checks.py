"""What must hold of a class and a day before anything is written about it."""

from collections.abc import Collection
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import F

from tsunagu.access.refusal import Refused
from tsunagu.attendance.inputs import MarkInput
from tsunagu.attendance.models import MonthClose, RollCall
from tsunagu.clock import JST, dated, now, today
from tsunagu.prepared import Prepared
from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.models import Classroom, Enrolment, School
from tsunagu.school.queries import class_calendars

_ENROLLED = Prepared(
    lambda classroom, day: (
        Enrolment.objects.on(day)
        .filter(classroom=classroom)
        .order_by("kind")
        .values_list("pupil", "kind")
    ),
    UUID,
    date,
)
_HOMES = Prepared(
    lambda pupils, day: (
        Enrolment.objects.home()
        .on(day)
        .filter(pupil__in=pupils)
        .order_by("begin", "-pk")
        .values_list("pupil", "classroom")
    ),
    [UUID],
    date,
)
_CLOSED = Prepared(
    lambda school, month: MonthClose.objects.filter(school=school, month=month).values_list("pk"),
    UUID,
    date,
)
_LOCKED = Prepared(
    lambda classrooms: (
        Classroom.objects.select_for_update(no_key=True).filter(pk__in=classrooms).order_by("pk")
    ),
    [UUID],
)
_SCHOOLS = Prepared(lambda schools: School.objects.filter(pk__in=schools), [UUID])


def locked(classroom: UUID) -> Classroom:
    """The class with its school; who writes about it meanwhile waits until the end."""
    return all_locked([classroom])[classroom]


def all_locked(classrooms: Collection[UUID]) -> dict[UUID, Classroom]:
    """Classes with their schools, by key; who writes about one of them meanwhile waits.

    They are locked in the order of their keys, so that no two writers wait for each other.
    """
    found = _LOCKED.objects(Classroom, classrooms)
    schools = {one.pk: one for one in _SCHOOLS.objects(School, {one.school_id for one in found})}
    for one in found:
        one.school = schools[one.school_id]
    return {one.pk: one for one in found}


def day_faults(classroom: Classroom, day: date) -> list[str]:
    """Why nothing can be written about a class's day; empty when it can."""
    if day > today():
        return [f"{dated(day)}はまだ来ていません。出欠は当日になってから記録してください"]
    calendar = class_calendars([classroom], day, day)[classroom.pk]
    if day not in calendar.days:
        return [f"{dated(day)}は{classroom.label}の授業日ではありません"]
    if day in calendar.closed:
        return [f"{dated(day)}は{classroom.label}の学級閉鎖の日です"]
    return month_faults(classroom.school_id, day)


def is_ahead(day: date, at: time | None) -> bool:
    """Is a time of a day still to come?"""
    return at is not None and datetime.combine(day, at, tzinfo=JST) > now()


def time_faults(mark: MarkInput, day: date) -> list[str]:
    """Which times of a day have not come yet; only an agreed late start is said beforehand."""
    found = []
    if not mark.late_agreed and is_ahead(day, mark.late_at):
        found.append(
            "登校の時刻がまだ来ていません。今までの時刻を入れるか、「約束した遅い登校」を選んでください"
        )
    if is_ahead(day, mark.left_at):
        found.append("早退の時刻がまだ来ていません。早退してから、今までの時刻を入れてください")
    return found


def month_faults(school: UUID, day: date) -> list[str]:
    """Why nothing changes in the month of the day; empty while it is open."""
    if is_closed(school, day):
        return [f"{day.year}年{day.month}月の出席簿は確定しています"]
    return []


def is_closed(school: UUID, day: date) -> bool:
    """Is the month of the day closed?"""
    return bool(_CLOSED(school, day.replace(day=1)))


def pupils_on(classroom: Classroom, day: date) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """The pupils whose home class it is on a day, and those who come to it in exchange."""
    kinds = dict(_ENROLLED(classroom.pk, day))
    home = frozenset(pupil for pupil, kind in kinds.items() if kind == EnrolmentKind.HOME)
    return home, frozenset(kinds) - home


def home_of(pupil: UUID, day: date) -> Enrolment | None:
    """The pupil's place in the home class on a day, with class and school."""
    homes = Enrolment.objects.home().on(day).filter(pupil=pupil).order_by("-begin", "pk")
    return homes.select_related("classroom__school").first()


def homes_of(pupils: Collection[UUID], day: date) -> dict[UUID, UUID]:
    """The home classes of pupils on a day, by pupil; nothing is asked where there is none."""
    return dict(_HOMES(pupils, day))


def home_class(pupil: UUID, day: date) -> Classroom | None:
    """The pupil's home class on a day, with its school."""
    home = home_of(pupil, day)
    return home.classroom if home else None


def rewritten(classroom: Classroom, days: Collection[date]) -> None:
    """Let those who have one of these rolls open see that another wrote meanwhile."""
    rolls = RollCall.objects.filter(classroom=classroom, day__in=days)
    rolls.update(version=F("version") + 1)


def refuse(reasons: list[str]) -> None:
    """Raise `Refused` when there is any reason."""
    if reasons:
        raise Refused(reasons)
