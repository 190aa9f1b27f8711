"""A form and its answers as what stands on paper, in the form's order.

All options are printed with their boxes and every question stands there, asked or not, since the
official paper shows them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil
from typing import Any

from tsunagu.clock import in_words
from tsunagu.forms.answers import NOTHING, Answers, Given, Value, asked, chosen_of, is_empty
from tsunagu.forms.printing.paper import LINE, Box, Choice, Grid, Heading, Paper, Part
from tsunagu.forms.printing.room import DATE, LABEL, MARK, letters, lines_of, room
from tsunagu.forms.printing.words import cell, found, plain, rests_on
from tsunagu.packs.forms import Cell, Form, FormField, FormSection, Option, TableRow

DAY_TO_WRITE = "　　　　年　　月　　日（　）"
AT_TOP = ("today", "conference-day")
"""Where the day comes from that stands at the top right."""
AS_OF = "現在"
GAP = "　" * 6
"""Room to write between what is printed around it."""
ROWS, ROWS_TO_WRITE = 3, 30
"""The least rows of a table that grows, and the most that a blank print has of it."""
NARROW, WIDE = 2, 4
"""Parts of the line that a label takes beside its answer."""
SEEN = Box("見た人・見た日・見たこと", LINE)
"""Where a section says on what its judgements rest."""


def paper_of(form: Form, answers: Answers, heading: Heading, *, origins: bool = True) -> Paper:
    """A filled sheet; `origins` has it say where first values came from."""
    shown = {one.id: answers.get(one.id, NOTHING) for one in asked(form, answers)}
    across = form.landscape
    given = {one.id: shown.get(one.id, NOTHING) for one in form.fields}
    printed = (one for one in form.fields if not (one.added and is_empty(given[one.id].value)))
    boxes = {one.id: _box(one, given[one.id], across) for one in printed}
    day = day_of_writing(form)
    written = plain(day, shown.get(day.id, NOTHING).value) if day else ""
    marks: dict[str, str] = {}
    for one in form.fields:
        where = found(one, shown.get(one.id, NOTHING))
        if origins and where and one.first != "today":
            mark = marks.setdefault(where, f"※{len(marks) + 1}")
            boxes[one.id] = replace(boxes[one.id], mark=mark)
            written += mark if one == day else ""
    told = tuple(f"{mark}　{where}" for where, mark in marks.items())
    rests = _rests(form, shown, boxes)
    return _paper(form, boxes, rests, heading, written=written, origins=told)


def blank_of(form: Form, heading: Heading) -> Paper:
    """The form without answers, with lines for handwriting."""
    boxes = {one.id: _to_write(one, form.landscape) for one in form.fields if not one.added}
    judged = [part.id for part in form.sections if any(one.judged for one in part.fields)]
    rests = dict.fromkeys(judged, replace(SEEN, ruled=True))
    return _paper(form, boxes, rests, heading)


def _rests(form: Form, shown: Answers, boxes: dict[str, Box]) -> dict[str, Box]:
    """For each section what its judgements rest on, said once, and marks that point there."""
    rests: dict[str, Box] = {}
    number = 0
    for part in form.sections:
        said: dict[str, str] = {}
        for one in part.fields:
            words = rests_on(shown.get(one.id, NOTHING))
            if words and words not in said:
                number += 1
                said[words] = f"見{number}"
            if words:
                boxes[one.id] = replace(boxes[one.id], mark=said[words])
        if said:
            told = tuple(f"{mark}　{words}" for words, mark in said.items())
            rests[part.id] = replace(SEEN, small=told)
    return rests


def day_of_writing(form: Form) -> FormField | None:
    """The question for the day of the sheet or its meeting, which paper has at its top."""
    dates = (one for one in form.fields if one.kind == "date")
    return next((one for one in dates if one.first in AT_TOP), None)


def _paper(
    form: Form,
    boxes: Mapping[str, Box],
    rests: Mapping[str, Box],
    heading: Heading,
    *,
    written: str = "",
    origins: tuple[str, ...] = (),
) -> Paper:
    day = day_of_writing(form)
    parts = [
        Part(part.title, part.note, tuple(_lines(_boxes_of(part, boxes, rests, day))))
        for part in form.sections
    ]
    return Paper(
        title=form.title,
        to=form.to,
        whose=heading.whose,
        state=heading.state,
        written=_written(day.label, written or DAY_TO_WRITE) if day else "",
        parts=tuple(part for part in parts if part.lines),
        origins=origins,
        notes=form.notes,
        credit=form.credit,
        source=heading.source,
        code=f"{form.id}　{form.valid_from}",
        printed=f"{in_words(heading.printed, year=True)} 印刷",
        landscape=form.landscape,
    )


def _boxes_of(
    part: FormSection, boxes: Mapping[str, Box], rests: Mapping[str, Box], day: FormField | None
) -> Iterator[Box]:
    """A section's boxes, and beneath them what its judgements rest on."""
    yield from (boxes[one.id] for one in part.fields if one.id in boxes and one != day)
    if part.id in rests:
        yield rests[part.id]


def _written(label: str, day: str) -> str:
    """The day it was written, with its label as people say it."""
    return f"{day}{label}" if label == AS_OF else f"{label}：{day}"


def _lines(boxes: Iterable[Box]) -> Iterator[tuple[Box, ...]]:
    """The boxes in lines, each filled to its end; a table has a line of its own."""
    line: list[Box] = []
    for box in boxes:
        if line and (line[-1].grid or sum(one.width for one in line) + box.width > LINE):
            yield _filled(line)
            line = []
        line.append(box)
    if line:
        yield _filled(line)


