"""What people have on the last day before a change of staff, and whose it is on the next."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.clock import in_words, school_year_of, today
from tsunagu.org.models import Leave, Person
from tsunagu.response.enums import HandOnKind, Owner, TaskKind
from tsunagu.response.models import ContactRhythm, Draft, HandOn, RuleFreeze, Task
from tsunagu.response.staff import StaffBook
from tsunagu.school.models import Classroom, Enrolment, Pupil, School

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Thing:
    """Something that a person has until the last day, and whose it is from the next.

    `rule` is whom the rule of owners finds: nobody where only a manager would stand in for a role
    that nobody holds. With a `kind` a person may give it to somebody else. A draft goes to nobody
    by itself: `rule` is a proposal. `about` names what is handed over on a page of its own.
    """

    what: str
    giver: UUID | None
    rule: Person | None
    pupil: Pupil | None = None
    room: Classroom | None = None
    kind: HandOnKind | None = None
    key: UUID | None = None
    chosen: Person | None = None
    about: str = ""

    @property
    def goes_to(self) -> Person | None:
        """Whose it is from the next day; nobody's where it is left."""
        return self.chosen or (None if self.kind == HandOnKind.DRAFT else self.rule)


Source = Callable[["Possessions"], Iterator[Thing]]
_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Let a room above tell what else people have; at start."""
    if source not in _SOURCES:
        _SOURCES.append(source)


class Possessions:
    """What `givers` have at a school until its `last` day, of children whom the actor may see.

    What is nobody's before or after is told too, without a giver; once the day is over, that alone.
    """

    def __init__(self, actor: Actor, school: School, last: date, givers: Collection[UUID]) -> None:
        self.actor, self.school, self.last, self.givers = actor, school, last, givers
        self.day = last + ONE_DAY
        self.now = min(today(), last)
        self.before = StaffBook.of([school.pk], last)

    @cached_property
    def rooms(self) -> dict[UUID, Classroom]:
        """Home classes on the next day, by pupil, of the school's pupils and its tasks' pupils."""
        owed = Task.objects.owed().filter(school=self.school).values("pupil")
        next_ones = Enrolment.objects.home().on(self.day)
        theirs = next_ones.filter(Q(pupil__in=self._enrolled().values("pupil")) | Q(pupil__in=owed))
        rows = theirs.select_related("classroom__school").order_by("begin", "pk")
        return {row.pupil_id: row.classroom for row in rows}

    @cached_property
    def after(self) -> StaffBook:
        """Who holds which role on the next day, at the schools to which children go as well."""
        schools = {self.school.pk, *(room.school_id for room in self.rooms.values())}
        return StaffBook.of(schools, self.day)

    @cached_property
    def classes(self) -> list[Classroom]:
        """The school's classes that have pupils on the next day."""
        homes = Enrolment.objects.home().on(self.day).filter(classroom__school=self.school)
        rooms = Classroom.objects.filter(pk__in=homes.values("classroom"))
        ordered = rooms.filter(school_year=school_year_of(self.day).year)
        return list(ordered.order_by("grades", "name", "pk"))

    def things(self, gone: Collection[UUID]) -> Iterator[Thing]:
        """All of it; of drafts those of who is gone from the school, since others keep theirs."""
        yield from self._tasks()
        yield from self._agreed()
        yield from self._drafts(gone)
        yield from self._stand_ins()
        for source in _SOURCES:
            for thing in source(self):
                yield from self._passed_on(thing)

    def _tasks(self) -> Iterator[Thing]:
        tasks = Task.objects.visible_to(self.actor, Deed.END_TASK).owed()
        rows = tasks.filter(school=self.school).select_related("pupil", "classroom", "decision")
        for task in rows.order_by("due", "pk"):
            room = self.rooms.get(task.pupil_id, task.classroom)
            stays = room.school_id == self.school.pk
            if task.kind == TaskKind.STEP and not stays:
                continue  # It goes to no other school, but to who coordinates the case here.
            yield from self._passed_on(
                Thing(
                    what=f"{task.asks}　期限 {in_words(task.due)}",
                    giver=_holder(self.before, task.owner, task.classroom, task.handed_to_id),
                    rule=answers(
                        self.after, task.owner, room, task.handed_to_id if stays else None
                    ),
                    pupil=task.pupil,
                    room=room,
                    kind=HandOnKind.TASK if stays else None,
                    key=task.pk,
                    chosen=self._chosen.get(task.pk),
                )
            )

    def _agreed(self) -> Iterator[Thing]:
        """Agreements that go on over the last day: they follow the role that they ask of."""
        seen = Pupil.objects.visible_to(self.actor, Deed.SHARE, on=self.now).values("pk")
        here = {row.pupil_id: row for row in self._enrolled().select_related("classroom", "pupil")}
        going_on = Q(last__isnull=True) | Q(last__gt=self.last)
        asked = {"first__lte": self.last, "pupil__in": seen}
        found: list[tuple[str, Owner, UUID, UUID | None]] = [
            (f"{one.every_days}日ごとの連絡の約束", Owner.HOMEROOM, one.pupil_id, one.person_id)
            for one in ContactRhythm.objects.filter(going_on, **asked).order_by("first", "pk")
        ]
        found += [
            (
                f"見直しの日 {in_words(one.last) if one.last else 'なし'}",
                Owner.ATTENDANCE_LEAD,
                one.pupil_id,
                None,
            )
            for one in RuleFreeze.objects.filter(going_on, **asked).order_by("last", "pk")
        ]
        for what, owner, pupil, person in found:
            if pupil not in here:
                continue
            room = self.rooms.get(pupil, here[pupil].classroom)
            yield from self._passed_on(
                Thing(
                    what=what,
                    giver=_holder(self.before, owner, here[pupil].classroom, person),
                    rule=answers(self.after, owner, room, person),
                    pupil=here[pupil].pupil,
                    room=room,
                )
            )

    def _drafts(self, gone: Collection[UUID]) -> Iterator[Thing]:
        """That there are drafts, of whom; what is in them nobody else reads."""
        rows = Draft.objects.filter(
            person__in=gone, pupil__in=self._enrolled().values("pupil")
        ).select_related("pupil")
        for draft in rows.order_by("at", "pk"):
            room = self.rooms.get(draft.pupil_id)
            yield Thing(
                what=f"書きかけの{draft.get_form_display()}",
                giver=draft.person_id,
                rule=answers(self.after, Owner.HOMEROOM, room) if room else None,
                pupil=draft.pupil,
                room=room,
                kind=HandOnKind.DRAFT,
                key=draft.pk,
                chosen=self._chosen.get(draft.pk),
            )

    def _stand_ins(self) -> Iterator[Thing]:
        """For whom somebody stands in over the last day, and who does so from the next."""
        both = Leave.objects.on(self.last) & Leave.objects.on(self.day)
        away = both.filter(person__in=self.before.people).select_related("person")
        rooms = Classroom.objects.filter(
            school=self.school, school_year=school_year_of(self.last).year
        )
        told: set[tuple[UUID, UUID, str]] = set()
        for leave in away.order_by("first", "pk"):
            for owner in Owner:
                for room in rooms:
                    if self.before.holder(owner, room) != leave.person:
                        continue
                    acts = self.before.responsible(owner, room)
                    if acts is None or (key := (leave.person_id, acts.pk, owner)) in told:
                        continue
                    told.add(key)
                    yield from self._passed_on(self._stand_in(leave, owner, acts))

    def _stand_in(self, leave: Leave, owner: Owner, acts: Person) -> Thing:
        """From the next day it is the stand-in of a class of theirs then, if they have one."""
        theirs = (r for r in self.classes if self.after.holder(owner, r) == leave.person)
        room = next(theirs, None)
        span = f"{in_words(leave.last)}まで"
        return Thing(
            what=f"{leave.person.name}さんの代わり（{owner.label}、{span}）",
            giver=acts.pk,
            rule=self.after.responsible(owner, room) if room else leave.person,
        )

    def _passed_on(self, thing: Thing) -> Iterator[Thing]:
        """The thing where it passes from a giver to another, or is nobody's."""
        over = today() > self.last
        if thing.giver in self.givers and not over:
            if thing.rule is None or thing.rule.pk != thing.giver:
                yield thing
        elif thing.goes_to is None:
            yield replace(thing, giver=None)

    def _enrolled(self) -> QuerySet[Enrolment]:
        """Home enrolments at the school today, or on the last day once that is over."""
        homes = Enrolment.objects.home().on(self.now)
        return homes.filter(classroom__school=self.school)

    @cached_property
    def _chosen(self) -> dict[UUID, Person]:
        rows = HandOn.objects.filter(school=self.school, last=self.last).select_related("to")
        return {row.about: row.to for row in rows}


def _holder(
    book: StaffBook, owner: str, room: Classroom, handed_to: UUID | None = None
) -> UUID | None:
    """Whose something is by hand or by role; nobody's where a manager only fills the place."""
    holder = book.holder(owner, room, handed_to)
    by_hand = holder is not None and holder.pk == handed_to
    return holder.pk if holder and (by_hand or book.is_filled(owner, room)) else None


def answers(
    book: StaffBook, owner: str, room: Classroom, handed_to: UUID | None = None
) -> Person | None:
    """Who answers for it then, a stand-in where its holder is away."""
    if _holder(book, owner, room, handed_to) is None:
        return None
    return book.responsible(owner, room, handed_to)
