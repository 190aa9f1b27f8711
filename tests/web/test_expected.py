"""A child known before any roster: from the first word to the entry, and who may write it down."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_actor, make_city, make_class, make_person, make_school
from tests.roster_files import RosterFiles
from tests.web.school_life import browser_of
from tsunagu.access.actor import Actor
from tsunagu.access.deeds import Deed
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.cases.models import Case, ProcedureRecord
from tsunagu.clock import freeze, today
from tsunagu.forms.models import Sheet
from tsunagu.intake.faults import InputFault
from tsunagu.rights.actions import receive
from tsunagu.rights.enums import Capacity, ClaimKind
from tsunagu.rights.models import Claim
from tsunagu.rights.retention import due
from tsunagu.school.enums import Stage
from tsunagu.school.expecting import Told, change_expected, expect_pupil, stop_expecting
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.models import Expected, Guardian, Pupil, School

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
R = RoleKind
ENTRY = date(2027, 4, 1)
NEW, LIST = reverse("pupil:expected-new"), reverse("pupil:expected")
WRITTEN = {
    "family_name": "小鳥遊",
    "given_name": "ひなた",
    "family_kana": "たかなし",
    "given_kana": "ひなた",
    "birth_date": "2023-06-01",
    "day": "2027-04-01",
    "guardian": "小鳥遊 みのり",
    "relation": "母",
    "phone": "090-0000-7777",
}
CODE = "A128210000017"
TOLD = Told("小鳥遊", "ひなた", "たかなし", "ひなた", date(2023, 6, 1), "小鳥遊 みのり", "母")


@pytest.fixture
def nursery() -> School:
    """A nursery of a city that follows Kunitachi's way, with nobody in any class."""
    city = make_city(code="282031", packs=["national", "akashi", "kunitachi"])
    return make_school(city, name="ひなげし保育園", stage=Stage.OTHER)


@pytest.fixture
def head(nursery: School) -> Actor:
    """The nursery's head."""
    return make_actor(nursery, role=R.PRINCIPAL)


@pytest.fixture
def browser(head: Actor) -> Client:
    """The head's browser."""
    assert head.person
    return browser_of(head.person)


@pytest.fixture
def expected(nursery: School, head: Actor) -> Expected:
    """The child as the head wrote it down."""
    return expect_pupil(school=nursery, day=ENTRY, told=TOLD, by=head)


def shown(browser: Client, name: str, *keys: object) -> str:
    """A page that is there."""
    answer = browser.get(reverse(name, args=keys))
    assert answer.status_code == 200, name
    return answer.content.decode()


def test_entry_with_medical_care_begins_before_any_roster(nursery: School, browser: Client) -> None:
    answer = browser.post(NEW, WRITTEN | {"school": nursery.pk})
    child = Pupil.objects.get()
    cases = reverse("support:pupil", args=[child.pk])
    assert answer["Location"] == f"{cases}?origin=guardian"
    assert "2027年4月1日（木）に来る予定" in shown(browser, "support:pupil", child.pk)
    begun = {"kind": "medical-care-nursery", "origin": "guardian", "why": "家庭から相談があった"}
    case_page = browser.post(cases, begun)["Location"]
    assert "ひなげし保育園" in browser.get(case_page).content.decode()
    case = Case.objects.get()
    assert (case.pupil, case.school) == (child, nursery)
    steps = reverse("support:procedure", args=[case.pk])
    for step in ("situation", "visit", "inform", "examine", "decide"):
        said = {"outcome": "done", "on": "2026-05-20", "text": "母と見学した"}
        posted = {f"{step}-{name}": value for name, value in said.items()} | {"act": step}
        assert browser.post(steps, posted).status_code == 302
    assert ProcedureRecord.objects.filter(case=case, outcome="done").count() == 5
    browser.post(reverse("sheets:begin", args=[child.pk]), {"form": "assessment-sheet"})
    assert Sheet.objects.get().pupil == child


def test_every_page_of_the_child_opens_ahead_of_its_entry(
    browser: Client, expected: Expected
) -> None:
    for name in ("page", "contact", "sharing-new", "siblings", "notice-new"):
        assert "小鳥遊 ひなた" in shown(browser, f"pupil:{name}", expected.pupil_id)
    for name in ("support:pupil", "support:handovers", "sheets:pupil", "cases:shares"):
        assert "小鳥遊 ひなた" in shown(browser, name, expected.pupil_id)
    assert "小鳥遊 みのり" in shown(browser, "pupil:page", expected.pupil_id)


def test_list_leads_to_the_child_and_is_searched_without_an_address(
    browser: Client, expected: Expected
) -> None:
    assert reverse("pupil:expected") in shown(browser, "pupil:find")
    page = shown(browser, "pupil:expected")
    assert reverse("pupil:page", args=[expected.pupil_id]) in page
    assert "2027年4月1日（木）" in page
    assert "小鳥遊" in browser.post(LIST, {"q": "たかなし"}).content.decode()
    assert "見つかりませんでした" in browser.post(LIST, {"q": "ほか"}).content.decode()
    looks = Event.objects.filter(kind="expected_list", pupil=str(expected.pupil_id))
    assert looks.exists()


