"""Schools, classes, pupils, guardians, enrolments and calendars."""

from tsunagu.school.models.calendar import CalendarEntry, CalendarEntryQuerySet
from tsunagu.school.models.expected import Expected, ExpectedQuerySet
from tsunagu.school.models.guardians import Guardian, GuardianLimit, GuardianLimitQuerySet
from tsunagu.school.models.places import Classroom, ClassroomQuerySet, School, packed_grades
from tsunagu.school.models.pupils import (
    Enrolment,
    EnrolmentQuerySet,
    Pupil,
    PupilIdentity,
    PupilQuerySet,
)
from tsunagu.school.models.siblings import Sibling, SiblingQuerySet

__all__ = [
    "CalendarEntry",
    "CalendarEntryQuerySet",
    "Classroom",
    "ClassroomQuerySet",
    "Enrolment",
    "EnrolmentQuerySet",
    "Expected",
    "ExpectedQuerySet",
    "Guardian",
    "GuardianLimit",
    "GuardianLimitQuerySet",
    "Pupil",
    "PupilIdentity",
    "PupilQuerySet",
    "School",
    "Sibling",
    "SiblingQuerySet",
    "packed_grades",
]
