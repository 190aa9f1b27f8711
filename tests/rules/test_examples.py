"""Every example in this folder holds, and every rule has examples on both sides of its limit."""

from collections import defaultdict

import pytest

from tests.rules.examples import Example, answer, examples
from tsunagu.packs.loader import load_pack, pack_names

EXAMPLES = list(examples())
IN_PACKS = [(name, rule.id) for name in pack_names() for rule in load_pack(name).responses]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_example(example: Example) -> None:
    assert answer(example) == [" ".join(line.split()) for line in example.expected]


@pytest.mark.parametrize(("pack", "rule"), IN_PACKS)
def test_rule_has_examples_on_both_sides(pack: str, rule: str) -> None:
    sides = defaultdict(int)
    for example in EXAMPLES:
        if pack in example.packs and rule in example.rules:
            fires = any(line.split()[1] == rule for line in example.expected)
            sides[fires] += 1
    assert sides[True], f"{rule} never fires in an example"
    assert sides[False], f"{rule} is never just missed in an example"


def test_names_are_unique() -> None:
    names = [str(example) for example in EXAMPLES]
    assert len(names) == len(set(names))
