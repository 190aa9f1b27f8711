"""A contact or a sharing that was wrong, on the screen: what was written stays to be read."""

import pytest
from django.urls import reverse

from tests.web.school_life import Life
from tests.web.test_contact import FOUR
from tests.web.test_sharing import WRITTEN
from tsunagu.access.enums import RoleKind
from tsunagu.response.models import Contact, Sharing, Task

pytestmark = pytest.mark.django_db


def to(life: Life, name: str, *more: object) -> str:
    return reverse(f"pupil:{name}", args=[life.pupil.pk, *more])


def test_a_contact_is_put_right_and_both_stand_in_the_timeline(life: Life) -> None:
    browser = life.browser()
    browser.post(to(life, "contact"), {**FOUR, "field-food-sleep": "7時に起きた"})
    wrong = Contact.objects.get()
    correct = to(life, "contact-correct", wrong.pk)
    page = browser.get(to(life, "page")).content.decode()
    assert correct in page
    form = browser.get(correct)
    given = {name: value for name, value in form.context["form"].initial.items() if value}
    given = {**given, "line": "午後に話した", "why": ""}
    refused = browser.post(correct, given)
    assert refused.status_code == 422
    assert "午後に話した" in refused.content.decode()
    page = browser.post(correct, {**given, "why": "聞きちがい"}, follow=True).content.decode()
    for words in (FOUR["line"], "午後に話した", "訂正した前の記録", "聞きちがい"):
        assert words in page
    right = Contact.objects.standing().get()
    assert (right.at, right.fields) == (
        wrong.at.replace(second=0, microsecond=0),
        {"field-food-sleep": "7時に起きた"},
    )
    assert browser.get(correct).status_code == 404


def test_a_contact_is_taken_back_with_a_reason(life: Life) -> None:
    browser = life.browser()
    browser.post(to(life, "contact"), FOUR)
    contact = Contact.objects.get()
    withdraw = to(life, "contact-withdraw", contact.pk)
    colleague = life.browser(RoleKind.DEPUTY_HOMEROOM)
    assert colleague.post(withdraw, {"why": "誤り"}).status_code == 404
    assert to(life, "contact-correct", contact.pk) not in (
        colleague.get(to(life, "page")).content.decode()
    )
    browser.post(withdraw, {"why": ""})
    assert Contact.objects.standing().exists()
    page = browser.post(withdraw, {"why": "別の子どもの連絡"}, follow=True).content.decode()
    assert "別の子どもの連絡" in page
    assert "取り消し" in page
    assert Task.objects.filter(pupil=life.pupil, kind="contact", status="open").exists()


def test_a_sharing_is_put_right_then_taken_back(life: Life) -> None:
    browser = life.browser(RoleKind.ATTENDANCE_LEAD)
    browser.post(to(life, "sharing-new"), WRITTEN)
    wrong = Sharing.objects.get()
    correct = to(life, "sharing-correct", wrong.pk)
    assert WRITTEN["decided"] in browser.get(correct).content.decode()
    empty = browser.post(correct, {**WRITTEN, "decided": "", "why": "誤り"})
    assert "決めたことを書いてください" in empty.content.decode()
    new = {**WRITTEN, "decided": "朝は電話をしない", "why": "聞きちがい"}
    assert "朝は電話をしない" in browser.post(correct, new, follow=True).content.decode()
    assert "聞きちがい" in browser.get(to(life, "sharing", wrong.pk)).content.decode()
    assert browser.get(to(life, "sharing-pdf", wrong.pk)).status_code == 404
    right = Sharing.objects.standing().get()
    page = browser.post(
        to(life, "sharing-withdraw", right.pk), {"why": "開いていない"}, follow=True
    ).content.decode()
    assert "開いていない" in page
    assert Task.objects.filter(pupil=life.pupil, kind="share", status="open").exists()
