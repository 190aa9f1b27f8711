"""Forms of claims, and what was decided on a record."""

from typing import Any

from django import forms

from tsunagu.clock import today
from tsunagu.packs.loader import phrases
from tsunagu.rights.enums import Capacity, ClaimKind
from tsunagu.rights.models import Item
from tsunagu.school.models import Guardian, Pupil
from tsunagu.web.components.forms import date_field

PAPERS = ("rights.papers.identity", "rights.papers.guardian", "rights.papers.delegate")
MOST = 2000
"""Characters of a reason."""


class WhoField(forms.ModelChoiceField[Guardian]):
    """One of the child's guardians."""

    def label_from_instance(self, obj: Guardian) -> str:
        """Name and relation."""
        return f"{obj.name}（{obj.relation}）" if obj.relation else obj.name


class ClaimForm(forms.Form):
    """Who asks for what, as whom, and by which papers that was seen."""

    kind = forms.ChoiceField(label="請求", choices=ClaimKind.choices, widget=forms.RadioSelect)
    asked_by = forms.CharField(label="請求した人の氏名", max_length=255)
    capacity = forms.ChoiceField(
        label="子どもとの関係", choices=Capacity.choices, widget=forms.RadioSelect
    )
    guardian = WhoField(
        label="請求した保護者",
        queryset=Guardian.objects.none(),
        required=False,
        empty_label="（保護者ではない）",
        help_text="法定代理人が請求するときに、登録されている保護者から選びます。",
    )
    papers = forms.MultipleChoiceField(
        label="確かめた書類",
        widget=forms.CheckboxSelectMultiple,
        help_text="法定代理人と任意代理人は、資格がわかる書類も確かめます。",
    )
    received_on = date_field("受け付けた日")

    def __init__(self, *args: Any, pupil: Pupil, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        city, guardian = pupil.municipality, self.fields["guardian"]
        assert isinstance(guardian, WhoField)
        guardian.queryset = Guardian.objects.filter(pupil=pupil).order_by("order", "pk")
        found = (paper for group in PAPERS for paper in phrases(city.packs, group, today()))
        papers = self.fields["papers"]
        assert isinstance(papers, forms.MultipleChoiceField)
        papers.choices = [(paper.id, f"{paper.label}：{paper.text}") for paper in found]


class FindForm(forms.Form):
    """The number by which the child's school knows the child."""

    sourced_id = forms.CharField(
        label="児童生徒ID",
        max_length=255,
        help_text="名簿の番号を、書かれているとおりに入れます。子どもの記録のページからも受け付けられます。",
    )


class SearchForm(forms.Form):
    """Words of a name, and which claims."""

    text = forms.CharField(label="子ども・請求した人の名前", required=False, max_length=100)
    which = forms.ChoiceField(
        label="請求",
        required=False,
        choices=[("", "まだ答えていない"), ("all", "すべて"), ("ended", "終わった")],
    )


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(
        label="理由", max_length=MOST, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )


class DecisionForm(forms.Form):
    """Is a record given, what of it is black, and on which ground?"""

    answer = forms.ChoiceField(
        label="この記録を",
        choices=[("give", "開示する（黒く塗るところを除く）"), ("withhold", "すべて開示しない")],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="ほかに黒く塗ることば",
        required=False,
        max_length=MOST,
        help_text="一行に一つ。この記録の中の、同じことばをすべて塗ります。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    ground = forms.ChoiceField(
        label="開示しないところの根拠",
        required=False,
        help_text="すべて開示しないときと、黒く塗るところがあるときに選びます。",
    )

    def __init__(self, *args: Any, item: Item, grounds: dict[str, str], **kwargs: Any) -> None:
        decided = item.decided_by_id is not None
        first = item.ground or ("a78-1-2" if item.spans and not decided else "")
        initial = {"answer": "withhold" if item.withheld else "give", "ground": first}
        super().__init__(*args, **{"initial": initial, **kwargs})
        ground = self.fields["ground"]
        assert isinstance(ground, forms.ChoiceField)
        ground.choices = [("", "（開示しないところはない）"), *grounds.items()]


class RemedyForm(forms.Form):
    """Which record, what is asked for, and how it is answered."""

    record = forms.ChoiceField(label="記録")
    after = forms.CharField(
        label="求められたこと（訂正では、正しい値）",
        required=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    answer = forms.ChoiceField(
        label="答え",
        choices=[("grant", "求めに応じる"), ("refuse", "応じない")],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label="理由（記録の画面か紙で行ったときは、したこと）",
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, records: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record = self.fields["record"]
        assert isinstance(record, forms.ChoiceField)
        record.choices = records
