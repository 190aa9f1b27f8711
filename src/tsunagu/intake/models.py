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

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_name}"


class JournalPage(Municipal):
    """What a run made, and how what it changed had looked before, for taking it back.

    `created` lists keys by model label; `before` lists earlier field values by model label.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="journal")
    created = models.JSONField(default=dict)
    before = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.run_id)
