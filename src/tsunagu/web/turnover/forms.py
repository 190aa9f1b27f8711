"""The forms that give a role from a day to a day, and end one."""

from typing import Any

from django import forms
from django.db.models import Q

from tsunagu.access.enums import SCHOOL_STAFF, RoleKind
from tsunagu.access.models import Role
from tsunagu.clock import school_year_of, today
from tsunagu.org.models import Person
from tsunagu.response.turnover import Turnover
from tsunagu.school.enums import GRADE_LABELS
from tsunagu.school.models import Classroom
from tsunagu.web.components.forms import FromToForm, date_field

CHOOSE = "選んでください"
KINDS = [(kind.value, kind.label) for kind in RoleKind if kind in SCHOOL_STAFF]


class RoomField(forms.ModelChoiceField[Classroom]):
    """Classes of two school years, told apart."""

    def label_from_instance(self, obj: Classroom) -> str:
        """The class with its year."""
        return f"{obj.label}（{obj.school_year}年度）"


class HeldField(forms.ModelChoiceField[Role]):
    """Roles that somebody holds."""

    def label_from_instance(self, obj: Role) -> str:
        """The person with the role."""
        return f"{obj.person.name}（{obj.get_kind_display()}）"


class RoleForm(FromToForm):
    """Who holds which role, where, from when and until when."""

    person = forms.ModelChoiceField(
        label="だれが",
        queryset=Person.objects.none(),
        empty_label=CHOOSE,
        help_text="いまかこれから、この学校に役割のある職員",
    )
    kind = forms.ChoiceField(label="役割", choices=[("", CHOOSE), *KINDS])
    grade = forms.ChoiceField(label="学年（学年主任のとき）", required=False)
    classroom = RoomField(
        label="学級（担任のとき）",
        queryset=Classroom.objects.none(),
        required=False,
        empty_label="選ばない",
    )
    first = date_field("始まりの日")
    last = date_field("終わりの日", required=False, help_text="決まっていなければ、空けておきます")
    field_order = ["person", "kind", "grade", "classroom", "first", "last"]

    def __init__(self, *args: Any, change: Turnover, **kwargs: Any) -> None:
        last = school_year_of(change.first).last
        kwargs["initial"] = {"first": change.first, "last": last, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        roles = Role.objects.filter(Q(last__isnull=True) | Q(last__gte=min(today(), change.last)))
        here = roles.filter(organisation=change.school)
        person, grade, room = (self.fields[name] for name in ("person", "grade", "classroom"))
        assert isinstance(person, forms.ModelChoiceField)
        assert isinstance(grade, forms.ChoiceField)
        assert isinstance(room, forms.ModelChoiceField)
        people = Person.objects.filter(pk__in=here.values("person"), active=True)
        person.queryset = people.order_by("kana", "family_name", "pk")
        years = {school_year_of(day).year for day in (change.last, change.first)}
        rooms = Classroom.objects.filter(school=change.school, school_year__in=years)
        room.queryset = rooms.order_by("-school_year", "grades", "name", "pk")
        grades = sorted({one for r in room.queryset for one in r.grade_list})
        grade.choices = [("", "選ばない"), *((g, GRADE_LABELS.get(g, g)) for g in grades)]

    def clean_kind(self) -> RoleKind:
        """The role itself."""
        return RoleKind(self.cleaned_data["kind"])


class EndRoleForm(forms.Form):
    """Which role ends, and on which day."""

    role = HeldField(label="どの役割が", queryset=Role.objects.none(), empty_label=CHOOSE)
    last = date_field("終わりの日")

    def __init__(self, *args: Any, change: Turnover, **kwargs: Any) -> None:
        kwargs["initial"] = {"last": change.last, **kwargs.get("initial", {})}
        kwargs.setdefault("prefix", "end")
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ModelChoiceField)
        going_on = Role.objects.of_staff_here().filter(organisation=change.school)
        longer = going_on.filter(Q(last__isnull=True) | Q(last__gt=change.last))
        role.queryset = longer.select_related("person").order_by("person__kana", "first", "pk")
