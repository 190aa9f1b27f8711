"""What is looked for in the library, and what a story says."""

from collections.abc import Mapping
from typing import Any

from django import forms

from tsunagu.cases.story_rules import (
    LONGEST_PART,
    LONGEST_TITLE,
    OLDEST,
    YOUNGEST,
    Choices,
    Words,
    missing,
    wrong,
)

NEXT = "names"
"""The button that saves a story and goes on to its names: then nothing may be missing."""


class FindForm(forms.Form):
    """What one looks for beside words; codes and an age alone stand in the address."""

    category = forms.ChoiceField(label="区分", required=False)
    stage = forms.ChoiceField(label="学校種", required=False)
    place = forms.ChoiceField(label="場所", required=False)
    age = forms.IntegerField(label="年齢", required=False, min_value=YOUNGEST, max_value=OLDEST)

    def __init__(self, *args: Any, offered: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "category", offered.categories, "すべて")
        _offer(self, "stage", offered.stages, "すべて")
        _offer(self, "place", offered.places, "すべて")


class StoryForm(forms.Form):
    """A story under the headings of its day; whole where it goes on to its names."""

    title = forms.CharField(
        label="題",
        max_length=LONGEST_TITLE,
        help_text="何をした実践か。例：関係機関とつないで、家から一歩出る",
    )
    categories = forms.MultipleChoiceField(
        label="区分", required=False, widget=forms.CheckboxSelectMultiple
    )
    stage = forms.ChoiceField(label="学校種", required=False)
    place = forms.ChoiceField(label="おもな場所", required=False)
    youngest = forms.IntegerField(
        label="年齢（から）", required=False, help_text="一つの年齢にしぼらず、幅で書きます"
    )
    oldest = forms.IntegerField(label="年齢（まで）", required=False)

    def __init__(
        self, *args: Any, offered: Choices, hints: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        categories = self.fields["categories"]
        assert isinstance(categories, forms.MultipleChoiceField)
        categories.choices = list(offered.categories.items())
        _offer(self, "stage", offered.stages, "選んでください")
        _offer(self, "place", offered.places, "選んでください")
        for heading, label in offered.headings.items():
            self.fields[_part(heading)] = forms.CharField(
                label=label,
                help_text=hints[heading],
                required=False,
                max_length=LONGEST_PART,
                widget=forms.Textarea(attrs={"rows": 6}),
            )

        for field in self.fields.values():
            if not field.required:
                field.needed_when = "承認を頼むときは"  # type: ignore[attr-defined]

    @property
    def words(self) -> Words:
        """What the story says now."""
        given = self.cleaned_data
        return Words(
            title=given.get("title", ""),
            categories=tuple(given.get("categories", ())),
            stage=given.get("stage", ""),
            place=given.get("place", ""),
            youngest=given.get("youngest"),
            oldest=given.get("oldest"),
            parts={name: given.get(_part(name), "") for name in self.offered.headings},
        )

    def clean(self) -> dict[str, Any]:
        """Every fault in its place."""
        given = super().clean() or {}
        found = wrong(self.words, self.offered)
        if NEXT in self.data:
            found = missing(self.words, self.offered) | found
        for name, said in found.items():
            field = _part(name) if name in self.offered.headings else name
            if field not in self.errors:
                self.add_error(field, said)
        return given


def first_values(words: Words) -> dict[str, Any]:
    """A story as the form shows it."""
    plain = {
        "title": words.title,
        "categories": list(words.categories),
        "stage": words.stage,
        "place": words.place,
        "youngest": words.youngest,
        "oldest": words.oldest,
    }
    return plain | {_part(heading): text for heading, text in words.parts.items()}


class WhyForm(forms.Form):
    """Why."""

    why = forms.CharField(
        label="わけ", max_length=LONGEST_PART, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReturnForm(WhyForm):
    """What is to be written anew."""

    why = forms.CharField(
        label="書き直してほしいこと",
        max_length=LONGEST_PART,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlainForm(forms.Form):
    """Nothing to write: the button says it."""


def _part(heading: str) -> str:
    return f"part-{heading}"


def _offer(form: forms.Form, name: str, offered: Mapping[str, str], nothing: str) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", nothing), *offered.items()]
