"""Sheets: filled forms, each with the version by which it is read, their answers, many in print."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Deed, allowed
from tsunagu.clock import today
from tsunagu.forms.answers import Answers, Given, Seen
from tsunagu.forms.enums import BundleState, SheetState
from tsunagu.forms.teams import of_teams_with, team_around
from tsunagu.org.models import Municipal, Municipality, Person
from tsunagu.packs.forms import Form
from tsunagu.packs.models import RuleVersion
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Enrolment, Pupil, School

_FORMS: dict[str, Form] = {}
"""Versions of forms that were read, by digest."""


class SheetQuerySet(models.QuerySet["Sheet"]):
    """Filters on sheets."""

    def visible_to(self, actor: Actor, deed: Deed) -> "SheetQuerySet":
        """Sheets of the schools, of the children there or in teams, or of the board.

        A sheet stays with the school that wrote it when the child goes to another. One on a whole
        school names all its children: it is there for who may see such lists alone.
        """
        places = allowed(actor, deed)
        where = Q(school__isnull=False) if places.everywhere else Q(school__in=places.schools)
        where |= Q(school__isnull=True) if places.board else Q(pk__in=[])
        if places.grades or places.classrooms:
            homes = Enrolment.objects.home().on(today()).visible_to(actor, deed)
            near = Sheet.objects.filter(
                pupil__enrolments__in=homes, pupil__enrolments__classroom__school=F("school")
            )
            where |= Q(pk__in=near.values("pk"))
        if actor.person and places.teams:
            where |= Q(school__in=places.teams) & of_teams_with(actor.person.pk)
        if not places.everywhere:
            lists = allowed(actor, Deed.SEE_LISTS).schools
            where &= Q(pupil__isnull=False) | Q(school__isnull=True) | Q(school__in=lists)
        return self.filter(where, municipality=actor.municipality)

    def with_elsewhere(self) -> "SheetQuerySet":
        """With `elsewhere`: whether the child is at another school than the sheet's today."""
        homes = Enrolment.objects.home().on(today()).filter(pupil=OuterRef("pupil"))
        others = homes.exclude(classroom__school=OuterRef("school"))
        return self.annotate(elsewhere=Exists(others))


