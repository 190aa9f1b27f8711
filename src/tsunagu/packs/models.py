"""Versions of rules and settings that have been in force: stored once, never changed."""

from django.db import models

from tsunagu.clock import new_id


class RuleVersion(models.Model):
    """A version of a pack's rule or setting as it was when it came into force.

    `kind` is the list of the pack in which it stands: `responses`, `settings`, `forms` or
    `case_kinds`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pack = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    rule = models.CharField(max_length=100)
    valid_from = models.DateField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "kind", "rule", "valid_from"], name="version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack}/{self.rule}@{self.valid_from:%Y-%m-%d}"
