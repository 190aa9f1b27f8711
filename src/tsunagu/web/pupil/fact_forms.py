"""The short forms of dated facts about a pupil."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django import forms

from tsunagu.attendance.actions import Overlapping
from tsunagu.attendance.enums import RESTRICTED_NOTICES, NoticeKind, Place, Reason
from tsunagu.attendance.models import Notice
from tsunagu.attendance.queries.sheet import KNOWN_TO_MANAGERS
from tsunagu.clock import SchoolYear, in_words, school_year_of, today
from tsunagu.response.enums import GoodReasonKind
from tsunagu.web.components.forms import FromToForm, date_field

WEEKDAYS = [(str(number), name) for number, name in enumerate("月火水木金土日")]


class FactForm(FromToForm):
    """A fact from a day to a day, or until further notice."""

    def __init__(self, *args: Any, sees_restricted: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {"first": today(), "day": today(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def given(self) -> dict[str, Any]:
        """The values as the verb takes them."""
        return dict(self.cleaned_data)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Turn what the verb wants confirmed into a question of the form."""
        yield


OFFERED = [
    one for one in NoticeKind.choices if one[0] not in {NoticeKind.LATE, NoticeKind.LEAVES_EARLY}
]
"""Kinds that the school writes down; of single hours families tell on their own pages."""


class NoticeForm(FactForm):
    """A notice: kind, days, and what it fills the roll in with."""

    kind = forms.ChoiceField(label="種類", choices=OFFERED, widget=forms.RadioSelect)
    first = date_field("始まりの日")
    last = date_field(
        "終わりの日",
        required=False,
        help_text="「欠席の連絡」は、空のままなら始まりの日だけです。入院など、いつまでかわからない"
        "ものは空のままにします",
    )
    beside = forms.TypedMultipleChoiceField(
        label="重なる届け出",
        coerce=UUID,
        required=False,
        help_text="日付の間違いなら上の日付を直します。両方とも残すときは、その届け出を選んで"
        "もう一度記録します",
        widget=forms.MultipleHiddenInput,
    )
    beside.needed_when = "両方とも残すときは"  # type: ignore[attr-defined]
    """Asked for only where others hold on the same days; those that the writer knows of."""
    weekdays = forms.MultipleChoiceField(
        label="登校する曜日",
        choices=WEEKDAYS,
        required=False,
        help_text="「決まった曜日に登校」のときだけ選びます",
        widget=forms.CheckboxSelectMultiple,
    )
    place = forms.ChoiceField(
        label="過ごす場所", choices=[("", "選ばない"), *Place.choices], required=False
    )
    reason = forms.ChoiceField(
        label="理由", choices=[("", "選ばない"), *Reason.choices], required=False
    )
    note = forms.CharField(label="備考", required=False, max_length=500)
    from_guardian = forms.BooleanField(
        label="保護者からの連絡による",
        required=False,
        help_text="欠席1日目の電話連絡は済みになります",
    )

    def __init__(self, *args: Any, sees_restricted: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sees_restricted = sees_restricted
        if not sees_restricted:
            offered = [one for one in OFFERED if one[0] not in RESTRICTED_NOTICES]
            self._offer("kind", offered)
        hidden = self.fields["beside"].widget
        known = hidden.value_from_datadict(self.data, self.files, "beside") or []
        self._offer("beside", [(key, key) for key in known])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Where other notices hold on the same days, name them and ask whether both shall."""
        try:
            yield
        except Overlapping as met:
            self._ask(met.notices)

    def _ask(self, notices: Iterable[Notice]) -> None:
        self.fields["beside"].widget = forms.CheckboxSelectMultiple()
        self._offer("beside", [(str(one.pk), self._words(one)) for one in notices])
        self.add_error("beside", "次の届け出と期間が重なります。まだ記録していません")

    def _words(self, notice: Notice) -> str:
        """Which notice it is; of a restricted one only that the managers know."""
        if notice.restricted and not self.sees_restricted:
            return KNOWN_TO_MANAGERS
        until = f"{in_words(notice.last, year=True)}まで" if notice.last else "終わりの日は未定"
        return f"{notice.get_kind_display()}　{in_words(notice.first, year=True)}から{until}"

    def clean(self) -> dict[str, Any]:
        """The beginning lies in this school year, the one before or the next."""
        given = super().clean()
        year = school_year_of(today()).year
        earliest, latest = SchoolYear(year - 1).first, SchoolYear(year + 1).last
        if (first := given.get("first")) and not earliest <= first <= latest:
            between = f"{in_words(earliest, year=True)}から{in_words(latest, year=True)}まで"
            self.add_error("first", f"年を確かめてください。{between}の日を入れます")
        return given

    def given(self) -> dict[str, Any]:
        """Weekdays as the digits in which a notice keeps them."""
        return {**self.cleaned_data, "weekdays": "".join(self.cleaned_data["weekdays"])}


class BalanceForm(FactForm):
    """Days brought along from a school outside the installation."""

    day = date_field("転入日")
    absent_days = forms.IntegerField(label="欠席日数", min_value=0, max_value=365)
    credited_days = forms.IntegerField(
        label="出席扱い日数", min_value=0, max_value=365, required=False
    )
    note = forms.CharField(label="備考", required=False, max_length=500)

    def given(self) -> dict[str, Any]:
        """No credited days where none were given."""
        return {**self.cleaned_data, "credited_days": self.cleaned_data["credited_days"] or 0}


class GoodReasonForm(FactForm):
    """A good reason from a day to a day."""

    kind = forms.ChoiceField(label="理由", choices=GoodReasonKind.choices, widget=forms.RadioSelect)
    first = date_field("始まりの日")
    last = date_field("終わりの日", required=False, help_text="わからないときは空のままにします")
    note = forms.CharField(
        label="くわしい理由",
        required=False,
        max_length=500,
        help_text="「その他」のときは必ず書きます",
    )

    def clean(self) -> dict[str, Any]:
        """Other reasons need words."""
        given = super().clean()
        if given.get("kind") == GoodReasonKind.OTHER and not given.get("note"):
            self.add_error("note", "「その他」のときは、どんな理由かを書いてください")
        return given


class ProtectionForm(FactForm):
    """Registered with the child protection network from a day to a day."""

    first = date_field("登録された日")
    last = date_field(
        "登録が解除された日", required=False, help_text="続いているあいだは空のままにします"
    )


class LastDayForm(forms.Form):
    """The last day on which something holds."""

    last = date_field("終わりの日")
    last.error_messages["required"] = "終わりの日を入れてください"
