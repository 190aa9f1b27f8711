"""The classes in which a child was before, with their homeroom teachers."""

from dataclasses import dataclass

from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.clock import today
from tsunagu.school.models import Classroom, Enrolment, Pupil


@dataclass(frozen=True)
class FormerClass:
    """A class of an earlier time, and who was its homeroom teacher."""

    classroom: Classroom
    teachers: list[str]


def former_classes(pupil: Pupil) -> list[FormerClass]:
    """The child's home classes that are over, the newest first."""
    homes = Enrolment.objects.home().filter(pupil=pupil, end__lte=today())
    homes = homes.select_related("classroom__school").order_by("-begin", "pk")
    rooms = list({one.classroom_id: one.classroom for one in homes}.values())
    if not rooms:
        return []
    held = Role.objects.filter(kind=RoleKind.HOMEROOM, classroom__in=[one.pk for one in rooms])
    names: dict[object, list[str]] = {}
    for role in held.select_related("person").order_by("first", "pk"):
        names.setdefault(role.classroom, []).append(role.person.name)
    return [FormerClass(one, list(dict.fromkeys(names.get(one.pk, [])))) for one in rooms]
