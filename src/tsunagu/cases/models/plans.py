"""The plan as the child reads it, what the child writes beside it, and “this is not right”."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from tsunagu.cases.case_enums import Righted
from tsunagu.cases.models.cases import Case
from tsunagu.cases.models.conferences import SmallStep
from tsunagu.clock import JST, plus_working_days, today
from tsunagu.org.models import Municipal, Person

WHAT_LENGTH, WHO_LENGTH, PART_LENGTH, WORDS_LENGTH = 300, 100, 1000, 500


class PlanLineQuerySet(models.QuerySet["PlanLine"]):
    """Filters on the lines of a child's plan."""

    def standing(self) -> "PlanLineQuerySet":
        """Those not taken off, and whose step, if any, is still to be done."""
        return self.filter(ended_at__isnull=True).exclude(
            Q(step__isnull=False) & ~Q(step__state="open")
        )


class PlanLine(Municipal):
    """Something agreed, and who does it, in words that an adult wrote for the child.

    Readings stand in the words as `{漢字|かんじ}`. It is taken off, never changed: new words are a
    new line. One of a conference's step stands as long as the step is to be done.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="plan_lines")
    step = models.ForeignKey(
        SmallStep, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    what = models.CharField("本人に伝えることば", max_length=WHAT_LENGTH)
    who = models.CharField("する人", max_length=WHO_LENGTH)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("書いた時刻")
    ended_at = models.DateTimeField("外した時刻", null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = PlanLineQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step"], condition=Q(ended_at__isnull=True), name="plan_line_once_a_step"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class FromChild(Municipal):
    """Something that the child wrote to its team, and who read it."""

    at = models.DateTimeField("書いた時刻")
    read_at = models.DateTimeField("読んだ時刻", null=True, blank=True)
    read_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class PlanPart(FromChild):
    """The child's own part of its plan; nobody else writes it, and written anew it is unread."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="plan_part")
    text = models.TextField("自分で書いたこと", max_length=PART_LENGTH, blank=True)


class NotRight(FromChild):
    """The child says that its plan is not right, perhaps with words; an adult answers it.

    One of a case is open at a time: said again, it is the same one with more words.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="not_right")
    words = models.TextField("ことば", blank=True, default="")
    answer = models.CharField("したこと", max_length=8, choices=Righted, blank=True, default="")
    said = models.CharField("話したこと・変えたこと", max_length=500, blank=True, default="")
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField("答えた時刻", null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at__isnull=True), name="not_right_one_open"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__gte=F("at")) & ~Q(answer="")),
                name="not_right_answered_says_how",
            ),
        ]

    @property
    def due(self) -> date:
        """By when somebody speaks with the child: the working day after; ours."""
        return plus_working_days(self.at.astimezone(JST).date(), 1)

    @property
    def overdue(self) -> bool:
        """Has it waited longer?"""
        return self.answered_at is None and self.due < today()
