"""Every field that can hold something about somebody stands under a field group."""

from itertools import chain

import pytest
from django.apps import apps
from django.db import models

from tests.counted import count
from tsunagu.access.enums import DataClass
from tsunagu.access.fields import ABOUT, FieldGroup
from tsunagu.access.holdings import HELD, IN_STATE

MODELS = {model._meta.label: model for model in apps.get_models()}
PLACE = "src/tsunagu/access/holdings.py"


def fields_of(model: type[models.Model]) -> set[str]:
    """The fields that hold something: neither keys of our own nor relations."""
    fields = model._meta.concrete_fields
    ours = {f.name for f in fields if f.primary_key and f.name == "id"} | {"organisation_ptr"}
    return {f.name for f in fields if not f.is_relation and f.name not in ours}


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_field_has_one_group(label: str) -> None:
    named = [name for names in HELD.get(label, {}).values() for name in names.split()]
    there = fields_of(MODELS[label])
    count("項目", len(there))
    assert not there - set(named), f"put {label} {sorted(there - set(named))} into {PLACE}"
    assert not set(named) - there, f"{label} has no {sorted(set(named) - there)}; mend {PLACE}"
    assert len(named) == len(set(named)), f"{label}: a field stands twice in {PLACE}"


def test_no_table_is_held_that_is_not_there() -> None:
    assert set(HELD) == set(MODELS)
    for label, (field, _) in IN_STATE.items():
        assert field in fields_of(MODELS[label])


def test_what_is_held_is_shown_by_a_deed_or_by_none_at_all() -> None:
    held = set(chain.from_iterable(HELD.values())) | {group for _, group in IN_STATE.values()}
    shown = set(chain.from_iterable(ABOUT.values()))
    assert held - shown == {FieldGroup.SECRET, FieldGroup.FILE_CONTENT, FieldGroup.TECHNICAL}
    assert FieldGroup.SECRET.data == DataClass.I
