"""What is written about a handover."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms

from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, may, rows_for
from tsunagu.cases.actions.handovers import THE_CHILD, Plan
from tsunagu.cases.actions.teams import staff_of
from tsunagu.cases.enums import ChildAgrees, ConsentWay
from tsunagu.cases.handover_enums import HandoverGround, HandoverPart
from tsunagu.cases.models import ADDRESSED, Case, Handover
from tsunagu.cases.queries.handed import NEEDS, OF_THE_CASE
from tsunagu.clock import JST, SchoolYear, in_words, school_year_of, today
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Municipality
from tsunagu.packs.schema import CaseKind
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Pupil, School
from tsunagu.web.components.forms import date_field
from tsunagu.web.support.forms import PersonField, text_field

CHILD, OUTSIDE = "child", "outside"
KEEPERS = frozenset[RoleKind]().union(*(row.roles for row in rows_for(Deed.SEE_PUPIL)))
"""Roles in which one answers for children: a handover to a person is to one of these."""
OF_GOING = ("ground", "given_by", "way", "agreed_on", "child_agrees", "child_said", "law")
"""Fields of what allows a handover to leave the school."""


class WhereForm(forms.Form):
    """To which school a child is handed on."""

    school = forms.ChoiceField(label="どの学校へ")

    def offering(self, city: Municipality, own: UUID | None) -> None:
        """With the municipality's schools, the child's own first, and those elsewhere."""
        schools = School.objects.filter(municipality=city).order_by("stage", "name", "pk")
        rows = [(str(one.pk), one.name) for one in schools if one.pk != own]
        here = [(str(one.pk), f"{one.name}（同じ学校の中）") for one in schools if one.pk == own]
        field = self.fields["school"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*here, *rows, (OUTSIDE, "この自治体の外の学校（紙で渡します）")]


class HandoverForm(forms.Form):
    """For whom it is, what of the child's support it tells, and what allows it."""

    outside = forms.CharField(label="学校の名前", max_length=80)
    to = PersonField("宛先の人", required=False, help_text="人か、下の役割の、どちらかを選びます")
    to_role = forms.ChoiceField(
        label="宛先の役割",
        required=False,
        choices=[("", "選ばない"), *((one.value, one.label) for one in ADDRESSED)],
        help_text="子どもがまだいない学校にも送れます。「学級担任」は、担任が決まったときに届きます",
    )
    first = date_field("受け取る側が受け持つ日")
    case = forms.ChoiceField(label="もとになるケース", required=False)
    parts = forms.MultipleChoiceField(
        label="引き継ぐ範囲", required=False, widget=forms.CheckboxSelectMultiple
    )
    helped = text_field("助けになったこと", "自分の言葉で書きます", required=False)
    avoid = text_field("避けたいこと", "自分の言葉で書きます", required=False)
    sheets = forms.MultipleChoiceField(
        label="引き継ぐ様式",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="判断が入っています。一つずつ読んで、渡すものだけを選びます",
    )
    ground = forms.ChoiceField(
        label="根拠",
        required=False,
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in HandoverGround if one != HandoverGround.WITHIN],
    )
    given_by = forms.ChoiceField(label="同意した人", required=False)
    way = forms.ChoiceField(
        label="同意の方法", required=False, choices=[("", "選んでください"), *ConsentWay.choices]
    )
    agreed_on = date_field("同意した日", required=False)
    child_agrees = forms.ChoiceField(
        label="本人の気持ち",
        required=False,
        choices=[("", "選んでください"), *ChildAgrees.choices],
    )
    child_said = text_field(
        "本人のことば", "話したことばのまま。聞いていないときは、そのわけを書きます", required=False
    )
    law = forms.CharField(
        label="根拠の法令",
        required=False,
        max_length=500,
        help_text="根拠が「法令の定め」のときに書きます",
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        pupil: Pupil,
        school: School | None,
        case: Case | None = None,
        handover: Handover | None = None,
        **kwargs: Any,
    ) -> None:
        begun = _written(handover) if handover else {"first": _next_year()}
        kwargs["initial"] = begun
        super().__init__(*args, **kwargs)
        self.actor, self.pupil, self.school = actor, pupil, school
        held = handover.case if handover else case
        own = handover.school_id if handover else held.school_id if held else None
        own = own or scope_of(pupil, today()).school
        self._cases(held)
        self._choose("parts", self._parts(held or next(iter(self.cases.values()), None)))
        self._choose("sheets", self._sheets(own))
        self._choose("given_by", self._family())
        gone = ["to", "to_role"] if school is None else ["outside"]
        gone += [*OF_GOING] if school and school.pk == own else []
        gone += ["case"] if handover or held else []
        for name in gone:
            del self.fields[name]
        if school:
            to = self.fields["to"]
            assert isinstance(to, PersonField)
            to.offer(staff_of(school, KEEPERS))

    def _choose(self, name: str, choices: Mapping[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices.items())

    def _cases(self, held: Case | None) -> None:
        """The child's cases from which it can come; one that is given, alone."""
        rows = Case.objects.visible_to(self.actor, Deed.WRITE_HANDOVER).open()
        rows = rows.filter(pupil=self.pupil).select_related("version").order_by("-begun_at", "pk")
        self.cases = {str(one.pk): one for one in ([held] if held else rows)}
        named = {key: one.definition.label for key, one in self.cases.items()}
        self._choose("case", {**named, "": "ケースなし"})
        self.fields["case"].initial = next(iter(self.cases), "")

    def _parts(self, case: Case | None) -> dict[str, str]:
        """The parts that the actor may hand on; those of a case where there is one."""
        scope = case.scope if case else scope_of(self.pupil, today())
        return {
            part.value: str(part.label)
            for part in HandoverPart
            if may(self.actor, NEEDS[part], scope) and (case or part not in OF_THE_CASE)
        }

    def _sheets(self, own: UUID | None) -> dict[str, str]:
        """What the school that hands over wrote itself; another's is that school's to hand on."""
        rows = Sheet.objects.visible_to(self.actor, Deed.SEE_SHEET)
        rows = rows.filter(pupil=self.pupil, school=own, state=SheetState.COMPLETE)
        rows = rows.exclude(replaced_by__state=SheetState.COMPLETE)
        found = rows.select_related("version").order_by("-ended_at", "pk")
        self.known_sheets = {str(one.pk): one for one in found}
        return {key: _titled(one) for key, one in self.known_sheets.items()}

    def _family(self) -> dict[str, str]:
        """Who can agree; by name for who may know the guardians."""
        self.guardians = {str(one.pk): one for one in self.pupil.guardians.order_by("order", "pk")}
        sees = may(self.actor, Deed.SEE_GUARDIAN, scope_of(self.pupil, today()))
        named = {
            key: "　".join(filter(None, (one.relation or "保護者", one.name if sees else "")))
            for key, one in self.guardians.items()
        }
        return {"": "選んでください", **named, CHILD: THE_CHILD}

    @property
    def chosen_case(self) -> Case | None:
        """The case that it comes from."""
        alone = next(iter(self.cases), "") if "case" not in self.fields else ""
        return self.cases.get(self.cleaned_data.get("case", alone))

    def plan(self) -> Plan:
        """What is to be handed on, as the form says."""
        given = {name: self.cleaned_data[name] for name in self.fields if name != "case"}
        who = given.pop("given_by", "")
        return Plan(
            **{
                **given,
                "to_school": self.school,
                "parts": [HandoverPart(one) for one in given["parts"]],
                "sheets": [self.known_sheets[one] for one in given["sheets"]],
                "guardian": self.guardians.get(who),
                "by_child": who == CHILD,
            }
        )


def _next_year() -> object:
    return SchoolYear(school_year_of(today()).year + 1).first


def _titled(sheet: Sheet) -> str:
    """A sheet by its title and the day on which it was completed."""
    done = (
        f"　{in_words(sheet.ended_at.astimezone(JST).date(), year=True)}" if sheet.ended_at else ""
    )
    return f"{sheet.definition.title}{done}"


def _written(one: Handover) -> dict[str, Any]:
    """What a handover says now, for its form."""
    same = ("outside", "to_role", "first", "parts", "helped", "avoid", "ground", "way", "law")
    said = {name: getattr(one, name) for name in (*same, "agreed_on", "child_agrees", "child_said")}
    by_child = CHILD if one.given_by == THE_CHILD else ""
    return {
        **said,
        "to": str(one.to_id or ""),
        "sheets": [str(key) for key in one.sheets.values_list("pk", flat=True)],
        "given_by": str(one.guardian_id or by_child),
    }


class AsReadForm(forms.Form):
    """What was read before it is sent: how many steps it had."""

    as_read = forms.IntegerField(widget=forms.HiddenInput)


class TakeOnForm(forms.Form):
    """Why the receiving school begins its own case."""

    kind = forms.ChoiceField(label="種類", widget=forms.RadioSelect)
    why = text_field("始めるわけ", "引き継ぎを読んで、これから何をするか")

    def offering(self, kinds: list[CaseKind]) -> None:
        """With the kinds of case there are."""
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.id, one.label) for one in kinds]
        field.initial = next((key for key, _ in field.choices), None)
