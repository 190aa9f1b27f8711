"""What the two sides write about a request to the division."""

from collections.abc import Mapping

from django import forms

from tsunagu.cases.models import request_kinds
from tsunagu.cases.request_enums import RequestState
from tsunagu.clock import today
from tsunagu.org.models import Municipality
from tsunagu.web.components.forms import date_field
from tsunagu.web.consultations.forms import sentences


class AskForm(forms.Form):
    """What the school asks for."""

    kind = forms.ChoiceField(label="頼むこと", widget=forms.RadioSelect)
    text = sentences("頼みたいこと", "名前は書きません。教育委員会には、頭文字で届きます")

    def offering(self, city: Municipality) -> None:
        """With what the packs say can be asked for."""
        known: Mapping[str, tuple[str, str]] = request_kinds(city, today())
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, f"{label}：{hint}") for key, (label, hint) in known.items()]


class SettleForm(forms.Form):
    """The day that was settled."""

    on = date_field("日")
    text = sentences("時刻、場所、だれが行くか", required=False)


class DoneForm(forms.Form):
    """What was done."""

    text = sentences("したこと")


class DeclineForm(forms.Form):
    """Why it cannot be met."""

    why = sentences("受けられないわけと、代わりにできること")


class RequestsForm(forms.Form):
    """Which requests the board looks for."""

    state = forms.ChoiceField(
        label="状態",
        required=False,
        choices=[
            ("", "終わっていないもの"),
            ("overdue", "期限を過ぎたもの"),
            *((one.value, one.label) for one in RequestState if one != RequestState.WAITING),
            ("all", "すべて"),
        ],
    )
