"""The guardians' pages: by a letter in, in one's language, and nobody else's child to be seen."""

import re
from datetime import date, time
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from pypdf import PdfReader

from tests.builders import make_actor, make_city, make_class, make_person, make_school, roll
from tests.conftest import StrictClient
from tests.web.school_life import browser_of
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.models import Notice
from tsunagu.cases.actions.cases import begin_case
from tsunagu.cases.actions.school_days import agree_school_day
from tsunagu.cases.case_enums import CaseOrigin
from tsunagu.cases.models import SchoolDay
from tsunagu.clock import now, today
from tsunagu.doors.actions import give_pictures
from tsunagu.doors.models import PictureDoor
from tsunagu.families.catalogue import LANGUAGES
from tsunagu.families.enums import LetterState
from tsunagu.families.models import FamilyAccount, FamilyLetter
from tsunagu.school.guardian_actions import set_limit
from tsunagu.school.models import Classroom, Guardian, Pupil
from tsunagu.signs.models import CheckIn
from tsunagu.web import own
from tsunagu.web.guardians import sessions
from tsunagu.web.guardians.sessions import IDLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DOOR, CODE, ACCOUNT, HOME, OUT, LANGUAGE = (
    reverse(f"family:{name}") for name in ("door", "code", "account", "home", "out", "language")
)
LETTERS = reverse("letters:classes")
BORN, PASSWORD = "2017-05-04", "kawa yama hoshi sora"
IN_A_PDF = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")


@pytest.fixture
def room() -> Classroom:
    """A class of two children with two guardians each."""
    room = make_class(make_school(make_city()), pupils=2)
    Pupil.objects.update(birth_date=date.fromisoformat(BORN))
    for enrolment in room.enrolments.all():
        for order, relation in enumerate(("母", "父")):
            Guardian.objects.create(
                municipality=room.municipality,
                pupil=enrolment.pupil,
                name=f"{relation}{enrolment.number}",
                order=order,
            )
    return room


@pytest.fixture
def office(room: Classroom) -> StrictClient:
    """The office of the school."""
    return browser_of(make_person(room.school, role=RoleKind.OFFICE))  # type: ignore[return-value]


def code_for(office: StrictClient, room: Classroom, name: str) -> str:
    """A new letter, read from its PDF."""
    key = Guardian.objects.get(name=name).pk
    answer = office.post(reverse("letters:class", args=[room.pk]), make(key))
    assert answer.headers["Content-Type"] == "application/pdf"
    return codes_of(answer)[0]


def make(*keys: object) -> dict[str, object]:
    """What a form sends that wants letters for some."""
    return {"what": "make", "guardian": list(keys)}


def codes_of(answer: HttpResponse) -> list[str]:
    """The codes on the pages of a PDF."""
    pages = PdfReader(BytesIO(answer.content)).pages
    texts = (page.extract_text().replace("\u200b", "") for page in pages)
    return [found for text in texts for found in IN_A_PDF.findall(text)[:1]]


def come_in(code: str, name: str) -> StrictClient:
    """A phone that has come in by a letter."""
    phone = StrictClient()
    assert phone.post(CODE, {"code": code, "birth_date": BORN})["Location"] == ACCOUNT
    chosen = {"what": "new", "name": name, "password": PASSWORD, "again": PASSWORD}
    assert phone.post(ACCOUNT, chosen)["Location"] == HOME
    assert phone.post(ACCOUNT, chosen)["Location"] == HOME, "sent twice"
    return phone


def read(answer: HttpResponse) -> str:
    """A page as it stands."""
    return answer.content.decode()


def test_the_office_makes_letters_for_everybody_at_once(
    room: Classroom, office: StrictClient
) -> None:
    page = read(office.get(LETTERS))
    assert "まだの2人" in page
    answer = office.post(LETTERS)
    assert len(set(codes_of(answer))) == 2
    again = office.post(LETTERS)
    assert again.status_code == 422
    one = reverse("letters:class", args=[room.pk])
    keys = Guardian.objects.filter(name__startswith="母").values_list("pk", flat=True)
    assert office.post(one, {"what": "posted", "guardian": list(keys)})["Location"] == one
    shown = read(office.get(one))
    assert shown.count("郵送した）") == 2
    assert shown.count(LetterState.NONE.label) == 2
    assert office.post(one, {"what": "end", "guardian": list(keys)}).status_code == 302
    assert read(office.get(one)).count("使えなくした") == 2


