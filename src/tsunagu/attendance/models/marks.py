"""Marks: a pupil's day that was not simply present, and what a file said of it."""

from django.db import models
from django.db.models import Q

from tsunagu.attendance.enums import (
    ATTENDANCE_PLACES,
    NOT_AT_SCHOOL,
    Credit,
    Kind,
    Origin,
    Place,
    Reason,
    SuspensionGround,
)
from tsunagu.attendance.models.lean import Lean
from tsunagu.intake.models import ImportRun
from tsunagu.org.models import Municipal, Person
from tsunagu.school.models import Classroom, Pupil, School


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


class MarkQuerySet(models.QuerySet["Mark"]):
    """Filters on marks."""

    def not_here(self) -> "MarkQuerySet":
        """Marks of days on which the pupil was not here; the index of that name answers."""
        return self.filter(NOT_HERE)


NOT_HERE = ~Q(kind=Kind.PRESENT) | Q(place__in=sorted(NOT_AT_SCHOOL))


class Mark(Lean, MarkFacts):
    """Stored only where a pupil was not simply present in class."""

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

    objects = MarkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["classroom", "day"]),
            models.Index(fields=["municipality", "day"]),
            models.Index(
                fields=["pupil", "day", "kind", "place", "credit"],
                condition=NOT_HERE,
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


class FileMark(Lean, MarkFacts):
    """What a file said of a pupil's day, kept so that imports can be replaced and taken back."""

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
