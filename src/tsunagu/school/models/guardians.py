"""Guardians, and what they may not be told."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from tsunagu.org.models import Municipal, Person
from tsunagu.school.enums import Custody, LimitKind
from tsunagu.school.models.pupils import Pupil


class Guardian(Municipal):
    """Whom to call at home, in the order to try, and what the school knows of custody.

    `papers_seen_on` is the day on which the school saw papers that show it.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="guardians")
    name = models.CharField("氏名", max_length=255)
    relation = models.CharField("続柄", max_length=50, blank=True, default="")
    phone = models.CharField("電話", max_length=50, blank=True, default="")
    language = models.CharField("言語", max_length=50, blank=True, default="")
    note = models.TextField("備考", blank=True, default="")
    order = models.IntegerField("順", default=0)
    custody = models.CharField("親権", max_length=10, choices=Custody, default=Custody.UNKNOWN)
    papers_seen_on = models.DateField("書類を確かめた日", null=True, blank=True)
    papers_seen_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    limit: "GuardianLimit | None" = None
    """A limit in force, where `queries.with_limits` has looked for one."""

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def number(self) -> str:
        """The number to offer: none of someone under a limit, whom a manager decides to call."""
        return "" if self.limit else self.phone


class GuardianLimitQuerySet(models.QuerySet["GuardianLimit"]):
    """Filters on limits."""

    def on(self, day: date) -> "GuardianLimitQuerySet":
        """Limits in force on a day."""
        begun = self.filter(Q(last__isnull=True) | Q(last__gte=day), first__lte=day)
        return begun.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))


class GuardianLimit(Municipal):
    """What an order or a measure keeps from a guardian, from a day to a day.

    It is never deleted: one that holds no more is ended on a day, with why. Guardians who have
    had one stay for it, whatever a file says.
    """

    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="limits")
    kind = models.CharField("種類", max_length=20, choices=LimitKind)
    first = models.DateField("始まりの日")
    last = models.DateField("終わりの日", null=True, blank=True)
    paper = models.CharField("確かめた書類", max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("入れた時刻")
    ended_on = models.DateField("この日から制限しない", null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_why = models.CharField("終わらせた理由", max_length=500, blank=True, default="")

    objects = GuardianLimitQuerySet.as_manager()

    class Meta:
        ordering = ["-first", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")),
                name="guardian_limit_in_order",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(ended_why=""),
                name="guardian_limit_ended_with_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} {self.kind}"

    def holds(self, day: date) -> bool:
        """Is it in force on a day?"""
        ended = self.ended_on is not None and self.ended_on <= day
        return self.first <= day and (self.last is None or day <= self.last) and not ended
