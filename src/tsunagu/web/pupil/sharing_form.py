"""The form of a sharing: the pack's agenda, the two branches of tomorrow, and what was decided."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from tsunagu.clock import in_words, today
from tsunagu.org.models import Municipality, Person
from tsunagu.response.actions import Decided
from tsunagu.response.limits import earliest
from tsunagu.response.models import Sharing
from tsunagu.web.components.forms import date_field
from tsunagu.web.pupil.words import phrase_field, words

PARTS = {"agenda": "sharing.agenda", "comes": "sharing.comes", "does_not": "sharing.does_not"}
"""The parts of a sharing that are lists of the pack's phrases."""

DECISIONS = 6
"""Rows for what was decided; the first is in sight."""


class SharingForm(forms.Form):
    """What was shared, by whom, and what was decided until when."""

    on = date_field("共有した日")
    attendees = forms.CharField(
        label="参加した人",
        required=False,
        max_length=500,
        help_text="例：担任、学年主任、養護教諭、教頭",
    )
    review = date_field(
        "次に見直す日",
        required=False,
        help_text="入れると、その日まで情報共有と校長への報告の仕事を休みます。いまの見直しの日に"
        "代わります。下書きには残りません",
    )

    reported_to = forms.ModelChoiceField(
        label="報告した管理職",
        required=False,
        queryset=Person.objects.none(),
        empty_label="まだ報告していません",
        help_text="報告するまで、「今日」の「管理職への報告」に残ります。下書きには残りません",
    )

    def __init__(
        self,
        *args: Any,
        municipality: Municipality,
        managers: QuerySet[Person] | None = None,
        staff: QuerySet[Person] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"on": today(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        to = self.fields["reported_to"]
        assert isinstance(to, forms.ModelChoiceField)
        to.queryset = Person.objects.none() if managers is None else managers
        for place in range(DECISIONS):
            self.fields |= _decision(place, staff)
        self.parts = {part: words(municipality, group) for part, group in PARTS.items()}
        for phrases in self.parts.values():
            for phrase in phrases:
                self.fields[phrase.id] = phrase_field(phrase, rows=3, most=4000)

    def clean_on(self) -> Any:
        """Nothing is shared in the future, and nothing long ago is entered now."""
        on = self.cleaned_data["on"]
        if on > today():
            raise forms.ValidationError("今日までの日付を入れてください")
        if on < earliest():
            since = in_words(earliest(), year=True)
            raise forms.ValidationError(f"{since}以後の日付を入れてください")
        return on

    def clean_review(self) -> Any:
        """One looks again on a day to come."""
        review = self.cleaned_data["review"]
        if review and review <= today():
            raise forms.ValidationError("明日からあとの日付を入れてください")
        return review

    def clean(self) -> dict[str, Any]:
        """What was decided is not to be done before it was shared."""
        given = super().clean() or {}
        for what, who, until in map(_names, range(DECISIONS)):
            on, by = given.get("on"), given.get(until)
            if on and by and by < on:
                self.add_error(until, "共有した日以後の日付を入れてください")
            if (by or given.get(who)) and not given.get(what) and self._for_good(what):
                self.add_error(what, "決めたことを書いてください")
            if given.get(what) and not given.get(until) and self._for_good(until):
                self.add_error(until, "いつまでにするかを入れてください")
        return given

    def _for_good(self, name: str) -> bool:
        """Is it saved for good, and nothing said yet of a field's value?"""
        return "draft" not in self.data and name not in self.errors

    def decided(self) -> list[Decided]:
        """What was decided, in the order of its rows."""
        given = self.cleaned_data
        rows = [[given.get(name) for name in _names(place)] for place in range(DECISIONS)]
        return [
            Decided(what or "", who, until) for what, who, until in rows if what or who or until
        ]

    def rows(self) -> list[list[forms.BoundField]]:
        """The rows of what was decided, as drawn."""
        return [[self[name] for name in _names(place)] for place in range(DECISIONS)]

    @property
    def more_decided(self) -> bool:
        """Is there anything in the rows after the first, or wrong with it?"""
        return any(one.value() or one.errors for row in self.rows()[1:] for one in row)

    def answers(self, part: str) -> dict[str, str]:
        """What was written in a part, by the phrase's id."""
        given = {phrase.id: self.cleaned_data.get(phrase.id, "") for phrase in self.parts[part]}
        return {key: text for key, text in given.items() if text}

    def drawn(self) -> dict[str, list[forms.BoundField]]:
        """The fields of each part as drawn."""
        return {part: [self[p.id] for p in phrases] for part, phrases in self.parts.items()}


def _names(place: int) -> tuple[str, str, str]:
    """The names of a row's fields: what, who, until."""
    number = f"_{place + 1}" if place else ""
    return f"decided{number}", f"decided_who{number}", f"decided_until{number}"


def _decision(place: int, staff: QuerySet[Person] | None) -> dict[str, forms.Field]:
    """A row of what was decided; the first is needed before it is saved for good."""
    what = forms.CharField(
        label="決めたこと" if not place else f"{place + 1}つ目に決めたこと",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    who = forms.ModelChoiceField(
        label="だれが",
        required=False,
        queryset=Person.objects.none() if staff is None else staff,
        empty_label="不登校担当",
    )
    until = date_field("いつまでに", required=False)
    if not place:
        what.needed_when = "記録するとき"  # type: ignore[attr-defined]
    until.needed_when = "書いたときは" if place else "記録するとき"  # type: ignore[attr-defined]
    return dict(zip(_names(place), (what, who, until), strict=True))


def filled(sharing: Sharing) -> dict[str, Any]:
    """A stored sharing as the form's values."""
    rows: dict[str, Any] = {}
    for one in sharing.decisions.all():
        rows |= dict(zip(_names(one.place), (one.what, one.who_id, one.until), strict=True))
    return {
        **rows,
        "on": sharing.on,
        "attendees": sharing.attendees,
        **sharing.agenda,
        **sharing.comes,
        **sharing.does_not,
    }
