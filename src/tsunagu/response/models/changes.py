"""That something changed at a school, so that what was counted there is counted anew."""

import secrets

from django.db import models

from tsunagu.clock import now
from tsunagu.org.models import Municipal
from tsunagu.school.models import School

BITS = 40
"""So many that two sums are not alike by chance, and that a database adds up millions of them."""


def _number() -> int:
    return secrets.randbits(BITS) or 1


class Change(Municipal):
    """Written with whatever can change a school's counts, and read as a sum (see `changes`).

    It is only ever added, never changed: no two writers wait for each other.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.BigIntegerField(default=_number)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [
            models.Index(fields=["municipality", "school", "number"], name="change_sums"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.number}"
