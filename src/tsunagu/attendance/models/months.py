"""A school's register of a month: as it was printed, and closed."""

from django.db import models

from tsunagu.org.models import Municipal, Person
from tsunagu.school.models import School


class MonthClose(Municipal):
    """A school's register of a month, closed with the principal's confirmation."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="month_closes")
    month = models.DateField("月の初日")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "month"], name="month_closed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class RegisterPrint(Municipal):
    """A school's register of a month as it was last printed; `digest` is of all that stood on it.

    A month is confirmed on paper that still says the same.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="register_prints")
    month = models.DateField("月の初日")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField("印刷した時刻")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "month"], name="register_print_last"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
