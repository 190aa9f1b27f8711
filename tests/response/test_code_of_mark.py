"""What a mark counts as is said twice, in Python and in SQL: both say the same of every mark."""

from itertools import product

import pytest
from django.db import connection

from tsunagu.attendance.enums import Credit, Kind, Place
from tsunagu.attendance.rules import (
    AWAY,
    CREDITED,
    ELSEWHERE,
    HERE,
    NOT_COUNTED,
    counted_as,
)
from tsunagu.response import columns
from tsunagu.response.columns import AWAY_CODE, CREDITED_CODE, ELSEWHERE_CODE, OPEN_CODES

COUNTED = {
    AWAY_CODE: (AWAY, AWAY),
    ELSEWHERE_CODE: (ELSEWHERE, ELSEWHERE),
    CREDITED_CODE: (CREDITED, CREDITED),
    columns.NOT_COUNTED: (NOT_COUNTED, NOT_COUNTED),
    **dict.fromkeys(OPEN_CODES.values(), (ELSEWHERE, CREDITED)),
}
"""What a code says of a day outside a credit period for its place, and within one."""


@pytest.mark.django_db
def test_code_of_mark_is_counted_as_for_every_kind_place_and_credit():
    """Days simply here have no code: columns hold the others alone."""
    one = f"SELECT {columns.code_of_mark()} FROM (SELECT CAST(%s AS text) AS kind, "
    one += "CAST(%s AS text) AS place, CAST(%s AS text) AS credit) AS mark"
    seen = set()
    with connection.cursor() as cursor:
        for mark in product(Kind.values, ["", *Place.values], Credit.values):
            outside, within = (counted_as(*mark, provisional=covered) for covered in (False, True))
            if (outside, within) == (HERE, HERE):
                continue
            cursor.execute(one, mark)
            code = int(cursor.fetchone()[0])
            assert COUNTED[code] == (outside, within), mark
            seen.add(code)
    assert seen == set(COUNTED)
