"""Whom a school's list of long absence names: first values of the forms on a school.

Counted are days of absence since April, with those brought along from another school.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tsunagu.clock import JST
from tsunagu.forms.answers import Value
from tsunagu.forms.enums import SheetState
from tsunagu.forms.filling import Known, Occasion, Source
from tsunagu.forms.models import Sheet
from tsunagu.packs.forms import FormField
from tsunagu.response.last_contacts import LastContact, last_contacts
from tsunagu.response.queries.not_come import days_not_come
from tsunagu.response.queries.strip import YearView, pupil_year
from tsunagu.school.enums import GRADE_LABELS
from tsunagu.school.models import Classroom, Enrolment, Pupil, School

REGISTER, ROSTER = "出席簿", "名簿"
TEN, THIRTY = 10, 30
"""Days of absence from which a child is on the list, and from which the absence is a long one."""
SUPPORT_SHEET = "understanding-sheet"
"""How the parts of the pupil understanding and support sheet begin."""


@dataclass(frozen=True)
class Absent:
    """A child of the list: where it is at home, and what the register and the records say."""

    home: Enrolment
    year: YearView
    before: YearView | None
    last: LastContact
    sheet: date | None

    @property
    def days(self) -> int:
        """Days of absence since April."""
        return _days(self.year)

    def cells(self, on: date) -> dict[str, str]:
        """The child's row by the columns of the list; what is not on record is left out."""
        month = sum((day.year, day.month) == (on.year, on.month) for day in self.year.absent_days)
        said = {
            "grade": GRADE_LABELS.get(self.home.grade, self.home.grade),
            "class": self.home.classroom.name,
            "name": self.home.pupil.name,
            "absent-month": str(month),
            "absent-year": str(self.days),
            "credited": str(len(self.year.credited_days) + self.year.brought_credited),
            "absent-last-year": str(_days(self.before)) if self.before else "",
            "seen": self.last.seen.isoformat() if self.last.seen else "",
            "sheet": self.sheet.isoformat() if self.sheet else "",
        }
        return {name: words for name, words in said.items() if words}


def _days(year: YearView) -> int:
    return len(year.absent_days) + year.brought_absent


def _at_home(school: School, occasion: Occasion) -> list[Enrolment]:
    """The children of the school on the day, class by class in the order of the roll."""
    homes = Enrolment.objects.home().on(occasion.day).filter(classroom__school=school)
    homes = homes.filter(classroom__school_year=occasion.year.year)
    return list(
        homes.select_related("classroom", "pupil").order_by(
            "classroom__grades", "classroom__name", "grade", "number", "pk"
        )
    )


def absent_pupils(school: School, occasion: Occasion) -> list[Absent]:
    """The children absent for ten days or more, read once for all that is asked of them.

    Credited days are none of absence, so that of those who did not come some are left out.
    """
    if "absent" not in occasion.read:
        rooms = Classroom.objects.filter(school=school, school_year=occasion.year.year)
        away = days_not_come(list(rooms), occasion.day, least=TEN)
        homes = [one for one in _at_home(school, occasion) if one.pupil_id in away]
        years = {one.pupil_id: pupil_year(one.pupil, occasion.year.year) for one in homes}
        long = [one for one in homes if _days(years[one.pupil_id]) >= TEN]
        keys = [one.pupil_id for one in long]
        last, sheets = last_contacts(keys), _sheets(keys, school, occasion.year.year)
        occasion.read["absent"] = [
            Absent(
                home=one,
                year=years[one.pupil_id],
                before=_before(one.pupil, occasion.year.year - 1),
                last=last[one.pupil_id],
                sheet=sheets.get(one.pupil_id),
            )
            for one in long
        ]
    found: list[Absent] = occasion.read["absent"]
    return found


def _before(pupil: Pupil, year: int) -> YearView | None:
    """The year before; None where the child was in no class here then."""
    homes = Enrolment.objects.home().filter(pupil=pupil, classroom__school_year=year)
    return pupil_year(pupil, year) if homes.exists() else None


def _sheets(pupils: list[UUID], school: School, year: int) -> dict[UUID, date]:
    """When the school last completed the children's support sheets this year."""
    rows = Sheet.objects.filter(
        pupil__in=pupils,
        school=school,
        school_year=year,
        state=SheetState.COMPLETE,
        form__startswith=SUPPORT_SHEET,
        ended_at__isnull=False,
    )
    ended = rows.order_by("ended_at").values_list("pupil", "ended_at")
    return {pupil: at.astimezone(JST).date() for pupil, at in ended if pupil and at}


def _pupils(occasion: Occasion, field: FormField) -> Known | None:
    """A row a child: everybody whom the counts beside them count."""
    if occasion.school is None:
        return None
    rows = absent_pupils(occasion.school, occasion)
    columns = {one.id for one in field.columns}
    value = [
        {"row": "", "cells": {k: v for k, v in one.cells(occasion.day).items() if k in columns}}
        for one in rows
    ]
    keys = tuple(one.home.pupil_id for one in rows)
    return Known(value, REGISTER, occasion.day, keys) if rows else None


def _enrolled(occasion: Occasion, field: FormField) -> Known | None:
    if occasion.school is None:
        return None
    return Known(len(_at_home(occasion.school, occasion)), ROSTER, occasion.day)


def _absent_for(least: int) -> Source:
    """How many have been absent for so many days."""

    def source(occasion: Occasion, field: FormField) -> Known | None:
        if occasion.school is None:
            return None
        pupils = absent_pupils(occasion.school, occasion)
        count: Value = sum(one.days >= least for one in pupils)
        return Known(count, REGISTER, occasion.day)

    return source


SOURCES: dict[str, Source] = {
    "enrolled-count": _enrolled,
    "absent-10-count": _absent_for(TEN),
    "absent-30-count": _absent_for(THIRTY),
    "absent-pupils": _pupils,
}
