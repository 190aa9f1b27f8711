"""What a sharing decided is work on the responsible person's day until it is done."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tests.builders import enrol, make_class, make_person, make_school
from tests.web.school_life import Life, browser_of
from tests.web.test_sharing import WRITTEN
from tsunagu.access.enums import RoleKind
from tsunagu.clock import freeze
from tsunagu.org.models import Leave, Person
from tsunagu.response.actions import catch_up
from tsunagu.response.models import Decision, Sharing, Task

pytestmark = pytest.mark.django_db
VISIT, LUNCH, NURSE = "夕方に家庭訪問をする", "給食を止める", "保健室で迎える"


def said(person: Person) -> str:
    """What a person reads on their day."""
    return browser_of(person).get(reverse("today")).content.decode()


@pytest.fixture
def grade_lead(life: Life) -> Person:
    """The lead of the grade, who may answer for its children."""
    return make_person(life.classroom, role=RoleKind.GRADE_LEAD)


@pytest.fixture
def lead(life: Life) -> Person:
    """The attendance lead, who answers for what names nobody."""
    return make_person(life.school, role=RoleKind.ATTENDANCE_LEAD)


@pytest.fixture
def three(life: Life, grade_lead: Person) -> dict[str, str]:
    """Three decisions: the homeroom teacher's, the grade lead's, and nobody's by name."""
    assert life.homeroom.person
    return {
        **WRITTEN,
        "decided": VISIT,
        "decided_who": str(life.homeroom.person.pk),
        "decided_until": "2026-05-21",
        "decided_2": NURSE,
        "decided_who_2": str(grade_lead.pk),
        "decided_until_2": "2026-05-25",
        "decided_3": LUNCH,
        "decided_until_3": "2026-05-26",
    }


def test_each_decision_is_owed_by_its_person_until_done_or_not_needed(
    life: Life, lead: Person, grade_lead: Person, three: dict[str, str]
) -> None:
    homeroom, browser = life.homeroom.person, life.browser()
    assert homeroom
    page = browser.post(
        reverse("pupil:sharing-new", args=[life.pupil.pk]), three, follow=True
    ).content.decode()
    for words in (VISIT, NURSE, LUNCH, "5月26日（火）まで"):
        assert words in page
    for person, own in ((homeroom, VISIT), (grade_lead, NURSE), (lead, LUNCH)):
        shown = said(person)
        assert [words in shown for words in (VISIT, NURSE, LUNCH)] == [
            words == own for words in (VISIT, NURSE, LUNCH)
        ]
        assert "5月20日（水）の情報共有で決めたこと" in shown
        assert "引き継がれたこと" not in shown
    for what, end in (
        (VISIT, {"status": "done"}),
        (NURSE, {"status": "not_needed", "why": "来た"}),
    ):
        task = Task.objects.get(decision__what=what)
        address = reverse("pupil:task", args=[life.pupil.pk, task.pk])
        shown = browser.get(address).content.decode()
        assert "未対応" in shown
        assert not any(words in shown for words in ("引き継いだ人", "未対応に戻す"))
        assert address in page
        assert reverse("pupil:sharing", args=[life.pupil.pk, Sharing.objects.get().pk]) in (
            browser.get(address).content.decode()
        )
        browser.post(address, end)
    assert VISIT not in said(homeroom)
    assert NURSE not in said(grade_lead)
    assert LUNCH in said(lead)
    timeline = browser.get(reverse("pupil:page", args=[life.pupil.pk])).content.decode()
    for words in (VISIT, NURSE, LUNCH):
        assert re.search(f"<h3>{words}", timeline)


def test_a_decision_overdue_or_of_someone_away_goes_on_to_the_next(
    life: Life, lead: Person, grade_lead: Person, three: dict[str, str]
) -> None:
    life.browser().post(reverse("pupil:sharing-new", args=[life.pupil.pk]), three)
    Leave.objects.create(
        municipality=life.school.municipality,
        person=grade_lead,
        first=date(2026, 5, 20),
        last=date(2026, 5, 20),
    )
    assert NURSE in said(lead)
    with freeze(date(2026, 5, 22)):
        hand = browser_of(lead).get(reverse("today-hand")).content.decode()
    assert VISIT in hand


