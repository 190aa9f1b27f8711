"""The small dated facts that change which responses are due."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from tsunagu.org.models import Municipal, Person
from tsunagu.response.enums import GoodReasonKind, Way
from tsunagu.school.models import Pupil


class SpanFact(Municipal):
    """Something that holds for a pupil from a day to a day, or until further notice."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    first = models.DateField("から")
    last = models.DateField("まで", null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")),
                name="%(class)s_in_order",
            ),
        ]

    def covers(self, day: date) -> bool:
        """Does it hold on a day?"""
        return self.first <= day and (self.last is None or day <= self.last)


class ContactRhythm(SpanFact):
    """A case's agreed rhythm of contact, in place of the contact tasks.

    What it asks for comes to `person`, where they may answer for the child, else to the owner by
    the rules. `before_term` is how many working days before school begins again after a break one
    more contact is asked for; 0 for none.
    """

    every_days = models.PositiveIntegerField("何日ごと", default=7)
    way = models.CharField("方法", max_length=10, choices=Way, default=Way.EITHER)
    in_breaks = models.BooleanField("長い休みのあいだも", default=True)
    before_term = models.PositiveIntegerField("学校が始まる何日前", default=0)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} {self.every_days}"


class RuleFreeze(SpanFact):
    """A review date is set: `share-*` and `principal-*` become lines in the case's log until then.

    One set in a sharing and the one `of_cases` stand beside each other: the rules rest while
    either holds.
    """

    of_cases = models.BooleanField("ケースの見直しの日", default=False)

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d}"


class ProtectionFlag(SpanFact):
    """The child is registered with the child protection network. Managers alone know."""

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d}"


class GoodReason(SpanFact):
    """A good reason on the guardian's side, so that the board need not be told."""

    kind = models.CharField("理由", max_length=12, choices=GoodReasonKind)
    note = models.TextField("ことば", blank=True, default="")

    def __str__(self) -> str:
        return self.kind
