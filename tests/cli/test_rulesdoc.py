"""The generated pages in `docs/` are those that packs and policy table give."""

import pytest

from tsunagu.cli.rulesdoc import pages
from tsunagu.packs.loader import load_packs, pack_names, packs_folder

DOCS = packs_folder().parent / "docs"


@pytest.mark.parametrize(("name", "text"), pages().items(), ids=list(pages()))
def test_page_is_up_to_date(name: str, text: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == text, "python -m tsunagu.cli.rulesdoc を実行してください"


def test_every_rule_stands_in_rules_md() -> None:
    written = (DOCS / "rules.md").read_text(encoding="utf-8")
    for pack in load_packs(pack_names()):
        assert all(f"`{rule.id}`" in written for rule in pack.responses)
