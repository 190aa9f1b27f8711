"""`docs/asvs.md` names every requirement once, and only files and tests that are there."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "asvs.md").read_text()
ROW = re.compile(r"^\| V(\d+\.\d+\.\d+) \| ([12]) \| ([a-z ]+) \| (.+?) \| (.*?) \|$", re.M)
TOTAL = re.compile(r"^\| ([a-z ]+) \| (\d+) \|$", re.M)
REQUIREMENTS = {"1": 70, "2": 183}
"""How many there are of each level."""
STATES = {"met", "operator", "no such part", "in part", "not met"}
NAMED = re.compile(r"`([^`]+)`")


@cache
def names_of(file: str) -> frozenset[str]:
    """The tests in a file."""
    return frozenset(re.findall(r"^def (test_\w+)", (ROOT / file).read_text(), re.M))


def test_every_requirement_of_levels_1_and_2_stands_once_with_state_and_place() -> None:
    rows = ROW.findall(TEXT)
    assert len({number for number, *_ in rows}) == len(rows)
    for level, count in REQUIREMENTS.items():
        assert sum(row[1] == level for row in rows) == count
    assert {state for _, _, state, _, _ in rows} <= STATES
    told = {state: int(count) for state, count in TOTAL.findall(TEXT)}
    assert told == {state: sum(row[2] == state for row in rows) for state in STATES}


def test_what_is_met_names_tests_and_every_test_and_file_named_is_there() -> None:
    for number, _, state, _, tests in ROW.findall(TEXT):
        named = NAMED.findall(tests)
        assert named or state != "met", f"V{number} is met and names no test"
        for one in named:
            file, _, test = one.partition("::")
            assert (ROOT / file).is_file(), f"V{number}: {file}"
            assert not test or test in names_of(file), f"V{number}: {one}"
