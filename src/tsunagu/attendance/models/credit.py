"""Days that count though they were spent elsewhere: balances brought along, and credit."""

from django.db import models
from django.db.models import F, Q

from tsunagu.attendance.enums import Place
from tsunagu.org.models import Municipal, Person
from tsunagu.school.models import Pupil


class OpeningBalance(Municipal):
    """Days absent and credited this year at a school outside the installation."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="opening_balances")
    day = models.DateField("転入日")
    absent_days = models.PositiveIntegerField("欠席日数", default=0)
    credited_days = models.PositiveIntegerField("出席扱い日数", default=0)
    note = models.TextField("備考", blank=True, default="")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pupil", "day"], name="opening_balance_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class CreditPeriod(Municipal):
    """The principal approved a facility for a pupil: days there are provisionally credited."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="credit_periods")
    place = models.CharField("場所", max_length=20, choices=Place)
    first = models.DateField("から")
    last = models.DateField("まで", null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")),
                name="credit_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} {self.place}"