def test_nobody_else_learns_of_the_child(nursery: School, expected: Expected) -> None:
    elsewhere = make_school(nursery.municipality)
    room = make_class(nursery)
    others = [
        make_person(elsewhere, role=R.PRINCIPAL),
        make_person(room, role=R.HOMEROOM),
        make_person(nursery, role=R.OFFICE),
        make_person(make_school(make_city()), role=R.PRINCIPAL),
    ]
    for person in others:
        browser = browser_of(person)
        for name, key in (("page", expected.pupil_id), ("expected-change", expected.pk)):
            assert browser.get(reverse(f"pupil:{name}", args=[key])).status_code in {403, 404}
        assert "小鳥遊" not in browser.get(LIST).content.decode()
        with pytest.raises(Denied):
            expect_pupil(
                school=nursery, day=ENTRY, told=TOLD, by=make_actor(elsewhere, role=R.PRINCIPAL)
            )


def test_all_faults_stand_on_the_form_and_nothing_is_lost(
    nursery: School, browser: Client, expected: Expected
) -> None:
    wrong = {"day": "2026-05-19", "birth_date": "2027-01-01", "guardian": "", "school": nursery.pk}
    answer = browser.post(NEW, WRITTEN | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("来る予定の日は、今日から", "生年月日は、", "氏名も入れてください"):
        assert words in page
    assert 'value="090-0000-7777"' in page
    again = browser.post(NEW, WRITTEN | {"school": nursery.pk}).content.decode()
    assert "同じ氏名と生年月日の子どもが、もう記録にあります" in again
    assert Expected.objects.count() == 1


def test_what_was_written_is_put_right_ended_and_taken_up_again(
    browser: Client, expected: Expected
) -> None:
    address = reverse("pupil:expected-change", args=[expected.pk])
    changed = WRITTEN | {"given_name": "日向", "phone": "090-0000-8888"}
    posted = {f"change-{name}": value for name, value in changed.items()} | {"act": "change"}
    assert browser.post(address, posted).status_code == 302
    assert Pupil.objects.get().name == "小鳥遊 日向"
    assert Guardian.objects.get().phone == "090-0000-8888"
    why = {"act": "withdraw", "withdraw-why": "ほかの園に決まった"}
    assert browser.post(address, why | {"withdraw-why": ""}).status_code == 422
    assert browser.post(address, why).status_code == 302
    assert "ほかの園に決まった" in shown(browser, "pupil:expected")
    assert browser.post(address, posted).status_code == 302
    expected.refresh_from_db()
    assert (expected.ended_on, expected.ended_why) == (None, "")
    noted = Event.objects.filter(kind="expected").values_list("details__what", flat=True)
    assert sorted(noted) == ["change", "change", "end", "expect"]


def roster() -> RosterFiles:
    """The roster of next year, with the child in a class of the nursery."""
    files = RosterFiles(year=2027)
    files.school("S1", name="ひなげし保育園", code=CODE)
    files.homeroom("C1", school="S1", grade="E1", name="ひよこ組")
    files.pupil("K1", homeroom="C1", name="小鳥遊 ひなた", birth="2023-06-01")
    return files


def test_roster_brings_the_same_child(
    tmp_path: Path, nursery: School, head: Actor, browser: Client, expected: Expected
) -> None:
    School.objects.filter(pk=nursery.pk).update(code=CODE)
    path = roster().write(tmp_path / "r")
    key = str(expected.pupil_id)
    with pytest.raises(InputFault, match=f"--same K1={key}"):
        import_roster(path=path)
    import_roster(path=path, same={"K1": key})
    child = Pupil.objects.get()
    assert str(child.pk) == key
    assert child.enrolments.get().begin == ENTRY
    assert "いまはいません" in shown(browser, "pupil:expected")
    assert "2027年4月1日（木）に来る予定" in shown(browser, "pupil:page", key)
    change = reverse("pupil:expected-change", args=[expected.pk])
    assert browser.get(change).status_code == 404
    for deed in (
        lambda: change_expected(expected=expected, day=ENTRY, told=TOLD, by=head),
        lambda: stop_expecting(expected=expected, why="x", by=head),
    ):
        with pytest.raises(Refused, match="名簿に入った子ども"):
            deed()
    with freeze(ENTRY):
        assert "ひよこ組" in shown(browser, "pupil:page", key)


def test_what_is_held_on_the_child_is_asked_for_and_deleted_in_its_time(
    nursery: School, head: Actor, expected: Expected
) -> None:
    receive(
        pupil=expected.pupil,
        kind=ClaimKind.DISCLOSURE,
        asked_by="小鳥遊 みのり",
        capacity=Capacity.GUARDIAN,
        papers=("paper-photo", "paper-family-register"),
        received_on=today(),
        guardian=Guardian.objects.get(),
        by=head,
    )
    assert Claim.objects.visible_to(head, Deed.SEE_CLAIMS).count() == 1
    Claim.objects.all().delete()

    def kinds(on: date) -> set[str]:
        rows = due(nursery.municipality, on)
        return {one.holding.name for one in rows if one.rows.exists()}

    assert not kinds(date(2033, 3, 31))
    assert kinds(date(2048, 3, 31)) == {"school.guardian"}
    assert kinds(date(2048, 4, 1)) == {"school.pupil", "school.expected", "school.guardian"}
