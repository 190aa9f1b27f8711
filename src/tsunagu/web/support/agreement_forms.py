"""What is asked about an agreement."""

from collections.abc import Iterable, Mapping

from django import forms

from tsunagu.cases.actions.agreements import SELDOM
from tsunagu.cases.models import SchoolDay
from tsunagu.clock import in_words, today
from tsunagu.org.models import Person
from tsunagu.response.enums import Way
from tsunagu.web.components.forms import FromToForm, date_field, time_field
from tsunagu.web.support.forms import PersonField, text_field

BEFORE = [(0, "しない"), *((n, f"始業の{n}日前（勤務日で数える）") for n in (1, 2, 3, 5))]


class RhythmForm(FromToForm):
    """How often somebody is in touch, by whom and how, and what the family wishes."""

    every_days = forms.IntegerField(
        label="何日ごと",
        initial=7,
        min_value=1,
        max_value=SELDOM,
        help_text="土日・祝日は次の平日に出ます",
    )
    person = PersonField(
        "連絡する人", required=False, help_text="選ばないときは、担任（いないときは代わりの人）です"
    )
    way = forms.ChoiceField(label="方法", choices=Way.choices)
    how = forms.CharField(
        label="連絡のしかた",
        required=False,
        max_length=500,
        help_text="時間帯、話すこと、手紙や画面ごしなど、決めたこと",
    )
    first = date_field("いつから")
    last = date_field("いつまで", required=False, help_text="決めていないときは空のまま")
    in_breaks = forms.BooleanField(
        label="夏休みなど、長い休みのあいだも続ける", required=False, initial=True
    )
    before_term = forms.TypedChoiceField(
        label="長い休みが終わる前に、もう一度連絡する", choices=BEFORE, coerce=int, initial=2
    )
    child_wish = text_field("本人の願い", "話したことばのまま書きます", required=False)
    family_wish = text_field("家族の願い", "話したことばのまま書きます", required=False)
    agreed_with = forms.CharField(
        label="だれと決めましたか", max_length=200, help_text="例：本人と母"
    )
    agreed_on = date_field("決めた日")

    def offering(self, people: Mapping[Person, str]) -> None:
        """With who may answer for the child."""
        field = self.fields["person"]
        assert isinstance(field, PersonField)
        field.offer(people, "担任")


class SpanForm(FromToForm):
    """From when to when."""

    first = date_field("いつから")
    last = date_field("いつまで", required=False, help_text="決めていないときは空のまま")


class SchoolDayForm(SpanForm):
    """When the child comes and leaves, where it is, and who receives it."""

    arrives = time_field("登校の時刻", required=False)
    late_start = forms.BooleanField(
        label="出欠に「約束した遅い登校」として、はじめから入れておく",
        required=False,
        initial=True,
        help_text="約束した遅い登校は、気になるしるしには数えません",
    )
    leaves = time_field("下校の時刻", required=False)
    room = forms.CharField(
        label="過ごす部屋", required=False, max_length=200, help_text="例：保健室、別室、3年1組"
    )
    receiver = forms.CharField(
        label="迎える人", required=False, max_length=200, help_text="例：養護教諭。玄関で"
    )
    field_order = ("first", "last")


class EndForm(forms.Form):
    """Which agreement ends, with which day, and why."""

    agreed = forms.ChoiceField(label="どの約束")
    last = date_field("最後の日", help_text="すぐに終えるときは、昨日の日を入れます")
    why = forms.CharField(label="わけ", max_length=500)

    def offering(self, held: Iterable[SchoolDay]) -> None:
        """With what holds or is to come."""
        field = self.fields["agreed"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(one.pk), f"{one.get_kind_display()}（{in_words(one.first)}から）") for one in held
        ]
        self.fields["last"].initial = today()