def test_who_has_shown_no_papers_is_not_chosen_beforehand(
    room: Classroom, office: StrictClient
) -> None:
    page = read(office.get(reverse("letters:class", args=[room.pk])))
    assert len(re.findall(r"保護者 母\d\" checked", page)) == 2
    assert len(re.findall(r"保護者 父\d\">", page)) == 2
    assert page.count("紙に学校と学級は出ません") == 2


def test_a_teacher_finds_no_letters(room: Classroom) -> None:
    teacher = browser_of(make_person(room))
    assert teacher.get(LETTERS).status_code == 404
    assert teacher.get(reverse("letters:class", args=[room.pk])).status_code == 404


def test_in_by_a_letter_and_again_by_name(room: Classroom, office: StrictClient) -> None:
    phone = come_in(code_for(office, room, "母1"), "mae@example.com")
    child = Guardian.objects.get(name="母1").pupil
    assert child.name in read(phone.get(HOME))
    assert phone.get(DOOR)["Location"] == HOME
    phone.post(OUT)
    assert phone.get(HOME)["Location"] == DOOR
    wrong = phone.post(DOOR, {"name": "mae@example.com", "password": "x"})
    assert wrong.status_code == 422
    assert "mae@example.com" in read(wrong)
    phone.post(DOOR, {"name": "mae@example.com", "password": PASSWORD})
    assert child.name in read(phone.get(HOME))
    names = {name for name, cookie in phone.cookies.items() if cookie.value}
    assert names <= {"language", "sessionid", "csrftoken"}


def test_what_is_wrong_is_said_in_place_and_kept(room: Classroom, office: StrictClient) -> None:
    phone = StrictClient()
    wrong = phone.post(CODE, {"code": "nothing", "birth_date": ""})
    assert wrong.status_code == 422
    assert 'value="nothing"' in read(wrong)
    assert phone.get(ACCOUNT)["Location"] == CODE
    phone.post(CODE, {"code": code_for(office, room, "母1"), "birth_date": BORN})
    short = phone.post(ACCOUNT, {"what": "new", "name": "a", "password": "b", "again": "c"})
    assert short.status_code == 422
    assert read(short).count("<li>") == 2
    assert FamilyAccount.objects.count() == 0


def test_one_address_does_not_try_names_without_end(
    room: Classroom, office: StrictClient, settings: Any
) -> None:
    phone = StrictClient()
    phone.post(CODE, {"code": code_for(office, room, "母1"), "birth_date": BORN})
    settings.ACCOUNT_RATE_LIMITS = {"family": "1/m/ip"}
    short = {"what": "new", "name": "mother", "password": "b", "again": "c"}
    assert "12文字以上に" in read(phone.post(ACCOUNT, short))
    slowed = phone.post(ACCOUNT, short)
    assert slowed.status_code == 422
    assert "少し待ちます" in read(slowed)
    assert "12文字以上に" not in read(slowed)


def test_a_code_used_twice_opens_nothing(room: Classroom, office: StrictClient) -> None:
    code = code_for(office, room, "母1")
    come_in(code, "first-one")
    again = StrictClient().post(CODE, {"code": code, "birth_date": BORN})
    assert again.status_code == 422
    assert "招待状を見て" in read(again)


def test_a_second_child_in_and_out_of_a_session(room: Classroom, office: StrictClient) -> None:
    phone = come_in(code_for(office, room, "母1"), "mother")
    code = code_for(office, room, "母2")
    assert phone.post(CODE, {"code": code, "birth_date": BORN})["Location"] == HOME
    assert read(phone.get(HOME)).count('<li><a class="quiet" lang="ja"') == 2
    other = come_in(code_for(office, room, "父1"), "father")
    other.post(OUT)
    other.post(CODE, {"code": code_for(office, room, "父2"), "birth_date": BORN})
    known = {"what": "known", "name": "father", "password": PASSWORD}
    assert other.post(ACCOUNT, known)["Location"] == HOME
    assert FamilyLetter.objects.filter(account__name="father").count() == 2


