"""The form that makes a key."""

from datetime import timedelta
from typing import Any

from django import forms

from tsunagu.access.actor import Actor
from tsunagu.access.deeds import Deed
from tsunagu.access.keys import deeds_of_systems
from tsunagu.access.labels import DEED_LABELS
from tsunagu.clock import today
from tsunagu.school.models import School
from tsunagu.web.components.forms import FromToForm, date_field

A_YEAR = timedelta(days=365)


class KeyForm(FromToForm):
    """Which system may do what at which schools, from when and until when."""

    name = forms.CharField(
        label="つなぐ先",
        max_length=100,
        help_text="システムの名前。取り込みの一覧にも出ます",
    )
    organisation = forms.ModelChoiceField(
        label="届く学校",
        queryset=School.objects.none(),
        required=False,
        empty_label="すべての学校",
    )
    deeds = forms.MultipleChoiceField(label="できること", widget=forms.CheckboxSelectMultiple)
    first = date_field("始まりの日")
    last = date_field("終わりの日", help_text="1年まで。続けるときは、新しい鍵を出します")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        kwargs["initial"] = {"first": today(), "last": today() + A_YEAR}
        super().__init__(*args, **kwargs)
        schools, deeds = self.fields["organisation"], self.fields["deeds"]
        assert isinstance(schools, forms.ModelChoiceField)
        assert isinstance(deeds, forms.MultipleChoiceField)
        own = School.objects.filter(municipality=actor.municipality)
        schools.queryset = own.order_by("stage", "name", "pk")
        deeds.choices = [(deed.value, DEED_LABELS[deed]) for deed in deeds_of_systems()]

    def clean_deeds(self) -> list[Deed]:
        """The deeds themselves."""
        return [Deed(code) for code in self.cleaned_data["deeds"]]
