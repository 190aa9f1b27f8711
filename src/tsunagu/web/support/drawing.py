"""Draws the picture of a case's changes: reads numbers as JSON, writes SVG.

It runs as a process of its own: what draws takes a second or more and a hundred megabytes, and
would hold up everybody whom the same process serves.
"""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import altair as alt
import noto_cjk_sans_jp_regular
import vl_convert

FONT = "Noto Sans CJK JP"
COLOURS = ("#e6e6e6", "#ffc700", "#9db7f9", "#00118f")
"""Of the groups of days, in their order: from light to dark, so that grey alone tells them."""
DAYS = "month(datum.value) + 1 + '/' + date(datum.value)"
WHOLE = "datum.value % 1 ? '' : datum.value + '日'"
ONE_DAY = 24 * 60 * 60 * 1000
WIDE, HIGH, LOW = 720, 180, 90
ROW = 16
"""How far above one another the numbers of steps stand whose days are too near for one row."""


def picture(figure: dict[str, Any]) -> alt.VConcatChart:
    """Days as columns above, contacts as dots below, the steps as numbered lines through both."""
    axis = alt.Axis(title=None, labelExpr=DAYS, grid=False, tickMinStep=ONE_DAY, labelSeparation=6)
    ends = [f"{day}T00:00:00" for day in figure["span"]]
    x = alt.X("from:T", axis=axis, scale=alt.Scale(domain=ends))
    colour = alt.Color(
        "group:N",
        title=None,
        scale=alt.Scale(domain=figure["groups"], range=list(COLOURS)),
        legend=alt.Legend(orient="top", symbolStrokeColor="#666"),
    )
    # The unit stands behind each number: a title beside the axis would run into them.
    height = alt.Y("low:Q", axis=alt.Axis(title=None, labelExpr=WHOLE, tickMinStep=1))
    days = (
        alt.Chart(_rows(figure["columns"]))
        .mark_bar(stroke="#666", strokeWidth=0.5)
        .encode(
            x=x,
            x2="to:T",
            y=height,
            y2="high:Q",
            color=colour,
        )
    )
    dots = (
        alt.Chart(_rows(figure["contacts"]))
        .mark_point(filled=True, size=50, color="#00118f", opacity=0.7)
        .encode(
            x=alt.X("day:T", axis=axis, scale=alt.Scale(domain=ends)),
            y=alt.Y("what:N", title=None, sort=None, scale=alt.Scale(domain=figure["kinds"])),
        )
    )
    steps = alt.Chart(_rows(figure["steps"]))
    edge = steps.mark_rule(color="white", strokeWidth=4, opacity=0.8).encode(x="day:T")
    lines = edge + steps.mark_rule(strokeDash=[4, 3], color="#333").encode(x="day:T")
    numbers = _in_rows(figure["steps"], figure["span"])
    marks = [
        alt.Chart(_rows(row))
        .mark_text(dy=-14 - ROW * up, fontSize=12, fontWeight="bold")
        .encode(x="day:T", y=alt.value(0), text="number:N")
        for up, row in enumerate(numbers)
    ]
    above = alt.layer(days, lines, *marks).properties(width=WIDE, height=HIGH)
    below = (lines + dots).properties(width=WIDE, height=LOW)
    return alt.vconcat(above, below).configure(font=FONT)


def _in_rows(steps: list[dict[str, Any]], span: list[str]) -> list[list[dict[str, Any]]]:
    """The steps in as few rows as their numbers need so that none runs into another."""
    first, last = (date.fromisoformat(day) for day in span)
    rows: list[list[dict[str, Any]]] = []
    ends: list[float] = []  # where each row's last number ends
    for step in sorted(steps, key=lambda one: str(one["day"])):
        middle = WIDE * (date.fromisoformat(step["day"]) - first) / (last - first)
        half = 6 * len(step["number"])
        free = next((row for row, end in enumerate(ends) if end < middle - half), len(rows))
        if free == len(rows):
            rows.append([])
            ends.append(0)
        rows[free].append(step)
        ends[free] = middle + half
    return rows


def _rows(rows: list[dict[str, Any]]) -> alt.Data:
    """Rows as the chart takes them, their days as instants of one clock."""
    named = {"from", "to", "day"}
    whole = [{k: f"{v}T00:00:00" if k in named else v for k, v in row.items()} for row in rows]
    return alt.Data(values=whole)


def main() -> None:
    """Draw what stands on the standard input."""
    folder = Path(str(noto_cjk_sans_jp_regular.FONT_PATH)).parent
    vl_convert.register_font_directory(str(folder))
    drawn = vl_convert.vegalite_to_svg(picture(json.load(sys.stdin)).to_dict(validate=False))
    sys.stdout.write(drawn)


if __name__ == "__main__":
    main()
