"""The forms about a missing pupil: an attempt, an arrival, a word from home."""

from typing import Any

from django import forms

from tsunagu.attendance.enums import Reason
from tsunagu.clock import JST, now
from tsunagu.response.enums import UNHEARD, WRITTEN, ContactWay, Reached
from tsunagu.web.components.child_met import NEITHER, Met, child_field, met

ATTEMPTS = (ContactWay.CALL, ContactWay.VISIT, ContactWay.VOICEMAIL, ContactWay.MESSAGE)
"""Ways by which someone looks for a child; a letter is too slow."""
WORDS = tuple(way for way in ContactWay if way not in {*UNHEARD, ContactWay.AT_SCHOOL})
"""Ways by which word comes from someone."""


def _choices(ways: tuple[ContactWay, ...]) -> list[tuple[str, str]]:
    return [(way.value, str(way.label)) for way in ways]


class AttemptForm(forms.Form):
    """What someone tried without reaching anyone yet, so that the others know."""

    way = forms.ChoiceField(
        label="方法",
        choices=_choices(ATTEMPTS),
        initial=ContactWay.CALL,
        widget=forms.RadioSelect,
    )
    line = forms.CharField(
        label="したこと、いましていること",
        help_text="例：母 出ず、父へ。家へ向かった",
        max_length=200,
    )


class ArrivalForm(forms.Form):
    """The child came to school."""

    at = forms.TimeField(
        label="登校した時刻", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"at": now().astimezone(JST).time()}
        super().__init__(*args, **kwargs)


class WordForm(forms.Form):
    """Someone was reached who knows where the child is."""

    reached = forms.ChoiceField(
        label="だれと確認しましたか",
        choices=[(one, one.label) for one in Reached if one != Reached.NOBODY],
        widget=forms.RadioSelect,
    )
    whom = forms.CharField(
        label="続柄や名前",
        help_text="母、祖父など。本人でなければ書きます",
        max_length=100,
        required=False,
    )
    way = forms.ChoiceField(
        label="連絡の方法",
        choices=_choices(WORDS),
        initial=ContactWay.CALL,
        widget=forms.RadioSelect,
    )
    child = child_field(initial=NEITHER)
    reason = forms.ChoiceField(
        label="欠席の理由", choices=[("", "まだ聞いていない"), *Reason.choices], required=False
    )
    line = forms.CharField(
        label="ひとこと",
        help_text="聞いたことがあれば。書いたことは本人や保護者に開示されることがあります",
        max_length=500,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Whoever is not the child is named; in writing a child is neither heard nor seen."""
        given = super().clean() or {}
        reached = given.get("reached")
        if reached and reached != Reached.CHILD and not given.get("whom"):
            self.add_error("whom", "だれと確認したかを書いてください")
        if given.get("way") in WRITTEN and given.get("child", NEITHER) != NEITHER:
            self.add_error("child", "メッセージのときは、「どちらもまだ」を選んでください")
        return given

    def word(self) -> dict[str, Any]:
        """What was given, as the action takes it."""
        given = self.cleaned_data
        child = met(given["child"])
        if given["reached"] == Reached.CHILD and given["way"] not in WRITTEN:
            # Who spoke with the child has heard it, and at the door seen it too.
            seen = child["child_seen"] or given["way"] == ContactWay.VISIT
            child = Met(child_heard=True, child_seen=seen)
        whom = given["whom"] or str(Reached(given["reached"]).label)
        reason = str(Reason(given["reason"]).label) if given["reason"] else ""
        said = (f"{whom}と確認", reason, given["line"])
        return {
            "whom": whom,
            "way": given["way"],
            "reached": given["reached"],
            **child,
            "reason": given["reason"],
            "line": "。".join(part for part in said if part),
        }
