"""A conference of a case: who is invited, what was said, what was decided, and who agrees."""

from typing import Any

from django.db import models
from django.db.models import Q

from tsunagu.cases.conference_enums import (
    Area,
    Assents,
    Coming,
    ConferenceState,
    StepState,
    Towards,
    Whose,
)
from tsunagu.cases.models.cases import Case
from tsunagu.clock import in_words, today
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Municipal, Person
from tsunagu.response.models import Task


class Conference(Municipal):
    """A conference of the adults around one child; one that is not held stays with its reason.

    `areas` holds what was said by area. `number` counts how often the record was written, so that
    nobody writes over what somebody else has just written.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conferences")
    day = models.DateField("日")
    at = models.TimeField("時刻", null=True, blank=True)
    place = models.CharField("場所", max_length=200, blank=True, default="")
    agenda = models.TextField("話すこと", blank=True, default="")
    state = models.CharField(
        "状態", max_length=10, choices=ConferenceState, default=ConferenceState.PLANNED
    )
    why = models.CharField("開かないわけ", max_length=500, blank=True, default="")
    areas: models.JSONField[Any, Any] = models.JSONField("話したこと", default=dict, blank=True)
    aim = models.TextField("支援目標", blank=True, default="")
    agreed = models.TextField("確認・同意事項", blank=True, default="")
    next_on = models.DateField("次に集まる日", null=True, blank=True)
    no_next_why = models.CharField("次を決めないわけ", max_length=500, blank=True, default="")
    called_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField("決めた時刻")
    held_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_at = models.DateTimeField("記録した時刻", null=True, blank=True)
    number = models.IntegerField("書いた回数", default=0)
    saved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField("最後に書いた時刻", null=True, blank=True)

    recap = models.OneToOneField(
        Sheet, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-day", "-called_at", "pk"]
        indexes = [models.Index(fields=["state", "day"])]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.state}"

    @property
    def planned(self) -> bool:
        """Is it still to come, or to be written down?"""
        return self.state == ConferenceState.PLANNED

    @property
    def held(self) -> bool:
        """Was it held, and written down?"""
        return self.state == ConferenceState.HELD

    @property
    def begun(self) -> bool:
        """Has its day come?"""
        return self.day <= today()

    @property
    def when(self) -> str:
        """Its day and time in words."""
        at = f" {self.at.hour}:{self.at:%M}" if self.at else ""
        return f"{in_words(self.day, year=True)}{at}"

    @property
    def said(self) -> list[tuple[str, str]]:
        """What was said, by area, in the order of the sheet; areas of which nothing was are out."""
        return [(area.label, self.areas[area]) for area in Area if self.areas.get(area)]


class Invitation(Municipal):
    """Somebody who is invited by a person's act: of the staff, or somebody from outside by name."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outside = models.CharField("校外の人", max_length=200, blank=True, default="")
    answer = models.CharField("返事", max_length=10, choices=Coming, default=Coming.WAITS)
    word = models.CharField("ひとこと", max_length=500, blank=True, default="")
    answered_at = models.DateTimeField("答えた時刻", null=True, blank=True)
    attended = models.BooleanField("出た", default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("招いた時刻")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "person"], name="invited_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, outside="") | Q(person=None) & ~Q(outside=""),
                name="invited_of_staff_or_outside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.answer}"

    @property
    def name(self) -> str:
        """Who it is."""
        return self.person.name if self.person else self.outside


class Assent(Municipal):
    """Whether somebody agrees to what was decided, in their words; a newer one stands before it."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="assents")
    whose = models.CharField("だれの", max_length=10, choices=Whose)
    who = models.CharField("名前・続柄", max_length=200, blank=True, default="")
    answer = models.CharField("気持ち", max_length=10, choices=Assents)
    words = models.TextField("ことば", blank=True, default="")
    on = models.DateField("聞いた日")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("記録した時刻")

    class Meta:
        ordering = ["-on", "-at", "pk"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.whose} {self.answer}"


class SmallStepQuerySet(models.QuerySet["SmallStep"]):
    """Filters on small steps."""

    def to_do(self) -> "SmallStepQuerySet":
        """Those not ended that a conference decided: of one still to be held none is decided."""
        return self.filter(state=StepState.OPEN, conference__held_at__isnull=False)


class SmallStep(Municipal):
    """One small thing that a conference decided, and who sees to it.

    `who` is of the staff and answers for it; where somebody from outside does it, `outside` names
    them. It is a task where `who` answers for the pupil's tasks, and ends with it.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="steps")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="small_steps")
    place = models.PositiveSmallIntegerField("順")
    what = models.TextField("何を")
    who = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outside = models.CharField("校外の人", max_length=200, blank=True, default="")
    until = models.DateField("いつまでに", null=True, blank=True)
    times = models.CharField("いつ", max_length=200, blank=True, default="")
    where = models.CharField("どこで", max_length=200, blank=True, default="")
    how = models.TextField("どのように", blank=True, default="")
    towards = models.CharField("だれに対して", max_length=10, choices=Towards)
    state = models.CharField("状態", max_length=10, choices=StepState, default=StepState.OPEN)
    why = models.CharField("どうなったか", max_length=500, blank=True, default="")
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField("終えた時刻", null=True, blank=True)
    task = models.OneToOneField(
        Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="step"
    )

    objects = SmallStepQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        indexes = [models.Index(fields=["who", "state"])]

    def __str__(self) -> str:
        return f"{self.place} {self.state}"

    @property
    def open(self) -> bool:
        """Is it still to be done?"""
        return self.state == StepState.OPEN

    @property
    def overdue(self) -> bool:
        """Is it past its day?"""
        return self.open and self.until is not None and self.until < today()

    @property
    def doer(self) -> str:
        """Who does it; behind somebody from outside, who of the staff sees to it."""
        name = self.who.name if self.who else ""
        return f"{self.outside}（見届ける人：{name}）" if self.outside else name

    @property
    def told(self) -> str:
        """What, by whom and by when, in a line."""
        return f"「{self.what}」（{'、'.join(part for part in (self.doer, self.when) if part)}）"

    @property
    def when(self) -> str:
        """When, in words: as it was said, and by which day."""
        until = f"{in_words(self.until)}まで" if self.until else ""
        return "、".join(part for part in (self.times, until) if part)
