"""What comes before all else: suspicions, rolls, missing pupils, counts still being made."""

from dataclasses import dataclass
from datetime import datetime

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, allowed, may_somewhere
from tsunagu.attendance.models import RollCall
from tsunagu.attendance.queries import missing_now, untaken, untaken_from
from tsunagu.cases.knowing import to_decide
from tsunagu.cases.models import Suspicion
from tsunagu.clock import now, school_year_of, today
from tsunagu.response.models import Stale
from tsunagu.school.models import Classroom
from tsunagu.school.queries import class_calendars
from tsunagu.school.rules import ClassCalendar, is_plain_school_day
from tsunagu.sos.duty import owes_duty
from tsunagu.sos.queries import of_actor
from tsunagu.web.sos.grouping import Group, groups_of


@dataclass(frozen=True)
class OwnClass:
    """A class of the person's own on a class day, and its roll where it was taken.

    `closed` says how the calendar has taken the day from the class; mostly empty.
    """

    classroom: Classroom
    roll: RollCall | None
    closed: str = ""


@dataclass(frozen=True)
class Morning:
    """The state of the morning for one person."""

    own: list[OwnClass]
    watches: bool
    missing: int
    untaken: int
    counting: datetime | None
    """Since when tasks wait to follow from what changed."""
    sos: list[Group]
    """Children's SOS that have come to the person and are not at their end."""
    owes_duty: bool
    suspicions: list[Suspicion]
    """What managers, or who stands in for them, have yet to decide."""
    manages: bool
    suspects: bool
    """May the person write that a child may be abused?"""


def morning(actor: Actor) -> Morning:
    """Looked up in a handful of queries, however many classes there are."""
    watches = may_somewhere(actor, Deed.TAKE_ROLL)
    stale = Stale.objects.filter(school__in={h.organisation for h in actor.held})
    return Morning(
        own=_own(actor),
        watches=watches,
        missing=len(missing_now(actor)) if watches else 0,
        untaken=_untaken(actor),
        counting=stale.told()["since"],
        sos=groups_of(actor, of_actor(actor)) if may_somewhere(actor, Deed.SEE_SOS) else [],
        owes_duty=owes_duty(actor),
        suspicions=list(to_decide(actor)),
        manages=may_somewhere(actor, Deed.SEE_SUSPICION),
        suspects=may_somewhere(actor, Deed.RECORD_SUSPICION),
    )


def _own(actor: Actor) -> list[OwnClass]:
    """The classes in which the person holds a role, on class days and days made free of school."""
    keys = {held.classroom for held in actor.held if held.classroom}
    if not keys:
        return []
    year = school_year_of(today()).year
    rooms = list(
        Classroom.objects.visible_to(actor, Deed.TAKE_ROLL)
        .filter(pk__in=keys, school_year=year)
        .select_related("school")
    )
    calendars = class_calendars(rooms, today(), today())
    taken = RollCall.objects.filter(classroom__in=rooms, day=today()).select_related("taken_by")
    rolls = {roll.classroom_id: roll for roll in taken}
    return [
        OwnClass(room, rolls.get(room.pk), _closed(calendars[room.pk]))
        for room in rooms
        if is_plain_school_day(today()) or today() in calendars[room.pk].days
    ]


def _closed(calendar: ClassCalendar) -> str:
    """How today is taken from a class; empty where it is not."""
    if today() in calendar.closed:
        return "学級閉鎖"
    return "" if today() in calendar.days else "休業"


def _untaken(actor: Actor) -> int:
    """How many rolls are owed by now, for those who answer for a grade or a school."""
    if not may_somewhere(actor, Deed.SEE_UNTAKEN) or allowed(actor, Deed.SEE_UNTAKEN).everywhere:
        return 0
    return len(untaken(actor, today())) if now() >= untaken_from(actor, today()) else 0
