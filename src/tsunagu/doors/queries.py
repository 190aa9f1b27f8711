"""Reads of the doors: which class a tablet belongs to, and who of a class has pictures."""

from dataclasses import dataclass

from tsunagu.clock import today
from tsunagu.doors.models import ClassCode, PictureDoor
from tsunagu.doors.words import grade_number
from tsunagu.school.models import Classroom, Enrolment, Pupil


def class_of(code: str) -> ClassCode | None:
    """The class whose code this is, however it was typed; nothing for any other word."""
    letters = "".join(code.upper().split()).replace("-", "")
    rows = ClassCode.objects.filter(code=letters, ended_at=None) if letters else None
    return (
        rows.select_related("classroom__school", "classroom__municipality").first()
        if rows is not None
        else None
    )


def numbers_of(classroom: Classroom) -> list[str]:
    """The numbers of the class list, as they stand on the tablet: no name, and all alike."""
    inside = Enrolment.objects.on(today()).home().filter(classroom=classroom).exclude(number="")
    return list(dict.fromkeys(one.number for one in sorted(inside, key=lambda e: e.in_class)))


def grade_of(pupil: Pupil) -> int:
    """The grade whose kanji a child knows, by the class it is in today; 0 where it is in none."""
    homes = Enrolment.objects.on(today()).home().filter(pupil=pupil)
    grades = homes.values_list("classroom__grades", flat=True).first()
    return grade_number(grades) if grades else 0


@dataclass(frozen=True)
class Inside:
    """A child of a class, and its door where it has one."""

    enrolment: Enrolment
    door: PictureDoor | None


def inside(classroom: Classroom) -> list[Inside]:
    """The children of a class in the order of its list."""
    rows = Enrolment.objects.on(today()).home().filter(classroom=classroom)
    doors = {
        door.pupil_id: door for door in PictureDoor.objects.filter(pupil__in=rows.values("pupil"))
    }
    listed = sorted(rows.select_related("pupil"), key=lambda e: (*e.in_class, e.pk))
    return [Inside(one, doors.get(one.pupil_id)) for one in listed]
