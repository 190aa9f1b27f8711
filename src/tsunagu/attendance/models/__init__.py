"""Roll calls, marks and what is known beforehand."""

from tsunagu.attendance.models.afterwards import Correction, MissingEnd
from tsunagu.attendance.models.credit import CreditPeriod, OpeningBalance
from tsunagu.attendance.models.marks import FileMark, Mark, Stay
from tsunagu.attendance.models.months import MonthClose, RegisterPrint
from tsunagu.attendance.models.notices import Epidemic, Notice, StandingQuerySet, Withdrawable
from tsunagu.attendance.models.roll import RollCall

__all__ = [
    "Correction",
    "CreditPeriod",
    "Epidemic",
    "FileMark",
    "Mark",
    "MissingEnd",
    "MonthClose",
    "Notice",
    "OpeningBalance",
    "RegisterPrint",
    "RollCall",
    "StandingQuerySet",
    "Stay",
    "Withdrawable",
]
