"""What the two sides write about follow-up slips."""

from django import forms

from tsunagu.cases.queries.follow_ups import schools_asked
from tsunagu.clock import today
from tsunagu.org.models import Municipality
from tsunagu.school.models import School
from tsunagu.web.components.forms import date_field

LONGEST = 4000


def _text(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    """Some sentences."""
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=LONGEST, widget=area
    )


class CallForm(forms.Form):
    """For which children slips are asked, by when, of which schools."""

    text = _text("求めること", "どの子どもについて書くか（例：4月からの欠席が10日以上の子ども）")
    due = date_field("提出の期限")
    schools = forms.MultipleChoiceField(
        label="学校", widget=forms.CheckboxSelectMultiple, required=False
    )

    def offering(self, city: Municipality) -> None:
        """With the schools that have classes this year, all of them chosen to begin with."""
        known = schools_asked(city, today())
        field = self.fields["schools"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(one.pk), one.name) for one in known]
        field.initial = [str(one.pk) for one in known]

    def clean_schools(self) -> list[School]:
        """The schools chosen."""
        return list(School.objects.filter(pk__in=self.cleaned_data["schools"]))


class ReadForm(forms.Form):
    """What the board thinks of when it has read a slip."""

    text = _text(
        "学校に伝えること", "共有を考えてほしい相手（教育相談センター、SSWなど）", required=False
    )


class ShareForm(forms.Form):
    """With whom it was shared."""

    text = _text(
        "共有した相手・共有しないわけ",
        "校外との共有を出してあれば、書かなくてもかまいません。校内のSSWに伝えたことも書けます",
        required=False,
    )


class SupportForm(forms.Form):
    """The support that the child gets."""

    text = _text("一人ひとりの支援", "だれが、何を、いつから。本人と保護者の意向")
