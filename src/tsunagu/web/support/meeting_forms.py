"""What is written about a conference: when it is, who is invited, what it said and decided."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from tsunagu.cases.actions.recording import Said
from tsunagu.cases.actions.small_steps import StepSaid
from tsunagu.cases.conference_enums import Area, Assents, Coming, StepState, Towards, Whose
from tsunagu.cases.models import Conference, Invitation, SmallStep
from tsunagu.org.models import Person
from tsunagu.web.components.forms import date_field
from tsunagu.web.support.forms import PersonField, text_field

STEPS = 8
"""Rows for small steps, as many as the recap has; the first is in sight."""
WORDS = ("what", "outside", "until", "times", "where", "how")
"""What of a step is written in words."""
NAMES = ("what", "towards", "who", "outside", "until", "times", "where", "how")


def line_field(label: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    """A line of words."""
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=200)


class PlanForm(forms.Form):
    """When and where, and about what."""

    day = date_field("日")
    at = forms.TimeField(
        label="時刻",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    place = line_field("場所")
    agenda = text_field("話すこと", "1行に1つ書きます", required=False)


class InviteForm(forms.Form):
    """Who is invited: staff who take part in the case, and others by name."""

    people = forms.MultipleChoiceField(
        label="校内の人",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="ここにない人は、先にケースのチームに加えます",
    )
    outside = text_field(
        "校外の人",
        "1行に1人、名前と所属を書きます。招いても、記録が見えるようにはなりません",
        required=False,
    )

    def offering(self, people: Mapping[Person, str]) -> None:
        """With the staff who take part."""
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)
        self.known = {str(one.pk): one for one in people}
        field.choices = [(str(one.pk), f"{one.name}（{words}）") for one, words in people.items()]

    def clean(self) -> dict[str, Any]:
        """The people themselves, and a name a line."""
        given = super().clean() or {}
        given["people"] = [self.known[key] for key in given.get("people", [])]
        given["outside"] = given.get("outside", "").splitlines()
        return given


class AnswerForm(forms.Form):
    """Whether somebody comes."""

    answer = forms.TypedChoiceField(
        choices=[(one.value, one.label) for one in Coming if one != Coming.WAITS], coerce=Coming
    )
    word = forms.CharField(required=False, max_length=500)


class CancelForm(forms.Form):
    """Why it is not held."""

    why = line_field("開かないわけ", required=True)


class AssentForm(forms.Form):
    """Who agrees with what was decided."""

    whose = forms.TypedChoiceField(
        label="だれの", choices=Whose.choices, coerce=Whose, widget=forms.RadioSelect
    )
    who = line_field("名前・続柄", "「そのほかの人」のときに書きます")
    answer = forms.TypedChoiceField(
        label="気持ち", choices=Assents.choices, coerce=Assents, widget=forms.RadioSelect
    )
    words = text_field(
        "ことば", "話したことばのまま書きます。まだ聞いていないときは、そのわけ", required=False
    )
    on = date_field("聞いた日")


class EndStepForm(forms.Form):
    """How a small step went."""

    state = forms.TypedChoiceField(choices=StepState.choices, coerce=StepState)
    why = forms.CharField(required=False, max_length=500)


def step_fields(place: int, staff: Mapping[Person, str]) -> dict[str, forms.Field]:
    """The fields of one small step, by their names in the form."""
    who = PersonField(
        "だれが",
        required=False,
        help_text="校外の人がすることは、見届ける人を選びます",
    )
    who.offer(staff, nobody="コーディネーター")
    fields: dict[str, forms.Field] = {
        "what": text_field("何を", required=False),
        "towards": forms.TypedChoiceField(
            label="だれに対して", choices=Towards.choices, coerce=Towards, required=False
        ),
        "who": who,
        "outside": line_field("校外の人がするとき、その名前と所属"),
        "until": date_field("いつまでに", required=False),
        "times": line_field("いつ", "例：毎朝8時、火曜日の放課後"),
        "where": line_field("どこで"),
        "how": text_field("どのように", required=False),
    }
    return {f"{name}_{place}": field for name, field in fields.items()}


class StepForm(forms.Form):
    """One small step that is added later."""

    def offering(self, staff: Mapping[Person, str]) -> None:
        """With the staff who take part."""
        self.fields |= step_fields(0, staff)

    def clean(self) -> dict[str, Any]:
        """The step as it is said; of one left empty the verb tells what is missing."""
        return {"said": step_said(super().clean() or {}, 0) or StepSaid(what="")}


def step_said(given: Mapping[str, Any], place: int) -> StepSaid | None:
    """The step of a row; None where nothing is written in it."""
    row = {name: given.get(f"{name}_{place}") for name in NAMES}
    if not any(value for name, value in row.items() if name != "towards"):
        return None
    row["towards"] = row["towards"] or Towards.CHILD
    return StepSaid(**{name: value for name, value in row.items() if value is not None})


class RecordForm(forms.Form):
    """What a conference said and decided, who was there, and when one meets again."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    aim = text_field("支援目標", "少しの努力で届く、次の目標", required=False)
    agreed = text_field("確認・同意事項", required=False)
    next_on = date_field(
        "次に集まる日",
        required=False,
        help_text="支えている・見守っているケースでは、次に見直す日になります。"
        "はじめに入っている日（種類ごとに決めた週のあとの、学校のある日）は変えられます",
    )
    no_next_why = line_field("次を決めないわけ", "次に集まる日がないときに書きます")

    def __init__(
        self,
        *args: Any,
        staff: Mapping[Person, str],
        invited: Iterable[Invitation],
        with_steps: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.invited = list(invited)
        for area in Area:
            self.fields[f"area_{area.value}"] = text_field(area.label, required=False)
        if not with_steps:
            for name in ("next_on", "no_next_why"):
                del self.fields[name]
        self.places = range(STEPS) if with_steps else range(0)
        for place in self.places:
            self.fields |= step_fields(place, staff)
        for one in self.invited if with_steps else ():
            self.fields[f"there_{one.pk}"] = forms.BooleanField(label=one.name, required=False)

    def rows(self) -> list[list[forms.BoundField]]:
        """The rows of small steps, as drawn."""
        return [[self[f"{name}_{place}"] for name in NAMES] for place in self.places]

    def areas(self) -> list[forms.BoundField]:
        """The fields of the six areas, as drawn."""
        return [self[f"area_{area.value}"] for area in Area]

    def there(self) -> list[forms.BoundField]:
        """Who was there, as drawn."""
        return [self[name] for name in self.fields if name.startswith("there_")]

    @property
    def more_steps(self) -> bool:
        """Is there anything in the rows after the first, or wrong with it?"""
        drawn = (one for row in self.rows()[1:] for one in row)
        return any(one.errors or (one.value() and "towards" not in one.name) for one in drawn)

    def said(self) -> Said:
        """What it says."""
        given = self.cleaned_data
        steps = (step_said(given, place) for place in self.places)
        return Said(
            areas={area: given[f"area_{area.value}"] for area in Area},
            aim=given["aim"],
            agreed=given["agreed"],
            steps=[one for one in steps if one],
            attended={one.pk for one in self.invited if given.get(f"there_{one.pk}")},
            next_on=given.get("next_on"),
            no_next_why=given.get("no_next_why", ""),
        )


def stored(conference: Conference) -> dict[str, Any]:
    """The record as the form's values."""
    values: dict[str, Any] = {f"area_{name}": text for name, text in conference.areas.items()}
    for step in conference.steps.all():
        values |= {f"{name}_{step.place}": one for name, one in _of_step(step).items()}
    values |= {f"there_{one.pk}": one.attended for one in conference.invitations.all()}
    own = ("number", "aim", "agreed", "next_on", "no_next_why")
    return values | {name: getattr(conference, name) for name in own}


def _of_step(step: SmallStep) -> dict[str, Any]:
    return {name: getattr(step, "who_id" if name == "who" else name) for name in NAMES}


def differing(form: RecordForm, conference: Conference) -> list[tuple[str, str]]:
    """What somebody else wrote in the meantime, by label, where it is not what the form has."""
    theirs, found = stored(conference), []
    for name, field in form.fields.items():
        words = _shown(theirs.get(name))
        if name != "number" and words and words != _shown(form[name].value()):
            place = name.rpartition("_")[2]
            row = f"{int(place) + 1}つ目の一歩の" if place.isdigit() else ""
            found.append((f"{row}{field.label}", _named(field, words)))
    return found


def unplaced(typed: Mapping[str, Any], form: RecordForm) -> list[str]:
    """Steps that were typed where none can be written any more, so that nothing is lost."""
    if form.places:
        return []
    rows = ([typed.get(f"{name}_{place}") or "" for name in WORDS] for place in range(STEPS))
    return ["、".join(part for part in row if part) for row in rows if any(row)]


def _shown(value: object) -> str:
    return "" if value in (None, False) else str(value).replace("\r\n", "\n").strip()


def _named(field: forms.Field, words: str) -> str:
    """A choice by its label."""
    if isinstance(field, forms.ChoiceField):
        return {str(key): str(label) for key, label in field.choices}.get(words, words)  # type: ignore[misc, union-attr]
    return "はい" if isinstance(field, forms.BooleanField) else words