def test_a_draft_owes_nobody_anything_and_keeps_every_row(
    life: Life, three: dict[str, str]
) -> None:
    new = reverse("pupil:sharing-new", args=[life.pupil.pk])
    draft = life.browser().post(new, {**three, "decided_until_3": "", "draft": "1"})
    assert Decision.objects.count() == 3
    assert not Task.objects.filter(kind="decision").exists()
    page = life.browser().get(draft["Location"]).content.decode()
    assert "<details" in page
    assert page.index("open>") < page.index(NURSE) < page.index(LUNCH)
    refused = life.browser().post(draft["Location"], {**three, "decided_until_3": ""})
    assert refused.status_code == 422
    assert "いつまでにするかを入れてください" in refused.content.decode()


def test_only_who_may_answer_for_the_child_is_named(life: Life, three: dict[str, str]) -> None:
    other = make_person(make_class(life.school, name="2組", pupils=0), role=RoleKind.HOMEROOM)
    new = reverse("pupil:sharing-new", args=[life.pupil.pk])
    refused = life.browser().post(new, {**three, "decided_who_2": str(other.pk)})
    assert refused.status_code == 422
    assert not Sharing.objects.exists()


def test_a_correction_hands_the_same_words_on_and_withdraws_the_rest(
    life: Life, grade_lead: Person, three: dict[str, str]
) -> None:
    browser = life.browser()
    browser.post(reverse("pupil:sharing-new", args=[life.pupil.pk]), three)
    done = Task.objects.get(decision__what=VISIT)
    kept = Task.objects.get(decision__what=NURSE)
    browser.post(reverse("pupil:task", args=[life.pupil.pk, done.pk]), {"status": "done"})
    wrong = Sharing.objects.get()
    correct = reverse("pupil:sharing-correct", args=[life.pupil.pk, wrong.pk])
    put_right = {**three, "decided_until_2": "2026-05-29", "decided_3": "朝に電話する"}
    browser.post(correct, {**put_right, "why": "聞きちがい"})
    right = Sharing.objects.standing().get()
    assert [d.task.status for d in right.decisions.all() if d.task] == [
        "done",
        "handed_over",
        "open",
    ]
    kept.refresh_from_db()
    assert (kept.decision.sharing, kept.due) == (right, date(2026, 5, 29))
    assert Task.objects.get(decision__what=LUNCH).status == "withdrawn"
    withdraw = reverse("pupil:sharing-withdraw", args=[life.pupil.pk, right.pk])
    browser.post(withdraw, {"why": "開いていない"})
    assert not Task.objects.owed().filter(kind="decision").exists()
    assert Task.objects.get(decision__what=VISIT).status == "done"


def test_the_same_words_for_two_people_are_two_tasks_and_a_correction_takes_one_back(
    life: Life, grade_lead: Person, three: dict[str, str]
) -> None:
    browser = life.browser()
    both = {**three, "decided_2": VISIT}
    browser.post(reverse("pupil:sharing-new", args=[life.pupil.pk]), both)
    owed = Task.objects.owed().filter(decision__what=VISIT)
    own, other = owed.get(handed_to=life.homeroom.person), owed.get(handed_to=grade_lead)
    correct = reverse("pupil:sharing-correct", args=[life.pupil.pk, Sharing.objects.get().pk])
    one = {name: text for name, text in both.items() if not name.endswith("_2")}
    browser.post(correct, {**one, "why": "学年主任は行かない"})
    assert owed.get() == own
    other.refresh_from_db()
    assert other.status == "withdrawn"


def test_what_was_decided_goes_along_to_another_school(life: Life, three: dict[str, str]) -> None:
    life.browser().post(reverse("pupil:sharing-new", args=[life.pupil.pk]), three)
    there = make_class(make_school(life.school.municipality), pupils=0)
    life.pupil.enrolments.update(end=date(2026, 5, 21))
    enrol(life.pupil, there, begin=date(2026, 5, 21))
    head = make_person(there.school, role=RoleKind.PRINCIPAL)
    with freeze(date(2026, 5, 21)):
        catch_up(municipality=life.school.municipality, school_year=2026)
        assert VISIT in said(head)
