"""Children known before they come: to a nursery, to a school, ahead of any roster."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, allowed
from tsunagu.org.models import Municipal, Person
from tsunagu.school.models.places import School
from tsunagu.school.models.pupils import Enrolment, Pupil


class ExpectedQuerySet(models.QuerySet["Expected"]):
    """Filters on children who are expected."""

    def visible_to(self, actor: Actor, deed: Deed) -> "ExpectedQuerySet":
        """Those at schools where the policy table lets the actor do the deed to every child."""
        places = allowed(actor, deed)
        rows = self.filter(municipality=actor.municipality)
        return rows if places.everywhere else rows.filter(Q(school__in=places.schools))

    def without_home(self) -> "ExpectedQuerySet":
        """Those whom no roster has brought to any class yet."""
        return self.filter(~Exists(Enrolment.objects.home().filter(pupil=OuterRef("pupil"))))


class Expected(Municipal):
    """A child who is to come to a school, from `day` on; it counts until a roster brings the child.

    Where a child does not come after all it is ended, with why. Retention takes it with the child.
    """

    pupil = models.OneToOneField(Pupil, on_delete=models.CASCADE, related_name="expected")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    day = models.DateField("来る予定の日")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("書いた時刻")
    ended_on = models.DateField("来ないとわかった日", null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_why = models.CharField("来ないわけ", max_length=500, blank=True, default="")

    objects = ExpectedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(ended_why=""),
                name="expected_ended_with_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
