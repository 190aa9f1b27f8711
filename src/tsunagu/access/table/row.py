"""A row of the policy table, and the groups of roles that several rows name."""

from collections.abc import Set
from dataclasses import dataclass

from tsunagu.access.deeds import Deed
from tsunagu.access.enums import (
    AGENCY_ROLES,
    BOARD_STAFF,
    MANAGERS,
    SCHOOL_STAFF,
    DataClass,
    Reach,
    RoleKind,
)

R = RoleKind
STAFF = SCHOOL_STAFF | BOARD_STAFF | AGENCY_ROLES | {R.ADMINISTRATOR, R.PRIVACY_OFFICER}
CLOSE_TO_THE_CLASS = {R.HOMEROOM, R.DEPUTY_HOMEROOM}
LEADS = MANAGERS | {R.ATTENDANCE_LEAD, R.GUIDANCE_LEAD}


@dataclass(frozen=True)
class Row:
    """One row: these roles may do these deeds as far as `reach`, to data up to this class.

    What a deed is about stands in `fields.ABOUT`; `condition` says what else must hold.
    """

    roles: frozenset[RoleKind]
    deeds: frozenset[Deed]
    reach: Reach
    data: DataClass
    why: str
    condition: str = ""


def row(
    roles: Set[RoleKind],
    deeds: Set[Deed],
    reach: Reach,
    data: DataClass,
    why: str,
    *,
    condition: str = "",
) -> Row:
    """A row of any sets."""
    return Row(frozenset(roles), frozenset(deeds), reach, data, why, condition)
