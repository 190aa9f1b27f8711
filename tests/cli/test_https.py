"""Served behind a proxy that speaks HTTPS, by the settings that are served."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import call, environment
from tsunagu.cli.serve import warn_of_plain_http

HOSTS = "tsunagu.city.example,.schools.example,127.0.0.1"
ASK = """
import json
import django
from django.conf import settings
from django.test import Client
django.setup()
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
door = "/accounts/login/"
browser = Client(enforce_csrf_checks=True)
proxy = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_HOST": "127.0.0.1:8000"}
page = browser.get(door, **proxy)
cookie = browser.cookies[settings.CSRF_COOKIE_NAME]
token = cookie.value
def post(origin):
    data = {"csrfmiddlewaretoken": token, "login": "a", "password": "b"}
    return browser.post(door, data, HTTP_ORIGIN=origin, HTTP_REFERER=origin + door, **proxy)
print(json.dumps({
    "csrftoken": bool(cookie["secure"]),
    "sessionid": settings.SESSION_COOKIE_SECURE,
    "names": [settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME],
    "plain": browser.get(door, HTTP_HOST="127.0.0.1").status_code,
    "key in the clear": browser.get(
        "/api/v1/classes/untaken?day=2026-05-20",
        HTTP_HOST="127.0.0.1",
        HTTP_AUTHORIZATION="Bearer tsunagu_x",
    ).status_code,
    "hsts": page.headers.get("Strict-Transport-Security", ""),
    "own": post("https://tsunagu.city.example").status_code,
    "beneath": post("https://midori.schools.example").status_code,
    "other": post("https://elsewhere.example").status_code,
}))
"""


def answers(data: Path, **more: object) -> dict[str, object]:
    """What the sign-in page answers to a proxy that passes its own name as the host."""
    env = environment(
        data, DJANGO_SETTINGS_MODULE="tsunagu.settings.served", TSUNAGU_HOSTS=HOSTS, **more
    )
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    said: dict[str, object] = json.loads(done.stdout)
    return said


def test_tsunagu_https_secures_cookies_and_trusts_forms_of_its_hosts(data: Path) -> None:
    assert answers(data, TSUNAGU_HTTPS=1) == {
        "csrftoken": True,
        "sessionid": True,
        "names": ["__Host-csrftoken", "__Host-sessionid"],
        "plain": 301,
        "key in the clear": 401,
        "hsts": "max-age=31536000; includeSubDomains",
        "own": 200,
        "beneath": 200,
        "other": 403,
    }
    plain = answers(data)
    assert (plain["csrftoken"], plain["sessionid"], plain["hsts"]) == (False, False, "")
    assert plain["own"] == 403


def test_check_deploy_is_clean(data: Path) -> None:
    env = environment(
        data, DJANGO_SETTINGS_MODULE="tsunagu.settings.served", TSUNAGU_HTTPS=1, TSUNAGU_HOSTS=HOSTS
    )
    # What the browser's tests set for themselves is none of a server's.
    env.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    check = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(check, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


def test_the_secret_key_of_the_environment_takes_the_place_of_the_kept_one(tmp_path: Path) -> None:
    env = environment(
        tmp_path, DJANGO_SETTINGS_MODULE="tsunagu.settings.served", TSUNAGU_SECRET_KEY="s" * 60
    )
    ask = "from django.conf import settings; print(settings.SECRET_KEY)"
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    assert done.stdout.strip() == "s" * 60
    assert not (tmp_path / "secret-key").exists()


def test_serving_behind_https_needs_the_key_in_the_environment(data: Path) -> None:
    done = call(data, "serve", "--host", "nowhere.invalid", TSUNAGU_HTTPS=1)
    assert done.returncode == 1
    assert "TSUNAGU_SECRET_KEY に入れてください" in done.stderr
    assert f"{data / 'secret-key'} の中身" in done.stderr
    for given in ({"TSUNAGU_HTTPS": 1, "TSUNAGU_SECRET_KEY": "s" * 60}, {"TSUNAGU_HTTPS": 0}):
        done = call(data, "serve", "--host", "nowhere.invalid", **given)
        assert "TSUNAGU_SECRET_KEY" not in done.stderr
        assert "待ち受けできません" in done.stderr


@pytest.mark.parametrize(
    ("host", "https", "warned"),
    [
        ("127.0.0.1", "", False),
        ("localhost", "", False),
        ("::1", "", False),
        ("0.0.0.0", "", True),
        ("192.0.2.7", "0", True),
        ("0.0.0.0", "1", False),
    ],
)
def test_host_for_other_machines_warns_without_tsunagu_https(
    host: str,
    https: str,
    warned: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TSUNAGU_HTTPS", https)
    warn_of_plain_http(host)
    assert ("暗号化されません" in capsys.readouterr().err) == warned
