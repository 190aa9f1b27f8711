"""Append-only events of ids and codes, without foreign keys, sealed in batches into a chain."""

from django.db import models

from tsunagu.clock import new_id


class Event(models.Model):
    """Someone did or saw something. Nothing personal stands here; names are read when shown.

    `via` says from where: `screen` and `api` with a code, `command` or `job` (ADR 0014). `basis`
    says by which roles as far as where, or by which share. What betrays a secret of the managers
    is marked `managers_only`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.CharField(max_length=255)
    at = models.DateTimeField()
    day = models.DateField()
    actor = models.CharField(max_length=64)
    deed = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    pupil = models.CharField(max_length=64, blank=True, default="")
    details = models.JSONField(default=dict)
    via = models.CharField(max_length=64)
    basis = models.TextField()
    managers_only = models.BooleanField(default=False)
    seal = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["municipality", "seal"],
                condition=models.Q(seal__isnull=False),
                name="event_sealed",
            ),
            models.Index(
                fields=["municipality", "day", "id"],
                condition=models.Q(seal__isnull=True),
                name="event_not_sealed",
            ),
            models.Index(fields=["pupil", "at"]),
            models.Index(fields=["actor", "at"]),
            models.Index(fields=["municipality", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.deed} {self.kind}"


class Seal(models.Model):
    """A link of a municipality's chain: the digest of a day's events and of the last link."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.CharField(max_length=255)
    day = models.DateField()
    number = models.IntegerField()
    events = models.IntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="seal_once_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.number}"