def test_a_guardian_without_rights_sees_not_even_a_name(
    room: Classroom, office: StrictClient
) -> None:
    phone = come_in(code_for(office, room, "父1"), "father")
    page = read(phone.get(HOME))
    assert Guardian.objects.get(name="父1").pupil.name not in page
    assert "学校が書類を確かめている" in page


def test_a_divorced_guardian_with_the_others_letter(room: Classroom, office: StrictClient) -> None:
    phone = come_in(code_for(office, room, "父1"), "father")
    refused = phone.post(CODE, {"code": code_for(office, room, "母1"), "birth_date": BORN})
    assert refused.status_code == 422
    assert "加えられません" in read(refused)
    assert Guardian.objects.get(name="母1").pupil.name not in read(phone.get(HOME))
    shown = read(office.get(reverse("letters:class", args=[room.pk])))
    assert "合わない使われかた" in shown
    assert "合わない使われかたをした保護者が1人" in read(office.get(LETTERS))


def test_a_guardian_opens_no_page_of_staff_or_child(room: Classroom, office: StrictClient) -> None:
    phone = come_in(code_for(office, room, "母1"), "mother")
    for url in ("/", LETTERS, reverse("portal:me"), reverse("letters:texts"), "/roll/"):
        assert phone.get(url).status_code == 404, url
    assert browser_of(make_person(room)).get(HOME).status_code == 404


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_in_every_language(room: Classroom, office: StrictClient, code: str) -> None:
    phone = StrictClient()
    answer = phone.post(LANGUAGE, {"language": code, "back": CODE})
    assert answer["Location"] == CODE
    assert f'<html lang="{LANGUAGES[code].tag}">' in read(phone.get(CODE))
    phone.post(CODE, {"code": code_for(office, room, "母1"), "birth_date": BORN})
    phone.get(ACCOUNT)
    chosen = {"what": "new", "name": "mother", "password": PASSWORD, "again": PASSWORD}
    phone.post(ACCOUNT, chosen)
    assert FamilyAccount.objects.get().language == code
    page = child_page(phone)
    phone.post(f"{page}tell/", {"once": "x"})
    phone.get(f"{page}tell/")
    phone.post(f"{page}tell/", {**ABSENT, "reason": "illness", "how": "well", "words": "x"})
    phone.get(page)
    assert phone.get(f"{page}days/").status_code == 200
    phone.post(OUT)
    # On another phone the account's language comes with signing in.
    other = StrictClient()
    other.post(DOOR, {"name": "mother", "password": PASSWORD})
    assert f'<html lang="{LANGUAGES[code].tag}">' in read(other.get(HOME))


def child_page(phone: StrictClient) -> str:
    """The page of the one child."""
    found = re.findall(r'href="(/family/children/[^"]+/)"', read(phone.get(HOME)))
    assert len(found) == 1
    return found[0]


ABSENT = {"kind": "announced", "first": "2026-05-20", "span": "day"}


def test_told_changed_and_taken_back(room: Classroom, office: StrictClient) -> None:
    phone = come_in(code_for(office, room, "母1"), "mother")
    page = child_page(phone)
    form = read(phone.get(f"{page}tell/"))
    once = re.findall(r'name="once" value="([^"]+)"', form)[0]
    given = {**ABSENT, "once": once, "reason": "illness", "how": "fever", "words": "<b>38,5</b>"}
    for _ in range(2):
        assert phone.post(f"{page}tell/", given)["Location"] == page
    shown = read(phone.get(page))
    assert shown.count('class="told"') == 1
    assert "学校が受け取った日時：5月20日（水）" in shown
    assert "&lt;b&gt;38,5" in shown
    [held] = Notice.objects.all()
    change = f"{page}told/{held.pk}/"
    form = read(phone.get(change))
    assert 'value="fever" checked' in form
    assert "&lt;b&gt;38,5" in form
    assert (
        phone.post(change, {**given, "once": "", "kind": "late", "time": "10:05"}).status_code
        == 302
    )
    assert "10:05" in read(phone.get(page))
    [held] = Notice.objects.standing()
    assert phone.post(f"{page}told/{held.pk}/back/")["Location"] == page
    assert not Notice.objects.standing().exists()
    phone.post(f"{page}tell/", given | {"once": ""})
    shown = read(browser_of(make_person(room)).get(reverse("pupil:page", args=[held.pupil_id])))
    assert "保護者のページから。受け取り 5月20日（水） 10:00" in shown
    assert "保護者が取り消したため" in shown
    assert "ようす：熱や痛みがある。「&lt;b&gt;38,5&lt;/b&gt;」" in shown


