"""What was done about responses, and the small dated facts that change which are due."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Deed, allowed, may
from tsunagu.attendance.models import StandingQuerySet, Withdrawable
from tsunagu.clock import today
from tsunagu.org.models import Municipal, Person
from tsunagu.response.enums import (
    OF_A_SHARING,
    OWED,
    ContactWay,
    DraftForm,
    EndedBy,
    GoodReasonKind,
    Owner,
    Reached,
    Status,
    TaskKind,
    Way,
)
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


class Task(Municipal):
    """One piece of work owed by an adult, with all its reasons."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="tasks")
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="tasks")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="tasks")
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
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.TextField("理由", blank=True, default="")
    handed_to = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    remark = models.TextField("備考", blank=True, default="")

    objects = TaskQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["school", "status", "due"]),
            models.Index(fields=["classroom", "status"]),
            models.Index(fields=["pupil", "day"]),
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
    def asks(self) -> str:
        """What it asks for, in words: what was decided, the way of a contact, or the kind."""
        if self.kind == TaskKind.DECISION:
            return self.decision.what
        return self.get_way_display() if self.way else self.get_kind_display()


class TaskReason(Municipal):
    """Why a task is there: a rule version that fired on a day, under a key that stays."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reasons")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
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
        indexes = [models.Index(fields=["school_year", "rule"])]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "school_year", "key"], name="reason_once_a_key"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Record(Withdrawable):
    """What someone wrote about a pupil: where it was wrong it is taken back, or another stands."""

    replaced_by = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, related_name="corrects"
    )

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

    objects = StandingQuerySet["Contact"].as_manager()

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

    objects = StandingQuerySet["Sharing"].as_manager()

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class Decision(Municipal):
    """One thing that a sharing decided: what, by whom, until when; for good it is a task.

    Where nobody is named, the attendance lead answers for it.
    """

    sharing = models.ForeignKey(Sharing, on_delete=models.CASCADE, related_name="decisions")
    place = models.PositiveSmallIntegerField("順")
    what = models.TextField("決めたこと")
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
        return self.what


class DraftQuerySet(models.QuerySet["Draft"]):
    """Filters on drafts."""

    def visible_to(self, actor: Actor) -> "DraftQuerySet":
        """The actor's own drafts; nobody sees another's, and no part of the system any."""
        if actor.person is None:
            return self.none()
        own = Scope(actor.municipality.pk, person=actor.person.pk)
        if not may(actor, Deed.KEEP_DRAFT, own):
            return self.none()
        return self.filter(municipality=actor.municipality, person=actor.person)


class Draft(Municipal):
    """What someone has typed into a form about a pupil and not yet saved.

    It ends when the form is saved or the draft thrown away, and by itself some days after it was
    last written (the packs' setting `draft-days`).
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    form = models.CharField("書きかけのもの", max_length=10, choices=DraftForm)
    about = models.UUIDField("新しい記録なら子ども、続きを書くならその情報共有")
    typed = models.JSONField("書いたこと", default=dict)
    at = models.DateTimeField("最後に書いた時刻")

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["municipality", "at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "form", "about"], name="draft_once_a_person_and_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.form}"


class SpanFact(Municipal):
    """Something that holds for a pupil from a day to a day, or until further notice."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    first = models.DateField("から")
    last = models.DateField("まで", null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")),
                name="%(class)s_in_order",
            ),
        ]

    def covers(self, day: date) -> bool:
        """Does it hold on a day?"""
        return self.first <= day and (self.last is None or day <= self.last)


class ContactRhythm(SpanFact):
    """A case's agreed rhythm of contact, in place of the contact tasks."""

    every_days = models.PositiveIntegerField("何日ごと", default=7)

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} {self.every_days}"


class RuleFreeze(SpanFact):
    """A case has a review date: `share-*` and `principal-*` become lines in its log until then."""

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d}"


class ProtectionFlag(SpanFact):
    """The child is registered with the child protection network. Managers alone know."""

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d}"


class GoodReason(SpanFact):
    """A good reason on the guardian's side, so that the board need not be told."""

    kind = models.CharField("理由", max_length=12, choices=GoodReasonKind)
    note = models.TextField("ことば", blank=True, default="")

    def __str__(self) -> str:
        return self.kind


class StaleState(models.TextChoices):
    """How far the background reconcile of a school has come."""

    WAITING = "waiting", "待っています"
    RUNNING = "running", "計算しています"


class Stale(Municipal):
    """A school whose tasks no longer follow from its days until it is reconciled."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    school_year = models.IntegerField("年度")
    state = models.CharField(max_length=10, choices=StaleState, default=StaleState.WAITING)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year"], name="stale_once"),
        ]

    def __str__(self) -> str:
        return self.state
