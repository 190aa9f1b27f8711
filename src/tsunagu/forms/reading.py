"""What somebody typed or touched, read as the answer to a question."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tsunagu.forms.answers import Value
from tsunagu.packs.forms import FormField

LONGEST = {"text": 500, "person": 200, "long_text": 20_000}
"""Characters of a text; what is longer belongs on several sheets."""
NOTE = 500
CELL = 2_000
Posted = Mapping[str, Sequence[str]]
"""What a form posted, by name: `value`; `note-OPTION-n`; `cell-ROW-COLUMN`."""
_NUMBERED = re.compile(r"cell-([0-9]{1,4})-")


class Unreadable(Exception):
    """What was given is no answer to the question; says why, in Japanese."""


def read(field: FormField, posted: Posted) -> Value:
    """The answer that was given, None where nothing was. Raises `Unreadable`."""
    if field.options:
        return _choice(field, posted)
    if field.kind == "table":
        return _table(field, posted)
    words = _one(posted, "value")
    if not words.strip():
        return None
    if field.kind == "number":
        return _number(field.label, words)
    if field.kind == "date":
        return _date(field.label, words)
    if len(words) > LONGEST[field.kind]:
        raise Unreadable(_too_long(field.label, LONGEST[field.kind], len(words)))
    return words.replace("\r\n", "\n").rstrip()


def _one(posted: Posted, name: str) -> str:
    values = posted.get(name) or ("",)
    return values[-1].replace("\x00", "")


def _number(label: str, words: str) -> int:
    try:
        return int(words.strip())
    except ValueError:
        raise Unreadable(f"「{label}」は数字（整数）で書いてください") from None


def _date(label: str, words: str) -> str:
    try:
        return date.fromisoformat(words.strip()).isoformat()
    except ValueError:
        raise Unreadable(f"「{label}」は、ある日付を選んでください") from None


def _too_long(label: str, most: int, length: int) -> str:
    return f"「{label}」は{most:,}文字までです（いま{length:,}文字）"


def _choice(field: FormField, posted: Posted) -> Value:
    wanted = [one for one in posted.get("value", ()) if one]
    if unknown := [one for one in wanted if one not in field.choices]:
        raise Unreadable(f"「{field.label}」にない答えです（{unknown[0][:40]}）")
    if field.kind == "one_of" and len(wanted) > 1:
        raise Unreadable(f"「{field.label}」は一つだけ選んでください")
    notes = {}
    for option in field.options:
        words = [_one(posted, f"note-{option.id}-{n}").strip() for n in range(len(option.note))]
        if any(len(one) > NOTE for one in words):
            raise Unreadable(f"「{option.label}」の書き添えは{NOTE}文字までです")
        if any(words):
            notes[option.id] = words
    chosen = [option for option in field.choices if option in wanted]
    return {"chosen": chosen, "notes": notes} if chosen or notes else None


def rows_in(names: Iterable[str]) -> list[str]:
    """The numbers of a growing table's rows that were posted, as many as the page had."""
    found = {one[1] for one in map(_NUMBERED.match, names) if one}
    return sorted(found, key=int)


def _table(field: FormField, posted: Posted) -> Value:
    """The rows in which something stands; fixed ones by their id, growing ones by number."""
    keys = [row.id for row in field.rows] or rows_in(posted)
    rows = []
    for key in keys:
        cells = {}
        for column in field.columns:
            words = _one(posted, f"cell-{key}-{column.id}").strip()
            if len(words) > CELL:
                raise Unreadable(_too_long(column.label, CELL, len(words)))
            if words:
                cells[column.id] = _cell(column.kind, column.label, words)
        if cells:
            rows.append({"row": key if field.rows else "", "cells": cells})
    return rows or None


def _cell(kind: str, label: str, words: str) -> str:
    if kind == "number":
        return str(_number(label, words))
    return _date(label, words) if kind == "date" else words
