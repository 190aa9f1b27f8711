"""A password opens the roll; what tells more of a child asks for a second proof."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.builders import make_board, make_class, make_person, pupils_of
from tests.signed_in import sign_in
from tsunagu.access.accounts import LETTERS, issue_accounts
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import DataClass, RoleKind
from tsunagu.access.models import Account
from tsunagu.access.policy import Deed, needed
from tsunagu.audit.models import Event
from tsunagu.clock import instants, today
from tsunagu.school.models import Classroom
from tsunagu.web.entry.cipher import decipher, renew_ciphers
from tsunagu.web.entry.proofs import GIVEN, SALT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PASSWORD = "a long pass phrase"
OTHER = "rainbow over the river"
CODE = re.compile(r"<code>((?:[a-z2-9]{4}-){5}[a-z2-9]{4})</code>")


@pytest.fixture(autouse=True)
def _no_code_used_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def room() -> Classroom:
    return make_class()


@pytest.fixture
def teacher(room: Classroom) -> Account:
    """A homeroom teacher with a password, as yet without a second proof."""
    return Account.objects.create_user("aoki", person=make_person(room), password=PASSWORD)


@pytest.fixture
def browser(client: Client, teacher: Account) -> Client:
    """A browser in which the teacher gave the password."""
    assert enter(client)["Location"] == reverse("today")
    return client


def enter(client: Client) -> HttpResponse:
    return client.post("/accounts/login/", {"login": "aoki", "password": PASSWORD})


def code_of(secret: str, at: float | None = None) -> str:
    """The six digits that an app shows (RFC 6238)."""
    counter = struct.pack(">Q", int((at or time.time()) // 30))
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    value = struct.unpack(">I", digest[digest[-1] & 15 :][:4])[0] & 0x7FFFFFFF
    return f"{value % 1_000_000:06d}"


def connect_app(client: Client) -> str:
    """Connect an app by its first code; the secret that it keeps."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    [secret] = re.findall(r"<code>([A-Z2-7]{32})</code>", page)
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer["Location"] == reverse("recovery-codes")
    return secret


def make_codes(client: Client) -> list[str]:
    """Ask for recovery codes, which are shown this once."""
    shown = CODE.findall(client.post(reverse("recovery-codes")).content.decode())
    assert len(set(shown)) == 10
    return shown


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> float:
    """Let the machine's clock be further; what it then says."""
    at = time.time() + by.total_seconds()
    monkeypatch.setattr(instants.time, "time", lambda: at)
    return at


def test_a_password_opens_the_roll_and_asks_for_more_before_a_child(
    browser: Client, room: Classroom
) -> None:
    roll = reverse("roll", args=[room.pk, today()])
    assert browser.get(roll).status_code == 200
    assert browser.post(roll, {"seen": "0"}).status_code == 302
    child = reverse("pupil:page", args=[pupils_of(room)[0].pk])
    asked = browser.get(child)
    assert asked["Location"] == f"/accounts/prove/?next={child.replace('/', '%2F')}"
    offered = browser.get(asked["Location"]).content.decode()
    assert "パスキーを作る" in offered
    assert "アプリをつなぐ" in offered


