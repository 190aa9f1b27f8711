"""A sheet as an Excel workbook: the same boxes as on paper, for those who go on typing there."""

from collections.abc import Iterator, Sequence

from tsunagu.forms.printing.paper import LINE, Box, Choice, Grid, Paper
from tsunagu.workbook import Piece, workbook_bytes

GAP = "　　　"
SMALL, HEADING, TITLE = 8, 10, 14
"""Sizes in points of what stands around the boxes."""


def sheet_workbook(paper: Paper) -> bytes:
    """The sheet as .xlsx that prints on A4."""
    head = f"{paper.title}　{paper.whose}"
    return workbook_bytes(_rows(paper), head=head, foot="取扱注意", landscape=paper.landscape)


def _rows(paper: Paper) -> Iterator[list[Piece]]:
    """Everything on the sheet, row by row."""
    half = LINE // 2
    yield [Piece(paper.to, half, edged=False), Piece(paper.written, half, edged=False)]
    state = f"【{paper.state}】" if paper.state else ""
    yield [Piece(_joined(paper.title, state), LINE, edged=False, centred=True, size=TITLE)]
    for part in paper.parts:
        yield [Piece(_joined(part.title, part.note), LINE, edged=False, size=HEADING)]
        for line in part.lines:
            if line[0].grid:
                yield from _table(line[0], line[0].grid)
            else:
                yield [piece for box in line for piece in _pieces(box)]
    code = f"{paper.code}　{paper.printed}"
    for words in (*paper.notes, paper.credit, *paper.origins, paper.source, code):
        if words:
            yield [Piece(words, LINE, edged=False, size=SMALL)]


def _joined(*words: str, by: str = "　") -> str:
    return by.join(filter(None, words))


def _pieces(box: Box) -> Iterator[Piece]:
    """A label and its answer, in one piece where the label does not stand beside it."""
    label = _joined(box.label, box.hint, by="\n" if box.beside else "　")
    answer = "　".join(map(_choice, box.choices)) if box.choices else box.words
    words = _joined(f"{answer}{box.mark}", *box.small, by="\n")
    if box.beside:
        yield Piece(label, box.beside, shaded=True)
        yield Piece(words, box.width - box.beside, lines=box.lines)
    elif box.above:
        yield Piece(f"{label}\n{words}", box.width, lines=box.lines + 1)
    else:
        yield Piece(_joined(label, words), box.width, lines=box.lines)


def _choice(choice: Choice) -> str:
    notes = "　".join(map(_note, choice.notes))
    label = f"{'☑' if choice.chosen else '□'}{choice.label}"
    return f"{label}（{notes}）" if notes else label


def _note(note: tuple[str, str]) -> str:
    label, words = note
    return f"{label.removesuffix('：')}：{words or GAP}" if label else words or GAP


def _table(box: Box, grid: Grid) -> Iterator[list[Piece]]:
    """A table with its label and the columns' heads."""
    widths = _shares(grid.widths)
    whole = sum(widths)
    corner, *heads = grid.heads
    if grid.named:
        corner = f"{corner}{box.mark}"
    else:
        yield [Piece(_joined(f"{box.label}{box.mark}", box.hint), whole, shaded=True)]
    named = zip((corner, *heads), widths, strict=True)
    yield [Piece(head, width, shaded=True, centred=True) for head, width in named]
    for row in grid.rows:
        cells = enumerate(zip(row, widths, grid.numbers, strict=True))
        yield [
            Piece(words, width, shaded=grid.named and at == 0, lines=box.lines, centred=number)
            for at, (words, width, number) in cells
        ]


def _shares(widths: Sequence[int]) -> list[int]:
    """The columns' widths in parts of the line, each at least one."""
    shares: list[int] = []
    for number in range(1, len(widths) + 1):
        end = round(sum(widths[:number]) * LINE / sum(widths))
        shares.append(max(1, end - sum(shares)))
    return shares
