"""What rolls say on the days of a notice."""

from datetime import date

from django.db.models import F, Q

from tsunagu.attendance.enums import NoticeKind
from tsunagu.attendance.models import Mark, Notice, RollCall
from tsunagu.clock import today
from tsunagu.school.enums import EnrolmentKind
from tsunagu.school.models import Pupil


def days_like(notice: Notice) -> list[date]:
    """The days so far on which the pupil's roll says what the notice fills in, in order."""
    span = (notice.first, min(notice.last or today(), today()))
    marks = Mark.objects.filter(pupil=notice.pupil_id, kind=notice.fills, day__range=span)
    if notice.kind in {NoticeKind.LATE_START, NoticeKind.LATE}:
        marks = marks.filter(late=True)
    elif notice.kind == NoticeKind.LEAVES_EARLY:
        marks = marks.filter(left_early=True)
    days = marks.order_by("day").values_list("day", flat=True)
    return [day for day in days if str(day.weekday()) not in notice.weekdays]


def days_taken(pupil: Pupil, first: date, last: date) -> list[date]:
    """The days of a period on which the roll of the pupil's home class was taken, in order."""
    at_home = Q(
        classroom__enrolments__pupil=pupil,
        classroom__enrolments__kind=EnrolmentKind.HOME,
        classroom__enrolments__begin__lte=F("day"),
    )
    not_over = Q(classroom__enrolments__end__isnull=True) | Q(
        classroom__enrolments__end__gt=F("day")
    )
    rolls = RollCall.objects.filter(at_home & not_over, day__range=(first, last))
    return list(rolls.order_by("day").values_list("day", flat=True).distinct())
