"""A contact's form: four things to save, the rest beside it."""

import re
from urllib.parse import quote

import pytest
from django.urls import reverse

from tests.builders import make_class, make_person
from tests.web.school_life import TUESDAY, WEDNESDAY, Life, browser_of
from tsunagu.access.enums import RoleKind
from tsunagu.audit.models import Event
from tsunagu.packs.loader import phrases
from tsunagu.response.last_contacts import last_contact
from tsunagu.response.models import Contact, Task
from tsunagu.school.models import Guardian

pytestmark = pytest.mark.django_db
FOUR = {
    "way": "call",
    "reached": "guardian",
    "child": "heard",
    "line": "熱は下がり、昼は食べられた",
    "next": "明日の朝の様子を見る",
    "on": "2026-05-20",
    "at": "09:30",
}


def address(life: Life) -> str:
    return reverse("pupil:contact", args=[life.pupil.pk])


def test_reached_guardian_closes_contact_tasks_and_says_which(life: Life) -> None:
    browser = life.browser()
    owed = Task.objects.filter(pupil=life.pupil, kind="contact", status="open").count()
    assert owed
    page = browser.post(address(life), FOUR, follow=True)
    contact = Contact.objects.get()
    assert (contact.reached, contact.child_heard, contact.child_seen) == ("guardian", True, False)
    assert (contact.line, contact.next) == (FOUR["line"], FOUR["next"])
    assert not Task.objects.filter(pupil=life.pupil, kind="contact", status="open").exists()
    assert "5月18日（月）、5月19日（火）の連絡を済みにしました" in page.content.decode()


def test_reached_nobody_offers_other_number_and_visit(life: Life) -> None:
    mother = life.pupil.guardians.get(relation="母")
    nobody = {**FOUR, "reached": "nobody", "child": "neither", "dialled": str(mother.pk)}
    page = life.browser().post(address(life), nobody, follow=True).content.decode()
    assert "090-0000-0002" in page
    assert "090-0000-0001" not in page
    assert "家庭を訪ねる" in page
    assert Task.objects.filter(pupil=life.pupil, kind="contact", status="open").exists()


@pytest.mark.parametrize("missing", ["way", "child", "reached", "line", "next"])
def test_each_of_the_four_is_asked_for_and_the_rest_kept(life: Life, missing: str) -> None:
    given = {key: value for key, value in FOUR.items() if key != missing}
    given["field-health"] = "受診した"
    answer = life.browser().post(address(life), given)
    assert answer.status_code == 422
    assert "受診した" in answer.content.decode()
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("child", "child_heard", "child_seen"),
    [
        ("both", True, True),
        ("seen", False, True),
        ("heard", True, False),
        ("neither", False, False),
    ],
)
def test_child_heard_and_child_seen_are_one_required_answer(
    life: Life, child: str, child_heard: bool, child_seen: bool
) -> None:
    browser = life.browser()
    nothing = {key: value for key, value in FOUR.items() if key != "child"}
    refused = browser.post(address(life), nothing).content.decode()
    assert 'aria-invalid="true"' in refused
    assert not Contact.objects.exists()
    browser.post(reverse("pupil:contact-draft", args=[life.pupil.pk]), {"child": child})
    kept = browser.get(address(life)).content.decode()
    assert re.search(f'name="child" value="{child}"[^>]*checked', kept)
    browser.post(address(life), {**FOUR, "child": child})
    contact, since = Contact.objects.get(), last_contact(life.pupil.pk)
    assert (contact.child_heard, contact.child_seen) == (child_heard, child_seen)
    assert (since.days_since_heard, since.days_since_seen) == (
        0 if child_heard else None,
        0 if child_seen else None,
    )


def test_message_cannot_have_heard_or_seen_the_child(life: Life) -> None:
    message = {**FOUR, "way": "message"}
    assert "「どちらもまだ」を" in life.browser().post(address(life), message).content.decode()
    life.browser().post(address(life), {**message, "child": "neither"})
    assert Contact.objects.get().way == "message"


@pytest.mark.parametrize("child", ["both", "seen", "heard"])
def test_reached_nobody_cannot_have_heard_or_seen_the_child(life: Life, child: str) -> None:
    answer = life.browser().post(address(life), {**FOUR, "reached": "nobody", "child": child})
    assert answer.status_code == 422
    assert not Contact.objects.exists()


@pytest.mark.parametrize("way", ["voicemail", "letter"])
def test_way_that_leaves_word_reaches_nobody(life: Life, way: str) -> None:
    answer = life.browser().post(address(life), {**FOUR, "way": way, "child": "neither"})
    assert answer.status_code == 422
    assert "返事が来たら" in answer.content.decode()
    assert not Contact.objects.exists()
    nobody = {**FOUR, "way": way, "reached": "nobody", "child": "neither"}
    life.browser().post(address(life), nobody)
    assert Contact.objects.get().way == way
    assert Task.objects.filter(pupil=life.pupil, kind="contact", status="open").exists()


@pytest.mark.parametrize(("on", "status"), [("2025-03-31", 422), ("2025-04-01", 302)])
def test_on_may_lie_in_this_school_year_or_the_last(life: Life, on: str, status: int) -> None:
    answer = life.browser().post(address(life), {**FOUR, "on": on, "at": "16:00"})
    assert answer.status_code == status
    if status == 422:
        assert "2025年4月1日（火）以後の日付" in answer.content.decode()
        assert FOUR["line"] in answer.content.decode()


