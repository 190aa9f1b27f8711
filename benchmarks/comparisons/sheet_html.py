"""A sheet's paper as HTML for WeasyPrint: the same texts in the same boxes, in the same font."""

from html import escape

from tsunagu.forms.printing.paper import LINE, Box, Grid, Paper
from tsunagu.glyphs import FONT

STYLE = f"""
@font-face {{ font-family: Packaged; src: url("{FONT.as_uri()}"); }}
body {{ font: 9pt Packaged; }} h1 {{ font-size: 15pt; text-align: center; }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed; }}
td, th {{ border: 0.5pt solid; padding: 1.5mm 1.4mm; font-weight: normal; text-align: left; }}
th {{ background: #eee; }} small {{ font-size: 6.5pt; color: #505050; }}
"""


def html_of(paper: Paper) -> str:
    """The whole document."""
    size = "A4 landscape" if paper.landscape else "A4"
    page = f'@page {{ size: {size}; margin: 17mm 16mm 16mm; @bottom-right {{ content: "取扱注意 "'
    page += ' counter(page) "/" counter(pages); font: 6.5pt Packaged; } }'
    parts = "".join(
        f"<h2>{escape(part.title)}</h2>{''.join(map(_line, part.lines))}" for part in paper.parts
    )
    around = "".join(f"<p>{escape(one)}" for one in (*paper.notes, paper.credit, *paper.origins))
    head = f"<p>{escape(paper.to)} {escape(paper.written)}<h1>{escape(paper.title)}</h1>"
    return f"<meta charset=utf-8><style>{STYLE}{page}</style>{head}{parts}{around}"


def _line(boxes: tuple[Box, ...]) -> str:
    if boxes[0].grid:
        return _table(boxes[0], boxes[0].grid)
    columns = f"<col style='width:{100 / LINE:.3f}%'>" * LINE
    return f"<table>{columns}<tr>{''.join(map(_cells, boxes))}</table>"


def _cells(box: Box) -> str:
    label = f"{escape(box.label)} <small>{escape(box.hint)}</small>"
    height = f"style='height:{box.lines * 4.2}mm'"
    if box.beside:
        rest = box.width - box.beside
        return f"<th colspan={box.beside}>{label}<td colspan={rest} {height}>{_answer(box)}"
    return f"<td colspan={box.width} {height}>{label}<br>{_answer(box)}"


def _answer(box: Box) -> str:
    said = [escape(box.words).replace("\n", "<br>")]
    for one in box.choices:
        notes = "　".join(f"{label}{words}" for label, words in one.notes)
        said.append(escape(f"{'✓' if one.chosen else '□'}{one.label}{notes}　"))
    return "".join((*said, f"<small>{box.mark}", *map(escape, box.small), "</small>"))


def _table(box: Box, grid: Grid) -> str:
    total = sum(grid.widths)
    columns = "".join(f"<col style='width:{100 * one / total:.3f}%'>" for one in grid.widths)
    heads = "".join(f"<th>{escape(head)}" for head in grid.heads)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}" for cell in row) for row in grid.rows)
    label = f"<tr><th colspan={len(grid.heads)}>{escape(box.label)}"
    return f"<table>{columns}<thead>{label}<tr>{heads}</thead>{rows}</table>"
