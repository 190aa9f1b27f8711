"""Class days that change no more, because a school has confirmed its register of them."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.org.models import Municipality
from tsunagu.school.models import CalendarEntry, School
from tsunagu.school.signals import days_confirmed


def days_between(first: date, last: date) -> set[date]:
    """The days of a period, both ends included; none where it ends before it begins."""
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def confirmed(
    municipality: Municipality, *, school: UUID | None, grade: str, days: Collection[date]
) -> list[str]:
    """Why the class days of a school, or without one of every school with the grade, must stay."""
    if not days:
        return []
    schools = schools_of(municipality, school=school, grade=grade)
    answers = days_confirmed.send(
        CalendarEntry,
        schools=frozenset(schools.values_list("pk", flat=True)),
        days=frozenset(days),
    )
    return [sentence for _, told in answers for sentence in told or []]


def schools_of(municipality: Municipality, *, school: UUID | None, grade: str) -> QuerySet[School]:
    """The school that an entry is for, or without one every school with the grade."""
    schools = School.objects.filter(municipality=municipality)
    if school:
        schools = schools.filter(pk=school)
    elif grade:
        schools = schools.filter(classrooms__grades__contains=f",{grade},").distinct()
    return schools
