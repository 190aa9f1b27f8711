"""The shape of a form in a pack: sections, fields, conditions, first values, place on paper."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, get_args

from pydantic import Field as Limited
from pydantic import StringConstraints

from tsunagu.packs.entries import Dated, Misfit, Place, Raw, Strict, Text, Whole, listed, twice

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
ONE_OF_TWO = "from（最初の値の出どころ）か empty（空で始まるわけ）の一方を書きます"


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


class FormField(Whole):
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

    @classmethod
    def misfits(cls, raw: Raw) -> Iterator[Misfit]:
        """Its kind asks for what stands in it; of an unknown kind nothing is asked."""
        kind, most = raw.get("kind"), raw.get("most")
        options, rows = list(listed(raw, "options")), list(listed(raw, "rows"))
        known, table = kind in get_args(Kind), kind == "table"
        height = most if isinstance(most, int) else len(rows)
        told = any(one.get("tells") and (one.get("means") or raw.get("from")) for _, one in options)
        checks = [
            ((raw.get("from") is None) == (raw.get("empty") is None), ONE_OF_TWO),
            (
                known and (kind in CHOICES) != bool(raw.get("options")),
                "options は one_of と many_of に、必ず書きます",
            ),
            (known and table != bool(raw.get("columns")), "columns は table に、必ず書きます"),
            (
                known and (kind == "sign") != (raw.get("signed_by") is not None),
                "signed_by は sign に、必ず書きます",
            ),
            (
                known and [bool(raw.get("rows")), most is not None].count(True) != table,
                "table に rows（決まった行）か most（行の上限）の一方を書きます",
            ),
            (
                raw.get("turned") is True and known and not 1 <= height <= SIDE_BY_SIDE,
                f"turned は、{SIDE_BY_SIDE}行までの table に書きます",
            ),
            (told, "tells は、人が書く項目の、means のない選択肢に書きます"),
        ]
        yield from (((), why) for wrong, why in checks if wrong)
        for key in ("options", "columns", "rows"):
            yield from twice(listed(raw, key))


class FormSection(Strict):
    """Questions under one heading."""

    id: Id
    title: str = ""
    note: str = ""
    fields: Annotated[tuple[FormField, ...], Limited(min_length=1)]


class Form(Dated, Whole):
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

    @classmethod
    def misfits(cls, raw: Raw) -> Iterator[Misfit]:
        """No id stands twice, and conditions ask for what stands before them."""
        yield from twice(listed(raw, "sections"))
        yield from twice(questions(raw))
        before: dict[str, Raw] = {}
        for place, field in questions(raw):
            when = field.get("when")
            if isinstance(when, Mapping):
                yield from (((*place, "when"), why) for why in _not_before(when, before))
            before[str(field.get("id"))] = field


def questions(raw: Raw) -> Iterator[tuple[Place, Raw]]:
    """The questions of a form as it is written, each with its place."""
    for section, one in listed(raw, "sections"):
        for place, field in listed(one, "fields"):
            yield (*section, *place), field


def _not_before(when: Raw, before: Mapping[str, Raw]) -> Iterator[str]:
    """What a condition asks for that does not stand before its field.

    Whether a field of an unknown kind can be asked for is not known before that is mended.
    """
    name, wanted = when.get("field"), when.get("is")
    if not isinstance(name, str):
        return
    asked = before.get(name, {})
    kind, answers = asked.get("kind"), [one.get("id") for _, one in listed(asked, "options")]
    if not asked or (kind in get_args(Kind) and kind not in CHOICES):
        yield f"「{name}」は、前にある選択の項目ではありません"
    names = wanted if isinstance(wanted, list | tuple) else ()
    missing = [str(one) for one in names if answers and one not in answers]
    if missing:
        yield f"「{'、'.join(missing)}」は、{name} の選択肢にありません"
