"""What was noticed about children, and what adults did about it."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.org.models import Municipal, Person
from tsunagu.school.models import Pupil, School
from tsunagu.signs.enums import CLOSING, NEED_WORDS, AnswerKind

M = TypeVar("M", bound=models.Model)


class OfASchool(models.QuerySet[M]):
    """Filters that need no more than the child and the school that wrote."""

    def visible_to(self, actor: Actor, deed: Deed) -> Self:
        """Of children whom the table lets the actor do the deed to, as their own school wrote it.

        What one school saw does not follow the child to the next by itself.
        """
        pupils = Pupil.objects.visible_to(actor, deed, on=today())
        schools = {held.organisation for held in actor.held}
        rows = self.filter(municipality=actor.municipality, school__in=map(str, schools))
        return rows.filter(pupil__in=pupils.values("pk"))

    def unanswered(self) -> Self:
        """Nobody has spoken with the child since, or said why not."""
        since = SignAnswer.objects.filter(
            pupil=OuterRef("pupil"),
            school=OuterRef("school"),
            kind__in=CLOSING,
            at__gte=OuterRef("at"),
        )
        return self.filter(~Exists(since))


class SignQuerySet(OfASchool["Sign"]):
    """Filters on what was noticed."""

    def waiting(self) -> Self:
        """Not taken back, and nobody has answered it since."""
        return self.unanswered().filter(ended_at__isnull=True)


class Sign(Municipal):
    """Something that somebody of the school noticed about a child on a day.

    `kind` is a phrase of the packs' checklists, `point` one of their times of the day at which to
    look. It is no judgement and no score. What was written by mistake is taken back, with why.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+", db_index=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("気づいたこと", max_length=100)
    point = models.CharField("場面", max_length=100, blank=True, default="")
    day = models.DateField("気づいた日")
    note = models.CharField("見たこと", max_length=500, blank=True, default="")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("書いた時刻")
    ended_at = models.DateTimeField("取り消した時刻", null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_why = models.CharField("取り消したわけ", max_length=500, blank=True, default="")

    objects = SignQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["pupil", "at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(ended_why=""), name="sign_ended_with_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day:%Y-%m-%d}"


class SignAnswerQuerySet(OfASchool["SignAnswer"]):
    """Filters on answers."""


class SignAnswer(Municipal):
    """What an adult did about what was noticed: spoke with the child, found it needs nothing, …

    One is `kept` where an SOS was among what was noticed that the child keeps from its teacher.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+", db_index=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("したこと", max_length=10, choices=AnswerKind)
    words = models.CharField("ことば", max_length=500, blank=True, default="")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("書いた時刻")
    kept = models.BooleanField("担任には知らせない", default=False)

    objects = SignAnswerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["pupil", "at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=NEED_WORDS, words=""), name="sign_answer_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
