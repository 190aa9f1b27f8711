"""What was said of a day afterwards: a correction, and how a missing pupil was found."""

from django.db import models

from tsunagu.org.models import Municipal, Person
from tsunagu.school.models import Pupil


class Correction(Municipal):
    """A past day changed afterwards, by whom and why; what stood before is kept."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="corrections")
    day = models.DateField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    why = models.TextField("理由")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class MissingEnd(Municipal):
    """How a pupil who was missing was found: by arrival, or by word from whom."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="missing_ends")
    day = models.DateField()
    since = models.DateTimeField("所在未確認になった時刻")
    arrived = models.BooleanField("登校した")
    reached = models.CharField("だれと確認したか", max_length=255, blank=True, default="")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["pupil", "day"])]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
