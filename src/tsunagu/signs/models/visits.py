"""Visits to the nurse's room: when, how long and where to; why stays with those named."""

from django.db import models
from django.db.models import F, Q

from tsunagu.access.actor import Scope
from tsunagu.org.models import Municipal, Person
from tsunagu.school.models import Pupil, School
from tsunagu.signs.enums import VisitOutcome
from tsunagu.signs.models.signs import OfASchool


class VisitQuerySet(OfASchool["Visit"]):
    """Filters on visits."""

    def standing(self) -> "VisitQuerySet":
        """Those not taken back."""
        return self.filter(ended_at__isnull=True)


class Visit(Municipal):
    """A child in the nurse's room on a day, from a time until it goes back to class or home."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+", db_index=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField("日")
    came = models.TimeField("来た時刻")
    left = models.TimeField("出た時刻", null=True, blank=True)
    outcome = models.CharField(
        "そのあと", max_length=10, choices=VisitOutcome, blank=True, default=""
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("書いた時刻")
    ended_at = models.DateTimeField("取り消した時刻", null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_why = models.CharField("取り消したわけ", max_length=500, blank=True, default="")

    objects = VisitQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["school", "day"]),
            models.Index(fields=["pupil", "day"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(left__isnull=True, outcome="")
                | (Q(left__gte=F("came")) & ~Q(outcome="")),
                name="visit_left_says_where_to",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(ended_why=""),
                name="visit_ended_with_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.came:%H:%M}"

    @property
    def minutes(self) -> int | None:
        """How long it was; nothing while the child is still there."""
        if self.left is None:
            return None
        hours, minutes = self.left.hour - self.came.hour, self.left.minute - self.came.minute
        return hours * 60 + minutes

    @property
    def reason_scope(self) -> Scope:
        """Where the reason lies: with who nurses at the school, and with those who are named."""
        readers = frozenset(one.person_id for one in self.readers.all())
        return Scope(municipality=self.municipality_id, school=self.school_id, team=readers)


class VisitReason(Municipal):
    """Why a child came, in words that stay with the nurse and with those whom the nurse names."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="reason")
    text = models.TextField("わけ", max_length=1000)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("書いた時刻")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class VisitReader(Municipal):
    """Somebody whom the nurse names as one who may read why a child came."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "person"], name="visit_reader_once"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)
