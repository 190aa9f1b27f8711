"""The office's forms."""

from datetime import timedelta
from typing import Any

from django import forms

from tsunagu.access.models import Role
from tsunagu.attendance.models import RollCall
from tsunagu.clock import school_year_of, today
from tsunagu.org.models import Municipality, Person
from tsunagu.school.actions import OPENS
from tsunagu.school.enums import GRADE_LABELS, CalendarKind, RegisterMode
from tsunagu.school.models import Classroom, School
from tsunagu.school.rules import is_plain_school_day
from tsunagu.web.components.forms import FromToForm, date_field

CHOOSE = "選んでください"
ANYWAY = "この期間で入れるときは"
"""Of a question that another period does not ask: the browser must not insist on a yes."""
CLOSES = frozenset({CalendarKind.NO_SCHOOL, CalendarKind.CLOSED})
"""Kinds of entry after which a roll of the day counts no more."""


class PeriodForm(FromToForm):
    """From a day to a day, both included."""

    first = date_field("始まりの日")
    last = date_field("終わりの日")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"first": today(), "last": today(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class CalendarForm(PeriodForm):
    """An exception of the calendar, for everyone of a school, a grade or a class."""

    kind = forms.ChoiceField(label="種別", choices=CalendarKind.choices, widget=forms.RadioSelect)
    grade = forms.ChoiceField(label="学年", required=False)
    classroom = forms.ModelChoiceField(
        label="学級",
        queryset=Classroom.objects.none(),
        required=False,
        empty_label="学級をしぼらない",
        help_text="学級閉鎖は学級を選びます。その日は授業日のまま、だれの出欠も数えません",
    )
    note = forms.CharField(label="備考", required=False, max_length=255)
    confirmed = forms.BooleanField(
        label="土日・祝日も授業日にする", required=False, widget=forms.HiddenInput
    )
    confirmed.needed_when = ANYWAY  # type: ignore[attr-defined]
    """Asked for only where a period would make class days of dates that are none."""
    closes = forms.BooleanField(
        label="出欠がとってあっても休みにする", required=False, widget=forms.HiddenInput
    )
    closes.needed_when = ANYWAY  # type: ignore[attr-defined]
    """Asked for only where rolls are taken on the days that would be closed."""
    field_order = ["kind", "first", "last", "grade", "classroom", "note", "confirmed", "closes"]

    def __init__(
        self, *args: Any, school: School | None, municipality: Municipality, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.place = {"municipality": municipality, **({"school": school} if school else {})}
        year = school_year_of(today()).year
        classes = Classroom.objects.filter(school=school, school_year=year) if school else None
        if classes is None:
            del self.fields["classroom"]
            codes = list(GRADE_LABELS)
        else:
            field = self.fields["classroom"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = classes.order_by("grades", "name", "pk")
            codes = sorted({grade for room in classes for grade in room.grade_list})
        grade = self.fields["grade"]
        assert isinstance(grade, forms.ChoiceField)
        named = [(code, f"{_stage(code)}{GRADE_LABELS.get(code, code)}") for code in codes]
        grade.choices = [("", "学年をしぼらない"), *named]

    def clean(self) -> dict[str, Any]:
        """A period that opens weekends or holidays is confirmed; a single such date is meant."""
        given = super().clean()
        first, last = given.get("first"), given.get("last")
        if given.get("kind") in CLOSES and first and last:
            self._ask_of_rolls(given)
        if given.get("kind") not in OPENS or not first or not last:
            return given
        dates = (first + timedelta(days=n) for n in range((last - first).days + 1))
        opened = sum(not is_plain_school_day(day) for day in dates)
        if opened and first != last:
            self.fields["confirmed"].widget = forms.CheckboxInput()
            if not given.get("confirmed"):
                why = f"この期間の土日・祝日{opened}日も授業日になります。よければ選んでください"
                self.add_error("confirmed", why)
        return given

    def _ask_of_rolls(self, given: dict[str, Any]) -> None:
        """Ask before days are closed on which rolls are taken: those would count no more."""
        taken = RollCall.objects.filter(day__range=(given["first"], given["last"]), **self.place)
        if given.get("classroom"):
            taken = taken.filter(classroom=given["classroom"])
        elif given.get("grade"):
            taken = taken.filter(classroom__grades__contains=f",{given['grade']},")
        if not (rolls := taken.count()):
            return
        self.fields["closes"].widget = forms.CheckboxInput()
        if not given.get("closes"):
            days = taken.order_by().values("day").distinct().count()
            many = f"のべ{rolls}学級（{days}日）" if days > 1 else f"{rolls}学級"
            why = (
                f"{many}の出欠がとってあります。休みにすると数えなくなり、その欠席からの対応は"
                "取り下げられます。よろしければ選んで、もう一度押してください"
            )
            self.add_error("closes", why)


def _stage(code: str) -> str:
    return {"E": "幼", "P": "小", "J": "中", "H": "高"}.get(code[:1], "")


class LeaveForm(PeriodForm):
    """A colleague is away."""

    person = forms.ModelChoiceField(
        label="不在の人", queryset=Person.objects.none(), empty_label=CHOOSE
    )
    field_order = ["person", "first", "last"]

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = Role.objects.on(today()).filter(organisation=school.pk)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Person.objects.filter(pk__in=roles.values("person")).order_by("kana", "pk")


class EpidemicForm(PeriodForm):
    """A class is set to epidemic."""

    classroom = forms.ModelChoiceField(
        label="学級", queryset=Classroom.objects.none(), empty_label=CHOOSE
    )
    field_order = ["classroom", "first", "last"]

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = school_year_of(today()).year
        field = self.fields["classroom"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Classroom.objects.filter(school=school, school_year=year)


class SchoolForm(forms.Form):
    """Where the school takes its roll, and what coming after school counts as."""

    register_mode = forms.ChoiceField(
        label="出欠をどこでとるか", choices=RegisterMode.choices, widget=forms.RadioSelect
    )
    after_school_is_attendance = forms.BooleanField(label="放課後登校を出席とする", required=False)
