"""The picture of a case's changes: however near its days are, nothing is printed over another."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from xml.etree import ElementTree

import pytest

from tsunagu.cases.change_rules import CONTACTS, GROUPS
from tsunagu.web.support.chart import drawn

Box = tuple[str, float, float, float, float]
BEGIN = date(2026, 5, 13)


def picture(weeks: int, most: int, steps: dict[int, str]) -> str:
    """A picture of weeks with `most` days each, and steps by how many days after the beginning."""

    def on(days: int) -> str:
        return str(BEGIN + timedelta(days=days))

    figure = {
        "span": [on(0), on(7 * weeks)],
        "groups": GROUPS,
        "kinds": list(CONTACTS.values()),
        "columns": [
            {"from": on(7 * n), "to": on(7 * n + 7), "group": GROUPS[0], "low": 0, "high": most}
            for n in range(weeks)
        ],
        "contacts": [{"day": on(0), "what": "会った"}],
        "steps": [{"day": on(days), "number": number} for days, number in steps.items()],
    }
    return drawn(json.dumps(figure)).decode()


def boxes(part: ElementTree.Element, left: float = 0, top: float = 0) -> Iterator[Box]:
    """Each text with the part of the picture that it takes, a little less than it really is."""
    moved = re.search(r"translate\((-?[\d.]+)[, ]+(-?[\d.]+)\)", part.get("transform", ""))
    if moved:
        left, top = left + float(moved[1]), top + float(moved[2])
    words = (part.text or "").strip()
    if part.tag.endswith("text") and words and part.get("opacity") != "0":
        size = float(part.get("font-size", "10").removesuffix("px"))
        wide = size * sum(0.5 if one.isascii() else 0.9 for one in words)
        start = left - wide * {"middle": 0.5, "end": 1}.get(part.get("text-anchor", ""), 0)
        yield words, start, start + wide, top - 0.75 * size, top
    for below in part:
        yield from boxes(below, left, top)


@pytest.mark.parametrize(
    ("weeks", "most", "steps"),
    [
        (26, 4, {0: "1", 1: "2・3", 90: "4", 181: "5"}),
        (8, 5, {0: "1・2", 1: "3", 2: "4・5・6", 30: "7", 31: "8", 55: "9・10・11"}),
        (1, 1, {0: "1", 6: "2"}),
    ],
    ids=["half_a_year", "steps_day_by_day", "one_week_with_one_day"],
)
def test_nothing_is_printed_over_another(weeks: int, most: int, steps: dict[int, str]) -> None:
    found = list(boxes(ElementTree.fromstring(picture(weeks, most, steps))))
    said = [one[0] for one in found]
    assert {*steps.values(), *GROUPS, *CONTACTS.values(), "0日", f"{most}日"} <= set(said)
    over = [
        (one[0], other[0])
        for one, other in combinations(found, 2)
        if one[1] < other[2] and other[1] < one[2] and one[3] < other[4] and other[3] < one[4]
    ]
    assert over == []


def test_days_are_told_once_and_never_in_parts() -> None:
    said = [one[0] for one in boxes(ElementTree.fromstring(picture(1, 1, {0: "1"})))]
    assert [one for one in said if one.endswith("日")] == ["0日", "1日"]
    assert said.count("5/14") == 2  # below the columns and below the dots
