"""The frame: sign-in, menu, error pages, gallery."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.signed_in import sign_in
from tests.web.cast import PASSWORD, make_teacher
from tsunagu.access.models import Account
from tsunagu.org.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_failed_yet() -> Iterator[None]:
    """Failed sign-ins are counted beside the database."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def account() -> Account:
    """A homeroom teacher's account."""
    return make_teacher()


@pytest.fixture
def staff(client: Client, account: Account) -> Client:
    """A browser signed in as the homeroom teacher."""
    return sign_in(client, account)


def test_sign_in_leads_to_today(client: Client, account: Account) -> None:
    page = client.get("/")
    assert page["Location"] == "/accounts/login/?next=/"
    answer = client.post("/accounts/login/", {"login": "aoki", "password": PASSWORD})
    assert answer["Location"] == reverse("today")


def test_sign_in_says_what_is_wrong(client: Client, account: Account) -> None:
    answer = client.post("/accounts/login/", {"login": "aoki", "password": "wrong"})
    assert "入力を確かめてください" in answer.content.decode()
    assert "利用者IDかパスワードが違います" in answer.content.decode()
    assert "ユーザー名" not in answer.content.decode()


def test_a_guesser_is_slowed_down_and_colleagues_at_the_same_address_are_not(
    client: Client, account: Account
) -> None:
    wrong = {"login": "aoki", "password": "guessed"}
    for _ in range(5):
        page = client.post("/accounts/login/", wrong).content.decode()
        assert "利用者IDかパスワードが違います" in page
    right = {"login": "aoki", "password": PASSWORD}
    page = client.post("/accounts/login/", right).content.decode()
    assert "続けて5回違いました" in page
    colleague = Person.objects.create(
        municipality=account.person.municipality, family_name="井上", given_name="なお"
    )
    Account.objects.create_user("inoue", person=colleague, password=PASSWORD)
    for _ in range(40):
        given = {"login": "inoue", "password": PASSWORD}
        assert Client().post("/accounts/login/", given).status_code == 302


@pytest.mark.parametrize(
    "page", ["signup", "email", "password/reset", "login/code", "password/set"]
)
def test_other_doors_of_the_library_are_closed(client: Client, page: str) -> None:
    assert client.get(f"/accounts/{page}/").status_code == 404


def test_sign_out(staff: Client) -> None:
    assert "サインアウトしますか" in staff.get("/accounts/logout/").content.decode()
    assert staff.post("/accounts/logout/")["Location"] == "/accounts/login/"
    assert staff.get("/").status_code == 302


def test_password_is_changed_by_who_knows_the_present_one(staff: Client, account: Account) -> None:
    new = {"password1": "another long phrase", "password2": "another long phrase"}
    wrong = staff.post("/accounts/password/change/", {"oldpassword": "no", **new})
    assert "今のパスワードが違います" in wrong.content.decode()
    right = staff.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new}, follow=True)
    assert "パスワードを変更しました" in right.content.decode()
    account.refresh_from_db()
    assert account.check_password("another long phrase")


def test_account_without_a_password_has_none_to_change(staff: Client, account: Account) -> None:
    assert "パスワードの変更" in staff.get("/").content.decode()
    account.set_unusable_password()
    account.save()
    sign_in(staff, account)
    assert "パスワードの変更" not in staff.get("/").content.decode()
    assert staff.get("/accounts/password/change/").status_code == 404


@pytest.mark.parametrize("left", ["person.active", "account.is_active"])
def test_who_has_left_is_signed_out_and_does_not_come_in_again(
    staff: Client, account: Account, left: str
) -> None:
    assert "青木 はる" in staff.get("/").content.decode()
    if left == "person.active":
        Person.objects.filter(pk=account.person_id).update(active=False)
    else:
        Account.objects.filter(pk=account.pk).update(is_active=False)
    assert staff.get("/")["Location"] == "/accounts/login/?next=/"
    given = {"login": "aoki", "password": PASSWORD}
    assert staff.get("/accounts/login/").status_code == 200
    assert staff.post("/accounts/login/", given)["Location"] == "/accounts/inactive/"
    answer = staff.get("/accounts/inactive/").content.decode()
    assert "使えなくなっています" in answer
    assert "青木 はる" not in answer
    assert staff.get("/").status_code == 302
    Account.objects.update(is_active=True)
    Person.objects.update(active=True)
    assert staff.post("/accounts/login/", given)["Location"] == reverse("today")


def test_frame_names_person_school_and_municipality(staff: Client) -> None:
    page = staff.get("/").content.decode()
    assert '<html lang="ja">' in page
    assert "画面の部品" not in page
    for words in (
        "青木 はる",
        "みどり小学校",
        "つなぐ市",
        "本文へ移動",
        'aria-current="page">今日',
    ):
        assert words in page


def test_every_page_keeps_a_strict_content_policy(staff: Client) -> None:
    for address in ("/", "/gallery/", "/accounts/password/change/", "/nowhere/"):
        answer = staff.get(address)
        page = answer.content.decode()
        assert "'unsafe" not in answer["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", page)


def test_gallery_shows_every_piece(staff: Client) -> None:
    page = staff.get("/gallery/").content.decode()
    for piece in ("button", "banner--error", "chip", "facts", "tabs", "disclosure", "progress"):
        assert f'class="{piece}' in page or f" {piece}" in page
    assert 'aria-describedby="id_name_helptext"' in page
    assert 'id="wrong_name_error"' in page


def test_what_is_forbidden_looks_like_what_is_not_there(client: Client, account: Account) -> None:
    account.person.roles.all().delete()
    sign_in(client, account)
    forbidden, missing = client.get("/gallery/"), client.get("/nowhere/")
    assert forbidden.status_code == missing.status_code == 404
    assert forbidden.content == missing.content


def test_failed_token_and_failed_request_speak_japanese(account: Account) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    answer = client.post("/accounts/login/", {"login": "aoki", "password": PASSWORD})
    assert answer.status_code == 403
    assert "まだ何も保存していません" in answer.content.decode()
    from django.views.defaults import server_error

    request = client.get("/nowhere/").wsgi_request
    assert "処理できませんでした" in server_error(request).content.decode()