class Sheet(Municipal):
    """One filled form, on a pupil, a school or the board; read by the version it was written by.

    It stays with the school that wrote it, wherever the child goes. It ends by being completed or
    withdrawn. A completed one is corrected by another that `replaces` it once it is completed too;
    both stay readable until retention takes them.
    """

    form = models.CharField("様式", max_length=100)
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, null=True, related_name="sheets")
    school_year = models.IntegerField("年度")
    state = models.CharField("状態", max_length=10, choices=SheetState, default=SheetState.DRAFT)
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField("書き始めた時刻")
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("完成・取り下げの時刻", null=True)
    ended_why = models.CharField("取り下げたわけ", max_length=500, blank=True, default="")
    replaces = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="replaced_by"
    )

    objects = SheetQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["pupil", "form", "begun_at"]),
            models.Index(fields=["school", "form", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SheetState.DRAFT, ended_at__isnull=True)
                | ~Q(state=SheetState.DRAFT) & Q(ended_at__isnull=False),
                name="sheet_ended_if_no_draft",
            ),
            models.CheckConstraint(
                condition=~Q(state=SheetState.WITHDRAWN) | ~Q(ended_why=""),
                name="sheet_withdrawn_with_why",
            ),
            models.CheckConstraint(
                condition=Q(pupil__isnull=True) | Q(school__isnull=False),
                name="sheet_on_a_pupil_at_a_school",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=~Q(state=SheetState.WITHDRAWN),
                name="sheet_corrected_by_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.begun_at:%Y-%m-%d} {self.state}"

    @property
    def definition(self) -> Form:
        """The form as it was when this sheet was begun; a version never changes, so it is kept."""
        version = self.version
        if version.digest not in _FORMS:
            said = {**version.content, "checked_on": version.valid_from}
            _FORMS[version.digest] = Form.model_validate(said)
        return _FORMS[version.digest]

    @property
    def scope(self) -> Scope:
        """Where it lies, for the policy table; of a child of the school without reading that."""
        if self.pupil is None or self.school_id is None:
            return place_of(self.municipality, self.school, None)
        there = _in_class(self.pupil, self.school_id)
        place = there or place_of(self.municipality, self.school, None)
        return replace(place, team=team_around(self.pupil.pk, self.school_id))

    @property
    def moved(self) -> bool:
        """Is the child at another school than the one that wrote it?"""
        return self.pupil_id is not None and not self.scope.classrooms

    @property
    def open(self) -> bool:
        """Can it still be written?"""
        return self.state == SheetState.DRAFT

    def answers(self) -> Answers:
        """What it says, by the field's id."""
        return {one.field: one.given for one in self.written.all()}


def place_of(city: Municipality, school: School | None, pupil: Pupil | None) -> Scope:
    """Where a sheet lies: at the board, or at its school, in the child's class if it is there."""
    if school is None:
        return Scope(municipality=city.pk, board=True)
    return (pupil and _in_class(pupil, school.pk)) or school.scope


def _in_class(pupil: Pupil, school: UUID) -> Scope | None:
    """The child's class, where it is at the school today."""
    there = scope_of(pupil, today())
    return there if there.school == school else None


class Listed(Municipal):
    """A child whom a sheet on a school names, in the row of that number as it was begun."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="listed")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="listed")
    number = models.IntegerField("行")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "pupil"], name="listed_once_a_sheet"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Answer(Municipal):
    """The answer to one question of a sheet; `number` counts how often it was written.

    `first` is the value that was found for it, `origin` where, and `origin_on` of which day.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="written")
    field = models.CharField("項目", max_length=100)
    value: models.JSONField[Any, Any] = models.JSONField("答え", null=True)
    seen_by = models.CharField("見た人", max_length=200, blank=True, default="")
    seen_on = models.DateField("見た日", null=True)
    seen_what = models.TextField("見たこと", blank=True, default="")
    origin = models.CharField("はじめの値の出どころ", max_length=200, blank=True, default="")
    origin_on = models.DateField("その日付", null=True)
    first: models.JSONField[Any, Any] = models.JSONField("はじめの値", null=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("書いた時刻")
    number = models.IntegerField("書いた回数", default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "field"], name="answer_once_a_field"),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.number}"

    @property
    def given(self) -> Given:
        """The answer as rules and paper read it."""
        seen = Seen(self.seen_by, self.seen_on, self.seen_what)
        return Given(self.value, seen, self.origin, self.origin_on, self.first)


class Bundle(Municipal):
    """Completed sheets of a form and school year, printed together for a person; one a person.

    `turn` is the worker's that has it, none while it waits for one; `beat` when something was last
    done. It ends with the person's next one, when the person closes it, or after a day
    (`bundles.KEPT`), and its papers with it.
    """

    by = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="bundle")
    form = models.CharField("様式", max_length=100)
    title = models.CharField("様式の名前", max_length=200)
    school_year = models.IntegerField("年度")
    state = models.CharField(
        "状態", max_length=10, choices=BundleState, default=BundleState.AT_WORK
    )
    at = models.DateTimeField("始めた時刻")
    beat = models.DateTimeField("最後に進んだ時刻")
    turn = models.UUIDField("裏の処理の番", null=True)
    message = models.TextField("終わったわけ", blank=True, default="")

    def __str__(self) -> str:
        return f"{self.form} {self.school_year} {self.state}"

    @property
    def at_work(self) -> bool:
        """Is it being printed, or does it wait for a worker?"""
        return self.state == BundleState.AT_WORK


class BundlePart(Municipal):
    """One file of a bundle: some of a school's sheets, in the order in which they are printed.

    `sheets` are their keys, once it is set of those that are on paper; `count` is how many there
    were to be, `named` the keys of those as their school reads them, by full names, and `remarked`
    of those with a remark on a character at their foot.
    """

    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="parts")
    number = models.IntegerField("順番")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    sheets: models.JSONField[list[str], list[str]] = models.JSONField("様式の鍵")
    count = models.IntegerField("枚数")
    named: models.JSONField[list[str], list[str]] = models.JSONField(
        "学校で読むままの様式の鍵", default=list
    )
    remarked: models.JSONField[list[str], list[str]] = models.JSONField(
        "文字の注がある様式の鍵", default=list
    )
    content = models.BinaryField("紙", null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "number"], name="bundle_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
