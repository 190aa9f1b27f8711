"""The form of an import: which kind, which file, and what its kind needs to know beside it."""

from collections.abc import Mapping
from typing import Any

from django import forms

from tsunagu.access.actor import Scope
from tsunagu.access.policy import Deed, may, may_somewhere
from tsunagu.clock import today
from tsunagu.intake.models import RunKind
from tsunagu.school.models import School
from tsunagu.web.components.forms import date_field
from tsunagu.web.http import Request

TAKEN = (
    ("all", "期間の授業日は、どの学級も出欠をとったものとする"),
    ("listed", "行のある学級と日だけ、出欠をとったものとする"),
)
PERIOD_MISSING = {"required": "出欠の取り込みには期間が要ります"}
ROSTER_HELP = "名簿はOneRosterのzip、ほかは"
FILE_HELP = "CSV・TSV・Excel。文字コードと日付の書き方は自動で見分けます"
DEEDS: Mapping[str, Deed] = {
    RunKind.STAFF: Deed.IMPORT_STAFF,
    RunKind.ALERTS: Deed.IMPORT_ALERTS,
}
"""Kinds that it takes another row of the policy table to take in."""
LARGEST = 200 * 1024 * 1024
"""Bytes of the largest file that the screen takes; larger ones go by the command."""


class ImportForm(forms.Form):
    """A file to take in."""

    use_required_attribute = False
    """The browser knows not that a period is required of attendance alone; the server does."""

    kind = forms.ChoiceField(label="種類", widget=forms.RadioSelect)
    file = forms.FileField(label="ファイル", help_text=FILE_HELP)
    first = date_field("出欠：この日から", error_messages=PERIOD_MISSING)
    last = date_field("出欠：この日まで", error_messages=PERIOD_MISSING)
    schools = forms.ModelMultipleChoiceField(
        label="出欠：対象の学校",
        queryset=School.objects.none(),
        required=False,
        help_text="選ばないときは、取り込めるすべての学校",
        widget=forms.CheckboxSelectMultiple,
    )
    taken = forms.ChoiceField(label="出欠：ファイルにない日", choices=TAKEN, required=False)
    effective = date_field(
        "名簿：いない人を終わらせる日", required=False, help_text="空のときは今日です"
    )

    def __init__(
        self, *args: Any, request: Request, before: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        usual = {"first": today(), "last": today(), "taken": "all"}
        super().__init__(*args, **{**kwargs, "initial": {**usual, **(before or {})}})
        if self.is_bound and not self.of_attendance:
            self.fields["first"].required = self.fields["last"].required = False
        every = School.objects.filter(municipality=request.actor.municipality)
        keys = [s.pk for s in every if may(request.actor, Deed.IMPORT, s.scope)]
        kind, schools = self.fields["kind"], self.fields["schools"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(schools, forms.ModelMultipleChoiceField)
        city = reaches_city(request)
        kind.choices = [one for one in RunKind.choices if _offered(one[0], request)]
        schools.queryset = School.objects.filter(pk__in=keys).order_by("stage", "name", "pk")
        if city:
            self.fields["file"].help_text = ROSTER_HELP + FILE_HELP
        else:
            del self.fields["effective"]

    @property
    def of_attendance(self) -> bool:
        """Was attendance chosen, so that its part of the form lies open?"""
        return str(self["kind"].value()) == RunKind.ATTENDANCE

    def clean(self) -> dict[str, Any]:
        """Attendance speaks of schools: all within reach where none is chosen."""
        given = super().clean() or {}
        if given.get("kind") == RunKind.ATTENDANCE:
            schools = self.fields["schools"]
            assert isinstance(schools, forms.ModelMultipleChoiceField)
            given["schools"] = given.get("schools") or schools.queryset
        file = given.get("file")
        if file is not None and file.size > LARGEST:
            self.add_error("file", "200MBより大きいファイルは tsunagu import で取り込んでください")
        return given

    def options(self) -> dict[str, Any]:
        """What the kind needs to know beside the file, as plain data."""
        given = self.cleaned_data
        if given["kind"] == RunKind.ATTENDANCE:
            return {
                "first": given["first"].isoformat(),
                "last": given["last"].isoformat(),
                "schools": [school.sourced_id or school.code for school in given["schools"]],
                "chosen": [str(key) for key in self["schools"].value() or []],
                "taken": given["taken"] or "all",
            }
        effective = given.get("effective")
        return {"effective": effective.isoformat()} if effective else {}


def _offered(kind: str, request: Request) -> bool:
    """May the actor take in files of this kind at all?"""
    if kind == RunKind.ROSTER:
        return reaches_city(request)
    deed = DEEDS.get(kind, Deed.IMPORT)
    return may_somewhere(request.actor, deed)


def reaches_city(request: Request) -> bool:
    """May the actor import for the whole municipality?"""
    return may(request.actor, Deed.IMPORT, Scope(municipality=request.actor.municipality.pk))
