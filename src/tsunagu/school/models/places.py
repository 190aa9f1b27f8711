"""Schools and their classes."""

from django.db import models
from django.db.models import Q

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Allowed, Deed, allowed
from tsunagu.org.models import Municipal, Organisation
from tsunagu.school.enums import GRADE_LABELS, RegisterMode, Stage


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
