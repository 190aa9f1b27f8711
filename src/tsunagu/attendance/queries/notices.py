"""What rolls say on the days of a notice."""

from datetime import date

from tsunagu.attendance.enums import NoticeKind
from tsunagu.attendance.models import Mark, Notice
from tsunagu.clock import today


def days_like(notice: Notice) -> list[date]:
    """The days so far on which the pupil's roll says what the notice fills in, in order."""
    span = (notice.first, min(notice.last or today(), today()))
    marks = Mark.objects.filter(pupil=notice.pupil_id, kind=notice.fills, day__range=span)
    if notice.kind == NoticeKind.LATE_START:
        marks = marks.filter(late=True)
    days = marks.order_by("day").values_list("day", flat=True)
    return [day for day in days if str(day.weekday()) not in notice.weekdays]
