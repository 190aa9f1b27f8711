"""A case: the adults around one child, what the family wishes, and how far they have come."""

from dataclasses import replace
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Deed, allowed, may
from tsunagu.cases.case_enums import REVIEWED, CaseMove, CaseOrigin, CaseState, Wisher
from tsunagu.cases.models.step import Step
from tsunagu.clock import today
from tsunagu.org.models import Municipal, Organisation, Person
from tsunagu.packs.models import RuleVersion
from tsunagu.packs.schema import CaseKind
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Enrolment, Pupil, School


class CaseQuerySet(models.QuerySet["Case"]):
    """Filters on cases."""

    def visible_to(self, actor: Actor, deed: Deed) -> "CaseQuerySet":
        """Cases of the schools, of the children there, or of the teams of the actor's.

        A case stays with the school that leads it when the child goes to another.
        """
        places, day = allowed(actor, deed), today()
        rows = self.filter(municipality=actor.municipality)
        if places.everywhere:
            return rows
        pupils = Pupil.objects.visible_to(actor, deed, on=day).values("pk")
        there = (
            Enrolment.objects.home()
            .on(day)
            .filter(pupil=OuterRef("pupil"), classroom__school=OuterRef("school"))
        )
        where = Q(school__in=places.schools) | Q(pupil__in=pupils) & Q(Exists(there))
        if actor.person and places.teams:
            mine = Member.objects.on(day).filter(person=actor.person, case=OuterRef("pk"))
            where |= Q(school__in=places.teams) & Q(Exists(mine))
        return rows.filter(where)

    def open(self) -> "CaseQuerySet":
        """Those in which something is owed."""
        return self.exclude(state=CaseState.CLOSED)


class Case(Municipal):
    """The support of one child by a team, from the day it was begun; closing deletes nothing.

    It keeps the version of its kind that was in force when it began. `due` is by when the next
    step is owed; while a child is supported or watched that is the next review.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="cases")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    """Which school leads it."""
    kind = models.CharField("種類", max_length=100)
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField("始まり", max_length=12, choices=CaseOrigin)
    state = models.CharField("状態", max_length=10, choices=CaseState)
    due = models.DateField("次のことの期限")
    procedure_due = models.DateField("手順でつぎにすることの期限", null=True)
    """By when the first open step of its kind's procedure is owed; none where none is."""
    coordinator = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField("始めた時刻")

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "state", "due"])]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "school", "kind"],
                condition=~Q(state=CaseState.CLOSED),
                name="case_once_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d} {self.state}"

    @property
    def definition(self) -> CaseKind:
        """Its kind as it was when it began."""
        said = {**self.version.content, "checked_on": self.version.valid_from}
        return CaseKind.model_validate(said)

    @property
    def scope(self) -> Scope:
        """Where it lies: at the school that leads it, in the child's class there, with its team."""
        there = scope_of(self.pupil, today())
        here = there if there.school == self.school_id else self.school.scope
        team = self.members.on(today()).exclude(person=None).values_list("person", flat=True)
        return Scope(
            municipality=self.municipality_id,
            school=self.school_id,
            grades=here.grades,
            classrooms=here.classrooms,
            team=frozenset(key for key in team if key),
        )

    @property
    def sheet_scope(self) -> Scope:
        """Where sheets on it lie: its team writes them along while it is open."""
        return self.scope if self.open else replace(self.scope, team=frozenset())

    @property
    def open(self) -> bool:
        """Is anything owed in it?"""
        return self.state != CaseState.CLOSED

    @property
    def overdue(self) -> bool:
        """Is the next step past its day?"""
        return self.open and self.due < today()

    @property
    def words(self) -> "list[tuple[str, Wish | None, list[Wish]]]":
        """For each whose wish is asked: who it is, the words said last, and the earlier ones."""
        said = list(self.wishes.all())
        mine = [(who.label, [one for one in said if one.whose == who]) for who in Wisher]
        return [(label, words[0] if words else None, words[1:]) for label, words in mine]

    @property
    def review_on(self) -> date | None:
        """The next day on which it is looked at again, where one is set."""
        return self.due if self.state in REVIEWED else None


class CaseStep(Step):
    """One thing done with a case as a whole; never changed, so that it can be read in order.

    `until` is the day that was set for what comes next.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField("したこと", max_length=10, choices=CaseMove)
    until = models.DateField("次の期限", null=True)


class Wish(Municipal):
    """What the child or a guardian wishes, in their own words; a newer one stands before it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="wishes")
    whose = models.CharField("だれの", max_length=10, choices=Wisher)
    words = models.TextField("ことば")
    heard_by = models.CharField("聞いた人", max_length=200)
    heard_on = models.DateField("聞いた日")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("記録した時刻")

    class Meta:
        ordering = ["-heard_on", "-at", "pk"]

    def __str__(self) -> str:
        return f"{self.heard_on:%Y-%m-%d} {self.whose}"


class MemberQuerySet(models.QuerySet["Member"]):
    """Filters on members."""

    def on(self, day: date) -> "MemberQuerySet":
        """Those who belong to the team on a day."""
        return self.filter(Q(last__isnull=True) | Q(last__gte=day), first__lte=day)


class Member(Municipal):
    """Somebody of the team, from a day to a day: of the staff, or somebody from outside by name.

    A person added them; nobody is added by machine. Who is from outside sees nothing by it: what
    an agency may read is shared with it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outside = models.CharField("校外の人", max_length=200, blank=True, default="")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    part = models.CharField("役割", max_length=200)
    stand_in = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first = models.DateField("から")
    last = models.DateField("まで", null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("記録した時刻")

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["first", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(outside=""), name="member_is_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} {self.part}"

    @property
    def name(self) -> str:
        """Who it is."""
        return self.person.name if self.person else self.outside


class CaseNote(Municipal):
    """Something written down about a case.

    One `restricted` is read by the team and the managers; the others learn that it is there, and
    whose it is.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField("内容")
    restricted = models.BooleanField("チームと管理職だけ", default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("書いた時刻")
    withdrawn_at = models.DateTimeField("取り消した時刻", null=True)
    withdrawn_why = models.CharField("取り消したわけ", max_length=500, blank=True, default="")

    class Meta:
        ordering = ["-at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"

    def readable_by(self, actor: Actor, scope: Scope) -> bool:
        """May the actor read what it says?"""
        return not self.restricted or may(actor, Deed.SEE_CASE_NOTE, scope)
