"""Schools whose tasks have yet to follow from what changed."""

from django.db import models

from tsunagu.org.models import Municipal
from tsunagu.school.models import School


class StaleState(models.TextChoices):
    """How far the background reconcile of a school has come."""

    WAITING = "waiting", "待っています"
    RUNNING = "running", "計算しています"


class Stale(Municipal):
    """A school whose tasks no longer follow from its days until it is reconciled."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    school_year = models.IntegerField("年度")
    state = models.CharField(max_length=10, choices=StaleState, default=StaleState.WAITING)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year"], name="stale_once"),
        ]

    def __str__(self) -> str:
        return self.state
