"""The tablets of the demo's class: everybody has pictures, many told the weather of some days."""

from datetime import datetime, time

from tsunagu.clock import JST, freeze, today
from tsunagu.demo.writing.consultations import working_days_before
from tsunagu.demo.writing.register import Book
from tsunagu.demo.writing.shares import actor_by_key
from tsunagu.doors.actions import give_pictures, open_class, pupil_actor
from tsunagu.doors.models import PictureDoor
from tsunagu.school.models import Classroom, Enrolment
from tsunagu.signs.checkins import check_in, read
from tsunagu.signs.enums import Body, Heart, Sleep
from tsunagu.signs.models import CheckIn

DAYS = 4
"""Working days of which something was told, today among them."""
SILENT = 3
"""Every so manieth child tells nothing on a day, another one each day."""


def write_doors(book: Book, home: int) -> None:
    """Code and pictures for a class, and what its children told; today's is not read yet."""
    teacher = actor_by_key(book.staff.homeroom[0, home])
    room = Classroom.objects.get(pk=book.places.classes[0][home])
    rows = Enrolment.objects.on(today()).home().filter(classroom=room)
    open_class(classroom=room, by=teacher)
    give_pictures(enrolments=rows.select_related("classroom"), by=teacher)
    doors = PictureDoor.objects.filter(pupil__in=rows.values("pupil"))
    for ago in reversed(range(DAYS)):
        day = working_days_before(today(), ago) if ago else today()
        for index, door in enumerate(doors.select_related("municipality").order_by("pk")):
            if (index + ago) % SILENT == 0:
                continue
            by = pupil_actor(door, room.school_id, via="screen")
            with freeze(datetime.combine(day, time(8, 10 + index % 15), JST)):
                check_in(
                    heart=Heart.values[(index * 7 + ago * 3) % 11 % len(Heart.values)],
                    body=Body.values[(index + ago) % 5 % len(Body.values)],
                    sleep=Sleep.values[(index * 3 + ago) % 4 % len(Sleep.values)],
                    by=by,
                )
        if ago:
            told = CheckIn.objects.filter(day=day, pupil__in=rows.values("pupil"))
            with freeze(datetime.combine(day, time(9), JST)):
                read(check_ins=told.values_list("pk", flat=True), by=teacher)
