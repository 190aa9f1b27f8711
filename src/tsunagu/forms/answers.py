"""What an answer to a form's question is: its shapes, as they are stored, checked and printed.

| kind of field | stored value |
|---|---|
| text, long_text, person | the words |
| number | a whole number |
| date | `2026-11-20` |
| one_of, many_of | `{"chosen": [option], "notes": {option: [words, …]}}` |
| table | `[{"row": id of a fixed row or "", "cells": {column: words}}]` |
| sign | `{"person": key, "name": words, "at": moment}`, written by signing alone |

No answer at all is None: 未確認, 不明 and わからない are options, and are answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tsunagu.packs.forms import CHOICES, NOT_KNOWN, Form, FormField, Option, Tells

Value = Any
"""One of the shapes above, as JSON holds it; None where nothing is answered."""


@dataclass(frozen=True)
class Seen:
    """On what a judgement rests: who saw what, and when."""

    by: str = ""
    on: date | None = None
    what: str = ""

    @property
    def whole(self) -> bool:
        """Is all of it said?"""
        return bool(self.by.strip() and self.on and self.what.strip())


@dataclass(frozen=True)
class Given:
    """An answer with where it came from.

    `origin` names in words where a first value was found and `origin_on` the day on which it was
    so; `first` keeps that value where somebody wrote another over it.
    """

    value: Value = None
    seen: Seen = field(default_factory=Seen)
    origin: str = ""
    origin_on: date | None = None
    first: Value = None

    @property
    def overwritten(self) -> bool:
        """Did somebody write another value over the one that was found?"""
        return bool(self.origin) and self.value != self.first


Answers = Mapping[str, Given]
"""What a sheet says, by the field's id."""

NOTHING = Given()


def chosen_of(value: Value) -> list[str]:
    """The ids of the chosen options, in the form's order as they were stored."""
    return list(value["chosen"]) if value else []


def told(asks: FormField, value: Value) -> frozenset[Tells]:
    """What the chosen answers give to suspect."""
    chosen = chosen_of(value) if asks.kind in CHOICES else []
    return frozenset(tells for name in chosen if (tells := asks.choices[name].tells))


def asked(form: Form, answers: Answers) -> list[FormField]:
    """The questions whose conditions hold; one on an unasked question is not asked either."""
    known: dict[str, FormField] = {}
    for one in form.fields:
        when = one.when
        if when is None or (
            when.field in known
            and set(when.is_one_of) & set(chosen_of(answers.get(when.field, NOTHING).value))
        ):
            known[one.id] = one
    return list(known.values())


def is_empty(value: Value) -> bool:
    """Is nothing answered? Zero is an answer, and so is every option."""
    if isinstance(value, dict):
        return not value.get("chosen") and not value.get("person")
    if isinstance(value, list):
        return not any(words for row in value for words in row["cells"].values())
    return value is None or value == ""


def faults(form: Form, answers: Answers) -> dict[str, list[str]]:
    """What stands against completing a sheet, by the field's id; nothing where it is complete."""
    found: dict[str, list[str]] = {}
    for one in asked(form, answers):
        given = answers.get(one.id, NOTHING)
        said = []
        if is_empty(given.value):
            said += [_missing(one)] if one.required else []
        elif alone := _against_others(one, given.value):
            said.append(f"「{one.label}」の「{alone.label}」は、ほかの答えといっしょに選べません")
        elif one.judged and not given.seen.whole and not _open(one, given.value):
            said.append(f"「{one.label}」は、だれが・いつ・何を見たかを書いてください")
        if said:
            found[one.id] = said
    return found


def _against_others(one: FormField, value: Value) -> Option | None:
    """Of several chosen, one that says no or not known: it cannot stand beside the others."""
    chosen = [one.choices[name] for name in chosen_of(value)] if one.kind in CHOICES else []
    return next((option for option in chosen if option.means), None) if len(chosen) > 1 else None


def _open(one: FormField, value: Value) -> bool:
    """Does a choice say that nobody knows (未確認・不明・わからない)? Then none saw it."""
    chosen = chosen_of(value) if one.kind in CHOICES else []
    return any(one.choices[name].means in NOT_KNOWN for name in chosen)


def _missing(one: FormField) -> str:
    if one.kind == "sign":
        return f"「{one.label}」がまだありません"
    if one.kind in CHOICES:
        return f"「{one.label}」を選んでください"
    return f"「{one.label}」を書いてください"
