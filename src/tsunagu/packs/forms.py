"""The shape of a form in a pack: sections, fields, conditions, first values, place on paper."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field as Limited
from pydantic import StringConstraints, model_validator

from tsunagu.packs.entries import Dated, Strict, Text

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Kind = Literal[
    "text", "long_text", "number", "date", "one_of", "many_of", "table", "person", "sign"
]
CHOICES = ("one_of", "many_of")
Empty = Literal["judgement", "own_words", "agreed", "not_on_record", "by_hand"]
"""Why a field has no first value.

A judgement needs somebody who saw something; `own_words` are the child's, the family's, or those
of who asks for advice; `agreed` is decided together; `not_on_record` is a fact that nothing in the
system holds; `by_hand` is signed, or entered by another office.
"""
Means = Literal["no", "not_confirmed", "unknown", "cannot_tell"]
"""Answers that are not the same: no, not yet asked (未確認), not known (不明), わからない."""

Tells = Literal["abuse", "developmental-disorder", "delinquency"]
"""What an answer gives to suspect, on which adults act at once.

Abuse is told to the managers, and the writer sees whom to notify; the others show a manager the
agencies of the pack's phrases in the group `agencies.` and this name.
"""

NOT_KNOWN = ("not_confirmed", "unknown", "cannot_tell")
"""Answers that rest on nothing that anybody saw."""


SIDE_BY_SIDE = 12
"""The most rows of a table that stand side by side on paper."""


class Option(Strict):
    """One of the answers to choose from; with `note` some words may stand behind it.

    Each of `note` says what is to be written there; it is empty where the form leaves a bare gap.
    """

    id: Id
    label: Text
    note: tuple[str, ...] = ()
    means: Means | None = None
    tells: Tells | None = None


class Condition(Strict):
    """A field is asked only where an earlier one is answered so."""

    field: Id
    is_one_of: Annotated[tuple[Id, ...], Limited(alias="is", min_length=1)]


class Cell(Strict):
    """A field inside a table's row."""

    id: Id
    label: Text
    kind: Literal["text", "long_text", "number", "date", "person"]
    hint: str = ""
    width: Annotated[int, Limited(ge=1, le=24)] = 1


class TableRow(Strict):
    """A row that a table always has."""

    id: Id
    label: Text
    hint: str = ""


class FormField(Strict):
    """One question of a form.

    `first` names the source of its first value (`forms.filling`), `empty` says why it has none:
    exactly one of the two is written. `most` is up to how many rows a growing table offers to
    write; one that begins with more has them all. `width` is its part of a line of 12 on paper,
    `lines` the least number of lines that paper leaves for it; a table that is `turned` has its
    rows side by side on paper. One that is `added` to the form of a document stands on paper only
    where it has an answer, so that the form stays the document's.
    """

    id: Id
    label: Text
    kind: Kind
    hint: str = ""
    required: bool = False
    when: Condition | None = None
    options: tuple[Option, ...] = ()
    columns: tuple[Cell, ...] = ()
    rows: tuple[TableRow, ...] = ()
    most: Annotated[int | None, Limited(ge=1, le=400)] = None
    first: Annotated[Id | None, Limited(alias="from")] = None
    empty: Empty | None = None
    signed_by: Literal["manager", "writer"] | None = None
    width: Annotated[int, Limited(ge=1, le=12)] = 12
    lines: Annotated[int, Limited(ge=1, le=40)] = 1
    turned: bool = False
    added: bool = False

    @property
    def judged(self) -> bool:
        """Does an answer say what somebody saw, and when?"""
        return self.empty == "judgement"

    @property
    def choices(self) -> dict[str, Option]:
        """The options by id, in the form's order."""
        return {option.id: option for option in self.options}

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.first is None) == (self.empty is None):
            raise ValueError("from（最初の値の出どころ）か empty（空で始まるわけ）の一方を書きます")
        if (self.kind in CHOICES) != bool(self.options):
            raise ValueError("options は one_of と many_of に、必ず書きます")
        if (self.kind == "table") != bool(self.columns):
            raise ValueError("columns は table に、必ず書きます")
        if (self.kind == "sign") != (self.signed_by is not None):
            raise ValueError("signed_by は sign に、必ず書きます")
        if [bool(self.rows), self.most is not None].count(True) != (self.kind == "table"):
            raise ValueError("table に rows（決まった行）か most（行の上限）の一方を書きます")
        if self.turned and not 1 <= (self.most or len(self.rows)) <= SIDE_BY_SIDE:
            raise ValueError(f"turned は、{SIDE_BY_SIDE}行までの table に書きます")
        if any(one.tells and (one.means or self.first) for one in self.options):
            raise ValueError("tells は、人が書く項目の、means のない選択肢に書きます")
        _once("options の id", [option.id for option in self.options])
        _once("columns の id", [cell.id for cell in self.columns])
        _once("rows の id", [row.id for row in self.rows])
        return self


class FormSection(Strict):
    """Questions under one heading."""

    id: Id
    title: str = ""
    note: str = ""
    fields: Annotated[tuple[FormField, ...], Limited(min_length=1)]


class Form(Dated):
    """A form: what it asks, in which order, and what stands around it on paper.

    `names` says how the child is named on it, `about` what one sheet of it is about, `credit` which
    published form it comes from, to be printed.
    """

    id: Id
    title: Text
    about: Literal["pupil", "school", "board"]
    names: Literal["initials", "full"]
    data: Literal["1", "2", "3", "4"]
    to: str = ""
    notes: tuple[Text, ...] = ()
    credit: str = ""
    landscape: bool = False
    sections: Annotated[tuple[FormSection, ...], Limited(min_length=1)]

    @property
    def fields(self) -> Iterator[FormField]:
        """All questions, in the form's order."""
        return (field for section in self.sections for field in section.fields)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        _once("sections の id", [section.id for section in self.sections])
        _once("fields の id", [field.id for field in self.fields])
        before: dict[str, FormField] = {}
        for field in self.fields:
            if field.when:
                _check_condition(field, field.when, before)
            before[field.id] = field
        return self


def _once(what: str, ids: list[str]) -> None:
    """Raise where an id is written twice, naming each."""
    twice = [name for name, count in Counter(ids).items() if count > 1]
    if twice:
        raise ValueError(f"{what}「{'、'.join(twice)}」が二度あります")


def _check_condition(field: FormField, when: Condition, before: dict[str, FormField]) -> None:
    """Raise where a condition asks for what does not stand before the field."""
    asked = before.get(when.field)
    if asked is None or asked.kind not in CHOICES:
        raise ValueError(f"{field.id} の when「{when.field}」は、前にある選択の項目ではありません")
    missing = [one for one in when.is_one_of if one not in asked.choices]
    if missing:
        raise ValueError(
            f"{field.id} の when の「{'、'.join(missing)}」は、{when.field} の選択肢にありません"
        )
