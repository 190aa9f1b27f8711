"""What every answer carries, what no page holds, and what an error tells whom."""

import logging
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

import tsunagu
from tests.conftest import StrictClient
from tests.signed_in import sign_in
from tests.web.addresses import addresses
from tests.web.scene import Scene, person_of
from tsunagu.access.enums import RoleKind
from tsunagu.spreadsheet import FORMULA, csv_bytes
from tsunagu.web.http import public
from tsunagu.web.logs import InUtc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SOURCE = Path(tsunagu.__file__).parent
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")
INLINE = re.compile(
    r"<script(?![^>]*(?:\bsrc=|application/json))|<style|\son[a-z]+=\"|\sstyle=\"|javascript:", re.I
)
SECRET = "秘匿川ひめ 090-9999-0000"


def test_every_answer_carries_the_headers_and_no_inline_code(scene: Scene) -> None:
    for kind in (RoleKind.PRINCIPAL, RoleKind.ADMINISTRATOR):
        browser = sign_in(StrictClient(), person_of(kind, scene.own))
        for address in addresses():
            if address.deed is None:
                continue
            answer = browser.get(scene.url(address))
            told = f"{address} as {kind}: {answer.status_code}"
            for name, value in HEADERS.items():
                expected = answer[name] if name == "Cache-Control" else value
                assert answer[name] == expected, told
            assert "no-store" in answer["Cache-Control"], told
            assert all(part in answer["Content-Security-Policy"] for part in POLICY), told
            assert "unsafe" not in answer["Content-Security-Policy"], told
            if "html" in answer["Content-Type"]:
                assert "charset=utf-8" in answer["Content-Type"], told
                assert not INLINE.search(answer.content.decode()), told


def test_no_script_of_ours_keeps_anything_in_the_browser_or_writes_html() -> None:
    for script in (SOURCE / "web" / "static").rglob("*.js"):
        text = script.read_text()
        for word in ("localStorage", "sessionStorage", "indexedDB", "innerHTML", "eval("):
            assert word not in text, f"{script.name}: {word}"


def test_every_static_file_that_a_template_names_is_there() -> None:
    """Served from a manifest, a page with a name that is none is an error, not a plain page."""
    templates = (SOURCE / "web" / "templates").rglob("*.html")
    named = {n for t in templates for n in re.findall(r"{% static '([^']+)' %}", t.read_text())}
    assert "web/ways.css" in named
    assert {name for name in named if finders.find(name) is None} == set()


@pytest.mark.parametrize("start", FORMULA)
def test_no_cell_of_a_file_begins_a_formula(start: str) -> None:
    told = csv_bytes([[f"{start}1+1", "1="]]).decode("utf-8-sig")
    assert told.lstrip('"').startswith(f"'{start}")
    assert "1=" in told


def test_files_for_spreadsheets_are_written_in_two_places() -> None:
    writers = re.compile(r"csv\.(Dict)?[wW]riter|import openpyxl|from openpyxl")
    found = {f.name for f in SOURCE.rglob("*.py") if writers.search(f.read_text())}
    assert found == {"spreadsheet.py", "workbook.py"}


@public
def broken(request: HttpRequest) -> HttpResponse:
    """A page with a fault of ours."""
    raise RuntimeError(SECRET)


urlpatterns = [path("broken/", broken)]


@override_settings(ROOT_URLCONF=__name__)
def test_an_error_of_ours_tells_nothing_outside_and_all_of_it_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    browser = Client(raise_request_exception=False)
    answer = browser.get("/broken/")
    assert answer.status_code == 500
    told = answer.content.decode()
    assert "RuntimeError" not in told
    assert "秘匿川" not in told
    assert "/broken/" in caplog.text
    assert "RuntimeError" in caplog.text


def test_a_line_of_the_log_has_its_time_in_utc_and_no_line_of_anybody_else() -> None:
    record = logging.LogRecord("web", logging.WARNING, "", 0, "a\nERROR b\x1b[2J", None, None)
    record.created, record.msecs = 0.0, 7.0
    line = InUtc().format(record)
    assert line == "1970-01-01T00:00:00.007Z WARNING web a\\nERROR b\\x1b[2J"


def test_who_is_refused_stands_in_the_log_by_key(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    person = person_of(RoleKind.SUPERVISOR, scene.own)
    browser = sign_in(StrictClient(), person)
    assert browser.get(f"/pupils/{scene.pupil.pk}/").status_code == 404
    assert f"{person.pk} was refused" in caplog.text
    assert person.family_name not in caplog.text
