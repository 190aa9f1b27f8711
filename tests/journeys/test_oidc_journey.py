"""Sign-in at a real OpenID provider, with whom the roster knows and whom it does not."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.builders import make_class, make_person, pupils_of
from tests.journeys.conftest import Look
from tsunagu.access.models import Account
from tsunagu.clock import today
from tsunagu.doors.models import PictureDoor
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom, Enrolment, Pupil
from tsunagu.settings.oidc import for_allauth, providers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "the city's own pass phrase"
NONCE = re.compile("&nonce=[0-9a-f]{64}")
PEOPLE = {
    "aoki": "aoki@tsunagu.example",
    "twice": "twice@tsunagu.example",
    "unverified": "unverified@tsunagu.example",
    "stranger": "stranger@tsunagu.example",
    "elsewhere": "aoki@elsewhere.example",
    "child": "child@kodomo.example",
    "left": "left@kodomo.example",
}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def provider(
    live_server: object, settings: Settings, tmp_path: Path
) -> Iterator[subprocess.Popen[str]]:
    """A provider that knows some people, and this system as its client."""
    room = make_class()
    for name in ("aoki", "twice", "unverified"):
        Person.objects.filter(pk=make_person(room).pk).update(email=PEOPLE[name].upper())
    port = _free_port()
    address = f"http://localhost:{port}"
    told = {
        "people": PEOPLE,
        "password": PASSWORD,
        "port": port,
        "client_id": "tsunagu",
        "secret": "kept between the two",
        "back_to": f"{live_server}/accounts/oidc/city/login/callback/",
    }
    known = {
        "id": "city",
        "name": "つなぐ市のアカウント",
        "server_url": f"{address}/o",
        "client_id": told["client_id"],
        "secret": told["secret"],
        "municipality": room.municipality.code,
        "domains": ["tsunagu.example"],
        "pupil_domains": ["kodomo.example"],
    }
    settings.OIDC_PROVIDERS = providers(json.dumps([known]))
    settings.SOCIALACCOUNT_PROVIDERS = for_allauth(settings.OIDC_PROVIDERS)
    env = os.environ | {"PROVIDER_FOLDER": str(tmp_path), "PROVIDER_ADDRESS": address}
    command = [sys.executable, "-m", "tests.oidc_provider.serve"]
    process = subprocess.Popen(
        command,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(told))
    process.stdin.close()
    assert process.stdout.readline() == "ready\n"
    yield process
    process.terminate()
    process.wait()
    process.stdout.close()


def to_the_provider(page: Page, live_server: object) -> str:
    """The address to which this system sends a browser that begins to sign in."""
    begun = page.request.get(f"{live_server}/accounts/oidc/city/login/", max_redirects=0)
    assert begun.status == 302
    return begun.headers["location"]


def come_in(page: Page, live_server: object, name: str) -> None:
    """Sign in at the provider, from this system's door."""
    page.context.clear_cookies()
    page.goto(f"{live_server}/accounts/login/")
    page.get_by_role("link", name="つなぐ市のアカウントでサインイン").click()
    page.get_by_label("ID", exact=True).fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Next").click()


def test_10_5_1_an_id_token_of_another_sign_in_lets_nobody_in(
    provider: subprocess.Popen[str], live_server: object, open_page: Callable[..., Page]
) -> None:
    page = open_page("desktop")
    earlier = NONCE.search(to_the_provider(page, live_server))
    assert earlier
    come_in(page, live_server, "twice")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("今日すること")
    for asked in (earlier[0], "&nonce=" + "0" * 64, ""):
        page.context.clear_cookies(name="sessionid")
        address = to_the_provider(page, live_server)
        assert NONCE.search(address)
        assert earlier[0] not in address, "each sign-in has its own"
        page.goto(NONCE.sub(asked, address))
        expect(heading).to_have_text("サインインできませんでした")
        page.goto(f"{live_server}/")
        expect(page).to_have_url(f"{live_server}/accounts/login/?next=/")
    page.goto(to_the_provider(page, live_server))
    expect(heading).to_have_text("今日すること")


@pytest.fixture
def other_keys(provider: object, settings: Settings) -> Iterator[None]:
    """Published under the provider's key ids are keys that sign nothing of it."""
    server_url = settings.OIDC_PROVIDERS[0].server_url
    published = requests.get(f"{server_url}/.well-known/jwks.json", timeout=60).json()
    own = RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 2048).public_key(), as_dict=True)
    told = json.dumps({"keys": [one | {"n": own["n"]} for one in published["keys"]]}).encode()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("localhost", 0), Keys) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        [app] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        address = f"http://localhost:{server.server_port}/"
        app["settings"]["openid_configuration_overrides"] = {"jwks_uri": address}
        yield
        server.shutdown()


