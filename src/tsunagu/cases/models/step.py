"""One thing done in something that several people carry on, as its history keeps it."""

from django.db import models

from tsunagu.org.models import Municipal, Person


class Step(Municipal):
    """One thing done; never changed, so that all of it can be read in order."""

    move = models.CharField("したこと", max_length=10)
    """What was done: each history has its own choices."""
    text = models.TextField("内容", blank=True, default="")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("記録した時刻")

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.move}"
