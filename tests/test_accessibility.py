"""`docs/accessibility.md` names every criterion of WCAG 2.2 A and AA once, and tests there are."""

import re
from pathlib import Path

from tests.test_asvs import NAMED, ROOT, names_of

TEXT = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| (\d\.\d\.\d+) \S.*? \| (A|AA) \| ?(J?) \| (\S+) \| (.+?) \| ?(.*?) ?\|$", re.M
)
TOTAL = re.compile(r"^\| (\S+) \| (\d+) \|$", re.M)
LEVELS = {"A": 31, "AA": 24}
"""How many of WCAG 2.2 there are of each level."""
OF_JIS = 37
"""The 38 of JIS X 8341-3:2016 AA without 4.1.1, which WCAG 2.2 left out."""
STATES = {"適合", "該当なし", "一部"}


def test_every_criterion_stands_once_with_its_level_and_state() -> None:
    rows = ROW.findall(TEXT)
    assert len({number for number, *_ in rows}) == len(rows) == sum(LEVELS.values())
    assert {level: sum(row[1] == level for row in rows) for level in LEVELS} == LEVELS
    assert sum(row[2] == "J" for row in rows) == OF_JIS
    told = {state: int(count) for state, count in TOTAL.findall(TEXT)}
    assert told == {state: sum(row[3] == state for row in rows) for state in STATES}


def test_what_is_met_names_tests_that_are_there() -> None:
    for number, _, _, state, _, tests in ROW.findall(TEXT):
        named = NAMED.findall(tests)
        assert named or state != "適合", f"{number} is met and names no test"
        for one in named:
            file, _, test = one.partition("::")
            assert Path(ROOT / file).is_file(), f"{number}: {file}"
            assert not test or test in names_of(file), f"{number}: {one}"
