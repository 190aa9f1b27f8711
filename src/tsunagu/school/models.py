"""Schools, classes, pupils, guardians, enrolments and calendars."""

from dataclasses import replace
from datetime import date

from django.db import models
from django.db.models import F, Q

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Allowed, Deed, allowed
from tsunagu.intake.models import ImportRun
from tsunagu.org.models import Municipal, Organisation
from tsunagu.school.enums import (
    GRADE_LABELS,
    CalendarKind,
    EnrolmentKind,
    EntryOrigin,
    RegisterMode,
    Stage,
)


class School(Organisation):
    """A school; its key is the organisation's."""

    stage = models.CharField("校種", max_length=20, choices=Stage, default=Stage.OTHER)
    register_mode = models.CharField(
        "出席簿", max_length=20, choices=RegisterMode, default=RegisterMode.HERE
    )
    after_school_is_attendance = models.BooleanField("放課後登校を出席とする", default=True)

    @property
    def scope(self) -> Scope:
        """Where a school lies."""
        return Scope(municipality=self.municipality_id, school=self.pk)

    @property
    def takes_roll_here(self) -> bool:
        """Is the roll taken on the screen, or does it come from the school's own system?"""
        return self.register_mode == RegisterMode.HERE


class ClassroomQuerySet(models.QuerySet["Classroom"]):
    """Filters on classes."""

    def visible_to(self, actor: Actor, deed: Deed) -> "ClassroomQuerySet":
        """Classes in which the policy table lets the actor do the deed."""
        places = allowed(actor, deed)
        classes = self.filter(municipality=actor.municipality)
        if places.everywhere:
            return classes
        where = Q(school__in=places.schools) | Q(pk__in=places.classrooms)
        for school, grade in places.grades:
            where |= Q(school=school, grades__contains=f",{grade},")
        return classes.filter(where)

    def around(self, places: Allowed) -> "ClassroomQuerySet":
        """Every class of the schools in which some places lie, whatever its grades."""
        schools = places.schools | {school for school, _ in places.grades}
        return self.filter(Q(school__in=schools) | Q(pk__in=places.classrooms))


class Classroom(Municipal):
    """A class of one school year. `grades` is written `,P1,P2,` so that one grade can be found."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="classrooms")
    school_year = models.IntegerField("年度")
    name = models.CharField("学級名", max_length=255)
    grades = models.CharField("学年", max_length=100, blank=True, default="")
    special_needs = models.BooleanField("特別支援学級", default=False)
    source = models.CharField("名簿の出所", max_length=255, blank=True, default="")
    sourced_id = models.CharField("学級ID", max_length=255, blank=True, default="")

    objects = ClassroomQuerySet.as_manager()

    class Meta:
        ordering = ["school", "grades", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "source", "sourced_id", "school_year"],
                condition=~Q(sourced_id=""),
                name="classroom_once_a_source",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def grade_list(self) -> list[str]:
        """Its grades as codes, such as `["P1", "P2"]`."""
        return [grade for grade in self.grades.split(",") if grade]

    @property
    def grade_label(self) -> str:
        """Its grades as people say them."""
        return "・".join(GRADE_LABELS.get(grade, grade) for grade in self.grade_list)

    @property
    def label(self) -> str:
        """Grade and class, such as 3年 2組; the grade once only."""
        return self.name if "年" in self.name else f"{self.grade_label} {self.name}".strip()

    @property
    def scope(self) -> Scope:
        """Where a class lies."""
        return Scope(
            municipality=self.municipality_id,
            school=self.school_id,
            grades=frozenset(self.grade_list),
            classrooms=frozenset({self.pk}),
        )


def packed_grades(grades: list[str]) -> str:
    """Grades as `Classroom.grades` holds them."""
    return f",{','.join(grades)}," if grades else ""


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
    sex = models.CharField("性別", max_length=20, blank=True, default="")
    birth_date = models.DateField("生年月日", null=True, blank=True)
    master_identifier = models.CharField("統一ID", max_length=255, blank=True, default="")

    objects = PupilQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["municipality", "master_identifier"])]

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
    def scope(self) -> Scope:
        """Where the pupil lies in this class: of its grades the pupil's own, where it is known."""
        grades = frozenset({self.grade}) if self.grade else self.classroom.scope.grades
        return replace(self.classroom.scope, grades=grades)


class Guardian(Municipal):
    """Whom to call at home, in the order to try."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="guardians")
    name = models.CharField("氏名", max_length=255)
    relation = models.CharField("続柄", max_length=50, blank=True, default="")
    phone = models.CharField("電話", max_length=50, blank=True, default="")
    language = models.CharField("言語", max_length=50, blank=True, default="")
    note = models.TextField("備考", blank=True, default="")
    order = models.IntegerField("順", default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return str(self.pk)


class CalendarEntryQuerySet(models.QuerySet["CalendarEntry"]):
    """Filters on the calendar."""

    def between(self, first: date, last: date) -> "CalendarEntryQuerySet":
        """Entries that touch a period, both days included."""
        return self.filter(first__lte=last, last__gte=first)


class CalendarEntry(Municipal):
    """An exception to Monday–Friday, for a class, a grade, a school or everyone."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True)
    grade = models.CharField("学年", max_length=10, blank=True, default="")
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, null=True, blank=True)
    first = models.DateField("開始日")
    last = models.DateField("終了日")
    kind = models.CharField("種別", max_length=20, choices=CalendarKind)
    note = models.CharField("備考", max_length=255, blank=True, default="")
    origin = models.CharField(
        max_length=10, choices=EntryOrigin, default=EntryOrigin.SCREEN, editable=False
    )
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, null=True, editable=False)

    objects = CalendarEntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["municipality", "first", "last"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="calendar_entry_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d}–{self.last:%Y-%m-%d} {self.kind}"
