"""Every form of every page with anything in it: an answer in words, never an error of ours.

Where one fails, hypothesis prints the example and the line that tries it again.
"""

from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import StrictClient
from tests.fuzz.page_forms import FILE, PageForm, forms_of
from tests.fuzz.test_imports import DATES, LONG, TEXT, budget
from tests.signed_in import sign_in
from tests.web.addresses import addresses
from tests.web.scene import Scene, make_scene, person_of
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.cases.actions import ask_share
from tsunagu.cases.enums import Basis, Section
from tsunagu.cases.models import Share
from tsunagu.clock import today
from tsunagu.org.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ROLES = {
    "postgresql": (
        RoleKind.PRINCIPAL,
        RoleKind.SUPERVISOR,
        RoleKind.LEAD_COUNSELLOR,
        RoleKind.PRIVACY_OFFICER,
        RoleKind.ADMINISTRATOR,
    ),
    "sqlite": (
        RoleKind.HOMEROOM,
        RoleKind.OFFICE,
        RoleKind.BOARD_HEAD,
        RoleKind.CENTRE_STAFF,
        RoleKind.AGENCY_LEAD,
    ),
}
"""Who sends on which database: most forms are offered to somebody on each of them."""
OFTEN = 2
"""How often each form is sent by each role."""
LEFT_OUT = {"account_logout", "end-other-sessions"}
"""What would end the browser's session under way."""
NUMBERS = ("-1", "0", "１２", "1e5", "9" * 30, "NaN", "٣")
TIMES = ("08:25", "25:61", "8:5", "23:59:59.999999")
KEYS = st.builds(lambda: str(uuid4())) | st.sampled_from(("None", "../..", "0" * 36))
ODD = st.one_of(
    TEXT, LONG, DATES, KEYS, st.sampled_from(NUMBERS + TIMES + ("", "on", "true", "//x.example/"))
)


def offered(browser: Client, scene: Scene) -> list[PageForm]:
    """Every form that someone is shown, each address and set of names once."""
    found = {}
    for address in addresses():
        if address.deed is not None and address.name not in LEFT_OUT:
            url = scene.url(address)
            answer = browser.get(url)
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                for form in forms_of(answer.content.decode(), url):
                    found[form.action, form.method, *sorted(form.fields)] = form
    return [form for form in found.values() if "logout" not in form.action]


@st.composite
def filled(draw: st.DrawFn, form: PageForm) -> dict[str, list[object]]:
    """For each field of a form a value that the page offers, any other, several or none."""
    data: dict[str, list[object]] = {}
    for name, values in sorted(form.fields.items()):
        if FILE in values:
            body = draw(st.binary(max_size=200))
            data[name] = [SimpleUploadedFile(draw(st.sampled_from(("a.csv", "a.zip"))), body)]
            continue
        known = st.sampled_from(sorted(values)) if values else ODD
        how = draw(st.sampled_from(("known", "known", "odd", "odd", "both", "none")))
        if how == "both":
            data[name] = [draw(known), draw(ODD)]
        elif how != "none":
            data[name] = [draw(known if how == "known" else ODD)]
    return data


def send(person: Person, form: PageForm, data: dict[str, list[object]]) -> int:
    """What the form is answered; an error of ours is raised. What it wrote is taken back."""
    with transaction.atomic():
        browser = sign_in(StrictClient(), person)
        address = urlsplit(form.action).path
        answer = getattr(browser, form.method)(address, data)
        if answer.streaming:
            b"".join(answer)
        transaction.set_rollback(True)
    return int(answer.status_code)


def ask_as_only_manager(scene: Scene) -> Share:
    """A share that waits for the board's head, since who asked is the school's only manager."""
    principal = Role.objects.get(kind=RoleKind.PRINCIPAL, organisation=scene.own.school)
    held = Share.objects.get(pk=scene.keys["share"])
    return ask_share(
        pupil=held.pupil,
        receiver=held.receiver,
        basis=Basis.OWN_TASK,
        law="生活困窮者自立支援法",
        purpose="見守り",
        sections=[Section.ATTENDANCE],
        named=False,
        first=today(),
        last=today(),
        by=actor_of(principal.person),
    )


@pytest.mark.parametrize("kind", ROLES[connection.vendor])
def test_any_form_is_answered(kind: RoleKind) -> None:
    scene = make_scene()
    share = reverse("confirming:share", args=[ask_as_only_manager(scene).pk])
    person = person_of(kind, scene.own)
    shown = offered(sign_in(StrictClient(), person), scene)
    assert (share in {form.action for form in shown}) == (kind == RoleKind.BOARD_HEAD)
    for button in shown:
        if not button.fields:
            assert send(person, button, {}) < 500
    forms = [form for form in shown if form.fields]
    assert forms

    for form in forms:
        try_often(person, form)


def try_often(person: Person, form: PageForm) -> None:
    """Send one form with what hypothesis finds, the simplest first."""

    @budget(OFTEN)
    @given(data=filled(form))
    def tried(data: dict[str, list[object]]) -> None:
        assert send(person, form, data) < 500

    tried()
