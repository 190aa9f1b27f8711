"""All that is held on a child is registered, and reads in words."""

import pytest
from django.apps import apps
from django.db.models import Model

from tests.rights.conftest import House
from tsunagu.packs.loader import load_pack, pack_names
from tsunagu.school.guardian_rules import KEPT_BY_A_LIMIT
from tsunagu.school.held import Holding, holdings
from tsunagu.school.models import Pupil

NOT_OF_ONE_CHILD: dict[str, str] = {}
"""Models that lead to a pupil and hold nothing on one, by name, with the reason."""


def _leads_to_a_pupil(model: type[Model]) -> bool:
    """Has it a foreign key to a pupil, or to something that has one?"""
    seen: set[type[Model]] = set()
    waiting = [model]
    while waiting:
        one = waiting.pop()
        for field in one._meta.concrete_fields:
            to = field.related_model
            if to is Pupil:
                return True
            if isinstance(to, type) and to not in seen and issubclass(to, Model):
                seen.add(to)
                waiting.append(to)
    return False


def test_every_model_with_a_way_to_a_pupil_is_registered() -> None:
    leading = {m._meta.label_lower for m in apps.get_models() if _leads_to_a_pupil(m)}
    known = {one.name for one in holdings()} | set(NOT_OF_ONE_CHILD)
    assert len(leading) > 20
    assert leading - known == set(), "register these in the room's holdings.py"


@pytest.mark.parametrize("one", holdings(), ids=lambda one: one.name)
def test_fields_and_ways_of_a_holding_are_there(one: Holding) -> None:
    assert bool(one.shown) != bool(one.never)
    for shown in one.shown:
        assert shown.words or one.model._meta.get_field(shown.name)
    assert one.never or "SELECT" in str(one.told_of(Pupil()).query)


def test_a_contact_reads_in_japanese_with_values_for_machines(house: House) -> None:
    (contact,) = (one for one in holdings() if one.name == "response.contact")
    lines = {line["field"]: line for line in contact.lines(house.contact)}
    assert lines["at"]["text"] == "2026年5月19日（火） 17:00"
    assert lines["at"]["value"] == "2026-05-19T17:00:00+09:00"
    assert (lines["way"]["text"], lines["way"]["value"]) == ("家庭訪問", "visit")
    assert lines["child_seen"]["text"] == "はい"
    assert lines["line"]["free"]
    assert "next" not in lines


def test_no_code_is_read_out_where_there_are_words_for_it(house: House) -> None:
    house.pupil.sex = "male"
    house.pupil.save()
    told = {
        (one.name, line["field"]): line["text"]
        for one in holdings()
        for row in one.told_of(house.pupil)
        for line in one.lines(row)
    }
    assert told["school.pupil", "sex"] == "男"
    assert told["school.enrolment", "grade"] == "3年"
    rules = {rule.label for pack in pack_names() for rule in load_pack(pack).responses}
    assert told["response.taskreason", "rule"] in rules


TOLD_UNDER_A_LIMIT = {
    "school.pupil": "family_name given_name family_kana given_kana sex birth_date "
    "master_identifier",
    "attendance.mark": "day kind late left_early reason ground",
    "attendance.filemark": "day kind late left_early reason",
    "response.taskreason": "day kind rule run total",
}
"""All that a guardian under a limit is told: nothing in it says where the child is, or when."""


def test_list_of_what_a_guardian_under_a_limit_is_told() -> None:
    told = {
        one.name: " ".join(shown.name for shown in one.shown if shown.topic not in KEPT_BY_A_LIMIT)
        for one in holdings()
        if not one.never and one.topic not in KEPT_BY_A_LIMIT
    }
    assert told == TOLD_UNDER_A_LIMIT
