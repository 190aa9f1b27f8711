"""My plan in the browser's words: what the adult writes is what the child reads, and back again."""

import pytest
from django.urls import reverse

from tests.builders import make_actor, make_city, make_class, make_person, make_school
from tests.conftest import StrictClient
from tests.web.school_life import browser_of
from tests.web.test_portal import DOOR, bare, enter, read
from tsunagu.access.actor import actor_of
from tsunagu.cases.actions.cases import begin_case, name_coordinator
from tsunagu.cases.actions.teams import add_member
from tsunagu.cases.case_enums import CaseOrigin
from tsunagu.cases.models import Case, NotRight, PlanLine, PlanPart
from tsunagu.doors.actions import give_pictures, open_class
from tsunagu.doors.kanji import beyond
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PLAN, TODAY = reverse("portal:plan"), reverse("today")


@pytest.fixture
def room() -> Classroom:
    """A second grade of two."""
    return make_class(make_school(make_city()), grade="P2", pupils=2)


@pytest.fixture
def teacher(room: Classroom) -> Person:
    """Its homeroom teacher, whose name has a reading."""
    person = make_person(room)
    person.family_name, person.kana = "白藤", "しらふじ はる"
    person.save()
    return person


@pytest.fixture
def own(room: Classroom) -> dict[str, list[str]]:
    """The pictures of the class by number."""
    given = give_pictures(enrolments=room.enrolments.all(), by=make_actor(room))
    return {one.enrolment.number: list(one.pictures) for one in given}


@pytest.fixture
def inside(room: Classroom, own: dict[str, list[str]]) -> StrictClient:
    """A tablet of the class with the first child in."""
    browser = StrictClient()
    browser.post(DOOR, {"code": open_class(classroom=room, by=make_actor(room)).code})
    assert enter(browser, "1", own["1"])
    return browser


@pytest.fixture
def case(room: Classroom, teacher: Person) -> Case:
    """The case of the first child, which the teacher coordinates."""
    by, pupil = actor_of(teacher), room.enrolments.get(number="1").pupil
    made = begin_case(
        pupil=pupil, kind="absence", origin=CaseOrigin.RESPONSE, why="朝に泣く", by=by
    )
    add_member(case=made, person=teacher, part="担任", by=by)
    return name_coordinator(case=made, person=teacher, by=by)


def page_of(case: Case) -> str:
    """The staff's page of the plan."""
    return reverse("support:child-plan", args=[case.pk])


def write(teacher: Person, case: Case, what: str, who: str) -> object:
    """What the teacher sends."""
    said = {"act": "line", "line-step": "", "line-what": what, "line-who": who}
    return browser_of(teacher).post(page_of(case), said)


def test_where_nothing_is_written_for_the_child_the_page_says_so_kindly(
    case: Case, inside: StrictClient
) -> None:
    page = read(inside.get(PLAN))
    assert "いまはありません" in page
    assert "ケース" not in page
    assert "<textarea" not in page
    for what in ("part", "not-right"):
        answer = inside.post(PLAN, {"what": what, "plan": case.pk, "text": "x", "words": "x"})
        assert answer.status_code == 404
    assert not NotRight.objects.exists()


def test_words_without_readings_are_refused_in_place_and_stay_typed(
    case: Case, teacher: Person
) -> None:
    answer = write(teacher, case, "給食を{食|た}べる", "担任")
    page = read(answer)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "「給食」に読みがなをつけてください" in page
    assert "「担任」に読みがなをつけてください" in page
    assert "給食を{食|た}べる" in page
    assert not PlanLine.objects.exists()


def test_what_the_adult_writes_the_child_reads_and_says_that_it_is_not_right(
    case: Case, teacher: Person, inside: StrictClient
) -> None:
    write(teacher, case, "{給食|きゅうしょく}を{食|た}べる", "{担任|たんにん}の{先生|せんせい}")
    page = read(inside.get(PLAN))
    assert "<ruby>給食<rt>きゅうしょく</rt></ruby>を" in page
    assert not beyond(bare(page), 2)
    staff = browser_of(teacher)
    assert "これはちがう" not in read(staff.get(TODAY))
    for _ in range(3):
        said = {"what": "not-right", "plan": case.pk, "words": "いまはやだ"}
        assert inside.post(PLAN, said).status_code == 302
    assert NotRight.objects.get().words == "いまはやだ"
    page = read(inside.get(PLAN))
    assert "いまはやだ" in page
    assert not beyond(bare(page), 2)
    today = read(staff.get(TODAY))
    assert today.count("「これはちがう」と伝えています") == 1
    assert "いまはやだ" not in today
    assert "いまはやだ" in read(staff.get(page_of(case)))
    assert NotRight.objects.get().read_at is None, "to open a page is not to have read it"
    staff.post(page_of(case), {"act": "read"})
    assert "<ruby>白藤<rt>しらふじ</rt></ruby>" in read(inside.get(PLAN))
    staff.post(page_of(case), {"act": "spoken", "spoken-said": "来週からにする"})
    page = read(inside.get(PLAN))
    assert "しました" in page
    assert "来週" not in page
    assert not beyond(bare(page), 2)
    assert "これはちがう" not in read(staff.get(TODAY))


def test_too_many_words_stay_typed(case: Case, teacher: Person, inside: StrictClient) -> None:
    write(teacher, case, "おはよう", "せんせい")
    long = "あ" * 1001
    answer = inside.post(PLAN, {"what": "part", "plan": case.pk, "text": long})
    assert answer.status_code == 422
    assert long in read(answer)
    assert not PlanPart.objects.exists()
    inside.post(PLAN, {"what": "part", "plan": case.pk, "text": "そとにいきたい"})
    assert "そとにいきたい" in read(inside.get(PLAN))
    assert "そとにいきたい" in read(browser_of(teacher).get(page_of(case)))


def test_the_other_child_of_the_tablet_finds_no_plan(
    case: Case, teacher: Person, inside: StrictClient, own: dict[str, list[str]]
) -> None:
    write(teacher, case, "おはよう", "せんせい")
    inside.post(reverse("portal:out"))
    assert enter(inside, "2", own["2"])
    assert "おはよう" not in read(inside.get(PLAN))
    answer = inside.post(PLAN, {"what": "not-right", "plan": case.pk, "words": ""})
    assert answer.status_code == 404
