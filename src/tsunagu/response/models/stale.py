"""Schools whose tasks have yet to follow from what changed."""

from typing import Any

from django.db import models
from django.db.models import Min

from tsunagu.org.models import Municipal
from tsunagu.school.models import School


class StaleState(models.TextChoices):
    """How far the background reconcile of a school has come."""

    WAITING = "waiting", "待っています"
    RUNNING = "running", "計算しています"


class StaleQuerySet(models.QuerySet["Stale"]):
    """What screens say of schools that wait."""

    def told(self) -> dict[str, Any]:
        """How many `schools` wait, and `since` when the first of them does; None = nobody."""
        return self.aggregate(schools=models.Count("school", distinct=True), since=Min("since"))


class Stale(Municipal):
    """A school whose tasks no longer follow from its days until it is reconciled.

    `since` is when the first change came that waits still, `changed` when the last one did.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    school_year = models.IntegerField("年度")
    state = models.CharField(max_length=10, choices=StaleState, default=StaleState.WAITING)
    since = models.DateTimeField()
    changed = models.DateTimeField()

    objects = StaleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year"], name="stale_once"),
        ]

    def __str__(self) -> str:
        return self.state
