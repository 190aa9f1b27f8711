"""The form of a contact: four things to save, and optional fields that the packs name."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms

from tsunagu.clock import JST, in_words, now, today
from tsunagu.org.models import Municipality
from tsunagu.response.enums import UNHEARD, WRITTEN, ContactWay, Reached
from tsunagu.response.limits import earliest
from tsunagu.school.models import Guardian
from tsunagu.web.components.child_met import NEITHER, Met, child_field, met
from tsunagu.web.components.forms import date_field
from tsunagu.web.pupil.words import NOTE_GROUPS, TOLD_GROUP, phrase_field, words

TOLD = "伝えた"


class ContactForm(forms.Form):
    """Who was reached, heard or seen, one line, what next; all else is optional."""

    way = forms.ChoiceField(
        label="連絡の方法", choices=ContactWay.choices, widget=forms.RadioSelect
    )
    reached = forms.ChoiceField(
        label="だれとつながりましたか", choices=Reached.choices, widget=forms.RadioSelect
    )
    child = child_field(widget=forms.RadioSelect)
    line = forms.CharField(
        label="ひとこと",
        help_text="聞いたこと、見たことを一行で。書いたことは本人や保護者に開示されることがあります",
        max_length=500,
    )
    next = forms.CharField(
        label="次にすること",
        help_text="なければ「なし」と書きます",
        max_length=500,
        widget=forms.TextInput(attrs={"list": "next-words"}),
    )
    on = date_field("連絡した日")
    at = forms.TimeField(
        label="時刻", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    dialled = forms.ChoiceField(label="かけた番号", required=False)

    def __init__(
        self,
        *args: Any,
        municipality: Municipality,
        guardians: Iterable[Guardian] = (),
        **kwargs: Any,
    ) -> None:
        here = now().astimezone(JST)
        kwargs["initial"] = {"on": here.date(), "at": here.time(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.extra = [p for group in NOTE_GROUPS for p in words(municipality, group)]
        self.told = words(municipality, TOLD_GROUP)
        for phrase in self.extra:
            self.fields[phrase.id] = phrase_field(phrase, rows=2, most=2000)
        for phrase in self.told:
            self.fields[phrase.id] = forms.BooleanField(
                label=phrase.label, help_text=phrase.text, required=False
            )
        numbers = [(str(g.pk), f"{g.relation} {g.number}".strip()) for g in guardians if g.number]
        dialled = self.fields["dialled"]
        assert isinstance(dialled, forms.ChoiceField)
        dialled.choices = [("", "選ばない"), *numbers]

    def clean(self) -> dict[str, Any]:
        """Nobody reached means no child heard or seen, and so does writing; no moment to come."""
        given = super().clean() or {}
        child_met = given.get("child", NEITHER) != NEITHER
        if given.get("reached") == Reached.NOBODY and child_met:
            self.add_error(
                "reached",
                "声を聞いた、会ったと記録するときは、つながった相手に「本人」などを選んでください",
            )
        elif given.get("way") in WRITTEN and child_met:
            self.add_error("child", "手紙やメッセージのときは、「どちらもまだ」を選んでください")
        if given.get("way") in UNHEARD and given.get("reached", Reached.NOBODY) != Reached.NOBODY:
            self.add_error(
                "reached",
                "留守番電話や手紙は、「つながらなかった」として記録してください。"
                "返事が来たら、その方法で新しく記録します",
            )
        if given.get("on") and given["on"] > today():
            self.add_error("on", "今日までの日付を入れてください")
        elif given.get("on") and given["on"] < earliest():
            self.add_error("on", f"{in_words(earliest(), year=True)}以後の日付を入れてください")
        elif given.get("on") and given.get("at") and self.moment() > now():
            self.add_error("at", "今の時刻より前を入れてください")
        return given

    @property
    def heard_and_seen(self) -> Met:
        """What the answer about the child says, as a contact holds it."""
        return met(self.cleaned_data["child"])

    def moment(self) -> datetime:
        """When the contact was made."""
        return datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"], tzinfo=JST)

    def answers(self) -> dict[str, str]:
        """The optional fields that were filled in, by their phrase's id."""
        given = {p.id: str(self.cleaned_data.get(p.id) or "") for p in self.extra}
        given |= {p.id: TOLD for p in self.told if self.cleaned_data.get(p.id)}
        given["dialled"] = str(self.cleaned_data.get("dialled") or "")
        return {key: value for key, value in given.items() if value}

    def note_fields(self) -> list[forms.BoundField]:
        """The optional fields as drawn."""
        return [self[phrase.id] for phrase in self.extra]

    def told_fields(self) -> list[forms.BoundField]:
        """What may have been told, as drawn."""
        return [self[phrase.id] for phrase in self.told]
