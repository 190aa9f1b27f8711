"""Finding a pupil by name: as people type it, among those one may see, in words that fit."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_board, make_class, make_person, make_pupil, make_school, pupils_of
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.school.models import Classroom, Pupil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FIND, CALLS = "pupil:find", "pupil:find-to-note"


@pytest.fixture
def classroom() -> Classroom:
    """A class of three: one name and reading of old rosters, two others that nobody asks for."""
    room = make_class(pupils=0)
    for given_name in ("みお", "れん"):
        make_pupil(room, given_name=given_name)
    pupil = make_pupil(room, number=9)
    names = {"family_name": "灯里", "given_name": "颯　太"}
    Pupil.objects.filter(pk=pupil.pk).update(**names, family_kana="ｱｶﾞﾘｻﾄ", given_kana="ソウタ")
    return room


def found(browser: Client, text: str, name: str = FIND, **more: str) -> str:
    """The page after asking."""
    answer = browser.post(reverse(name), {"text": text, **more})
    assert answer["Location"] == reverse(name)
    return browser.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("灯里颯太", True),
        ("灯里　颯太", True),
        ("颯太 灯里", True),
        ("あかりさとそうた", False),
        ("あがりさとそうた", False),
        ("アガリサト", True),
        ("ｱｶﾞﾘ", True),
        ("そうた", True),
        ("灯里 花子", False),
    ],
)
def test_a_name_is_found_as_people_type_it(
    client: Client, classroom: Classroom, text: str, fits: bool
) -> None:
    shown = found(signed_in(client, make_person(classroom)), text)
    assert ("1人" in shown and "灯里" in shown.partition("<h2")[2]) is fits


@pytest.mark.parametrize("kana", [("アガリサト", "ソウタ"), ("あがりさと", "そうた")])
def test_a_whole_reading_is_found_in_either_kana(
    client: Client, classroom: Classroom, kana: tuple[str, str]
) -> None:
    Pupil.objects.filter(family_name="灯里").update(family_kana=kana[0], given_kana=kana[1])
    browser = signed_in(client, make_person(classroom))
    for text in ("あがりさとそうた", "アガリサトソウタ", "ｱｶﾞﾘｻﾄｿｳﾀ", "あがりさと そうた"):
        assert ">1人</h2>" in found(browser, text)


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (RoleKind.PRINCIPAL, "この学校に、今日在籍している子ども"),
        (RoleKind.GRADE_LEAD, "受け持つ学年の子どもだけ"),
        (RoleKind.HOMEROOM, "受け持つ学級の子どもだけ"),
    ],
)
def test_nobody_found_says_among_whom(
    client: Client, classroom: Classroom, role: RoleKind, words: str
) -> None:
    shown = found(signed_in(client, make_person(classroom, role=role)), "いない子")
    assert words in shown
    assert 'name="school"' not in shown


def test_who_sees_several_schools_chooses_one(client: Client, classroom: Classroom) -> None:
    other = make_class(make_school(classroom.school.municipality), pupils=1)
    counsellor = make_person(classroom.school, role=RoleKind.COUNSELLOR)
    held = Role.objects.get(person=counsellor)
    held.pk, held.organisation = None, other.school.organisation_ptr
    held.save(force_insert=True)
    browser = signed_in(client, counsellor)
    shown = browser.get(reverse(FIND)).content.decode()
    for room in (classroom, other):
        assert f"{room.school.name} {room.label}</option>" in shown
    shown = found(browser, "", school=str(other.school.pk))
    assert ">1人</h2>" in shown
    assert str(pupils_of(other)[0].pk) in shown


def test_the_office_finds_a_child_to_note_a_call_and_sees_no_record(
    client: Client, classroom: Classroom
) -> None:
    elsewhere = make_pupil(make_class(make_school(classroom.school.municipality)), number=1)
    office = signed_in(client, make_person(classroom.school, role=RoleKind.OFFICE))
    shown = found(office, "灯里颯太", CALLS)
    pupil = Pupil.objects.get(family_name="灯里")
    assert f"{reverse('pupil:notice-new', args=[pupil.pk])}?back={reverse(CALLS)}" in shown
    assert f'href="{reverse("pupil:page", args=[pupil.pk])}"' not in shown
    assert str(elsewhere.pk) not in found(office, "", CALLS)
    assert office.get(reverse(FIND)).status_code == 404
    board = make_person(make_board(classroom.school.municipality), role=RoleKind.SUPERVISOR)
    assert signed_in(Client(), board).get(reverse(CALLS)).status_code == 404
