"""Anonymised case stories: the practice library. None of them leads to a child."""

from typing import Any

from django.db import models
from django.db.models import Q

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Deed, allowed, may_somewhere
from tsunagu.cases.enums import StoryMove, StoryState
from tsunagu.cases.models.step import Step
from tsunagu.cases.story_rules import WRITABLE, Words
from tsunagu.org.models import Municipal, Person

BEFORE_THE_SECOND = frozenset({StoryState.WAITING, StoryState.APPROVED})
"""What who approves has before them: to judge, or to take back."""


class StoryQuerySet(models.QuerySet["Story"]):
    """Filters on stories."""

    def visible_to(self, actor: Actor, deed: Deed) -> "StoryQuerySet":
        """To write are one's own; to approve, others' that wait or are read; to read, approved."""
        ours = self.filter(municipality=actor.municipality)
        if deed == Deed.WRITE_STORY:
            writes = actor.person is not None and may_somewhere(actor, deed)
            return ours.filter(by=actor.person) if writes else self.none()
        if not allowed(actor, deed).everywhere:
            return self.none()
        if deed == Deed.APPROVE_STORY:
            return ours.filter(state__in=BEFORE_THE_SECOND).exclude(by=actor.person)
        return ours.filter(state=StoryState.APPROVED)


class Story(Municipal):
    """What was done for a child and what came of it, so told that nobody can say who it was.

    It has no way to a child, nor to a school. `parts` holds a text for each heading of the packs
    in force when it was begun, `search` all of it as it is searched.
    """

    title = models.CharField("題", max_length=100)
    stage = models.CharField("学校種", max_length=40, blank=True, default="")
    place = models.CharField("場所", max_length=40, blank=True, default="")
    youngest = models.SmallIntegerField("年齢（から）", null=True)
    oldest = models.SmallIntegerField("年齢（まで）", null=True)
    parts: models.JSONField[Any, Any] = models.JSONField("内容", default=dict)
    search = models.TextField("さがすための内容", blank=True, default="")
    state = models.CharField("状態", max_length=10, choices=StoryState, default=StoryState.DRAFT)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField("書き始めた時刻")
    approved_at = models.DateTimeField("承認した時刻", null=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["municipality", "state", "approved_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=StoryState.APPROVED) | Q(approved_at__isnull=False),
                name="story_approved_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d} {self.state}"

    @property
    def written_scope(self) -> Scope:
        """Whose it is to write: its writer's alone."""
        return Scope(municipality=self.municipality_id, person=self.by_id)

    @property
    def writable(self) -> bool:
        """Can its words still be changed?"""
        return self.state in WRITABLE

    @property
    def words(self) -> Words:
        """What it says."""
        return Words(
            title=self.title,
            categories=tuple(sorted(one.category for one in self.categories.all())),
            stage=self.stage,
            place=self.place,
            youngest=self.youngest,
            oldest=self.oldest,
            parts=self.parts,
        )


class StoryCategory(Municipal):
    """One of the categories to which a story belongs, by the pack's code."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="categories")
    category = models.CharField("区分", max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "category"], name="story_category_once"),
        ]

    def __str__(self) -> str:
        return self.category


class StoryCleared(Municipal):
    """A place in a story that reads like a name, and is none: somebody has looked.

    `place` is the key of `named.Hit`: where the words around it change it is asked anew.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="cleared")
    place = models.CharField("場所", max_length=64)
    word = models.CharField("ことば", max_length=100)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("確かめた時刻")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "place"], name="story_cleared_once"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class StoryStep(Step):
    """One thing done about a story; never changed, so that all of it can be read in order."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField("したこと", max_length=10, choices=StoryMove)
