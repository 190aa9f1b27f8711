"""Work that adults owe, and why it is there."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, OuterRef, Q

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, allowed
from tsunagu.attendance.models.lean import Lean
from tsunagu.clock import today
from tsunagu.org.models import Person
from tsunagu.response.enums import GIVEN, OF_A_SHARING, OWED, EndedBy, Owner, Status, TaskKind, Way
from tsunagu.school.models import Classroom, Enrolment, Pupil, School


class TaskQuerySet(models.QuerySet["Task"]):
    """Filters on tasks."""

    def visible_to(self, actor: Actor, deed: Deed) -> "TaskQuerySet":
        """Tasks in places where the table lets the actor do the deed; protection for managers.

        Who leads a grade finds the tasks of that grade's children in a class of several.
        """
        places = allowed(actor, deed)
        tasks = self.filter(municipality=actor.municipality)
        if not places.everywhere:
            where = Q(school__in=places.schools) | Q(classroom__in=places.classrooms)
            if places.grades:
                there = Enrolment.objects.home().visible_to(actor, deed)
                there = there.filter(pupil=OuterRef("pupil"), classroom=OuterRef("classroom"))
                # An index finds the classes around, which are implied.
                rooms = Classroom.objects.around(places).values("pk")
                where |= Q(Exists(there), classroom__in=rooms)
            tasks = tasks.filter(where)
        return tasks._known_to(actor)

    def of(self, pupil: Pupil, actor: Actor) -> "TaskQuerySet":
        """A pupil's tasks of every year and class, for someone who may see the child now."""
        return self.filter(municipality=actor.municipality, pupil=pupil)._known_to(actor)

    def _known_to(self, actor: Actor) -> "TaskQuerySet":
        """Without protection, but for the managers of its school."""
        if actor.system:
            return self.exclude(kind=TaskKind.PROTECTION)
        protected = allowed(actor, Deed.SEE_PROTECTION)
        return self.filter(~Q(kind=TaskKind.PROTECTION) | Q(school__in=protected.schools))

    def open(self) -> "TaskQuerySet":
        """Tasks that are owed by their own owner."""
        return self.filter(status=Status.OPEN)

    def owed(self) -> "TaskQuerySet":
        """Tasks that are owed by anybody: open, or handed over."""
        return self.filter(status__in=OWED)

    def to_contact(self, pupil: Pupil) -> "TaskQuerySet":
        """The contacts that are owed to a pupil, the oldest first."""
        return self.owed().filter(pupil=pupil, kind=TaskKind.CONTACT).order_by("day", "pk")

    def to_share(self, pupil: Pupil, actor: Actor) -> "TaskQuerySet":
        """What is owed to a pupil and a sharing by the actor answers, the oldest first."""
        mine = self.visible_to(actor, Deed.SHARE).owed().filter(pupil=pupil)
        return mine.filter(kind__in=OF_A_SHARING).order_by("day", "pk")

    def held(self, kinds: Iterable[TaskKind], first: date, last: date) -> "TaskQuerySet":
        """Tasks of some kinds and of days from first to last that a reason still holds.

        A task whose reasons are gone is withdrawn, or says so in `remark` where somebody acted.
        """
        # One or another, and not one of a list: so says the condition of `task_of_the_year`.
        of_a_kind = reduce(or_, (Q(kind=kind) for kind in kinds))
        of_the_days = self.filter(of_a_kind, day__range=(first, last), remark="")
        return of_the_days.exclude(status=Status.WITHDRAWN)


class Task(Lean):
    """One piece of work owed by an adult, with all its reasons."""

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="tasks", db_index=False
    )
    classroom = models.ForeignKey(
        Classroom, on_delete=models.CASCADE, related_name="tasks", db_index=False
    )
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    kind = models.CharField("種類", max_length=12, choices=TaskKind)
    way = models.CharField("方法", max_length=10, choices=Way, blank=True, default="")
    owner = models.CharField("担当", max_length=20, choices=Owner)
    day = models.DateField("日")
    due = models.DateField("期限")
    status = models.CharField("状態", max_length=12, choices=Status, default=Status.OPEN)
    noticed = models.DateField("気づいた日")
    came = models.DateField("担当に来た日", default=today)
    ended_by = models.CharField(max_length=20, choices=EndedBy, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    why = models.TextField("理由", blank=True, default="")
    handed_to = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    remark = models.TextField("備考", blank=True, default="")
    words = models.TextField("ケース会議で決めたこと", blank=True, default="")

    objects = TaskQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["school", "status", "due"]),
            models.Index(fields=["classroom", "status"]),
            models.Index(fields=["pupil", "day"]),
            # Most tasks are written open, with neither.
            models.Index(
                fields=["ended_person"],
                condition=Q(ended_person__isnull=False),
                name="task_ended_person",
            ),
            models.Index(
                fields=["handed_to"], condition=Q(handed_to__isnull=False), name="task_handed_to"
            ),
            models.Index(
                fields=["kind", "school", "pupil", "day", "status", "remark", "classroom"],
                condition=Q(kind=TaskKind.SHARE)
                | Q(kind=TaskKind.SHEET)
                | Q(kind=TaskKind.CLASSIFY),
                name="task_of_the_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.kind}"

    @property
    def stands(self) -> Status:
        """How it stands as people read it: what was given to somebody is theirs, and open.

        So is what comes to them by an agreement.
        """
        theirs = self.kind in GIVEN or self.ended_by == EndedBy.RHYTHM
        return Status.OPEN if theirs and self.status in OWED else Status(self.status)

    @property
    def asks(self) -> str:
        """What it asks for, in words: what was decided, the way of a contact, or the kind."""
        if self.kind == TaskKind.DECISION:
            return self.decision.told
        if self.kind == TaskKind.STEP:
            return self.words
        return self.get_way_display() if self.way else self.get_kind_display()


class TaskReason(Lean):
    """Why a task is there: a rule version that fired on a day, under a key that stays."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reasons")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+", db_index=False)
    school_year = models.IntegerField("年度")
    key = models.CharField(max_length=100)
    rule = models.CharField(max_length=60)
    version = models.CharField(max_length=200)
    day = models.DateField()
    due = models.DateField()
    run = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    noticed = models.DateField()
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "school_year", "key"], name="reason_once_a_key"
            ),
        ]

    def __str__(self) -> str:
        return self.key
