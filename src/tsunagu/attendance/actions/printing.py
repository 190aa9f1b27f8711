"""Printing the register of a month; that it left the system is on record."""

from datetime import date
from typing import Literal

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, require
from tsunagu.attendance.models import RegisterPrint
from tsunagu.attendance.printing.paper import register_pdf
from tsunagu.attendance.printing.proof import digest
from tsunagu.attendance.printing.sheet import Sheet, sheet_of
from tsunagu.attendance.printing.table import register_csv
from tsunagu.attendance.queries import register_month, register_school
from tsunagu.clock import now
from tsunagu.school.models import Classroom, School

Form = Literal["pdf", "csv"]


def print_register(
    *, place: School | Classroom, month: date, form: Form = "pdf", by: Actor
) -> bytes:
    """The register of a school or a class in the month that `month` lies in, as PDF or CSV.

    Raises `Denied`.
    """
    require(by, Deed.SEE_REGISTER, place.scope)
    registers = (
        register_school(place, month)
        if isinstance(place, School)
        else [register_month(place, month)]
    )
    sheets = [sheet_of(register, by.municipality.packs) for register in registers]
    with transaction.atomic():
        if isinstance(place, School) and form == "pdf":
            _keep(place, month, sheets, by)
        note_look(
            by,
            Deed.SEE_REGISTER,
            kind="register",
            key=place.pk,
            pupils=(row.pupil.pk for register in registers for row in register.rows),
            scope=place.scope,
            month=f"{month:%Y-%m}",
            form=form,
        )
    return register_pdf(sheets) if form == "pdf" else register_csv(sheets)


def _keep(school: School, month: date, sheets: list[Sheet], by: Actor) -> None:
    """Remember what was printed last of the month, so that it can be confirmed."""
    RegisterPrint.objects.update_or_create(
        municipality=by.municipality,
        school=school,
        month=month.replace(day=1),
        defaults={"digest": digest(sheets), "at": now(), "by": by.person},
    )
