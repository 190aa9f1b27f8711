"""`tsunagu account`: user ids and one-time passwords before anybody can sign in."""

import pytest

from tests.builders import make_board, make_city, make_person
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account
from tsunagu.cli.main import main

pytestmark = pytest.mark.django_db


def test_the_first_administrator_gets_a_one_time_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = make_person(make_board(make_city()), role=RoleKind.ADMINISTRATOR)
    assert main(["account", person.sourced_id]) == 0
    _, told = capsys.readouterr().out.splitlines()
    username, password, until, name = told.split("\t")
    account = Account.objects.get(username=username)
    assert account.check_password(password)
    assert (account.person, name) == (person, person.name)
    assert until.endswith("まで")


def test_unknown_people_are_named_together_and_nobody_gets_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = make_person(make_board(make_city()), role=RoleKind.ADMINISTRATOR)
    assert main(["account", "nobody", person.sourced_id, "no-one"]) == 1
    assert "nobody、no-one" in capsys.readouterr().err
    assert not Account.objects.exists()
