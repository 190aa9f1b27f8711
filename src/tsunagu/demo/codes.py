"""What a pupil's day can be in the model: one small number a day, and the mark it stands for."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tsunagu.attendance.enums import Kind, Place, Reason

Codes = NDArray[np.uint8]


class Day(IntEnum):
    """A pupil's day. `PLAIN` leaves no mark."""

    PLAIN = 0
    ILL = 1
    FAMILY = 2
    CANNOT_COME = 3
    UNKNOWN = 4
    OTHER = 5
    SUPPORT_CENTRE = 6
    FREE_SCHOOL = 7
    HOME_ONLINE = 8
    LATE = 9
    LATE_AGREED = 10
    LEFT_EARLY = 11
    LATE_AND_EARLY = 12
    NURSE_ROOM = 13
    SEPARATE_ROOM = 14
    IN_SCHOOL_CENTRE = 15
    AFTER_SCHOOL = 16
    INFLUENZA = 17
    BEREAVED = 18
    EXAMINED = 19
    MISSING = 20


class Facts(NamedTuple):
    """The facts of a mark."""

    kind: Kind
    place: str = ""
    reason: str = ""
    late: bool = False
    left_early: bool = False
    late_agreed: bool = False


FACTS = {
    Day.ILL: Facts(Kind.ABSENT, reason=Reason.ILLNESS),
    Day.FAMILY: Facts(Kind.ABSENT, reason=Reason.FAMILY),
    Day.CANNOT_COME: Facts(Kind.ABSENT, reason=Reason.CANNOT_COME),
    Day.UNKNOWN: Facts(Kind.ABSENT, reason=Reason.UNKNOWN),
    Day.OTHER: Facts(Kind.ABSENT, reason=Reason.OTHER),
    Day.SUPPORT_CENTRE: Facts(Kind.ABSENT, Place.SUPPORT_CENTRE, Reason.CANNOT_COME),
    Day.FREE_SCHOOL: Facts(Kind.ABSENT, Place.FREE_SCHOOL, Reason.CANNOT_COME),
    Day.HOME_ONLINE: Facts(Kind.ABSENT, Place.HOME_ONLINE, Reason.CANNOT_COME),
    Day.LATE: Facts(Kind.PRESENT, late=True),
    Day.LATE_AGREED: Facts(Kind.PRESENT, late=True, late_agreed=True),
    Day.LEFT_EARLY: Facts(Kind.PRESENT, left_early=True),
    Day.LATE_AND_EARLY: Facts(Kind.PRESENT, late=True, left_early=True),
    Day.NURSE_ROOM: Facts(Kind.PRESENT, Place.NURSE_ROOM),
    Day.SEPARATE_ROOM: Facts(Kind.PRESENT, Place.SEPARATE_ROOM),
    Day.IN_SCHOOL_CENTRE: Facts(Kind.PRESENT, Place.IN_SCHOOL_CENTRE),
    Day.AFTER_SCHOOL: Facts(Kind.PRESENT, Place.AFTER_SCHOOL),
    Day.INFLUENZA: Facts(Kind.SUSPENDED, reason=Reason.ILLNESS),
    Day.BEREAVED: Facts(Kind.BEREAVEMENT),
    Day.EXAMINED: Facts(Kind.EXCUSED),
    Day.MISSING: Facts(Kind.MISSING),
}
"""The mark that each day leaves."""

NOT_COME = (
    Day.ILL,
    Day.FAMILY,
    Day.CANNOT_COME,
    Day.UNKNOWN,
    Day.OTHER,
    Day.SUPPORT_CENTRE,
    Day.FREE_SCHOOL,
    Day.HOME_ONLINE,
    Day.MISSING,
)
"""Days not come: absent or credited."""

CANNOT = (
    Day.CANNOT_COME,
    Day.UNKNOWN,
    Day.SUPPORT_CENTRE,
    Day.FREE_SCHOOL,
    Day.HOME_ONLINE,
)
"""Days not come for reasons that the Ministry's class non-attendance (不登校) gathers."""


def are(codes: Codes, days: tuple[Day, ...]) -> NDArray[np.bool_]:
    """Which days are among `days`; an array of the shape of `codes`."""
    table = np.zeros(256, bool)
    table[list(days)] = True
    found: NDArray[np.bool_] = table[codes]
    return found


def long_absent(codes: Codes) -> NDArray[np.bool_]:
    """Which pupils (rows) did not come on 30 days or more."""
    found: NDArray[np.bool_] = are(codes, NOT_COME).sum(axis=1) >= 30
    return found


def non_attending(codes: Codes) -> NDArray[np.bool_]:
    """Which long-absent pupils stayed away mostly because they could not come."""
    mostly: NDArray[np.bool_] = 2 * are(codes, CANNOT).sum(1) > are(codes, NOT_COME).sum(1)
    return long_absent(codes) & mostly