@pytest.mark.usefixtures("other_keys")
def test_an_id_token_that_another_key_signed_lets_nobody_in(
    live_server: object, open_page: Callable[..., Page]
) -> None:
    page = open_page("desktop")
    come_in(page, live_server, "twice")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("サインインできませんでした")
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_roster_decides_who_comes_in_by_the_citys_provider(
    provider: subprocess.Popen[str],
    live_server: object,
    open_page: Callable[..., Page],
    look: Look,
    size: str,
) -> None:
    page = open_page(size)
    page.goto(f"{live_server}/accounts/login/")
    look(page, f"sign-in-elsewhere-{size}")

    come_in(page, live_server, "aoki")
    expect(page.get_by_role("heading", level=1)).to_have_text("二つめの確認を用意します")
    come_in(page, live_server, "twice")
    expect(page.get_by_role("heading", level=1)).to_have_text("今日すること")
    gone = page.goto(f"{live_server}/staff/")
    assert gone
    assert gone.status == 404, "a role comes from the roster, whatever the token says"
    come_in(page, live_server, "aoki")
    linked = SocialAccount.objects.all()
    assert {one.user.person.email.lower() for one in linked} == {PEOPLE["aoki"], PEOPLE["twice"]}
    assert [one.extra_data for one in linked] == [{}, {}]

    for name in ("unverified", "stranger", "elsewhere"):
        come_in(page, live_server, name)
        expect(page.get_by_role("heading", level=1)).to_have_text("名簿で確かめられません")
        page.goto(f"{live_server}/")
        expect(page).to_have_url(f"{live_server}/accounts/login/?next=/")
    look(page, f"not-on-the-roster-{size}")
    assert Account.objects.count() == 2

    Person.objects.filter(email__iexact=PEOPLE["aoki"]).update(active=False)
    come_in(page, live_server, "aoki")
    expect(page.get_by_role("heading", level=1)).to_have_text("サインインできません")


def come_in_as_a_pupil(page: Page, live_server: object, name: str) -> None:
    """Sign in at the provider, from the pupils' door."""
    page.context.clear_cookies()
    page.goto(f"{live_server}/door/")
    page.get_by_role("link", name="アカウント").click()
    page.get_by_label("ID", exact=True).fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Next").click()


def test_a_pupil_comes_in_by_the_school_account_to_its_own_pages_alone(
    provider: subprocess.Popen[str],
    live_server: object,
    open_page: Callable[..., Page],
    look: Look,
) -> None:
    child, left = pupils_of(Classroom.objects.get())[:2]
    for pupil, name in ((child, "child"), (left, "left")):
        Pupil.objects.filter(pk=pupil.pk).update(account=PEOPLE[name])
    Enrolment.objects.filter(pupil=left).update(end=today())
    page = open_page("tablet")
    heading = page.get_by_role("heading", level=1)
    page.goto(f"{live_server}/door/")
    look(page, "door-account-tablet")

    come_in_as_a_pupil(page, live_server, "child")
    expect(heading).to_contain_text("こんにちは")
    expect(page).to_have_url(f"{live_server}/door/me/")
    look(page, "child-by-account-tablet")
    kept = {one["name"]: one["expires"] for one in page.context.cookies(str(live_server))}
    assert kept["sessionid"] == -1, "it ends with the browser"
    assert PictureDoor.objects.get().pupil == child
    gone = page.goto(f"{live_server}/")
    assert gone
    assert gone.status == 404, "a pupil's sign-in opens no page of the staff"
    page.goto(f"{live_server}/door/me/")
    page.get_by_role("button", name="わる").click()
    page.goto(f"{live_server}/door/me/")
    expect(page).to_have_url(f"{live_server}/door/")

    for name in ("left", "aoki", "stranger", "unverified"):
        come_in_as_a_pupil(page, live_server, name)
        expect(heading).to_contain_text("れませんでした")
        page.goto(f"{live_server}/door/me/")
        expect(page).to_have_url(f"{live_server}/door/")
    come_in_as_a_pupil(page, live_server, "left")
    look(page, "door-not-in-tablet")
    come_in(page, live_server, "child")
    expect(heading).to_have_text("名簿で確かめられません")
    assert PictureDoor.objects.count() == 1
    assert not Account.objects.exists()
    assert not SocialAccount.objects.exists()
