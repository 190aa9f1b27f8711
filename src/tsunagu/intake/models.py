"""What came in from outside: one run an import, with what is needed to take it back."""

from django.db import models

from tsunagu.org.models import Municipal


class RunKind(models.TextChoices):
    """What an import brings."""

    ROSTER = "roster", "名簿"
    STAFF = "staff", "職員の役割"
    GUARDIANS = "guardians", "保護者"
    CALENDAR = "calendar", "校暦"
    ATTENDANCE = "attendance", "出欠"


class RunState(models.TextChoices):
    """Where an import stands. `staged` is invisible, `swapping` is being made visible."""

    STAGED = "staged", "読み込み中"
    SWAPPING = "swapping", "反映中"
    ACTIVE = "active", "反映済み"
    UNDONE = "undone", "取り消し済み"


class ImportRun(Municipal):
    """One file taken in by one person at one time."""

    number = models.IntegerField("番号")
    kind = models.CharField("種類", max_length=20, choices=RunKind)
    state = models.CharField("状態", max_length=20, choices=RunState, default=RunState.STAGED)
    file_name = models.CharField("ファイル名", max_length=255)
    digest = models.CharField("内容のSHA-256", max_length=64)
    at = models.DateTimeField("取り込み日時")
    by_label = models.CharField("取り込んだ人", max_length=255)
    options = models.JSONField("指定", default=dict)
    counts = models.JSONField("件数", default=dict)
    warnings = models.JSONField("注意", default=list)

    class Meta:
        indexes = [models.Index(fields=["municipality", "kind", "at"])]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="run_once_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_name}"


class JournalPage(Municipal):
    """What a run did to rows of one model, for taking it back; pages are numbered as written.

    `created` lists keys; `before` maps keys to the field values that stood before, all of them
    where the run took the row away.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="journal")
    number = models.IntegerField()
    model = models.CharField(max_length=100)
    created = models.JSONField(default=list)
    before = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.run_id)
