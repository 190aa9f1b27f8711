"""Answers in words, for lists, disclosure and audit's readers; paper has its own layout."""

from datetime import date

from tsunagu.clock import in_words
from tsunagu.forms.answers import Value, is_empty
from tsunagu.packs.forms import FormField


def in_words_of(field: FormField, value: Value) -> str:
    """An answer as one reads it aloud; nothing where nothing is answered."""
    if is_empty(value):
        return ""
    if field.options:
        return "、".join(_option(field, one, value["notes"]) for one in value["chosen"])
    if field.kind == "table":
        return "\n".join(_row(field, row["row"], row["cells"]) for row in value)
    if field.kind == "sign":
        return f"{value['name']}（{in_words(date.fromisoformat(value['at'][:10]), year=True)}）"
    if field.kind == "date":
        return in_words(date.fromisoformat(value), year=True)
    return str(value)


def _option(field: FormField, chosen: str, notes: dict[str, list[str]]) -> str:
    label, words = field.choices[chosen].label, "、".join(filter(None, notes.get(chosen, [])))
    return f"{label}（{words}）" if words else label


def _row(field: FormField, row: str, cells: dict[str, str]) -> str:
    labels = {one.id: one.label for one in field.rows}
    said = [f"{one.label}：{cells[one.id]}" for one in field.columns if cells.get(one.id)]
    return "　".join([*([labels[row]] if row else []), *said])
