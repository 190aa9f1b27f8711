"""The forms of consents and shares."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from tsunagu.access.actor import Actor
from tsunagu.cases.actions.consents import THE_CHILD
from tsunagu.cases.enums import Basis, ChildAgrees, ConsentWay, Section
from tsunagu.cases.models import NOTE_LENGTH, Consent
from tsunagu.cases.people import partners
from tsunagu.clock import in_words, today
from tsunagu.org.models import Organisation, Person
from tsunagu.school.models import Guardian, Pupil
from tsunagu.web.components.forms import FromToForm, date_field
from tsunagu.web.http import Request

CHILD = "child"


def _sections(sees_phone: bool) -> list[tuple[str, str]]:
    return [(s.value, str(s.label)) for s in Section if sees_phone or s != Section.PHONE]


def _purpose() -> forms.CharField:
    return forms.CharField(
        label="目的",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="何のために、相手に何をしてほしいか。例：家庭訪問をいっしょに続け、生活の相談につなぐため",
    )


class ReceiverField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An agency, with what it is."""

    def label_from_instance(self, obj: Organisation) -> str:
        """`はまなす相談室（こども家庭センター）`."""
        return f"{obj.name}（{obj.get_kind_display()}）"


class ConsentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A consent, by its day and receiver."""

    def label_from_instance(self, obj: Consent) -> str:
        """`5月20日（水） 母 はまなす相談室`."""
        return f"{in_words(obj.on, year=True)}　{obj.given_by}　{obj.receiver.name}"


class _Shareable(forms.Form):
    """What a consent and a share both name."""

    receiver = ReceiverField(
        label="相手の機関",
        queryset=Organisation.objects.none(),
        empty_label="選んでください",
        help_text="一覧にない機関は、システム管理者に登録を頼んでください",
    )
    purpose = _purpose()
    sections = forms.MultipleChoiceField(
        label="範囲",
        widget=forms.CheckboxSelectMultiple,
        help_text="管理職だけの届け出、要保護児童対策地域協議会のこと、虐待の疑いの記録は、どれを選んでも入りません",
    )

    named = forms.BooleanField(
        label="氏名を出す",
        required=False,
        help_text="選ばなければ、相手に見えるのは頭文字（例：A T）です。"
        "文章の中の名前も頭文字に置きかえます",
    )

    def __init__(self, *args: Any, actor: Actor, sees_phone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        receiver, sections = self.fields["receiver"], self.fields["sections"]
        assert isinstance(receiver, forms.ModelChoiceField)
        assert isinstance(sections, forms.MultipleChoiceField)
        receiver.queryset = partners(actor)
        sections.choices = _sections(sees_phone)

    def chosen(self) -> list[Section]:
        """The sections chosen."""
        return [Section(one) for one in self.cleaned_data["sections"]]


class ConsentForm(_Shareable):
    """Who agreed to what, when and how, and what the child says to it."""

    given_by = forms.ChoiceField(label="同意した人", widget=forms.RadioSelect)
    on = date_field("同意した日")
    way = forms.ChoiceField(label="方法", choices=ConsentWay.choices, widget=forms.RadioSelect)
    child_agrees = forms.ChoiceField(
        label="本人の気持ち", choices=ChildAgrees.choices, widget=forms.RadioSelect
    )
    not_asked_why = forms.CharField(
        label="聞いていないわけ",
        required=False,
        max_length=500,
        help_text="「聞いていない」のときだけ書きます",
    )
    field_order = ("receiver", "purpose", "sections", "named", "given_by", "on", "way")

    def __init__(self, *args: Any, guardians: list[Guardian], pupil: Pupil, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today()}
        super().__init__(*args, **kwargs)
        known: Mapping[object, str] = {
            one.pk: "　".join(part for part in (one.relation, one.name) if part)
            if guardians
            else one.relation or "保護者"
            for one in guardians or pupil.guardians.order_by("order", "pk")
        }
        given = self.fields["given_by"]
        assert isinstance(given, forms.ChoiceField)
        given.choices = [*((str(key), words) for key, words in known.items()), (CHILD, THE_CHILD)]

    def values(self, pupil: Pupil) -> dict[str, Any]:
        """The values as `record_consent` takes them."""
        given = {**self.cleaned_data, "sections": self.chosen()}
        by = given.pop("given_by")
        found = None if by == CHILD else pupil.guardians.get(pk=by)
        agrees, way = ChildAgrees(given.pop("child_agrees")), ConsentWay(given.pop("way"))
        return {**given, "guardian": found, "child_agrees": agrees, "way": way}


class WithdrawForm(forms.Form):
    """When and how a consent was withdrawn."""

    on = date_field("取り下げの申し出があった日")
    way = forms.ChoiceField(label="方法", choices=ConsentWay.choices, widget=forms.RadioSelect)


class ShareForm(FromToForm, _Shareable):
    """A share: to whom, on which basis, what for, what, and until when."""

    basis = forms.ChoiceField(label="根拠", widget=forms.RadioSelect)
    consent = ConsentField(
        label="もとになる同意",
        queryset=Consent.objects.none(),
        required=False,
        empty_label="選ばない",
        help_text="根拠が「本人・保護者の同意」のときに選びます。"
        "目的、範囲、氏名は、同意したとおりにします",
    )
    law = forms.CharField(
        label="法令・事務の名前",
        required=False,
        max_length=300,
        help_text="根拠が「法令の定め」「同じ自治体の所掌事務」のときに書きます。"
        "同意のほかの根拠と、本人だけの同意では、ほかの管理職が確認してから相手に届きます",
    )
    first = date_field("始まりの日")
    last = date_field("終わりの日")
    field_order = (
        "receiver",
        "basis",
        "consent",
        "law",
        "purpose",
        "sections",
        "named",
        "first",
        "last",
    )

    def __init__(
        self, *args: Any, consents: "QuerySet[Consent]", sees_protection: bool, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"first": today(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        basis = self.fields["basis"]
        assert isinstance(basis, forms.ChoiceField)
        hidden = None if sees_protection else Basis.PROTECTION_NETWORK
        basis.choices = [(one.value, one.label) for one in Basis if one != hidden]
        consent = self.fields["consent"]
        assert isinstance(consent, forms.ModelChoiceField)
        consent.queryset = consents

    def values(self) -> dict[str, Any]:
        """The values as `ask_share` takes them; a consent counts where it is the basis."""
        given = {**self.cleaned_data, "sections": self.chosen()}
        basis = Basis(given["basis"])
        consent = given["consent"] if basis == Basis.CONSENT else None
        return {**given, "basis": basis, "consent": consent}


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Persons of the two sides, with their roles."""

    roles: Mapping[Person, str] = {}

    def label_from_instance(self, obj: Person) -> str:
        """`東 みなと（学級担任）`."""
        return f"{obj.name}（{self.roles.get(obj, '')}）"


class NoteForm(forms.Form):
    """A short note to persons named."""

    text = forms.CharField(
        label="連絡",
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"{NOTE_LENGTH}文字まで。選んだ人だけが読めます",
    )
    to = PeopleField(
        label="だれへ",
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, people: Mapping[Person, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, PeopleField)
        to.roles = people
        keys = [person.pk for person in people]
        to.queryset = Person.objects.filter(pk__in=keys).order_by("kana", "pk")


class WhyForm(forms.Form):
    """A word of why, for a button beside it."""

    why = forms.CharField(max_length=300)

    @classmethod
    def of(cls, request: Request) -> str:
        """What was posted; nothing where it is too long or no text, which the verb then refuses."""
        form = cls(request.POST)
        return str(form.cleaned_data["why"]) if form.is_valid() else ""


class ReportForm(forms.Form):
    """What the receiver reports back."""

    on = date_field("日")
    text = forms.CharField(label="報告", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class CopiesForm(forms.Form):
    """How many copies go on paper."""

    number = forms.IntegerField(label="部数", min_value=1, max_value=50, initial=1)
