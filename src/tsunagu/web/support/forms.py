"""What is written about a case."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from tsunagu.cases.case_enums import CaseOrigin, CaseState, Wisher
from tsunagu.org.models import Person
from tsunagu.packs.schema import CaseKind
from tsunagu.web.components.forms import date_field

LONGEST = 4000


def text_field(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    """Some sentences."""
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=LONGEST, widget=area
    )


class PersonField(forms.ChoiceField):
    """Somebody among people who are offered with their roles; nobody where none is chosen."""

    def __init__(self, label: str, *, required: bool, help_text: str = "") -> None:
        super().__init__(label=label, required=required, help_text=help_text)
        self.people: dict[str, Person] = {}

    def offer(self, people: Mapping[Person, str], nobody: str = "選ばない") -> None:
        """Offer these people, each with words behind the name."""
        self.people = {str(one.pk): one for one in people}
        named = ((str(one.pk), f"{one.name}（{words}）") for one, words in people.items())
        self.choices = [("", nobody), *named]

    def clean(self, value: Any) -> Any:
        """The person chosen, or None."""
        return self.people.get(super().clean(value))


class BeginForm(forms.Form):
    """Why a case begins."""

    kind = forms.ChoiceField(label="種類", widget=forms.RadioSelect)
    origin = forms.TypedChoiceField(
        label="何から始まりましたか", choices=CaseOrigin.choices, coerce=CaseOrigin
    )
    why = text_field("始めるわけ", "見たこと、聞いたことを、そのまま書きます")

    def offering(self, kinds: Iterable[CaseKind]) -> None:
        """With the kinds of case there are."""
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.id, f"{one.label}：{one.about}") for one in kinds]
        field.initial = next((key for key, _ in field.choices), None)


class MoveForm(forms.Form):
    """What was decided."""

    text = text_field("決めたこと")


class CloseForm(forms.Form):
    """How it went."""

    text = text_field(
        "どうなったか", "教室に戻ることは、よい終わりかたの一つです。ほかの形も書きます"
    )


class ReviewedForm(MoveForm):
    """What was decided, and when it is looked at again."""

    until = date_field(
        "次に見直す日",
        help_text="はじめに入っている日（種類ごとに決めた週のあとの、学校のある日）は変えられます",
    )


class CoordinatorForm(forms.Form):
    """Who coordinates."""

    person = PersonField("コーディネーター", required=True, help_text="チームの職員から選びます")

    def offering(self, team: Mapping[Person, str]) -> None:
        """With the team's staff."""
        field = self.fields["person"]
        assert isinstance(field, PersonField)
        field.offer(team)


class MemberForm(forms.Form):
    """Who joins the team, and as what."""

    person = PersonField("校内の人", required=False)
    outside = forms.CharField(
        label="校外の人",
        required=False,
        max_length=200,
        help_text="校内の人でないときに、名前と所属を書きます。入れても、記録が見えるようにはなりません（校外との共有がいります）",
    )
    part = forms.CharField(label="チームでの役割", max_length=200)
    stand_in = PersonField("いないときの代わり", required=False)

    def offering(self, staff: Mapping[Person, str]) -> None:
        """With the school's staff."""
        for name in ("person", "stand_in"):
            field = self.fields[name]
            assert isinstance(field, PersonField)
            field.offer(staff)


class WishForm(forms.Form):
    """What the child or a guardian said."""

    whose = forms.TypedChoiceField(
        label="だれのことば", choices=Wisher.choices, coerce=Wisher, widget=forms.RadioSelect
    )
    words = text_field("ことば", "話したことばのまま書きます")
    heard_by = forms.CharField(label="聞いた人", max_length=200)
    heard_on = date_field("聞いた日")


class NoteForm(forms.Form):
    """Something to remember."""

    text = text_field("書きとめること")
    restricted = forms.BooleanField(
        label="チームと管理職だけが読む",
        required=False,
        help_text="ほかの職員には、書きとめがあることと、だれが書いたかだけが見えます",
    )


class WhyForm(forms.Form):
    """Why."""

    why = text_field("わけ")


class ListForm(forms.Form):
    """Which cases are looked for; codes alone stand in the address."""

    state = forms.ChoiceField(
        label="状態",
        required=False,
        choices=[
            ("", "終わっていないもの"),
            ("overdue", "期限を過ぎたもの"),
            *CaseState.choices,
            ("all", "すべて"),
        ],
    )
    kind = forms.ChoiceField(label="種類", required=False)

    def offering(self, kinds: Iterable[CaseKind]) -> None:
        """With the kinds of case there are."""
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "すべての種類"), *((one.id, one.label) for one in kinds)]
