"""Whom somebody has to do with: the pupils of one's own class or grade, and those one wrote of."""

from datetime import date, datetime, timedelta

from django.db.models import Q

from tsunagu.access.deeds import Deed
from tsunagu.access.enums import CLASS_ROLES, RoleKind
from tsunagu.access.models import Role
from tsunagu.audit.models import Event
from tsunagu.org.models import Person
from tsunagu.school.models import Enrolment

WRITTEN_WITHIN = timedelta(days=365)
"""Whoever did something about a child in the year before has to do with it.

What is done on the day of the looks makes no relation: it could be done for them.
"""
NO_RELATION = {Deed.KEEP_DRAFT, Deed.RECORD_SUSPICION}
"""What anybody may do about any child without knowing of it."""


def related(person: Person, day: date, until: datetime) -> set[str]:
    """The keys of the pupils in a person's own relation on a day.

    A role for the whole school makes no relation of its own: it opens every record there.
    """
    where = Q(pk__in=[])
    for role in Role.objects.on(day).filter(person=person):
        if role.kind in CLASS_ROLES and role.classroom:
            where |= Q(classroom=role.classroom)
        if role.kind == RoleKind.GRADE_LEAD and role.grade:
            where |= Q(classroom__school=role.organisation_id, grade=role.grade)
    enrolled = Enrolment.objects.on(day).filter(where, municipality=person.municipality_id)
    since = until - WRITTEN_WITHIN
    done = Event.objects.filter(actor=str(person.pk), at__gte=since, day__lt=day)
    written = (
        done.filter(details__look__isnull=True).exclude(pupil="").exclude(deed__in=NO_RELATION)
    )
    return {
        *map(str, enrolled.values_list("pupil_id", flat=True)),
        *written.values_list("pupil", flat=True),
    }
