"""Exceptions to Monday–Friday."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from tsunagu.intake.models import ImportRun
from tsunagu.org.models import Municipal
from tsunagu.school.enums import CalendarKind, EntryOrigin
from tsunagu.school.models.places import Classroom, School


class CalendarEntryQuerySet(models.QuerySet["CalendarEntry"]):
    """Filters on the calendar."""

    def between(self, first: date, last: date) -> "CalendarEntryQuerySet":
        """Entries that touch a period, both days included."""
        return self.filter(first__lte=last, last__gte=first)


class CalendarEntry(Municipal):
    """An exception to Monday–Friday, for a class, a grade, a school or everyone."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True)
    grade = models.CharField("学年", max_length=10, blank=True, default="")
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, null=True, blank=True)
    first = models.DateField("開始日")
    last = models.DateField("終了日")
    kind = models.CharField("種別", max_length=20, choices=CalendarKind)
    note = models.CharField("備考", max_length=255, blank=True, default="")
    origin = models.CharField(
        max_length=10, choices=EntryOrigin, default=EntryOrigin.SCREEN, editable=False
    )
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, null=True, editable=False)

    objects = CalendarEntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["municipality", "first", "last"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="calendar_entry_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d}–{self.last:%Y-%m-%d} {self.kind}"
