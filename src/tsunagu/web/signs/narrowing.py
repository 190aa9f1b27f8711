"""Fewer children in the list of what was noticed: a class's, those of whom somebody told."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.school.enums import GRADE_LABELS
from tsunagu.school.models import Classroom, Enrolment, PupilQuerySet

TOLD = "told"


class NarrowForm(forms.Form):
    """Which of the children one answers for are shown; a code or a key alone is in the address."""

    of = forms.ChoiceField(label="学年・学級", required=False)
    by = forms.ChoiceField(
        label="気づいたもと",
        required=False,
        choices=(("", "すべて"), (TOLD, "書いたこと・知らせがある")),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        enrolled = Enrolment.objects.on(today()).home().visible_to(actor, Deed.SEE_SIGN)
        classes = Classroom.objects.filter(pk__in=enrolled.values("classroom"))
        ordered = classes.select_related("school").order_by("school__name", "grades", "name", "pk")
        choices = _choices(list(ordered))
        if choices:
            field = self.fields["of"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "すべて"), *choices]
        else:
            del self.fields["of"]

    @property
    def asked(self) -> bool:
        """Is anything chosen?"""
        return self.is_valid() and any(self.cleaned_data.values())

    @property
    def told_alone(self) -> bool:
        """Only those of whom somebody told, and not the register alone?"""
        return self.is_valid() and self.cleaned_data["by"] == TOLD

    def narrowed(self, pupils: PupilQuerySet) -> PupilQuerySet:
        """Those of the children who are in what was chosen."""
        chosen = self.cleaned_data.get("of", "") if self.is_valid() else ""
        if not chosen:
            return pupils
        homes = Enrolment.objects.on(today()).home().filter(_within(chosen))
        return pupils.filter(pk__in=homes.values("pupil"))


def _choices(classes: list[Classroom]) -> list[tuple[str, str]]:
    """Grades of several classes and the classes; nothing where there is one class to choose.

    Of several schools the classes alone, each with its school: one's first grade is not another's.
    """
    if len(classes) < 2:
        return []
    if len({one.school_id for one in classes}) > 1:
        return [(str(one.pk), f"{one.school.name}　{one.label}") for one in classes]
    there = {grade for one in classes for grade in one.grade_list}
    grades = [(grade, label) for grade, label in GRADE_LABELS.items() if grade in there]
    of_classes = [(str(one.pk), one.label) for one in classes]
    return [*grades, *of_classes] if len(grades) > 1 else of_classes


def _within(chosen: str) -> Q:
    """In a grade, in a class of several grades by the child's own, or in a class."""
    if chosen in GRADE_LABELS:
        alone = Q(grade="", classroom__grades__contains=f",{chosen},")
        return Q(grade=chosen) | alone
    return Q(classroom=UUID(chosen))