def test_what_is_wrong_with_what_is_told_is_said_at_once_and_nothing_lost(
    room: Classroom, office: StrictClient
) -> None:
    phone = come_in(code_for(office, room, "母1"), "mother")
    page = child_page(phone)
    given = {"kind": "x", "first": "y", "span": "until", "time": "z", "words": "a" * 501}
    answer = phone.post(f"{page}tell/", given)
    assert answer.status_code == 422
    shown = read(answer)
    assert shown.count("<li>") == 4
    assert "a" * 501 in shown
    late = {**ABSENT, "span": "until", "last": "2026-05-01"}
    assert "休む最後の日を" in read(phone.post(f"{page}tell/", late))
    assert not Notice.objects.exists()


def test_the_roll_call_shows_it_and_then_it_is_settled(
    room: Classroom, office: StrictClient
) -> None:
    phone = come_in(code_for(office, room, "母1"), "mother")
    page = child_page(phone)
    phone.post(f"{page}tell/", {**ABSENT, "span": "open"})
    homeroom = make_person(room)
    sheet = read(browser_of(homeroom).get(reverse("roll", args=[room.pk, date(2026, 5, 20)])))
    assert "欠席の連絡" in sheet
    roll(room, date(2026, 5, 20), actor_of(homeroom), n1=MarkInput(kind="absent"))
    shown = read(phone.get(page))
    assert "もう出欠をとった" in shown
    [held] = Notice.objects.all()
    assert phone.post(f"{page}told/{held.pk}/back/").status_code == 302
    held.refresh_from_db()
    assert held.withdrawn_at is None
    phone.post(f"{page}told/{held.pk}/again/", {"on": "2026-05-22"})
    held.refresh_from_db()
    assert held.last == date(2026, 5, 21)


def test_what_was_agreed_is_read_but_not_under_a_limit(
    room: Classroom, office: StrictClient
) -> None:
    phone = come_in(code_for(office, room, "母1"), "mother")
    mother = Guardian.objects.select_related("pupil").get(name="母1")
    teacher = make_actor(room)
    case = begin_case(
        pupil=mother.pupil, kind="absence", origin=CaseOrigin.RESPONSE, why="相談", by=teacher
    )
    day = SchoolDay(case=case, kind="day", first=date(2026, 5, 20), arrives=time(10, 15))
    day.room = "相談室"
    agree_school_day(new=day, late_start=False, by=teacher)
    page = child_page(phone)
    assert "10:15" in read(phone.get(page))
    assert "相談室" in read(phone.get(page))
    set_limit(
        guardian=mother,
        kind="protection_order",
        first=date(2026, 5, 1),
        last=None,
        paper="決定書",
        by=make_actor(room.school, role=RoleKind.PRINCIPAL),
    )
    shown = read(phone.get(page)) + read(phone.get(f"{page}days/"))
    for word in ("10:15", "相談室", "制限", "約束", "決定書"):
        assert word not in shown
    assert "電話してください" in shown
    assert phone.get(f"{page}tell/").status_code == 404


def test_who_looks_for_a_missing_child_hears_of_it_at_once(
    room: Classroom, office: StrictClient
) -> None:
    homeroom = make_person(room)
    roll(room, date(2026, 5, 20), actor_of(homeroom), n1=MarkInput(kind="missing"))
    teacher = browser_of(homeroom)
    assert "家庭から連絡" not in read(teacher.get(reverse("missing")))
    phone = come_in(code_for(office, room, "母1"), "mother")
    phone.post(f"{child_page(phone)}tell/", {**ABSENT, "reason": "illness"})
    assert "家庭から連絡が届いています。</strong>欠席の連絡：病気" in read(
        teacher.get(reverse("missing"))
    )


