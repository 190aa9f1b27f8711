"""Passwords after ASVS 5.0, 6.2: long, of any signs, and not what everybody tries first."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import (
    get_default_password_validators,
    validate_password,
)
from django.core.exceptions import ImproperlyConfigured, ValidationError

from tests.builders import make_city, make_class, make_person, make_school
from tsunagu.access.accounts import one_time_password
from tsunagu.access.breached import NotBreached
from tsunagu.access.models import Account
from tsunagu.access.passwords import weight

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WORDS = ("lantern", "harbour", "violin", "meadow", "copper", "thistle")


@pytest.fixture
def account() -> Account:
    """灯里 of ひばり小学校 in つなぐ市, who signs in as `akari.t`."""
    room = make_class(make_school(make_city(), name="ひばり小学校"))
    person = make_person(room, family_name="灯里")
    person.email = "akari.tomoshibi@hibari.example"
    return Account(username="akari.t", person=person)


@pytest.mark.parametrize(
    ("password", "least"),
    [
        ("password", 1),
        ("Password2026!", 1),
        ("ＰＡＳＳＷＯＲＤ　１２３４", 1),
        ("sunshine-sunshine", 2),
        ("1234567890123456", 0),
        ("aaaaaaaaaaaaaaaa", 0),
        ("qwertyuiop 0987654321", 0),
        ("sunshine monkey dragon", 3),
        ("", 0),
    ],
)
def test_weight_counts_words_and_loose_letters_alone(password: str, least: int) -> None:
    assert weight(password, {"password", "sunshine", "monkey", "dragon"}) == least


@pytest.mark.parametrize(
    "password",
    [
        "elevenchars",
        "password2026!!",
        "qwertyuiopasdf",
        "つなぐ市ひばり小学校2026",
        "灯里先生灯里先生灯里",
        "akari-tomoshibi-1",
        "gakkou-sensei-12",
        "x" * 100,
    ],
)
def test_6_2_4_what_everybody_tries_and_names_of_the_place_are_refused(
    account: Account, password: str
) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, account)


@pytest.mark.parametrize(
    "password",
    [
        "rainbow over the river",
        "やまぶきの花は七重に八重にさく",
        "onlysmallletterswithoutdigit",
        "vK3#xQ9!tLw2",
        "lantern harbour violin " * 5,
        one_time_password(),
    ],
)
def test_6_2_5_any_composition_that_is_ones_own_is_taken(account: Account, password: str) -> None:
    validate_password(password, account)


def test_6_2_9_128_signs_are_taken_and_129_are_not(account: Account) -> None:
    long = ("lantern harbour violin " * 6)[:128]
    validate_password(long, account)
    with pytest.raises(ValidationError, match="128文字まで"):
        validate_password(long + "x", account)


def sorted_list(path: Path, passwords: Iterable[str]) -> Path:
    """A file such as Have I Been Pwned's: SHA-1 in capitals, and how often, one a line."""
    digests = sorted(hashlib.sha1(one.encode()).hexdigest().upper() for one in passwords)
    path.write_text("".join(f"{digest}:{len(digest) * 7}\r\n" for digest in digests))
    return path


def test_6_2_12_each_password_of_the_operators_file_is_refused_and_no_other(tmp_path: Path) -> None:
    lost = [f"{a} {b} {c}" for a in WORDS for b in WORDS for c in WORDS if a != b != c]
    breached = NotBreached(str(sorted_list(tmp_path / "breached.txt", lost)))
    for password in lost:
        with pytest.raises(ValidationError, match="漏れたもの"):
            breached.validate(password)
    for number in range(500):
        breached.validate(f"one's own {number}")


@pytest.mark.parametrize("size", range(4))
def test_6_2_12_a_short_file_is_searched_too(tmp_path: Path, size: int) -> None:
    lost = WORDS[:size]
    breached = NotBreached(str(sorted_list(tmp_path / "breached.txt", lost)))
    for word in WORDS:
        if word in lost:
            with pytest.raises(ValidationError):
                breached.validate(word)
        else:
            breached.validate(word)


def test_6_2_12_the_environment_names_the_file_and_one_that_is_missing_is_told() -> None:
    assert any(type(one) is NotBreached for one in get_default_password_validators())
    with pytest.raises(ImproperlyConfigured, match="TSUNAGU_BREACHED_PASSWORDS"):
        NotBreached("/nowhere/breached.txt")
