"""Every form of the guardians' pages with anything in it: an answer in words, never an error."""

from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import make_actor, make_city, make_class, make_school, roll
from tests.conftest import StrictClient
from tests.families.families import BORN, PASSWORD, come_in, letter_to
from tests.fuzz.page_forms import PageForm, forms_of
from tests.fuzz.test_forms import filled
from tests.fuzz.test_imports import budget
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed
from tsunagu.attendance.actions import MarkInput
from tsunagu.clock import new_id, today
from tsunagu.families.children import children_of
from tsunagu.families.entering import family_actor
from tsunagu.families.telling import Said, tell
from tsunagu.school.models import Guardian, Pupil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
OFTEN = 15
LEAVES = reverse("family:out")


def forms_on(browser: StrictClient, *urls: str) -> list[PageForm]:
    """The forms of some pages, each once."""
    found = {}
    for url in urls:
        for form in forms_of(browser.get(url).content.decode(), url):
            found[form.action, *sorted(form.fields)] = form
    return [form for form in found.values() if LEAVES not in form.action]


def test_any_form_of_a_guardian_is_answered() -> None:
    room = make_class(make_school(make_city()), pupils=2)
    Pupil.objects.update(birth_date=BORN)
    for one in room.enrolments.all():
        Guardian.objects.create(municipality=room.municipality, pupil=one.pupil, name=one.number)
    office = make_actor(room.school, role=RoleKind.OFFICE)
    mother = family_actor(come_in(letter_to(room, "1", office), "mother"), via="screen")
    [child] = children_of(mother, Deed.OWN_FAMILY)
    said = Said("announced", today(), None)
    told = tell(child=child.key, said=said, key=new_id(), instead_of=None, by=mother)
    roll(room, today(), make_actor(room), n1=MarkInput(kind="absent"))
    inside, outside = StrictClient(), StrictClient()
    inside.post(reverse("family:door"), {"name": "mother", "password": PASSWORD})
    given_code = {"code": letter_to(room, "2", office), "birth_date": BORN.isoformat()}
    assert outside.post(reverse("family:code"), given_code).status_code == 302
    own = [reverse(f"family:{name}", args=[child.key]) for name in ("child", "tell")]
    pages = {
        inside: forms_on(inside, reverse("family:home"), reverse("family:code"), *own),
        outside: forms_on(outside, *map(reverse, ("family:door", "family:account"))),
    }
    actions = {urlsplit(form.action).path for forms in pages.values() for form in forms}
    assert reverse("family:again", args=[child.key, told.notice.pk]) in actions
    assert reverse("family:account") in actions
    for browser, forms in pages.items():
        for form in forms:
            try_often(browser, form)


def try_often(browser: StrictClient, form: PageForm) -> None:
    """Send a form with anything in it; what it wrote, and whom it let in, is taken back."""
    cookies = browser.cookies.output()

    @budget(OFTEN)
    @given(data=st.data())
    def anything(data: st.DataObject) -> None:
        with transaction.atomic():
            answer = browser.post(urlsplit(form.action).path, data.draw(filled(form)))
            transaction.set_rollback(True)
        browser.cookies.load(cookies.replace("Set-Cookie: ", ""))
        assert answer.status_code < 500

    anything()