def test_nothing_a_child_enters_is_there(room: Classroom, office: StrictClient) -> None:
    phone = come_in(code_for(office, room, "母1"), "mother")
    pupil = Guardian.objects.get(name="母1").pupil
    own = {"municipality": room.municipality, "pupil": pupil}
    CheckIn.objects.create(**own, school=room.school, day=today(), sleep="little", at=now())
    [given] = give_pictures(enrolments=pupil.enrolments.all(), by=make_actor(room))
    PictureDoor.objects.filter(pupil=given.enrolment.pupil).update(nickname="ぴかり")
    page = child_page(phone)
    shown = "".join(read(phone.get(url)) for url in (HOME, page, f"{page}days/", f"{page}tell/"))
    for word in ("あまりねていない", "ぴかり", "天気", "SOS"):
        assert word not in shown


def test_another_s_child_is_not_there(room: Classroom, office: StrictClient) -> None:
    mother = come_in(code_for(office, room, "母1"), "mother")
    page = child_page(mother)
    mother.post(f"{page}tell/", ABSENT)
    [held] = Notice.objects.all()
    other = come_in(code_for(office, room, "母2"), "another")
    father = come_in(code_for(office, room, "父1"), "father")
    for phone in (other, father):
        for url in (page, f"{page}days/", f"{page}tell/", f"{page}told/{held.pk}/"):
            assert phone.get(url).status_code == 404
        for url in (f"{page}told/{held.pk}/back/", f"{child_page(other)}told/{held.pk}/back/"):
            assert phone.post(url).status_code == 404
    assert Notice.objects.standing().count() == 1


def test_the_browser_s_language_is_taken_first() -> None:
    for asked, tag in (("pt-BR,pt;q=0.9", "pt-BR"), ("tl", "fil"), ("ko,ja", "ja"), ("ne", "ja")):
        page = StrictClient(headers={"Accept-Language": asked}).get(DOOR)
        assert f'<html lang="{tag}">' in read(page), asked


def test_a_language_leads_back_to_our_pages_alone() -> None:
    for back in ("//evil.example/family/", "https://evil.example", "/roll/", "/family//x"):
        answer = StrictClient().post(LANGUAGE, {"language": "xx", "back": back})
        assert answer["Location"] in {DOOR, "/family//x"}


def test_a_phone_left_lying_forgets(
    room: Classroom, office: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = come_in(code_for(office, room, "母1"), "mother")
    at = own.seconds() + IDLE - 5
    monkeypatch.setattr(own, "seconds", lambda: at)
    assert phone.get(HOME).status_code == 200
    monkeypatch.setattr(own, "seconds", lambda: at + IDLE + 5)
    assert phone.get(HOME)["Location"] == DOOR


def test_an_opened_letter_left_lying_is_forgotten(
    room: Classroom, office: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = StrictClient()
    phone.post(CODE, {"code": code_for(office, room, "母1"), "birth_date": BORN})
    at = sessions.seconds() + IDLE + 5
    assert phone.get(ACCOUNT).status_code == 200
    monkeypatch.setattr(sessions, "seconds", lambda: at)
    assert phone.get(ACCOUNT)["Location"] == CODE


def test_a_sign_in_of_staff_leaves_nothing_of_the_guardian(
    room: Classroom, office: StrictClient
) -> None:
    phone = come_in(code_for(office, room, "母1"), "mother")
    Account.objects.create_user("aoki", person=make_person(room), password=PASSWORD)
    phone.get("/accounts/login/")
    given = {"login": "aoki", "password": PASSWORD}
    assert phone.post("/accounts/login/", given)["Location"] == reverse("today")
    assert not {"family", "letter", "child"} & set(phone.session.keys())
    assert phone.get(HOME).status_code == 404


def test_a_session_known_from_before_opens_no_letter(room: Classroom, office: StrictClient) -> None:
    phone, other = StrictClient(), StrictClient()
    phone.post(CODE, {"code": code_for(office, room, "母1"), "birth_date": BORN})
    other.cookies["sessionid"] = phone.cookies["sessionid"].value
    assert other.get(ACCOUNT).status_code == 200
    phone.post(CODE, {"code": code_for(office, room, "母2"), "birth_date": BORN})
    assert phone.get(ACCOUNT).status_code == 200
    assert other.get(ACCOUNT)["Location"] == CODE


def test_the_city_sees_that_nobody_reviewed_the_texts(office: StrictClient) -> None:
    page = read(office.get(reverse("letters:texts")))
    assert page.count("<tr>") == 1 + len(LANGUAGES)
    assert "Tiếng Việt" in page
