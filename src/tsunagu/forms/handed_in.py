"""What schools handed in: the counts of their completed lists, from which the board makes its own.

The board reads how many, by school. Whom a list names stays with the school.
"""

from dataclasses import dataclass
from datetime import date

from tsunagu.clock import JST, school_year_of
from tsunagu.forms.answers import NOTHING, Value
from tsunagu.forms.enums import SheetState
from tsunagu.forms.filling import Known, Occasion, Source
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Municipality
from tsunagu.packs.forms import FormField
from tsunagu.school.models import Classroom, School

NINETY = 90
"""Days of absence from which the national survey counts a child apart."""


@dataclass(frozen=True)
class HandedIn:
    """A school with its last list of the year; without one it has handed in none yet."""

    school: School
    sheet: Sheet | None = None

    @property
    def on(self) -> date | None:
        """The day on which the list was completed."""
        at = self.sheet.ended_at if self.sheet else None
        return at.astimezone(JST).date() if at else None

    @property
    def ten_days(self) -> int | None:
        """How many have been absent for ten days or more."""
        return self._number("absent-10-count")

    def _number(self, source: str) -> int | None:
        value = self._value(source)
        return value if isinstance(value, int) else None

    def _value(self, source: str) -> Value:
        """What the list says where it asks for what that source knows, whatever it is called."""
        if self.sheet is None:
            return None
        asked = (one.id for one in self.sheet.definition.fields if one.first == source)
        return self.sheet.answers().get(next(asked, ""), NOTHING).value

    def cells(self) -> dict[str, str]:
        """The school's row by the columns of the board's list; its name alone without a list."""
        if self.sheet is None:
            return {"school": self.school.name}
        rows = [row["cells"] for row in self._value("absent-pupils") or []]
        said: dict[str, object] = {
            "school": self.school.name,
            "enrolled": self._number("enrolled-count"),
            "ten-days": self.ten_days,
            "thirty-days": self._number("absent-30-count"),
            "ninety-days": sum(int(row.get("absent-year") or 0) >= NINETY for row in rows),
            "credited": sum(int(row.get("credited") or 0) > 0 for row in rows),
            "sheets": sum(bool(row.get("sheet")) for row in rows),
            "handed-in": self.on,
        }
        return {name: str(value) for name, value in said.items() if value is not None}


def handed_in(city: Municipality, on: date) -> list[HandedIn]:
    """Every school that has classes this school year, with the list it completed last."""
    year = school_year_of(on).year
    rooms = Classroom.objects.filter(municipality=city, school_year=year)
    schools = School.objects.filter(pk__in=rooms.values("school")).order_by("stage", "name", "pk")
    last = _last_lists(city, year)
    return [HandedIn(school, last.get(school.pk)) for school in schools]


def _last_lists(city: Municipality, year: int) -> dict[object, Sheet]:
    """The list that each school completed last, by the school's key."""
    done = Sheet.objects.filter(
        municipality=city,
        pupil__isnull=True,
        school__isnull=False,
        school_year=year,
        state=SheetState.COMPLETE,
    )
    rows = done.select_related("version").prefetch_related("written")
    return {one.school_id: one for one in rows.order_by("ended_at", "pk") if _is_a_list(one)}


def _is_a_list(sheet: Sheet) -> bool:
    """Does a sheet list those long absent?"""
    return any(one.first == "absent-pupils" for one in sheet.definition.fields)


def _by_school(occasion: Occasion, field: FormField) -> Known | None:
    """A row a school; of one that has handed in nothing only the name."""
    if occasion.school is not None:
        return None
    columns = {one.id for one in field.columns}
    value = [
        {"row": "", "cells": {k: v for k, v in one.cells().items() if k in columns}}
        for one in handed_in(occasion.municipality, occasion.day)
    ]
    return Known(value, "学校が出した一覧表", occasion.day) if value else None


SOURCES: dict[str, Source] = {"absent-by-school": _by_school}