def _filled(line: Sequence[Box]) -> tuple[Box, ...]:
    """The line with its last box as wide as there is room, and with labels of words set alike."""
    before = sum(one.width for one in line[:-1])
    full = (*line[:-1], replace(line[-1], width=LINE - before))
    in_line = any(one.kind == "words" and not (one.beside or one.above) for one in full)
    return tuple(replace(one, beside=0) if in_line and one.kind == "words" else one for one in full)


def _box(field: FormField, given: Given, across: bool) -> Box:
    """A question with its answer, on a page upright or across."""
    width = LINE if field.columns else field.width * LINE // 12
    shape: dict[str, Any] = {}
    if field.options:
        shape = {"kind": "choices", "choices": tuple(_choices(field, given.value))}
        shape["hint"] = field.hint
    elif field.columns:
        shape = {"kind": "grid", "grid": _grid(field, given.value or [], ROWS)}
        shape["hint"] = field.hint
    else:
        shape = {"kind": "sign" if field.kind == "sign" else "words"}
        shape |= dict(zip(("hint", "words"), _hinted(field, given.value), strict=True))
    box = Box(
        label=field.label,
        width=width,
        above=field.kind == "long_text",
        lines=field.lines,
        **shape,
    )
    least = DATE if field.kind == "date" else 0
    return replace(box, beside=_beside(box, across, least))


def _hinted(field: FormField, value: Value) -> tuple[str, str]:
    """The hint and the answer; a number's unit and words around a gap stand with the answer."""
    words = plain(field, value)
    if field.kind == "number" and field.hint:
        return "", f"{words or GAP}{field.hint}"
    if field.kind == "text" and "　" in field.hint:
        return "", words or field.hint.replace("　", GAP)
    return field.hint, words


def _to_write(field: FormField, across: bool) -> Box:
    """A question with room to write."""
    box = _box(field, NOTHING, across)
    least = min((field.most or 0) // 2, ROWS_TO_WRITE)
    grid = _grid(field, [], max(least, ROWS)) if field.columns else None
    return replace(box, grid=grid, ruled=True)


def _beside(box: Box, across: bool, least_room: float) -> int:
    """How much of the line the label takes beside the answer; none where it cannot stand there."""
    if box.above or box.grid:
        return 0
    least = WIDE if box.width >= LINE // 2 else NARROW
    wide_enough = [one for one in (NARROW, WIDE) if least <= one <= box.width // 2]
    return next((one for one in wide_enough if _stands(box, one, across, least_room)), 0)


def _stands(box: Box, parts: int, across: bool, least: float) -> bool:
    """Does the label take one line beside the answer, and choices no more lines than without it?"""
    label = letters(box.label) * LABEL
    beside, whole = room(box.width - parts, across), room(box.width, across)
    if label > room(parts, across) or beside < least or (box.choices and box.hint):
        return False
    before = lines_of(box.choices, whole - label - MARK, whole - MARK)
    return lines_of(box.choices, beside - MARK, beside - MARK) <= before


def _choices(field: FormField, value: Value) -> Iterator[Choice]:
    chosen = set(chosen_of(value))
    noted = value["notes"] if value else {}
    for option in field.options:
        yield Choice(option.label, option.id in chosen, tuple(_notes(option, noted)))


def _notes(option: Option, noted: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    words = noted.get(option.id, ())
    for number, label in enumerate(option.note):
        yield label, words[number] if number < len(words) else ""


def _grid(field: FormField, rows: Sequence[Mapping[str, Any]], least: int) -> Grid:
    """A table with the rows it always has, those that were written, and room for `least`."""
    fixed = {row["row"]: row["cells"] for row in rows if row["row"]}
    named = [(_with_hint(row), fixed.get(row.id, {})) for row in field.rows]
    named += [("", row["cells"]) for row in rows if not row["row"]]
    most = field.most or 0
    named += [("", {})] * ((most if field.turned else min(least, most)) - len(named))
    texts = [[cell(one.kind, cells.get(one.id, "")) for one in field.columns] for _, cells in named]
    names = [name for name, _ in named]
    return (_turned if field.turned else _upright)(field, names, texts)


def _upright(field: FormField, names: list[str], texts: list[list[str]]) -> Grid:
    """Rows beneath each other, after their names where they have any."""
    heads = [_with_hint(one) for one in field.columns]
    widths = [one.width for one in field.columns]
    numbers = [one.kind == "number" for one in field.columns]
    if field.rows:
        heads, widths = [_with_hint(field), *heads], [ceil(sum(widths) / 6), *widths]
        texts, numbers = _after(names, texts), [False, *numbers]
    return _grid_of(heads, widths, texts, numbers, named=bool(field.rows))


def _turned(field: FormField, names: list[str], texts: list[list[str]]) -> Grid:
    """Rows side by side, the columns' heads naming the lines."""
    number = len(names)
    heads = [_with_hint(one) for one in field.columns]
    numbers = all(one.kind == "number" for one in field.columns)
    return _grid_of(
        [_with_hint(field), *names],
        [2 * number, *[9] * number],
        _after(heads, list(map(list, zip(*texts, strict=True)))),
        [False, *[numbers] * number],
        named=True,
    )


def _after(names: list[str], texts: list[list[str]]) -> list[list[str]]:
    """The rows, each after its name."""
    return [[name, *cells] for name, cells in zip(names, texts, strict=True)]


def _grid_of(
    heads: list[str],
    widths: list[int],
    texts: list[list[str]],
    numbers: list[bool],
    *,
    named: bool,
) -> Grid:
    rows = tuple(map(tuple, texts))
    return Grid(tuple(heads), tuple(widths), rows, named=named, numbers=tuple(numbers))


def _with_hint(one: FormField | Cell | TableRow) -> str:
    """A label, its hint beneath."""
    return "\n".join(filter(None, (one.label, one.hint)))
