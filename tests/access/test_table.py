"""The policy table is whole: no deed without object, class, row, words and use."""

from functools import cache
from itertools import chain
from pathlib import Path

import pytest

import tsunagu
from tsunagu.access.deeds import Deed
from tsunagu.access.enums import RoleKind
from tsunagu.access.fields import ABOUT, FieldGroup, Thing
from tsunagu.access.labels import DEED_LABELS
from tsunagu.access.readable import by_thing, lines
from tsunagu.access.table import TABLE, Row

SOURCE = Path(tsunagu.__file__).parent
SAYS_WHO_MAY = {SOURCE / "access" / f"{name}.py" for name in ("deeds", "labels", "table", "fields")}


@cache
def used() -> str:
    """All code but the table itself."""
    files = (path for path in SOURCE.rglob("*.py") if path not in SAYS_WHO_MAY)
    return "\n".join(path.read_text() for path in files)


@pytest.mark.parametrize("deed", Deed)
def test_deed_stands_in_a_row_with_object_and_class_and_is_used(deed: Deed) -> None:
    assert any(deed in row.deeds for row in TABLE), f"{deed}: no row of access/table/"
    assert ABOUT.get(deed), f"{deed}: say in access/fields.py ABOUT what it is about"
    assert DEED_LABELS.get(deed), f"{deed}: no words in access/labels.py"
    assert f"Deed.{deed.name}" in used(), f"{deed}: no view, action or command names it"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.why[:20])
def test_row_asks_for_at_least_the_class_of_what_it_shows(row: Row) -> None:
    shown = chain.from_iterable(ABOUT[deed] for deed in row.deeds)
    above = [group.what for group in shown if not row.data.covers(group.data)]
    assert not above, f"{row.why}: class {row.data.label} is too low for {above}"


def test_every_object_and_row_can_be_found_by_object_role_and_words() -> None:
    assert {about.thing for about in by_thing()} == {group.thing for group in used_groups()}
    assert {line.row for line in lines()} == set(TABLE)
    for role in RoleKind:
        found = [line for about in by_thing(role=role) for line in about.lines]
        assert {line.row for line in found} == {row for row in TABLE if role in row.roles}
    [contact] = by_thing(thing=Thing.CONTACT, words=["訂正", "校長"])
    assert {line.deed for line in contact.lines} == {Deed.CORRECT_RECORD}
    assert by_thing(words=["そんなことばはない"]) == []


def used_groups() -> set[FieldGroup]:
    """The field groups that some deed shows or writes."""
    return set(chain.from_iterable(ABOUT.values()))
