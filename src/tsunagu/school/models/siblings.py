"""Brothers and sisters: a link between two children that a person recorded."""

from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.org.models import Municipal, Person
from tsunagu.school.models.pupils import Pupil


class SiblingQuerySet(models.QuerySet["Sibling"]):
    """Filters on sibling links."""

    def visible_to(self, actor: Actor, deed: Deed, *, on: date) -> "SiblingQuerySet":
        """Links whose two children the table both lets the actor do the deed to."""
        pupils = Pupil.objects.visible_to(actor, deed, on=on).values("pk")
        rows = self.filter(municipality=actor.municipality)
        return rows.filter(pupil__in=pupils, other__in=pupils)

    def of(self, pupil: UUID) -> "SiblingQuerySet":
        """Those of one child."""
        return self.filter(Q(pupil=pupil) | Q(other=pupil))


class Sibling(Municipal):
    """Two children are brothers or sisters, as `by` has made sure; never found by machine.

    One link stands for both directions: `pupil` is the child with the smaller key. It ends by
    being removed, which the audit keeps.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("記録した時刻")

    objects = SiblingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pupil", "other"], name="sibling_once"),
            models.CheckConstraint(condition=Q(pupil__lt=F("other")), name="sibling_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"

    def beside(self, pupil: UUID) -> Pupil:
        """The other child, seen from one of the two."""
        return self.other if self.pupil_id == pupil else self.pupil
