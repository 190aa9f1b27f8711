"""Suspected abuse: what was seen and heard, and what the managers did about it."""

from django.db import models
from django.db.models import Q

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Deed, allowed
from tsunagu.cases.enums import FOLLOWED, SuspicionMove, SuspicionState
from tsunagu.cases.models.step import Step
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Municipal, Person
from tsunagu.school.models import Pupil, School


class SuspicionQuerySet(models.QuerySet["Suspicion"]):
    """Filters on suspicions."""

    def visible_to(self, actor: Actor) -> "SuspicionQuerySet":
        """Suspicions of the schools that the actor manages; whoever wrote one reads none."""
        places = allowed(actor, Deed.SEE_SUSPICION)
        return self.filter(municipality=actor.municipality, school__in=map(str, places.schools))


class Suspicion(Municipal):
    """What somebody of the school saw or heard of a child that may mean abuse.

    It stays with the managers of the school where it was written. The child's words stand first
    and as they were said. A pupil about whom there is one cannot be deleted by an import.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    child_words = models.TextField("子どものことば", blank=True, default="")
    seen = models.TextField("見たこと・聞いたこと", blank=True, default="")
    witness = models.CharField("見た人・聞いた人", max_length=100)
    on = models.DateField("見た日・聞いた日")
    time = models.TimeField("時刻", null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("記録した時刻")
    state = models.CharField(
        "状態", max_length=10, choices=SuspicionState, default=SuspicionState.OPEN
    )
    second = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who is asked to confirm that nobody is notified."""
    sheet = models.ForeignKey(Sheet, on_delete=models.SET_NULL, null=True, related_name="+")
    """The sheet whose answer told of it, where one did."""

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(child_words="", seen=""), name="suspicion_says_something"
            ),
            models.UniqueConstraint(
                fields=["sheet"],
                condition=Q(state__in=sorted(FOLLOWED)),
                name="suspicion_once_a_sheet",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"

    @property
    def scope(self) -> Scope:
        """Whose managers it belongs to."""
        return Scope(municipality=self.municipality_id, school=self.school_id)


class SuspicionStep(Step):
    """One thing done about a suspicion; never changed, so that all of it can be read in order.

    `to` says who was notified, `on` and `time` when that was.
    """

    suspicion = models.ForeignKey(Suspicion, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField("したこと", max_length=10, choices=SuspicionMove)
    to = models.CharField("通告した先", max_length=200, blank=True, default="")
    on = models.DateField("日", null=True, blank=True)
    time = models.TimeField("時刻", null=True, blank=True)
    second = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
