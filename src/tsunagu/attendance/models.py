"""Roll calls, marks and what is known beforehand."""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

from tsunagu.attendance.enums import (
    ATTENDANCE_PLACES,
    NOT_AT_SCHOOL,
    WHEREABOUTS_KNOWN,
    Credit,
    Kind,
    NoticeKind,
    Origin,
    Place,
    Reason,
    SuspensionGround,
)
from tsunagu.intake.models import ImportRun
from tsunagu.org.models import Municipal, Municipality, Person
from tsunagu.school.models import Classroom, Pupil, School

W = TypeVar("W", bound="Withdrawable")


class RollCall(Municipal):
    """A class's roll on a class day. Where there is none, nobody was present or absent.

    Foreign keys have no index of their own where another leads with them or nobody asks by them:
    a city writes hundreds of thousands of these rows a year. So do `Mark` and `FileMark`.
    """

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )
    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="roll_calls", db_index=False
    )
    classroom = models.ForeignKey(
        Classroom, on_delete=models.CASCADE, related_name="roll_calls", db_index=False
    )
    day = models.DateField("日")
    taken_at = models.DateTimeField("とった時刻")
    taken_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.SCREEN)
    run = models.ForeignKey(
        ImportRun, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    version = models.IntegerField(default=1)
    why = models.TextField("あとからとった理由", blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["school", "day"])]
        constraints = [
            models.UniqueConstraint(fields=["classroom", "day"], name="roll_call_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class MarkFacts(models.Model):
    """The facts of a pupil's day, as a mark holds them and as a file states them."""

    kind = models.CharField("出欠", max_length=12, choices=Kind, default=Kind.PRESENT)
    late = models.BooleanField("遅刻", default=False)
    left_early = models.BooleanField("早退", default=False)
    place = models.CharField("場所", max_length=20, choices=Place, blank=True, default="")
    reason = models.CharField("理由", max_length=12, choices=Reason, blank=True, default="")
    note = models.TextField("備考", blank=True, default="")

    class Meta:
        abstract = True


class Mark(Municipal, MarkFacts):
    """Stored only where a pupil was not simply present in class."""

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="marks", db_index=False)
    classroom = models.ForeignKey(
        Classroom, on_delete=models.CASCADE, related_name="marks", db_index=False
    )
    day = models.DateField("日")
    late_at = models.TimeField("登校時刻", null=True, blank=True)
    late_agreed = models.BooleanField("約束した遅い登校", default=False)
    left_at = models.TimeField("早退時刻", null=True, blank=True)
    ground = models.CharField(max_length=10, choices=SuspensionGround, blank=True, default="")
    place_set = models.BooleanField("場所を人が決めた", default=False)
    credit = models.CharField("出席扱い", max_length=12, choices=Credit, default=Credit.UNDECIDED)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.SCREEN)
    run = models.ForeignKey(
        ImportRun, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    entered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["classroom", "day"]),
            models.Index(fields=["municipality", "day"]),
            models.Index(
                fields=["pupil", "day", "kind", "place", "credit"],
                condition=~Q(kind=Kind.PRESENT) | Q(place__in=sorted(NOT_AT_SCHOOL)),
                name="mark_not_here",
            ),
            models.Index(
                fields=["municipality", "day"],
                condition=Q(kind=Kind.MISSING),
                name="mark_missing",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["pupil", "day"], name="mark_once_a_day"),
            models.CheckConstraint(
                condition=~Q(kind__in=[Kind.ABSENT, Kind.MISSING])
                | Q(late=False, left_early=False),
                name="absent_is_neither_late_nor_early",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.ABSENT) | ~Q(place__in=sorted(ATTENDANCE_PLACES)),
                name="absent_is_not_at_a_place_of_attendance",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.kind}"


class FileMark(Municipal, MarkFacts):
    """What a file said of a pupil's day, kept so that imports can be replaced and taken back."""

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )
    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="file_marks", db_index=False
    )
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+", db_index=False)
    classroom = models.ForeignKey(
        Classroom, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["run", "school", "day"])]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.kind}"


class Stay(Municipal):
    """One place of a day that had several."""

    mark = models.ForeignKey(Mark, on_delete=models.CASCADE, related_name="stays")
    place = models.CharField("場所", max_length=20, choices=Place)
    begin = models.TimeField("から")
    end = models.TimeField("まで", null=True, blank=True)
    watched_by = models.CharField("見守る人", max_length=255, blank=True, default="")

    class Meta:
        ordering = ["begin"]

    def __str__(self) -> str:
        return self.place

    @property
    def words(self) -> str:
        """`9:00–11:00 保健室（見守り 山田）`, as a screen says it."""
        until = f"{self.end:%-H:%M}" if self.end else ""
        watched = f"（見守り {self.watched_by}）" if self.watched_by else ""
        return f"{self.begin:%-H:%M}–{until} {self.get_place_display()}{watched}"


class Correction(Municipal):
    """A past day changed afterwards, by whom and why; what stood before is kept."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="corrections")
    day = models.DateField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    why = models.TextField("理由")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class MissingEnd(Municipal):
    """How a pupil who was missing was found: by arrival, or by word from whom."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="missing_ends")
    day = models.DateField()
    since = models.DateTimeField("所在未確認になった時刻")
    arrived = models.BooleanField("登校した")
    reached = models.CharField("だれと確認したか", max_length=255, blank=True, default="")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["pupil", "day"])]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


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
    """A standing notice or an announced absence: from–to, it fills the roll in by itself."""

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
