"""What the pages of a class's day are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.shortcuts import get_object_or_404

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, may
from tsunagu.attendance.actions import MarkInput, input_of
from tsunagu.attendance.actions.checks import day_faults
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.clock import today
from tsunagu.school.enums import RegisterMode
from tsunagu.school.models import Classroom, Enrolment
from tsunagu.web.roll.lines import Line, counts, lines_of


def class_for(actor: Actor, key: UUID, deed: Deed = Deed.SEE_ROLL) -> Classroom:
    """A class in which the actor may do the deed; 404 otherwise."""
    classes = Classroom.objects.visible_to(actor, deed).select_related("school")
    return get_object_or_404(classes, pk=key)


@dataclass
class Sheet:
    """A class's day: who is in it, what stands on record, and what the actor may do with it."""

    classroom: Classroom
    day: date
    actor: Actor
    enrolments: list[Enrolment] = field(init=False)
    roll: RollCall | None = field(init=False)
    marks: dict[UUID, MarkInput] = field(init=False)
    notices: dict[UUID, str] = field(init=False, default_factory=dict)
    closed: list[str] = field(init=False)

    def __post_init__(self) -> None:
        enrolled = Enrolment.objects.home().on(self.day).filter(classroom=self.classroom)
        self.enrolments = list(enrolled.select_related("pupil"))
        rolls = RollCall.objects.filter(classroom=self.classroom, day=self.day)
        self.roll = rolls.select_related("taken_by").first()
        found = Mark.objects.filter(pupil__in=self.pupils, day=self.day)
        self.marks = {mark.pupil_id: input_of(mark) for mark in found}
        self.closed = day_faults(self.classroom, self.day)

    @property
    def pupils(self) -> list[UUID]:
        """The keys of the class's pupils that day."""
        return [enrolment.pupil_id for enrolment in self.enrolments]

    @property
    def lines(self) -> list[Line]:
        """The class as on record, or as known beforehand while nothing is."""
        return self.lines_with(self.marks)

    def lines_with(self, marks: Mapping[UUID, MarkInput]) -> list[Line]:
        """The class with other marks, such as those a teacher has not saved yet."""
        return lines_of(self.enrolments, marks, self.notices)

    @property
    def counts(self) -> str:
        """How many are here and how many are not, in words."""
        return counts(self.lines)

    @property
    def elsewhere(self) -> bool:
        """Does the school take its roll in another system?"""
        return self.classroom.school.register_mode == RegisterMode.ELSEWHERE

    @property
    def is_today(self) -> bool:
        """Is it today's roll?"""
        return self.day == today()

    @property
    def late(self) -> bool:
        """Is it a past day whose roll is taken only now, with a reason?"""
        return self.day < today() and self.roll is None

    @property
    def writable(self) -> bool:
        """May the actor take this roll on this page?"""
        if self.closed or self.elsewhere or (self.day < today() and self.roll):
            return False
        deed = Deed.TAKE_ROLL if self.is_today else Deed.CORRECT_ROLL
        return may(self.actor, deed, self.classroom.scope)

    @property
    def correctable(self) -> bool:
        """May the actor correct single pupils of a roll already taken?"""
        taken = self.roll is not None and not self.closed
        return taken and may(self.actor, Deed.CORRECT_ROLL, self.classroom.scope)

    @property
    def seen(self) -> int:
        """The version of the roll that the page shows; 0 while none was taken."""
        return self.roll.version if self.roll else 0