def test_next_way_offers_no_number_that_was_tried(life: Life) -> None:
    browser = life.browser()
    nobody = {**FOUR, "reached": "nobody", "child": "neither"}
    mother, father = Guardian.objects.filter(pupil=life.pupil).order_by("order")
    page = browser.post(address(life), nobody, follow=True).content.decode()
    assert "どの番号にかけたかは、記録されていません" in page
    assert (mother.phone in page, father.phone in page) == (True, True)
    page = browser.post(
        address(life), {**nobody, "dialled": str(mother.pk)}, follow=True
    ).content.decode()
    assert (mother.phone in page, father.phone in page) == (False, True)
    father.delete()
    page = browser.post(address(life), nobody, follow=True).content.decode()
    assert mother.phone not in page
    assert "ほかの番号はありません" in page
    mother.delete()
    page = browser.post(address(life), nobody, follow=True).content.decode()
    assert "連絡先が登録されていません" in page


def test_fields_of_the_pack_are_kept_by_their_id(life: Life) -> None:
    life.browser().post(
        address(life), {**FOUR, "field-food-sleep": "7時に起きた", "told-tomorrow": "on"}
    )
    assert Contact.objects.get().fields == {
        "field-food-sleep": "7時に起きた",
        "told-tomorrow": "伝えた",
    }


def test_anyone_of_the_staff_may_record_but_sees_no_number(life: Life) -> None:
    teacher = life.browser(RoleKind.TEACHER)
    page = teacher.get(address(life)).content.decode()
    assert "090-0000-0001" not in page
    assert "あなたの役割では、連絡先は見られません" in page
    assert teacher.post(address(life), FOUR)["Location"] == reverse("today")
    assert Contact.objects.count() == 1


def test_pupil_of_another_school_is_not_there(life: Life) -> None:
    stranger = browser_of(make_person(make_class()))
    assert stranger.get(address(life)).status_code == 404


def test_every_look_is_on_record(life: Life) -> None:
    life.browser().get(address(life))
    assert Event.objects.filter(pupil=str(life.pupil.pk), details__look=True).count() == 1


def test_drafts_to_leave_behind_name_school_and_writer_and_no_child(life: Life) -> None:
    page = life.browser().get(address(life)).content.decode()
    drafts = re.findall(r'<blockquote class="draft">(.*?)</blockquote>', page, re.DOTALL)
    assert len(drafts) >= 2
    assert life.homeroom.person
    for draft in drafts:
        assert life.school.name in draft
        assert life.homeroom.person.name in draft
        assert life.pupil.family_name not in draft
        assert "{" not in draft


def test_task_says_that_a_call_of_the_evening_before_answered_it(life: Life) -> None:
    evening = {**FOUR, "child": "neither", "reached": "guardian", "on": "2026-05-18", "at": "18:20"}
    life.browser().post(address(life), {**evening, "way": "call"})
    visit = Task.objects.get(pupil=life.pupil, kind="contact", day=TUESDAY)
    page = life.browser().get(reverse("pupil:task", args=[life.pupil.pk, visit.pk]))
    assert "前日（18:20）の連絡（電話）で済み" in page.content.decode()


def test_guidance_never_says_that_everyone_waits() -> None:
    groups = ("contact.tell.child", "contact.voicemail", "contact.letter")
    texts = [p.text for group in groups for p in phrases(["akashi"], group, WEDNESDAY)]
    assert texts
    assert not [text for text in texts if "待って" in text or "みんな" in text]


@pytest.mark.parametrize(("role", "linked"), [(RoleKind.HOMEROOM, True), (RoleKind.OFFICE, False)])
def test_the_childs_name_leads_only_where_one_may_go(
    life: Life, role: RoleKind, linked: bool
) -> None:
    place = life.classroom if role == RoleKind.HOMEROOM else life.classroom.school
    page = browser_of(make_person(place, role=role)).get(address(life)).content.decode()
    assert life.pupil.name in page
    link = f'<a href="{reverse("pupil:page", args=[life.pupil.pk])}">{life.pupil.name}</a>'
    assert (link in page) is linked


def test_a_call_from_the_roll_leads_back_to_the_roll(life: Life) -> None:
    office, roll = life.browser(RoleKind.OFFICE), f"/roll/{life.classroom.pk}/2026-05-20/"
    door = f"{address(life)}?back={quote(roll)}"
    assert door in office.get(roll).content.decode().replace("%2F", "/")
    assert f'name="back" value="{roll}"' in office.get(door).content.decode()
    assert office.post(address(life), {**FOUR, "back": roll})["Location"] == roll
    nobody = {**FOUR, "reached": "nobody", "child": "neither", "back": roll}
    again = office.post(address(life), nobody, follow=True).content.decode()
    assert f'<a href="{roll}">もとの画面に戻る</a>' in again
    assert f"?way=call&amp;back={roll}" in again
    kept = office.post(reverse("pupil:contact-draft", args=[life.pupil.pk]), {"back": roll})
    assert f'value="{roll}"' in office.get(kept["Location"]).content.decode()


@pytest.mark.parametrize("back", ["https://example.jp/", "//example.jp", "javascript:alert(1)"])
def test_a_contact_leads_back_to_no_other_site(life: Life, back: str) -> None:
    answer = life.browser().post(address(life), {**FOUR, "back": back})
    assert answer["Location"] == reverse("pupil:page", args=[life.pupil.pk])
