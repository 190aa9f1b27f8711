"""What is known of days beforehand, and can be taken back: notices and epidemics."""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

from tsunagu.attendance.enums import WHEREABOUTS_KNOWN, Kind, NoticeKind, Place, Reason
from tsunagu.org.models import Municipal, Person
from tsunagu.school.models import Classroom, Guardian, Pupil

W = TypeVar("W", bound="Withdrawable")


class Withdrawable(Municipal):
    """What can be taken back entirely where it was wrong; that it was said stays on record."""

    withdrawn_at = models.DateTimeField("取り消した時刻", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    withdrawn_why = models.TextField("取り消した理由", blank=True, default="")

    class Meta:
        abstract = True


class StandingQuerySet(models.QuerySet[W]):
    """Filters on what may have been taken back."""

    def standing(self) -> Self:
        """What was not taken back."""
        return self.filter(withdrawn_at__isnull=True)


class NoticeQuerySet(StandingQuerySet["Notice"]):
    """Filters on notices."""

    def between(self, first: date, last: date | None) -> Self:
        """Standing notices that hold on some day from `first`, through `last` if given."""
        held = self.standing().filter(Q(last__isnull=True) | Q(last__gte=first))
        return held.filter(first__lte=last) if last else held

    def on(self, day: date) -> Self:
        """Notices that hold on a day."""
        return self.between(day, day)

    def whereabouts_known(self, day: date) -> Self:
        """Notices for which nobody rings or visits the home that day."""
        known = self.on(day).filter(kind__in=WHEREABOUTS_KNOWN)
        return known.exclude(weekdays__contains=str(day.weekday()))


class Notice(Withdrawable):
    """A standing notice or an announced absence: from–to, it fills the roll in by itself.

    `guardian` is who told it on the guardians' pages, and `answers` what was chosen there, by
    codes; `note` says it in words.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField("種類", max_length=12, choices=NoticeKind)
    first = models.DateField("から")
    last = models.DateField("まで", null=True, blank=True)
    weekdays = models.CharField("登校する曜日", max_length=20, blank=True, default="")
    fills = models.CharField("出欠", max_length=12, choices=Kind, default=Kind.ABSENT)
    place = models.CharField("場所", max_length=20, choices=Place, blank=True, default="")
    reason = models.CharField("理由", max_length=12, choices=Reason, blank=True, default="")
    note = models.TextField("備考", blank=True, default="")
    from_guardian = models.BooleanField("保護者からの連絡", default=False)
    guardian = models.ForeignKey(
        Guardian, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    time = models.TimeField("時刻", null=True, blank=True)
    answers = models.JSONField("保護者が選んだ答え", default=dict, blank=True)
    restricted = models.BooleanField("管理職のみ", default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["pupil", "first"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="notice_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Epidemic(Withdrawable):
    """A manager set a class to epidemic from–to: reported illness closes contact tasks together."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="epidemics")
    first = models.DateField("から")
    last = models.DateField("まで")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = StandingQuerySet["Epidemic"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="epidemic_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d}–{self.last:%Y-%m-%d}"
