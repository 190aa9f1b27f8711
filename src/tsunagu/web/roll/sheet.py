"""What the pages of a class's day are made of, each part asked of the database when needed."""

from datetime import date
from functools import cached_property
from uuid import UUID

from django.http import Http404

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, may
from tsunagu.attendance.actions.checks import day_faults, time_faults
from tsunagu.attendance.inputs import MarkInput
from tsunagu.attendance.models import RollCall
from tsunagu.attendance.queries import RollSheet, roll_sheet
from tsunagu.clock import today
from tsunagu.prepared import Prepared
from tsunagu.school.models import Classroom
from tsunagu.web.roll.lines import Line, counts, line_of

_CLASSES = Prepared(lambda key: Classroom.objects.filter(pk=key).select_related("school"), UUID)


def class_for(actor: Actor, key: UUID, deed: Deed = Deed.SEE_ROLL) -> Classroom:
    """A class in which the actor may do the deed; 404 otherwise."""
    for classroom in _CLASSES.objects(Classroom, key):
        if may(actor, deed, classroom.scope):
            return classroom
    raise Http404


class Sheet:
    """A class's day: who is in it, what stands on record, and what the actor may do with it."""

    def __init__(self, classroom: Classroom, day: date, actor: Actor) -> None:
        self.classroom = classroom
        self.day = day
        self.actor = actor

    @cached_property
    def record(self) -> RollSheet:
        """What stands, or is known beforehand."""
        return roll_sheet(self.classroom, self.day)

    @property
    def roll(self) -> RollCall | None:
        """The roll as last taken."""
        return self.record.roll

    @cached_property
    def lines(self) -> list[Line]:
        """The class, then its guests, as on record or as known beforehand while nothing is.

        A past day taken late asks for no guests: what stands of theirs is corrected at home.
        """
        guests = () if self.late else self.record.guests
        return [line_of(line) for line in (*self.record.lines, *guests)]

    def faults_of(self, mark: MarkInput) -> list[str]:
        """What is wrong with a pupil's mark in this roll, taken by itself."""
        setting = self.classroom.school.after_school_is_attendance
        return mark.faults(after_school_is_attendance=setting) + time_faults(mark, self.day)

    @property
    def counts(self) -> str:
        """How many are here and how many are not, in words."""
        return counts(line.mark for line in self.lines if not line.guest)

    @property
    def enrolled(self) -> str:
        """How many are in the class, and how many come to it in exchange, in words."""
        guests = len(self.record.guests)
        also = f"、ほかに交流{guests}人" if guests else ""
        return f"在籍{len(self.record.lines)}人{also}"

    @cached_property
    def closed(self) -> list[str]:
        """Why nothing can be taken that day; empty when it can."""
        return day_faults(self.classroom, self.day)

    @property
    def elsewhere(self) -> bool:
        """Does the school take its roll in another system?"""
        return not self.classroom.school.takes_roll_here

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
        if self.closed or self.elsewhere or (self.roll and not self.is_today):
            return False
        deed = Deed.TAKE_ROLL if self.is_today else Deed.CORRECT_ROLL
        return may(self.actor, deed, self.classroom.scope)

    @property
    def correctable(self) -> bool:
        """May the actor correct single pupils of a roll already taken?"""
        taken = self.roll is not None and not self.closed
        return taken and may(self.actor, Deed.CORRECT_ROLL, self.classroom.scope)

    @property
    def phones(self) -> bool:
        """Does the actor take the morning's calls here without the pupils' own pages?"""
        scope = self.classroom.scope
        return may(self.actor, Deed.SET_NOTICE, scope) and not may(
            self.actor, Deed.SEE_PUPIL, scope
        )

    @property
    def suspends(self) -> bool:
        """May the actor enter a suspension from–to here?"""
        return may(self.actor, Deed.SUSPEND, self.classroom.scope)
