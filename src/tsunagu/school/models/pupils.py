"""Pupils, what rosters call them, and the classes in which they are."""

from dataclasses import replace
from datetime import date

from django.db import models
from django.db.models import F, Q

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Deed, allowed
from tsunagu.org.models import Municipal
from tsunagu.school.enums import EnrolmentKind, Sex
from tsunagu.school.models.places import Classroom


class PupilQuerySet(models.QuerySet["Pupil"]):
    """Filters on pupils."""

    def visible_to(self, actor: Actor, deed: Deed, *, on: date) -> "PupilQuerySet":
        """Pupils whose home class of that day, or grade in it, lets the actor do the deed.

        An exchange class has its guests in the roll, and nothing of their record.
        """
        enrolled = Enrolment.objects.home().on(on).visible_to(actor, deed)
        return self.filter(municipality=actor.municipality, pk__in=enrolled.values("pupil"))


class Pupil(Municipal):
    """A child, one through years, schools and systems."""

    family_name = models.CharField("姓", max_length=255)
    given_name = models.CharField("名", max_length=255)
    family_kana = models.CharField("姓（かな）", max_length=255, blank=True, default="")
    given_kana = models.CharField("名（かな）", max_length=255, blank=True, default="")
    sex = models.CharField("性別", max_length=20, choices=Sex, blank=True, default="")
    birth_date = models.DateField("生年月日", null=True, blank=True)
    master_identifier = models.CharField("統一ID", max_length=255, blank=True, default="")
    account = models.CharField("学校のアカウント", max_length=255, blank=True, default="")
    """The address of the child's school account; kept only where it is one to sign in with."""

    objects = PupilQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["municipality", "master_identifier"]),
            models.Index(fields=["municipality", "account"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def name(self) -> str:
        """Family name and given name."""
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def kana(self) -> str:
        """The name's reading."""
        return f"{self.family_kana} {self.given_kana}".strip()


class PupilIdentity(Municipal):
    """A roster's `sourcedId` for a pupil: per source and period."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="identities")
    source = models.CharField("名簿の出所", max_length=255)
    sourced_id = models.CharField("児童生徒ID", max_length=255)
    first = models.DateField("から")
    last = models.DateField("まで", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["municipality", "sourced_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "source", "sourced_id", "first"],
                name="identity_once_a_source",
            ),
        ]

    def __str__(self) -> str:
        return self.sourced_id


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Filters on enrolments."""

    def on(self, day: date) -> "EnrolmentQuerySet":
        """Enrolments that hold on a day; `end` is exclusive."""
        return self.filter(Q(end__isnull=True) | Q(end__gt=day), begin__lte=day)

    def home(self) -> "EnrolmentQuerySet":
        """Home classes only."""
        return self.filter(kind=EnrolmentKind.HOME)

    def visible_to(self, actor: Actor, deed: Deed) -> "EnrolmentQuerySet":
        """Enrolments where the policy table lets the actor do the deed to the child.

        In a class of several grades the child's own grade counts.
        """
        places = allowed(actor, deed)
        rows = self.filter(municipality=actor.municipality)
        if places.everywhere:
            return rows
        where = Q(classroom__school__in=places.schools) | Q(classroom__in=places.classrooms)
        for school, grade in places.grades:
            of_grade = Q(grade=grade) | Q(grade="", classroom__grades__contains=f",{grade},")
            where |= of_grade & Q(classroom__school=school)
        if bool(places.schools) + len(places.grades) + bool(places.classrooms) > 1:
            # No index finds one place or another of different kinds, but the classes around them.
            where &= Q(classroom__in=Classroom.objects.around(places).values("pk"))
        return rows.filter(where)

    def between(self, first: date, last: date) -> "EnrolmentQuerySet":
        """Enrolments that touch a period, both days included."""
        return self.filter(Q(end__isnull=True) | Q(end__gt=first), begin__lte=last)


class Enrolment(Municipal):
    """A pupil in a class from `begin` until the day before `end`.

    One home class a day is kept by the roster's import, which alone writes these; that no two
    periods overlap, not both databases can hold. They hold that one home at most is without end.
    """

    pupil = models.ForeignKey(
        Pupil, on_delete=models.CASCADE, related_name="enrolments", db_index=False
    )
    classroom = models.ForeignKey(
        Classroom, on_delete=models.CASCADE, related_name="enrolments", db_index=False
    )
    kind = models.CharField(
        "種類", max_length=10, choices=EnrolmentKind, default=EnrolmentKind.HOME
    )
    grade = models.CharField("学年", max_length=10, blank=True, default="")
    number = models.CharField("出席番号", max_length=20, blank=True, default="")
    begin = models.DateField("から")
    end = models.DateField("この日の前日まで", null=True, blank=True)
    source = models.CharField("名簿の出所", max_length=255, blank=True, default="")
    sourced_id = models.CharField("在籍ID", max_length=255, blank=True, default="")

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["classroom", "kind", "begin", "end", "pupil"]),
            models.Index(fields=["pupil", "begin"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("begin")), name="enrolment_in_order"
            ),
            models.UniqueConstraint(
                fields=["pupil"],
                condition=Q(kind=EnrolmentKind.HOME, end__isnull=True),
                name="enrolment_one_open_home",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begin:%Y-%m-%d}"

    @property
    def in_class(self) -> tuple[int, str]:
        """Its place in the order of the class list: by number, what is no number last."""
        return int(self.number) if self.number.isdecimal() else 9999, self.number

    @property
    def scope(self) -> Scope:
        """Where the pupil lies in this class: of its grades the pupil's own, where it is known."""
        grades = frozenset({self.grade}) if self.grade else self.classroom.scope.grades
        return replace(self.classroom.scope, grades=grades)
