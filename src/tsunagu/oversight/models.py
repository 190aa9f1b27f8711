"""Ways of reading that somebody looks into, and up to which day they were worked out."""

from django.db import models

from tsunagu.org.models import Municipal, Person
from tsunagu.oversight.enums import Unusual


class FindingQuerySet(models.QuerySet["Finding"]):
    """Filters on findings."""

    def open(self) -> "FindingQuerySet":
        """Those that nobody has looked into yet."""
        return self.filter(looked_at__isnull=True)


class Finding(Municipal):
    """On a day somebody read in an unusual way: something to ask about, no verdict.

    A day begins in the morning when the night is over, so that a night is one piece. It ends by
    being looked into; it may be taken up again.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField("種類", max_length=10, choices=Unusual)
    day = models.DateField("日")
    first_at = models.DateTimeField("はじめ")
    last_at = models.DateTimeField("おわり")
    pupils = models.IntegerField("子どもの人数")
    looked_at = models.DateTimeField("確かめた時", null=True, editable=False)
    looked_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    note = models.TextField("確かめたこと", blank=True, default="")

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "person", "kind", "day"], name="finding_once_a_day"
            ),
        ]
        indexes = [models.Index(fields=["municipality", "looked_at", "-day"])]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.kind}"


class WorkedThrough(Municipal):
    """The last day of which the findings of a municipality were worked out."""

    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality"], name="worked_through_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
