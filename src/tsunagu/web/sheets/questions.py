"""A form's questions as one page shows them: what is answered, and what is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict

from tsunagu.forms.answers import NOTHING, Given, Seen, Value, asked, chosen_of
from tsunagu.forms.models import Answer, Sheet
from tsunagu.forms.reading import Posted, rows_in
from tsunagu.forms.wording import in_words_of
from tsunagu.packs.forms import Form, FormField, FormSection, Option
from tsunagu.web.sheets.telling import Telling

SPARE = 3
"""Empty rows that a growing table offers beyond those that are written, up to its form's `most`."""


@dataclass
class Question:
    """One question with its answer, as it is shown or asked."""

    sheet: Sheet
    asks: FormField
    answer: Answer | None
    is_asked: bool
    depends: str = ""
    faults: Sequence[str] = ()
    theirs: Answer | None = None
    mine: Value = None
    typed: Posted = field(default_factory=dict)
    telling: Telling | None = None

    @property
    def value(self) -> Value:
        """What stands in the inputs: what its writer typed last, else what is saved."""
        return self.mine if self.theirs else (self.answer.value if self.answer else None)

    @property
    def number(self) -> int:
        """How often the answer had been written when it was read."""
        known = self.theirs or self.answer
        return known.number if known else 0

    @property
    def given(self) -> Given:
        """The answer as it is saved, or none."""
        return self.answer.given if self.answer else NOTHING

    @property
    def words(self) -> str:
        """The answer as one reads it."""
        return in_words_of(self.asks, self.answer.value) if self.answer else ""

    @property
    def their_words(self) -> str:
        """What somebody else has written meanwhile."""
        return in_words_of(self.asks, self.theirs.value) if self.theirs else ""

    @property
    def first_words(self) -> str:
        """The value that was found, where somebody wrote another over it."""
        given = self.given
        return in_words_of(self.asks, given.first) if given.overwritten else ""

    @property
    def text(self) -> str:
        """What a plain input holds."""
        plain = self.value is not None and not isinstance(self.value, dict | list)
        return self._typed("value", str(self.value) if plain else "")

    def options(self) -> Iterator[tuple[Option, bool, list[tuple[str, str, str]]]]:
        """Each option, whether it is chosen, and its notes: input's name, label, words."""
        chosen = set(self.typed["value"] if "value" in self.typed else chosen_of(self.value))
        notes: Mapping[str, list[str]] = (self.value or {}).get("notes", {})
        for option in self.asks.options:
            written = [*notes.get(option.id, []), *[""] * len(option.note)]
            named = []
            for n, label in enumerate(option.note):
                name = f"note-{option.id}-{n}"
                named.append((f"{self.asks.id}.{name}", label, self._typed(name, written[n])))
            yield option, option.id in chosen, named

    @property
    def grows(self) -> bool:
        """Does its table offer more rows once these are written?"""
        return len(self.value or []) < (self.asks.most or 0)

    def rows(self) -> Iterator[tuple[str, list[tuple[str, str, str, str]]]]:
        """Each row of a table: its label, and of each cell the input's name, label, kind, words."""
        written: list[Mapping[str, str]] = []
        if self.asks.rows:
            known = {row["row"]: row["cells"] for row in self.value or []}
            heads = [(row.id, f"{row.label}\n{row.hint}".strip()) for row in self.asks.rows]
            written = [known.get(key, {}) for key, _ in heads]
        else:
            written = [row["cells"] for row in self.value or []]
            offered = min(self.asks.most or 0, len(written) + SPARE)
            shown = max(len(written), len(rows_in(self.typed)), offered)
            heads = [(str(n), "") for n in range(shown)]
            written += [{}] * (shown - len(written))
        for (key, label), cells in zip(heads, written, strict=True):
            yield (
                label,
                [
                    self._cell(key, cell.id, cell.label, cell.kind, cells)
                    for cell in self.asks.columns
                ],
            )

    def _cell(
        self, row: str, column: str, label: str, kind: str, cells: Mapping[str, str]
    ) -> tuple[str, str, str, str]:
        name = f"cell-{row}-{column}"
        return f"{self.asks.id}.{name}", label, kind, self._typed(name, cells.get(column, ""))

    def _typed(self, name: str, saved: str) -> str:
        """What an input holds: what was typed into it last, else what is saved."""
        return self.typed[name][-1] if name in self.typed else saved


@dataclass(frozen=True)
class Part:
    """A section with its questions."""

    section: FormSection
    questions: list[Question]


def parts_of(sheet: Sheet, form: Form) -> list[Part]:
    """The whole sheet, section by section."""
    answers = {one.field: one for one in sheet.written.select_related("by")}
    holds = {one.id for one in asked(form, {name: one.given for name, one in answers.items()})}
    labels = _conditions(form)
    return [
        Part(
            section,
            [
                Question(sheet, one, answers.get(one.id), one.id in holds, labels.get(one.id, ""))
                for one in section.fields
            ],
        )
        for section in form.sections
    ]


def _conditions(form: Form) -> dict[str, str]:
    """When a question is asked, in words, by its id."""
    known = {one.id: one for one in form.fields}
    said = {}
    for one in form.fields:
        if one.when:
            on = known[one.when.field]
            wanted = "・".join(on.choices[option].label for option in one.when.is_one_of)
            said[one.id] = f"「{on.label}」が「{wanted}」のとき"
    return said


def posted_of(post: QueryDict, name: str) -> Posted:
    """What was posted for one question, without the question's id before each name."""
    head = f"{name}."
    return {key.removeprefix(head): post.getlist(key) for key in post if key.startswith(head)}


def seen_of(posted: Posted) -> Seen:
    """Who saw what, and when, as posted."""
    said = {key: (posted.get(f"seen-{key}") or [""])[-1].strip() for key in ("by", "on", "what")}
    try:
        on = date.fromisoformat(said["on"]) if said["on"] else None
    except ValueError:
        on = None
    return Seen(said["by"], on, said["what"])


def number_of(posted: Posted) -> int:
    """How often the answer had been written when the page was made."""
    words = (posted.get("number") or ["0"])[-1]
    return int(words) if words.isascii() and words.isdigit() else 0


def changes_in_words(answers: Iterable[Answer], form: Form) -> list[tuple[str, str, Answer]]:
    """Which questions others have written meanwhile: id, label, answer."""
    labels = {one.id: one.label for one in form.fields}
    return [(one.field, labels[one.field], one) for one in answers if one.field in labels]