def test_what_is_forbidden_asks_for_no_proof(browser: Client) -> None:
    other = pupils_of(make_class())[0]
    assert browser.get(reverse("staff:list")).status_code == 404
    assert browser.get(reverse("pupil:page", args=[other.pk])).status_code == 302
    sign_in(browser, Account.objects.get(username="aoki"))
    assert browser.get(reverse("pupil:page", args=[other.pk])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_an_app_proves_once_a_code_and_leads_on(browser: Client, room: Classroom) -> None:
    child = reverse("pupil:page", args=[pupils_of(room)[0].pk])
    browser.get(browser.get(child)["Location"])
    connect_app(browser)
    shown = make_codes(browser)
    again = browser.get(reverse("recovery-codes")).content.decode()
    assert "あと10個使えます" in again
    assert not CODE.search(again), "shown once"
    assert child in browser.get(reverse("mfa_index")).content.decode()
    assert browser.get(child).status_code == 200

    browser.post(reverse("account_logout"))
    enter(browser)
    prove = browser.get(child)["Location"]
    wrong = browser.post(prove, {"code": "000000"})
    assert wrong.status_code == 422
    assert "確かめられませんでした" in wrong.content.decode()
    typed = shown[0].upper().replace("-", "　")
    assert browser.post(prove, {"code": typed, "next": child})["Location"] == child
    assert browser.get(child).status_code == 200
    assert "あと9個使えます" in browser.get(reverse("mfa_index")).content.decode()
    browser.post(reverse("account_logout"))
    enter(browser)
    again = browser.post(prove, {"code": shown[0], "next": child})
    assert again.status_code == 422, "a recovery code serves once"
    whats = [e.details["what"] for e in Event.objects.filter(deed="sign-in").order_by("id")]
    assert whats.count("second-proof-failed") == 2
    assert {"in", "totp-added", "second-proof"} <= set(whats)


def test_a_code_of_an_app_serves_once(browser: Client) -> None:
    secret = connect_app(browser)
    for status in (302, 422):
        browser.post(reverse("account_logout"))
        enter(browser)
        assert browser.post(reverse("prove"), {"code": code_of(secret)}).status_code == status


def test_a_stranger_with_the_password_adds_no_proof_of_their_own(browser: Client) -> None:
    connect_app(browser)
    thief = Client()
    enter(thief)
    for name in ("mfa_add_webauthn", "mfa_activate_totp", "recovery-codes"):
        for method in (thief.get, thief.post):
            assert method(reverse(name))["Location"].startswith("/accounts/prove/")


def test_a_trusted_device_opens_class_ii_until_its_days_are_over(
    browser: Client, room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = connect_app(browser)
    browser.post(reverse("account_logout"))
    enter(browser)
    browser.post(reverse("prove"), {"code": code_of(secret), "trust": "on"})
    child = reverse("pupil:page", args=[pupils_of(room)[0].pk])
    browser.post(reverse("account_logout"))
    enter(browser)
    assert browser.get(child).status_code == 200
    enter(other := Client())
    assert other.get(child).status_code == 302
    later(monkeypatch, timedelta(days=13, hours=23))
    enter(browser)
    assert browser.get(child).status_code == 200
    later(monkeypatch, timedelta(days=14, minutes=1))
    enter(browser)
    assert browser.get(child).status_code == 302


def test_devices_are_forgotten_at_a_word_and_by_a_new_password(browser: Client) -> None:
    secret = connect_app(browser)
    for forget in (
        lambda: browser.post(reverse("forget-devices")),
        lambda: browser.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER},
        ),
    ):
        cache.clear()
        browser.post(reverse("account_logout"))
        enter(browser)
        browser.post(reverse("prove"), {"code": code_of(secret), "trust": "on"})
        assert forget().status_code == 302
        session = browser.session
        del session[GIVEN]
        session.save()
        assert browser.get("/").status_code == 302


@pytest.mark.parametrize(
    ("after", "goes_on"),
    [(timedelta(minutes=59), True), (timedelta(minutes=61), False)],
)
def test_a_session_nobody_uses_ends(
    browser: Client,
    room: Classroom,
    monkeypatch: pytest.MonkeyPatch,
    after: timedelta,
    goes_on: bool,
) -> None:
    later(monkeypatch, after)
    answer = browser.get(reverse("roll", args=[room.pk, today()]))
    assert (answer.status_code == 200) == goes_on
    assert goes_on or answer["Location"].startswith("/accounts/login/")


