"""What children say of themselves on a day: the weather of the heart, body and sleep."""

from typing import Self

from django.db import models
from django.db.models import Q

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.org.models import Municipal, Person
from tsunagu.school.models import Pupil, School
from tsunagu.signs.enums import Body, Heart, Sleep


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    """Filters on check-ins."""

    def visible_to(self, actor: Actor, deed: Deed) -> Self:
        """Of children whom the table lets the actor do the deed to, as told at their school."""
        pupils = Pupil.objects.visible_to(actor, deed, on=today())
        schools = {str(held.organisation) for held in actor.held}
        rows = self.filter(municipality=actor.municipality, school__in=schools)
        return rows.filter(pupil__in=pupils.values("pk"))


class CheckIn(Municipal):
    """What a child told on a day; what it left out is empty, and nobody asks why.

    It is the child's own word: nobody else writes or changes it, and it carries no number.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+", db_index=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField("日")
    heart = models.CharField("心の天気", max_length=10, choices=Heart, blank=True, default="")
    body = models.CharField("体", max_length=10, choices=Body, blank=True, default="")
    sleep = models.CharField("ねむり", max_length=10, choices=Sleep, blank=True, default="")
    at = models.DateTimeField("伝えた時刻")
    read_at = models.DateTimeField("読んだ時刻", null=True, blank=True)
    read_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = CheckInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pupil", "day"], name="check_in_once_a_day"),
            models.CheckConstraint(
                condition=~Q(heart="", body="", sleep=""), name="check_in_says_something"
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="check_in_read_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"

    @property
    def told(self) -> list[tuple[str, str]]:
        """What was told: each question with its answer, without those left out."""
        named = {"heart": self.heart, "body": self.body, "sleep": self.sleep}
        return [(name, value) for name, value in named.items() if value]
