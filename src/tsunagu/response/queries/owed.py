"""Whose work is what today: the lists behind *Today*."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch, Q, prefetch_related_objects

from tsunagu.access.actor import Actor
from tsunagu.access.enums import MANAGERS
from tsunagu.access.policy import Deed
from tsunagu.attendance.models import Notice
from tsunagu.clock import school_year_of, today
from tsunagu.org.models import Person
from tsunagu.prepared import Prepared
from tsunagu.response.enums import OWED, Owner, Status
from tsunagu.response.last_contacts import LastContact, last_contacts
from tsunagu.response.models import Contact, Task, TaskQuerySet, TaskReason
from tsunagu.response.staff import StaffBook
from tsunagu.school.guardians import with_limits
from tsunagu.school.models import Classroom, Guardian, Pupil

Who = Callable[[str, Classroom, UUID | None], Person | None]
"""Names a person for an owner, a class, and whom the task was handed over to, if anyone."""

_GUARDIANS = Prepared(
    lambda pupils: Guardian.objects.filter(pupil__in=pupils).exclude(phone="").order_by("order"),
    [UUID],
)


@dataclass(frozen=True, slots=True)
class OwedTask:
    """A task with what its owner needs to act on it.

    Where `whereabouts_known` says that nobody rings or visits the home today, there is no guardian.
    A guardian with a `limit` stands there only where nobody else has a number; it is not offered.
    """

    task: Task
    pupil: Pupil
    classroom: Classroom
    reasons: Sequence[TaskReason]
    owner: Person | None
    guardian: Guardian | None
    last_contact: Contact | None
    days_since_heard: int | None
    days_since_seen: int | None
    whereabouts_known: bool

    @property
    def overdue(self) -> bool:
        """Was it due before today?"""
        return self.task.status in OWED and self.task.due < today()


@dataclass(frozen=True)
class Desk:
    """Who answers for what at the schools where someone works, for one request."""

    actor: Actor
    classes: Sequence[Classroom]
    book: StaffBook

    def owed(self) -> TaskQuerySet:
        """Tasks that the person answers for: their own, those handed over, and as a stand-in."""
        return self._tasks().filter(self._where(self.book.responsible))

    def needs_a_hand(self) -> TaskQuerySet:
        """Overdue tasks of others to whom the person is the next in line."""
        return self._tasks().filter(self._where(self.book.next_in_line), due__lt=today())

    def without_owner(self) -> TaskQuerySet:
        """For managers: open tasks whose own owner is nobody, so that a manager answers."""
        if not self.actor.kinds & MANAGERS:
            return Task.objects.none()
        return self._tasks().open().filter(self._open_where(self._unfilled))

    def _unfilled(self, owner: str, classroom: Classroom, _: UUID | None) -> Person | None:
        """The person on the desk, where nobody but managers stands in the chain before."""
        chain = self.book.chain(owner, classroom)
        only_managers = owner != Owner.MANAGER and all(
            person.pk in self.book.managers for person in chain
        )
        return self.actor.person if only_managers else None

    def _tasks(self) -> TaskQuerySet:
        order = ("due", "day", "classroom", "pupil", "id")
        return Task.objects.visible_to(self.actor, Deed.END_TASK).order_by(*order)

    @cached_property
    def _handed_over(self) -> list[tuple[UUID, str, UUID, UUID | None]]:
        """Tasks that were handed over and are still owed: key, owner, class, to whom."""
        tasks = Task.objects.visible_to(self.actor, Deed.END_TASK)
        rows = tasks.filter(status=Status.HANDED_OVER, classroom__in=self.classes)
        return list(rows.values_list("pk", "owner", "classroom", "handed_to"))

    def _where(self, who: Who) -> Q:
        """Tasks that are owed for which `who` names the person on the desk."""
        rooms = {room.pk: room for room in self.classes}
        handed = [
            key
            for key, owner, room, to in self._handed_over
            if (person := who(owner, rooms[room], to)) and person == self.actor.person
        ]
        return Q(status=Status.OPEN) & self._open_where(who) | Q(pk__in=handed)

    def _open_where(self, who: Who) -> Q:
        """Owners and classes for which `who` names the person on the desk."""
        me = self.actor.person
        by_owner: dict[str, list[UUID]] = defaultdict(list)
        for owner in Owner.values:
            for classroom in self.classes:
                person = who(owner, classroom, None)
                if person is not None and person == me:
                    by_owner[owner].append(classroom.pk)
        where = Q(pk__in=[])
        for owner, classes in by_owner.items():
            where |= Q(owner=owner, classroom__in=classes)
        return where


def desk(actor: Actor) -> Desk:
    """The desk of a person: classes of this and last school year where they work; three queries."""
    schools = {held.organisation for held in actor.held}
    year = school_year_of(today()).year
    rooms = Classroom.objects.filter(
        municipality=actor.municipality, school__in=schools, school_year__gte=year - 1
    )
    return Desk(actor, list(rooms), StaffBook.of(schools, today()))


def describe(desk: Desk, tasks: Iterable[Task]) -> list[OwedTask]:
    """Tasks with all that a line shows; the same number of queries for any number of tasks."""
    rows = list(tasks)
    prefetch_related_objects(
        rows,
        "pupil",
        "classroom__school",
        Prefetch(
            "reasons", TaskReason.objects.filter(withdrawn=False).order_by("rule"), to_attr="live"
        ),
    )
    pupils = {task.pupil_id for task in rows}
    notices = Notice.objects.whereabouts_known(today()).filter(pupil__in=pupils)
    known = set(notices.values_list("pupil", flat=True))
    guardians = _first_guardians(pupils - known)
    last = last_contacts(pupils)
    latest = _latest(last)
    return [
        OwedTask(
            task=task,
            pupil=task.pupil,
            classroom=task.classroom,
            reasons=task.live,  # type: ignore[attr-defined]
            owner=desk.book.responsible(task.owner, task.classroom, task.handed_to_id),
            guardian=guardians.get(task.pupil_id),
            last_contact=latest.get(task.pupil_id),
            days_since_heard=last[task.pupil_id].days_since_heard,
            days_since_seen=last[task.pupil_id].days_since_seen,
            whereabouts_known=task.pupil_id in known,
        )
        for task in rows
    ]


def owed(actor: Actor) -> list[OwedTask]:
    """What the person owes."""
    own = desk(actor)
    return describe(own, own.owed())


def needs_a_hand(actor: Actor) -> list[OwedTask]:
    """What is overdue with the person before in line."""
    own = desk(actor)
    return describe(own, own.needs_a_hand())


def _first_guardians(pupils: Collection[UUID]) -> dict[UUID, Guardian]:
    """Whom to call first, by pupil: the first in order who has a number, best without a limit."""
    found: dict[UUID, Guardian] = {}
    for guardian in with_limits(_GUARDIANS.objects(Guardian, pupils), today()):
        found.setdefault(guardian.pupil_id, guardian)
    return found


def _latest(last: Mapping[UUID, LastContact]) -> dict[UUID, Contact]:
    """The contact itself that was each pupil's last."""
    instants = {pupil: one.at for pupil, one in last.items() if one.at}
    rows = Contact.objects.standing().filter(pupil__in=instants, at__in=set(instants.values()))
    return {one.pupil_id: one for one in rows if one.at == instants[one.pupil_id]}