def test_14_3_1_a_page_left_open_asks_how_long_and_keeps_nothing_going(
    browser: Client, room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browser.get(reverse("roll", args=[room.pk, today()])).content.decode()
    assert 'web/session.js" data-left="3600" data-ask="/accounts/left/"' in page
    assert '<noscript><meta http-equiv="refresh" content="3600"></noscript>' in page
    begun = time.time()
    for minutes in (20, 40, 59):
        monkeypatch.setattr(instants.time, "time", lambda at=begun + minutes * 60: at)
        told = browser.get("/accounts/left/", headers={"X-Unattended": "1"})
        assert 0 < int(told.content) <= (60 - minutes) * 60
    later(monkeypatch, timedelta(minutes=61))
    assert browser.get("/accounts/left/").status_code == 302
    assert "data-left" not in browser.get("/accounts/login/").content.decode()


def test_a_session_ends_after_its_hours_however_used(
    browser: Client, room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, begun = reverse("roll", args=[room.pk, today()]), time.time()
    for minutes in range(50, 12 * 60, 50):
        monkeypatch.setattr(instants.time, "time", lambda at=begun + minutes * 60: at)
        assert browser.get(page).status_code == 200
    monkeypatch.setattr(instants.time, "time", lambda: begun + 12 * 3600 + 60)
    assert browser.get(page).status_code == 302


def test_every_session_ends_with_a_role(browser: Client, teacher: Account, room: Classroom) -> None:
    enter(other := Client())
    role = teacher.person.roles.get()
    extra = make_person(room.school, role=RoleKind.OFFICE).roles.get()
    extra.person = teacher.person
    extra.save()
    page = reverse("roll", args=[room.pk, today()])
    assert browser.get(page).status_code == 200, "a new role ends nothing"
    role.last = today() - timedelta(days=1)
    role.first = today() - timedelta(days=9)
    role.save()
    for one in (browser, other):
        assert one.get(page)["Location"].startswith("/accounts/login/")


def test_one_sees_and_ends_ones_sessions_and_nobody_elses(
    browser: Client, teacher: Account, room: Classroom
) -> None:
    other = Client(headers={"user-agent": "Mozilla/5.0 (iPad) Version/17 Safari/604.1"})
    enter(other)
    listed = browser.get(reverse("mfa_index")).content.decode()
    assert "Safari（iPad）" in listed
    assert listed.count(">終わらせる</button>") == 1
    theirs = UserSession.objects.get(session_key=other.session.session_key)
    stranger = sign_in(Client(), make_person(room, role=RoleKind.DEPUTY_HOMEROOM))
    end = reverse("end-session", args=[theirs.pk])
    assert stranger.post(end).status_code == 404
    assert browser.post(end).status_code == 302
    assert other.get("/").headers["Location"].startswith("/accounts/login/")
    others = [Client(), Client()]
    for one in others:
        enter(one)
    assert browser.post(reverse("end-other-sessions")).status_code == 302
    assert browser.get(reverse("mfa_index")).status_code == 200
    for one in others:
        assert one.get(reverse("mfa_index")).headers["Location"].startswith("/accounts/login/")


def test_who_gave_the_password_long_ago_gives_it_again_before_sessions_end(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(other := Client())
    at = time.time() + 600
    monkeypatch.setattr(time, "time", lambda: at)
    asked = browser.post(reverse("end-other-sessions"))["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    assert other.get(reverse("mfa_index")).status_code == 200
    browser.post(asked, {"password": PASSWORD})
    assert other.get(reverse("mfa_index")).status_code == 302


def test_six_wrong_codes_are_slowed_down_and_so_is_the_right_one(browser: Client) -> None:
    secret = connect_app(browser)
    browser.post(reverse("account_logout"))
    enter(browser)
    for _ in range(5):
        wrong = browser.post(reverse("prove"), {"code": "000000"})
        assert "確かめられませんでした" in wrong.content.decode()
    right = browser.post(reverse("prove"), {"code": code_of(secret)})
    assert right.status_code == 422
    assert "5分ほどたってから" in right.content.decode()


def test_a_manager_on_a_trusted_device_is_told_that_something_may_be_held_back(
    browser: Client, room: Classroom
) -> None:
    principal = make_person(room, role=RoleKind.PRINCIPAL)
    office = sign_in(Client(), principal)
    child = reverse("pupil:page", args=[pupils_of(room)[0].pk])
    told = "管理職だけの届け出と対応を出していません"
    assert told not in office.get(child).content.decode()
    account = Account.objects.get(person=principal)
    session = office.session
    del session[GIVEN]
    session.save()
    mark = signing.dumps(str(account.devices), salt=SALT)
    office.cookies[f"device-{account.pk.hex[-12:]}"] = mark
    assert told in office.get(child).content.decode()
    assert told in office.get("/").content.decode()
    sign_in(browser, Account.objects.get(username="aoki"))
    assert told not in browser.get(child).content.decode()


def test_what_a_deed_shows_names_the_proof_it_needs(teacher: Account) -> None:
    actor = actor_of(teacher.person)
    assert needed(actor, Deed.TAKE_ROLL) == DataClass.III
    assert needed(actor, Deed.SEE_PUPIL) == DataClass.II
    principal = actor_of(
        make_person(teacher.person.roles.get().organisation, role=RoleKind.PRINCIPAL)
    )
    assert needed(principal, Deed.SEE_PROTECTION) == DataClass.I


def test_secrets_are_enciphered_in_the_database(browser: Client) -> None:
    secret = connect_app(browser)
    [app] = Authenticator.objects.all()
    assert secret not in str(app.data)
    assert decipher(app.data["secret"]) == secret


@pytest.mark.django_db(transaction=True)
def test_6_5_2_neither_codes_nor_what_yields_them_are_in_the_database(browser: Client) -> None:
    connect_app(browser)
    shown = make_codes(browser)
    everything = [one.data for one in Authenticator.objects.all()]
    everything += [one.get_decoded() for one in Session.objects.all()]
    everything += [event.details for event in Event.objects.all()]
    for code in shown:
        assert code not in str(everything)
        assert code.replace("-", "") not in str(everything)
    kept = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    assert list(kept.data) == ["migrated_codes"], "no seed"
    opened = {decipher(one) for one in kept.data["migrated_codes"]}
    assert opened == {hashlib.sha256(c.replace("-", "").encode()).hexdigest() for c in shown}
    assert len(LETTERS) ** 24 >= 2**112
    browser.post(reverse("account_logout"))
    enter(browser)
    for digest in opened:
        assert browser.post(reverse("prove"), {"code": digest}).status_code == 422
        cache.clear()


@pytest.mark.django_db(transaction=True)
def test_new_codes_end_those_before_and_nobody_without_a_proof_has_any(browser: Client) -> None:
    assert browser.get(reverse("recovery-codes")).status_code == 404
    connect_app(browser)
    before, after = make_codes(browser), make_codes(browser)
    browser.post(reverse("account_logout"))
    enter(browser)
    for code, status in ((before[0], 422), (after[0], 302)):
        assert browser.post(reverse("prove"), {"code": code}).status_code == status


@pytest.mark.django_db(transaction=True)
def test_11_2_2_a_new_secret_key_takes_over_what_the_old_one_enciphered(
    browser: Client, settings: Settings
) -> None:
    secret = connect_app(browser)
    code = make_codes(browser)[0]
    old, new = settings.SECRET_KEY, "the key after something has happened"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = new, [old]
    renew_ciphers()
    settings.SECRET_KEY_FALLBACKS = []
    app = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert decipher(app.data["secret"]) == secret
    enter(browser)
    assert browser.post(reverse("prove"), {"code": code}).status_code == 302
    settings.SECRET_KEY = "a key that opens nothing of this"
    enter(browser)
    lost = browser.post(reverse("prove"), {"code": code_of(secret)})
    assert lost.status_code == 422
    renew_ciphers()


def test_an_administrator_takes_away_lost_proofs_and_sessions_end(
    browser: Client, teacher: Account
) -> None:
    connect_app(browser)
    administrator = make_person(
        make_board(teacher.person.municipality), role=RoleKind.ADMINISTRATOR
    )
    office = sign_in(Client(), administrator)
    reset = reverse("staff:reset", args=[teacher.pk])
    assert office.post(reset).status_code == 302
    assert browser.get("/").headers["Location"].startswith("/accounts/login/")
    assert not Authenticator.objects.filter(user=teacher).exists()
    told = Event.objects.get(kind="account", details__what="reset-proofs")
    assert told.actor == str(administrator.pk)
    own = Account.objects.get(person=administrator)
    page = office.post(reverse("staff:reset", args=[own.pk]), follow=True).content.decode()
    assert "ほかのシステム管理者に頼んでください" in page


def test_a_new_one_time_password_ends_sessions_and_trust(browser: Client, teacher: Account) -> None:
    administrator = make_person(
        make_board(teacher.person.municipality), role=RoleKind.ADMINISTRATOR
    )
    devices = teacher.devices
    issue_accounts(people=[teacher.person], by=actor_of(administrator))
    assert browser.get("/").headers["Location"].startswith("/accounts/login/")
    teacher.refresh_from_db()
    assert teacher.devices != devices
