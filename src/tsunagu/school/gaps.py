"""What a roster leaves open: pupils with nobody to call, classes without a teacher."""

from django.db.models import Exists, OuterRef, QuerySet

from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.clock import school_year_of, today
from tsunagu.school.models import Classroom, Enrolment, Guardian


def without_number(rooms: QuerySet[Classroom]) -> QuerySet[Enrolment]:
    """Today's home enrolments in these classes of pupils without any number to call.

    `guarded` says of each whether there is a guardian at all.
    """
    guardians = Guardian.objects.filter(pupil=OuterRef("pupil"))
    homes = Enrolment.objects.home().on(today()).filter(classroom__in=rooms.values("pk"))
    silent = homes.filter(~Exists(guardians.exclude(phone=""))).annotate(guarded=Exists(guardians))
    ordered = silent.order_by("classroom__grades", "classroom__name", "number", "pk")
    return ordered.select_related("pupil", "classroom")


def without_teacher(rooms: QuerySet[Classroom]) -> QuerySet[Classroom]:
    """Those of this year with pupils today and no homeroom teacher who works here."""
    held = Role.objects.on(today()).of_staff_here().filter(kind=RoleKind.HOMEROOM)
    homes = Enrolment.objects.home().on(today()).filter(classroom=OuterRef("pk"))
    current = rooms.filter(school_year=school_year_of(today()).year)
    alone = current.filter(Exists(homes), ~Exists(held.filter(classroom=OuterRef("pk"))))
    return alone.order_by("grades", "name", "pk")
