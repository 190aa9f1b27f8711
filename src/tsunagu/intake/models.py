"""What came in from outside: one run an import, with what is needed to take it back."""

from django.db import models

from tsunagu.org.models import Municipal, Person


class RunKind(models.TextChoices):
    """What an import brings."""

    ROSTER = "roster", "名簿"
    STAFF = "staff", "職員の役割"
    GUARDIANS = "guardians", "保護者"
    CALENDAR = "calendar", "校暦"
    ATTENDANCE = "attendance", "出欠"
    ALERTS = "alerts", "学習ポータルの知らせ"


class RunState(models.TextChoices):
    """Where an import stands. `staged` is invisible, `swapping` is being made visible."""

    STAGED = "staged", "読み込み中"
    SWAPPING = "swapping", "反映中"
    ACTIVE = "active", "反映済み"
    UNDONE = "undone", "取り消し済み"


class ImportRun(Municipal):
    """One file taken in by one person at one time.

    `by` is whose it is, none where a part of the system took it in; `by_label` is only for
    reading, since several people may bear one name.
    """

    number = models.IntegerField("番号")
    kind = models.CharField("種類", max_length=20, choices=RunKind)
    state = models.CharField("状態", max_length=20, choices=RunState, default=RunState.STAGED)
    file_name = models.CharField("ファイル名", max_length=255)
    digest = models.CharField("内容のSHA-256", max_length=64)
    at = models.DateTimeField("取り込み日時")
    by = models.ForeignKey(
        Person, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
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


class UploadState(models.TextChoices):
    """Where a file given on a screen stands, or the taking back of one."""

    CHECKING = "checking", "確かめています"
    ASKING = "asking", "お尋ねがあります"
    CHECKED = "checked", "確かめました"
    TAKING = "taking", "取り込んでいます"
    FAULTY = "faulty", "直すところがあります"
    TAKEN = "taken", "取り込みました"
    UNDOING = "undoing", "取り消しています"
    UNDONE = "undone", "取り消しました"
    ENDED = "ended", "できませんでした"


AT_WORK = frozenset({UploadState.CHECKING, UploadState.TAKING, UploadState.UNDOING})
"""The background worker has it, or it waits for the worker."""
NEED_THE_FOLDER = AT_WORK | {UploadState.ASKING, UploadState.CHECKED}
"""The folder is still in use: the file will be read again, or a worker is seen alive by it."""
NEXT: dict[str, frozenset[UploadState]] = {
    UploadState.CHECKING: frozenset(
        {UploadState.ASKING, UploadState.CHECKED, UploadState.FAULTY, UploadState.ENDED}
    ),
    UploadState.ASKING: frozenset({UploadState.CHECKING, UploadState.ENDED}),
    UploadState.CHECKED: frozenset({UploadState.TAKING, UploadState.ENDED}),
    UploadState.TAKING: frozenset(
        {UploadState.ASKING, UploadState.FAULTY, UploadState.TAKEN, UploadState.ENDED}
    ),
    UploadState.UNDOING: frozenset({UploadState.UNDONE, UploadState.ENDED}),
    UploadState.FAULTY: frozenset(),
    UploadState.TAKEN: frozenset(),
    UploadState.UNDONE: frozenset(),
    UploadState.ENDED: frozenset(),
}
"""From each state, those that may follow. `ended` is an end that nobody asked for."""


class Upload(Municipal):
    """A file that a person gave on a screen, from its check to its end; one a person.

    Taking a `run` back goes the same way, with an empty file.

    It ends with the person's next file, when the person closes it, or after a day
    (`uploads.KEPT`); what was taken in is kept as an `ImportRun`.
    """

    by = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="upload")
    kind = models.CharField("種類", max_length=20, choices=RunKind)
    file_name = models.CharField("ファイル名", max_length=255)
    options = models.JSONField("指定", default=dict)
    state = models.CharField(
        "状態", max_length=20, choices=UploadState, default=UploadState.CHECKING
    )
    begun = models.BooleanField("裏の処理が始めた", default=False)
    at = models.DateTimeField("渡した日時")
    faults = models.JSONField("直すところ", default=list)
    counts = models.JSONField("件数", default=dict)
    warnings = models.JSONField("注意", default=list)
    message = models.TextField("終わったわけ", blank=True, default="")
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_name}"

    @property
    def at_work(self) -> bool:
        """Has the background worker to do with it?"""
        return self.state in AT_WORK

    @property
    def busy(self) -> bool:
        """Has a worker begun with it, so that nobody else may touch it?"""
        return self.at_work and self.begun

    @property
    def needs_folder(self) -> bool:
        """Is its folder still in use?"""
        return self.state in NEED_THE_FOLDER

    def may_become(self, state: UploadState) -> bool:
        """May this state follow the one it is in?"""
        return state in NEXT[self.state]
