"""Whom and what one writes about, held until the end of the transaction; others wait for it.

Always schools first, then classes, then pupils, each in the order of their keys, so that no two
writers wait for each other. SQLite has one writer at a time: nothing is asked of it.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from tsunagu.prepared import Prepared
from tsunagu.school.models import Classroom, Pupil, School


def hold_schools(schools: Collection[UUID] | QuerySet[Any, Any]) -> None:
    """Hold schools: nobody confirms a register there, or changes the calendar, meanwhile."""
    _hold(School, pk__in=schools)


def hold_classes(school: School) -> None:
    """Hold a school's classes: nobody takes a roll there or changes a day meanwhile."""
    _hold(Classroom, school=school)


def hold_pupils(pupils: Collection[UUID] | QuerySet[Any, Any]) -> None:
    """Hold pupils, whose tasks are compared with their days by one writer at a time."""
    if isinstance(pupils, QuerySet):
        _hold(Pupil, pk__in=pupils)
    elif connection.features.has_select_for_update:
        _PUPILS(pupils)


def _hold(model: type[School | Classroom | Pupil], **which: Any) -> None:
    if connection.features.has_select_for_update:
        list(_held(model, **which))


def _held(model: type[School | Classroom | Pupil], **which: Any) -> QuerySet[Any, Any]:
    held = model._default_manager.filter(**which).select_for_update(no_key=True).order_by("pk")
    return held.values_list("pk", flat=True)


_PUPILS = Prepared(lambda pupils: _held(Pupil, pk__in=pupils), [UUID])
