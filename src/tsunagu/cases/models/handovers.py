"""A handover: what a child's next class or school is told, frozen as it was sent."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, allowed
from tsunagu.cases.enums import ChildAgrees, ConsentWay
from tsunagu.cases.handover_enums import (
    IN_HAND,
    RECEIVED,
    HandoverGround,
    HandoverMove,
    HandoverState,
)
from tsunagu.cases.models.cases import Case, Member
from tsunagu.cases.models.step import Step
from tsunagu.clock import today
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Municipal, Person
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Enrolment, Guardian, Pupil, School

ADDRESSED = (
    RoleKind.HOMEROOM,
    RoleKind.GRADE_LEAD,
    RoleKind.ATTENDANCE_LEAD,
    RoleKind.PRINCIPAL,
)
"""Roles to which a handover can be addressed where nobody is named."""


def _here(day: date, school: str) -> Exists:
    """Is the child at a school on a day?"""
    homes = Enrolment.objects.home().on(day)
    return Exists(homes.filter(pupil=OuterRef("pupil"), classroom__school=OuterRef(school)))


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Filters on handovers."""

    def visible_to(self, actor: Actor, deed: Deed) -> "HandoverQuerySet":
        """Those that the actor's school prepared or sent: of its children, or of a team's case."""
        places, day = allowed(actor, deed), today()
        rows = self.filter(municipality=actor.municipality)
        if places.everywhere:
            return rows
        pupils = Pupil.objects.visible_to(actor, deed, on=day).values("pk")
        where = Q(school__in=places.schools) | Q(pupil__in=pupils) & Q(_here(day, "school"))
        if actor.person and places.teams:
            mine = Member.objects.on(day).filter(person=actor.person, case=OuterRef("case"))
            where |= Q(school__in=places.teams) & Q(Exists(mine))
        return rows.filter(where)

    def received_by(self, actor: Actor, deed: Deed) -> "HandoverQuerySet":
        """Those that reached the actor, by the child's class or school, or by name."""
        places, day = allowed(actor, deed), today()
        rows = self.filter(municipality=actor.municipality, state__in=RECEIVED)
        if places.everywhere:
            return rows
        pupils = Pupil.objects.visible_to(actor, deed, on=day).values("pk")
        where = Q(to_school__in=places.schools) | Q(pupil__in=pupils) & Q(_here(day, "to_school"))
        if actor.person:
            where |= Q(to_school__in=places.teams, to=actor.person)
        return rows.filter(where)


class Handover(Municipal):
    """The chosen parts of one child's support, for one receiver, from the day it was sent.

    The receiver is a school of the municipality with a person or a role there, or a school
    elsewhere, by name and on paper alone. `first` is the day from which the receiver has the
    child. `content` is what it said when it was sent: parts with lines, each with origin and date.
    It ends by being withdrawn; retention takes it.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="handovers")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    """Which school hands on."""
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="handovers")
    to_school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    to_role = models.CharField(
        "宛先の役割", max_length=20, choices=RoleKind, blank=True, default=""
    )
    outside = models.CharField("自治体の外の学校", max_length=80, blank=True, default="")
    first = models.DateField("受け取る側が受け持つ日")
    parts = models.JSONField("範囲", default=list)
    helped = models.TextField("助けになったこと", blank=True, default="")
    avoid = models.TextField("避けたいこと", blank=True, default="")
    sheets = models.ManyToManyField(Sheet, related_name="handovers")
    ground = models.CharField("根拠", max_length=10, choices=HandoverGround, blank=True, default="")
    law = models.CharField("根拠の法令", max_length=500, blank=True, default="")
    guardian = models.ForeignKey(
        Guardian, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    given_by = models.CharField("同意した人", max_length=320, blank=True, default="")
    way = models.CharField("方法", max_length=10, choices=ConsentWay, blank=True, default="")
    agreed_on = models.DateField("同意した日", null=True)
    child_agrees = models.CharField(
        "本人の気持ち", max_length=10, choices=ChildAgrees, blank=True, default=""
    )
    child_said = models.TextField("本人のことば・聞いていないわけ", blank=True, default="")
    state = models.CharField("状態", max_length=10, choices=HandoverState)
    due = models.DateField("次のことの期限")
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("用意を始めた時刻")
    sent_at = models.DateTimeField("送った時刻", null=True)
    content: models.JSONField[Any, Any] = models.JSONField("送った中身", default=list)
    taken_on = models.ForeignKey(
        Case, on_delete=models.SET_NULL, null=True, related_name="begun_from"
    )
    """The receiver's own case that was begun from it."""

    objects = HandoverQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["school", "state", "due"]),
            models.Index(fields=["to_school", "state", "due"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_school__isnull=False, outside="")
                | Q(to_school=None, to=None, to_role="") & ~Q(outside=""),
                name="handover_to_a_school_here_or_elsewhere",
            ),
            models.CheckConstraint(
                condition=Q(to_school=None)
                | Q(to__isnull=False, to_role="")
                | Q(to=None) & ~Q(to_role=""),
                name="handover_to_a_person_or_a_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.state}"

    @property
    def scope(self) -> Scope:
        """Where it lies at the school that hands on."""
        if self.case:
            return self.case.scope
        there = scope_of(self.pupil, today())
        return there if there.school == self.school_id else self.school.scope

    @property
    def received_scope(self) -> Scope:
        """Where it lies at the school that receives it, with whom it names."""
        there = scope_of(self.pupil, today())
        here = Scope(self.municipality_id, school=self.to_school_id)
        here = there if there.school == self.to_school_id else here
        return replace(here, team=frozenset({self.to_id} if self.to_id else ()))

    @property
    def leaves(self) -> bool:
        """Does it leave the school that prepares it?"""
        return bool(self.to_school_id != self.school_id)

    @property
    def receiver(self) -> str:
        """For whom it is, in words."""
        if self.to_school is None:
            return self.outside
        return f"{self.to_school.name}　{self.to.name if self.to else self.get_to_role_display()}"

    @property
    def in_hand(self) -> bool:
        """Can it still be written?"""
        return self.state in IN_HAND

    @property
    def overdue(self) -> bool:
        """Is what comes next past its day?"""
        return self.state in IN_HAND | {HandoverState.SENT} and self.due < today()


class HandoverStep(Step):
    """One thing done about a handover; never changed, so that it can be read in order."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField("したこと", max_length=10, choices=HandoverMove)
