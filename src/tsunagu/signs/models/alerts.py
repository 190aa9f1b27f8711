"""What learning portals told of children, in the portals' own words for the kind of it."""

from django.db import models
from django.db.models import Q

from tsunagu.intake.models import ImportRun
from tsunagu.org.models import Municipal
from tsunagu.school.models import Pupil, School
from tsunagu.signs.models.signs import OfASchool


class AlertQuerySet(OfASchool["Alert"]):
    """Filters on alerts."""


class Alert(Municipal):
    """A learning portal told that something was noticed about a child: when, and of which kind.

    Never a child's own text and never a score. `own_id` is what the portal calls it, so that the
    same alert sent twice is taken once. One that came by mistake goes with the `run` that brought
    it.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+", db_index=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    portal = models.CharField("ポータル", max_length=50)
    kind = models.CharField("知らせの種類", max_length=50)
    day = models.DateField("日")
    time = models.TimeField("時刻", null=True, blank=True)
    own_id = models.CharField("ポータルのID", max_length=100, blank=True, default="")
    at = models.DateTimeField("取り込んだ時刻")
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, editable=False, related_name="+")

    objects = AlertQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["pupil", "at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "portal", "own_id"],
                condition=~Q(own_id=""),
                name="alert_once_a_portals_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portal} {self.day:%Y-%m-%d}"

    @property
    def label(self) -> str:
        """What stands in a list of what was noticed."""
        return f"学習ポータルからの知らせ：{self.kind}（{self.portal}）"
