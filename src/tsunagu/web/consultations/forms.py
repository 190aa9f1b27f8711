"""What the two sides write in a consultation."""

from collections.abc import Iterable
from typing import Any

from django import forms

from tsunagu.access.enums import RoleKind
from tsunagu.cases.advisers import advisers
from tsunagu.cases.enums import ConsultationMove
from tsunagu.org.models import Municipality, Person
from tsunagu.web.components.forms import date_field

LONGEST = 4000
HOW = (ConsultationMove.ADVISE, ConsultationMove.VISIT, ConsultationMove.CONFER)


def sentences(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    """Some sentences."""
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=LONGEST, widget=area
    )


class PlainForm(forms.Form):
    """Nothing to write: the button says it."""


class SendForm(forms.Form):
    """How often the sheet had been written on when it was read."""

    as_read = forms.IntegerField(widget=forms.HiddenInput)


class WhyForm(forms.Form):
    """Why."""

    why = sentences("わけ")


class ReturnForm(WhyForm):
    """What is to be written anew."""

    why = sentences("書き直してほしいこと")


class AssignForm(forms.Form):
    """Who is asked to answer."""

    adviser = forms.ChoiceField(label="担当", widget=forms.RadioSelect)
    text = sentences("担当に伝えること", required=False)

    def offering(self, city: Municipality, wished: Iterable[RoleKind]) -> None:
        """With the advisers of the board, those in the roles wished for first."""
        people = advisers(city)
        hoped = set(wished)
        ordered = sorted(people, key=lambda one: not hoped & set(people[one]))
        field = self.fields["adviser"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (
                str(one.pk),
                f"{one.name}（{'・'.join(kind.label for kind in people[one])}）"
                + ("　学校の希望" if hoped & set(people[one]) else ""),
            )
            for one in ordered
        ]

    def clean_adviser(self) -> Person:
        """The person chosen."""
        return Person.objects.get(pk=self.cleaned_data["adviser"])


class CallForm(forms.Form):
    """How calling back went."""

    reached = forms.TypedChoiceField(
        label="電話は",
        choices=[("yes", "つながった"), ("no", "つながらなかった")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    text = sentences("だれと、何を話したか", required=False)
    text.needed_when = "つながったときは"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Of a call that somebody took, something is said."""
        given = super().clean() or {}
        if given.get("reached") and not given.get("text") and "text" not in self.errors:
            self.add_error("text", "だれと何を話したかを書いてください")
        return given


class AgreeForm(forms.Form):
    """What comes of it."""

    how = forms.TypedChoiceField(
        label="これからすること",
        choices=[(one.value, one.label) for one in HOW],
        coerce=ConsultationMove,
        widget=forms.RadioSelect,
    )
    on = date_field("訪問・会議の日", required=False)
    on.needed_when = "訪問・会議では"  # type: ignore[attr-defined]
    text = sentences(
        "内容", "助言したこと。訪問や会議では、だれが行くか、何を見るか、だれが集まるか"
    )

    def clean(self) -> dict[str, Any]:
        """A visit and a conference have their day."""
        given = super().clean() or {}
        if given.get("how") in HOW[1:] and not given.get("on") and "on" not in self.errors:
            self.add_error("on", "訪問・会議の日を入れてください")
        return given


class CloseForm(forms.Form):
    """What was agreed."""

    agreed = sentences("決まったこと", "だれが、いつ、何をするか。次に様子を聞く日")


class InboxForm(forms.Form):
    """What the board looks for; keys and codes alone stand in the address."""

    school = forms.ChoiceField(label="学校", required=False)
    state = forms.ChoiceField(label="状態", required=False)
    adviser = forms.ChoiceField(label="担当", required=False)

    def offer(self, name: str, everything: str, choices: Iterable[tuple[str, str]]) -> None:
        """What can be chosen in a field, beside no choice."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", everything), *choices]
