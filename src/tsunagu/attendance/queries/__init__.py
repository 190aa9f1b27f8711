"""Reads of rolls and marks shared by several screens."""

from tsunagu.attendance.queries.closing import confirms
from tsunagu.attendance.queries.held import ClassDays, Held, class_days, held, untaken_days
from tsunagu.attendance.queries.joined import JoinedDays, days_apart
from tsunagu.attendance.queries.notices import days_like, days_taken
from tsunagu.attendance.queries.owed import (
    Behind,
    MissingPupil,
    behind,
    missing_now,
    missing_rolls,
    untaken,
    untaken_from,
)
from tsunagu.attendance.queries.register import (
    RegisterMonth,
    RegisterRow,
    arithmetic,
    arithmetic_by_month,
    register_month,
    register_school,
)
from tsunagu.attendance.queries.sheet import RollSheet, SheetLine, guests_known, roll_sheet

__all__ = [
    "Behind",
    "ClassDays",
    "Held",
    "JoinedDays",
    "MissingPupil",
    "RegisterMonth",
    "RegisterRow",
    "RollSheet",
    "SheetLine",
    "arithmetic",
    "arithmetic_by_month",
    "behind",
    "class_days",
    "confirms",
    "days_apart",
    "days_like",
    "days_taken",
    "guests_known",
    "held",
    "missing_now",
    "missing_rolls",
    "register_month",
    "register_school",
    "roll_sheet",
    "untaken",
    "untaken_days",
    "untaken_from",
]
