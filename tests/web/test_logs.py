"""The technical log holds nobody's name and nothing that somebody wrote, whatever goes wrong."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from tests.signed_in import sign_in
from tests.web.addresses import addresses
from tests.web.markers import CHILD, MARKERS, PHONE, SECRET
from tests.web.scene import Scene, person_of
from tsunagu.access.enums import RoleKind
from tsunagu.cli.jobs import Job, Round
from tsunagu.web.http import public
from tsunagu.web.logs import InUtc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SAID = dict.fromkeys(("q", "text", "note", "line", "why", "name", "day"), f"{CHILD} {SECRET}")
NEVER = {CHILD, SECRET, PHONE, *MARKERS.values()}


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the log says from here on, as it is written where Tsunagu is served."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(InUtc())
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    yield out
    logging.getLogger().removeHandler(handler)


def test_walking_every_page_and_deed_logs_nobody(scene: Scene, log: StringIO) -> None:
    for kind in (RoleKind.PRINCIPAL, RoleKind.PRIVACY_OFFICER):
        browser = sign_in(Client(raise_request_exception=False), person_of(kind, scene.own))
        for address in (one for one in addresses() if one.deed is not None):
            browser.get(scene.url(address), SAID)
            browser.post(scene.url(address), SAID)
    assert "Not Found" in log.getvalue()
    assert not [word for word in NEVER if word in log.getvalue()]


@public
def broken(request: HttpRequest) -> HttpResponse:
    """A page on which a fault of ours quotes what it met."""
    try:
        raise KeyError(CHILD)
    except KeyError as error:
        raise ValueError(f"{CHILD} {SECRET}") from error


@public
def full(request: HttpRequest) -> HttpResponse:
    """A page on which the database quotes the row that it refused."""
    raise DatabaseError(f"DETAIL: Key (family_name)=({CHILD}) already exists.")


urlpatterns = [path("broken/", broken), path("full/", full)]


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("address", "kinds"), [("broken", ("KeyError", "ValueError")), ("full", ("DatabaseError",))]
)
def test_error_is_told_by_place_and_type_without_its_words(
    log: StringIO, address: str, kinds: tuple[str, ...]
) -> None:
    answer = Client(raise_request_exception=False).get(f"/{address}/")
    assert answer.status_code >= 500
    for told in (log.getvalue(), answer.content.decode()):
        assert not [word for word in NEVER if word in told]
    assert all(kind in log.getvalue() for kind in kinds)
    assert f"in {address}\n" in log.getvalue()


def test_failing_job_logs_where_and_nobody(log: StringIO) -> None:
    def fail() -> None:
        raise OSError(28, "No space left", f"{CHILD}.csv")

    Round([Job("fail", 1, fail)]).turn(0)
    assert "OSError [28]" in log.getvalue()
    assert CHILD not in log.getvalue()
