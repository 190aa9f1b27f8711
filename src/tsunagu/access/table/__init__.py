"""The policy table: who may do what to what. What no row allows is denied."""

from tsunagu.access.table.city import IN_THE_CITY
from tsunagu.access.table.outside import OUTSIDE
from tsunagu.access.table.rights import RIGHTS
from tsunagu.access.table.row import Row
from tsunagu.access.table.school import AT_SCHOOL

__all__ = ["TABLE", "Row"]

TABLE: tuple[Row, ...] = (*AT_SCHOOL, *IN_THE_CITY, *OUTSIDE, *RIGHTS)
