"""Accounts for the staff: a user id, a password that has to be changed, closing and opening."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.builders import make_board, make_city, make_class, make_person, make_school
from tsunagu.access.accounts import Issued, issue_accounts, one_time_password, set_open
from tsunagu.access.actor import Actor, actor_of, system_actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.clock import freeze
from tsunagu.org.models import Municipality, Person

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 20)
OWN = "わたしだけの-ことば-24"
PROVE = "/accounts/prove/?next=%2F"


@pytest.fixture
def city() -> Municipality:
    """With a board, at which the administrators work."""
    return make_city()


@pytest.fixture
def administrator(city: Municipality) -> Actor:
    """Of the city."""
    return actor_of(make_person(make_board(city), role=RoleKind.ADMINISTRATOR))


@pytest.fixture
def teacher(city: Municipality) -> Person:
    """A homeroom teacher without an account."""
    return make_person(make_class(make_school(city)))


def sign_in(one: Issued, client: Client, password: str = "") -> str:
    """Where the browser is after signing in."""
    fields = {"login": one.username, "password": password or one.password}
    answer = client.post("/accounts/login/", fields, follow=True)
    return answer.redirect_chain[-1][0] if answer.redirect_chain else "refused"


def change(one: Issued, client: Client, new: str) -> int:
    """The status after asking for a new password."""
    fields = {"oldpassword": one.password, "password1": new, "password2": new}
    return client.post("/accounts/password/change/", fields).status_code


def test_a_one_time_password_lets_in_to_choose_another(
    administrator: Actor, teacher: Person, client: Client
) -> None:
    with freeze(DAY):
        [one] = issue_accounts(people=[teacher], by=administrator)
        assert (one.username, one.until) == (teacher.sourced_id, DAY + timedelta(days=14))
        assert sign_in(one, client) == "/accounts/password/change/"
        told = client.get("/accounts/password/change/").content.decode()
        assert "仮のパスワードで入りました" in told
        for page in ("/", "/rules/", "/pupils/"):
            assert client.get(page).headers["Location"] == "/accounts/password/change/"
        assert change(one, client, one.password) == 200
        assert change(one, client, OWN) == 302
        assert client.get("/").headers["Location"] == PROVE
        assert sign_in(one, Client()) == "refused"
        assert sign_in(one, Client(), OWN) == PROVE


def test_change_by_is_the_last_day_of_a_one_time_password(
    administrator: Actor, teacher: Person
) -> None:
    with freeze(DAY):
        [one] = issue_accounts(people=[teacher], by=administrator)
    with freeze(one.until):
        assert sign_in(one, Client()) == "/accounts/password/change/"
    with freeze(one.until + timedelta(days=1)):
        assert sign_in(one, Client()) == "/accounts/inactive/"


def test_a_second_password_ends_the_first_and_its_sessions(
    administrator: Actor, teacher: Person, client: Client
) -> None:
    with freeze(DAY):
        [one] = issue_accounts(people=[teacher], by=administrator)
        sign_in(one, client)
        change(one, client, OWN)
        [two] = issue_accounts(people=[teacher], by=administrator)
        assert two.username == one.username
        assert client.get("/").status_code == 302
        assert sign_in(one, Client(), OWN) == "refused"
        assert sign_in(two, Client()) == "/accounts/password/change/"
    given = Event.objects.filter(deed="account.set").order_by("at", "pk")
    assert [e.details["what"] for e in given] == ["give", "renew"]
    assert one.password not in str(list(given.values()))


def test_a_closed_account_ends_at_once_and_may_be_opened(
    administrator: Actor, teacher: Person, client: Client
) -> None:
    with freeze(DAY):
        [one] = issue_accounts(people=[teacher], by=administrator)
        sign_in(one, client)
        change(one, client, OWN)
        account = Account.objects.get()
        set_open(account=account, is_open=False, by=administrator)
        assert client.get("/").headers["Location"].startswith("/accounts/login/")
        assert sign_in(one, Client(), OWN) == "/accounts/inactive/"
        set_open(account=account, is_open=True, by=administrator)
        assert sign_in(one, Client(), OWN) == PROVE


def test_usernames_are_free_and_plain(administrator: Actor, city: Municipality) -> None:
    school = make_school(city)
    people = [make_person(school, role=RoleKind.NURSE) for _ in range(4)]
    for person, wish in zip(people, ("T-01", "t-01", "教諭", "x" * 80), strict=True):
        person.sourced_id, person.source = wish, person.sourced_id
        person.save()
    names = [one.username for one in issue_accounts(people=people, by=administrator)]
    assert names[0] == "t-01"
    assert names[1].startswith("t-01-")
    assert len(set(names)) == 4
    assert all(name.isascii() and len(name) <= 64 for name in names)


def test_only_an_administrator_of_the_city_gives_accounts(
    administrator: Actor, teacher: Person, city: Municipality
) -> None:
    other = make_city()
    stranger = actor_of(make_person(make_board(other), role=RoleKind.ADMINISTRATOR))
    principal = actor_of(make_person(make_school(city), role=RoleKind.PRINCIPAL))
    for by in (stranger, principal, actor_of(teacher), system_actor(other, "tsunagu account")):
        with pytest.raises(Denied):
            issue_accounts(people=[teacher], by=by)
    assert not Account.objects.exists()
    [one] = issue_accounts(people=[teacher], by=administrator)
    with pytest.raises(Denied):
        set_open(account=Account.objects.get(username=one.username), is_open=False, by=stranger)


def test_who_has_left_gets_none_and_nobody_closes_the_own(
    administrator: Actor, teacher: Person, city: Municipality
) -> None:
    gone = make_person(make_school(city))
    Person.objects.filter(pk=gone.pk).update(active=False)
    gone.refresh_from_db()
    with pytest.raises(Refused, match="在職していません"):
        issue_accounts(people=[teacher, gone], by=administrator)
    assert not Account.objects.exists()
    assert administrator.person is not None
    issue_accounts(people=[administrator.person], by=administrator)
    with pytest.raises(Refused, match="ほかのシステム管理者"):
        set_open(account=Account.objects.get(), is_open=False, by=administrator)


def test_one_time_passwords_differ_and_hold_no_look_alikes() -> None:
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("01lio")
    assert {len(one) for one in made} == {19}
