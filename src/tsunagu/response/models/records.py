"""What people wrote about a pupil: contacts, sharings, and what these decided."""

from typing import TypeVar

from django.db import models

from tsunagu.attendance.models import StandingQuerySet, Withdrawable
from tsunagu.org.models import Municipal, Person
from tsunagu.response.enums import ContactWay, Reached
from tsunagu.response.models.tasks import Task
from tsunagu.school.models import Pupil

STOPPED = "利用を停止した記録で決めたこと"
R = TypeVar("R", bound="Record")


class RecordManager(models.Manager[R]):
    """Records in use: one whose use was stopped is on no page, in no count and in no export."""

    def get_queryset(self) -> StandingQuerySet[R]:
        """All but those whose use was stopped."""
        return StandingQuerySet(self.model, using=self._db).filter(stopped=False)

    def standing(self) -> StandingQuerySet[R]:
        """Those of them that were not taken back."""
        return self.get_queryset().standing()


class Record(Withdrawable):
    """What someone wrote about a pupil: where it was wrong it is taken back, or another stands.

    `stopped`: the person whom it is about had its use stopped (ADR 0017). It is there until its
    time is over, and only `_base_manager` finds it.
    """

    replaced_by = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, related_name="corrects"
    )
    stopped = models.BooleanField("利用停止", default=False, editable=False)

    class Meta:
        abstract = True


class Contact(Record):
    """A contact with a child or the family, or an attempt: four things, and what stands beside."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="contacts")
    at = models.DateTimeField("日時")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    way = models.CharField("方法", max_length=12, choices=ContactWay)
    reached = models.CharField("つながった相手", max_length=10, choices=Reached)
    child_heard = models.BooleanField("子どもの声を聞いた", default=False)
    child_seen = models.BooleanField("子どもに会った", default=False)
    line = models.TextField("ひとこと")
    next = models.TextField("次にすること", blank=True, default="")
    fields = models.JSONField("そのほか", default=dict, blank=True)

    objects = RecordManager["Contact"]()

    class Meta:
        indexes = [models.Index(fields=["pupil", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.way}"


class Sharing(Record):
    """What was shared about a pupil, decided, and reported to the managers."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="sharings")
    tasks = models.ManyToManyField(Task, related_name="sharings", blank=True)
    on = models.DateField("日")
    attendees = models.TextField("参加者", blank=True, default="")
    agenda = models.JSONField("話し合ったこと", default=dict, blank=True)
    comes = models.JSONField("登校できそうなとき", default=dict, blank=True)
    does_not = models.JSONField("登校できそうにないとき", default=dict, blank=True)
    reported_to = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reported_at = models.DateTimeField(null=True, blank=True)
    draft = models.BooleanField(default=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = RecordManager["Sharing"]()

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class Decision(Municipal):
    """One thing that a sharing decided: what, by whom, until when; for good it is a task.

    Where nobody is named, the attendance lead answers for it.
    """

    sharing = models.ForeignKey(Sharing, on_delete=models.CASCADE, related_name="decisions")
    place = models.PositiveSmallIntegerField("順")
    what = models.TextField("決めたこと")
    stopped = models.BooleanField("利用停止", default=False, editable=False)
    who = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    until = models.DateField("いつまでに", null=True, blank=True)
    task = models.OneToOneField(
        Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="decision"
    )

    class Meta:
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint(fields=["sharing", "place"], name="decision_once_a_place"),
        ]

    def __str__(self) -> str:
        return self.told

    @property
    def told(self) -> str:
        """What was decided, unless the use of its sharing was stopped."""
        return STOPPED if self.stopped else self.what
