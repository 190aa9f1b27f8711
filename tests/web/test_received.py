"""What an agency sees of a share, tried as attacks: by address, by form, after its end."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from tests.builders import make_actor, make_city, make_person
from tests.cases.scene import (
    ENDS,
    FAMILY,
    GIVEN,
    HEARD,
    KANA,
    PHONE,
    SECRET,
    End,
    Scene,
    make_agency,
    make_scene,
)
from tests.conftest import StrictClient
from tests.signed_in import browser_of
from tests.web.matrix import TOKEN
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.audit.models import Event
from tsunagu.cases.actions import confirm_share, report_back, write_note
from tsunagu.cases.enums import Basis, Section, State
from tsunagu.cases.models import Copy, Note, NoteRead, Report, Share
from tsunagu.cases.queries.shared import MOST, OLDER
from tsunagu.clock import freeze, new_id, now, today
from tsunagu.response.models import Contact
from tsunagu.school.models import Classroom, Guardian, GuardianLimit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NAMES = (FAMILY, GIVEN, *KANA)
ADDRESSES = (
    ("get", "cases:received-share"),
    ("post", "cases:answer"),
    ("post", "cases:give-back"),
    ("post", "cases:report"),
    ("post", "cases:received-note"),
    ("post", "cases:received-note-read"),
    ("post", "cases:received-paper"),
)


@pytest.fixture
def scene() -> Scene:
    """A child, its school and an agency."""
    return make_scene()


def answers(browser: StrictClient, share: UUID, note: UUID) -> Iterator[tuple[int, bytes, int]]:
    """Status, page and number of queries of every address about a share."""
    for method, name in ADDRESSES:
        keys = [share, note] if name.endswith("note-read") else [share]
        with CaptureQueriesContext(connection) as asked:
            response = getattr(browser, method)(reverse(name, args=keys), {"why": "x", "text": "x"})
        content = TOKEN.sub(b"", response.content)
        for key in keys:
            content = content.replace(str(key).encode(), b"")
        yield response.status_code, content, len(asked)


def assert_not_there(browser: StrictClient, share: Share, note: UUID) -> None:
    """The share answers by every address as one that never was."""
    listed = browser.get(reverse("cases:received")).content.decode()
    real = list(answers(browser, share.pk, note))
    assert real == list(answers(browser, uuid4(), uuid4()))
    assert {status for status, *_ in real} == {404}
    assert str(share.pk) not in listed
    assert str(share.pk) not in browser.get(reverse("today")).content.decode()


def note_to(scene: Scene, share: Share) -> UUID:
    """A note of the teacher's to the agency's lead."""
    assert scene.lead.person is not None
    to = [scene.lead.person]
    return write_note(share=share, text=f"{GIVEN}さんと話しました", to=to, by=scene.teacher).pk


def page(browser: StrictClient, share: Share) -> str:
    """The page of a share as the agency reads it."""
    response = browser.get(reverse("cases:received-share", args=[share.pk]))
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("ends", ENDS)
def test_an_ended_share_answers_like_none(ends: End, scene: Scene) -> None:
    share = scene.taken(named=True)
    note, browser = note_to(scene, share), browser_of(scene.lead)
    assert FAMILY in page(browser, share)
    with ends(scene, share):
        browser = browser_of(scene.lead)
        assert_not_there(browser, share, note)


def test_another_agency_and_another_city_find_nothing(scene: Scene) -> None:
    share = scene.taken(named=True)
    note = note_to(scene, share)
    for agency in (make_agency(scene.agency.municipality, "別の相談室"), make_agency(make_city())):
        for role in (RoleKind.AGENCY_LEAD, RoleKind.AGENCY_STAFF, RoleKind.CENTRE_STAFF):
            assert_not_there(browser_of(make_actor(agency, role=role)), share, note)


def test_who_no_longer_works_at_the_agency_finds_nothing(scene: Scene) -> None:
    share = scene.taken(named=True)
    note, browser = note_to(scene, share), browser_of(scene.lead)
    page(browser, share)
    Role.objects.filter(person=scene.lead.person).update(last=today() - timedelta(days=1))
    for method, name in ADDRESSES:
        keys = [share.pk, note] if name.endswith("note-read") else [share.pk]
        response = getattr(browser, method)(reverse(name, args=keys))
        assert response["Location"].startswith(reverse("account_login"))
    again = browser_of(scene.lead)
    assert again.get(reverse("cases:received-share", args=[share.pk])).status_code == 404


def test_what_waits_for_a_manager_reaches_nobody(scene: Scene) -> None:
    share = scene.asked()
    browser = browser_of(scene.lead)
    assert_not_there(browser, share, uuid4())
    confirm_share(share=share, by=scene.manager)
    assert "H M" in page(browser, share)


def test_an_offer_says_its_terms_and_nothing_of_the_sections_or_the_name(scene: Scene) -> None:
    share = scene.offered(named=True)
    text = page(browser_of(scene.lead), share)
    assert "H M" in text
    assert "家庭訪問をいっしょに続ける" in text
    assert not [one for one in (*NAMES, PHONE, SECRET, HEARD) if one in text]


@pytest.mark.parametrize("section", [s for s in Section if s != Section.PHONE])
def test_only_the_sections_that_it_names_are_read(section: Section, scene: Scene) -> None:
    held = {
        Section.CONTACTS: HEARD,
        Section.TALKS: "のようす",
        Section.NOTICES: "検査の入院",
        Section.COUNTERS: "連続の欠席",
        Section.ATTENDANCE: "記録はありません",
    }
    text = page(browser_of(scene.lead), scene.taken(section))
    others = {other: words for other, words in held.items() if other != section}
    assert section.label in text
    assert not [other for other, words in others.items() if words in text]
    assert PHONE not in text
    assert SECRET not in text
    assert "避難" not in text
    if section != Section.ATTENDANCE:
        assert held[section] in text


def test_initials_lead_nowhere(scene: Scene) -> None:
    share = scene.taken()
    note_to(scene, share)
    browser = browser_of(scene.lead)
    texts = [page(browser, share), browser.get(reverse("cases:received")).content.decode()]
    texts.append(browser.get(reverse("today")).content.decode())
    keys = (scene.pupil.pk, scene.classroom.pk, scene.classroom.school_id, scene.guardian.pk)
    for text in texts:
        assert "H M" in text
        assert not [one for one in (*NAMES, *map(str, keys), "/pupils/") if one in text]
    found = browser.post(reverse("cases:received"), {"q": FAMILY}).content.decode()
    assert str(share.pk) not in found
    assert "H Mさんは" in texts[0] or f"Mさんは{HEARD}" in texts[0]


def test_a_named_share_is_found_by_name_once_in_force_and_leads_to_no_record(scene: Scene) -> None:
    share, browser = scene.taken(named=True), browser_of(scene.lead)
    text = page(browser, share)
    assert FAMILY in text
    assert PHONE in text
    assert str(scene.pupil.pk) not in text
    assert str(share.pk) in browser.post(reverse("cases:received"), {"q": FAMILY}).content.decode()
    assert browser.get(reverse("pupil:page", args=[scene.pupil.pk])).status_code == 404
    assert browser.get(reverse("cases:shares", args=[scene.pupil.pk])).status_code == 404


def test_a_guess_at_a_name_finds_no_share_by_initials_or_on_offer(scene: Scene) -> None:
    scene.taken()
    scene.offered(named=True)
    browser = browser_of(scene.lead)
    for word in (FAMILY, GIVEN, KANA[0]):
        answer = browser.post(reverse("cases:received"), {"q": word}).content.decode()
        assert "見つかりませんでした" in answer


def test_every_look_and_copy_is_audited_with_its_basis(scene: Scene) -> None:
    share, browser = scene.taken(Section.ATTENDANCE), browser_of(scene.lead)
    page(browser, share)
    browser.post(reverse("cases:received-paper", args=[share.pk]), {"number": "2"})
    looks = [e for e in Event.objects.filter(kind="share").order_by("pk") if e.details.get("look")]
    assert [(e.details["ground"], e.details["sections"]) for e in looks] == [
        ("consent", ["attendance"])
    ] * 2
    assert looks[1].details["copies"] == 2
    assert {one.basis for one in looks} == {f"share:{share.pk}"}


def test_paper_bears_the_receiver_and_the_number_of_copies_on_each_page(scene: Scene) -> None:
    share = scene.taken(named=True)
    told = {"by": scene.teacher.person, "at": now(), "way": "call", "reached": "guardian"}
    for _ in range(20):
        Contact.objects.create(
            municipality=share.municipality, pupil=scene.pupil, line="長い話\n" * 8, **told
        )
    address = reverse("cases:received-paper", args=[share.pk])
    response = browser_of(scene.lead).post(address, {"number": "3"})
    pages = [one.extract_text() for one in PdfReader(BytesIO(response.content)).pages]
    assert len(pages) > 1
    for text in pages:
        assert "はまなす相談室" in text
        assert "3部" in text
    assert browser_of(scene.lead).post(address, {"number": "51"}).status_code == 302
    assert Copy.objects.get().number == 3
    teacher = browser_of(scene.teacher)
    at_school = reverse("cases:paper", args=[scene.pupil.pk, share.pk])
    assert teacher.post(at_school, {"number": "1"})["Content-Type"] == "application/pdf"


def test_a_guardian_by_name_reads_as_one_without_it(scene: Scene) -> None:
    scene.guardian.name = f"{FAMILY} 千景"
    scene.guardian.save()
    common = {"municipality": scene.pupil.municipality, "pupil": scene.pupil, "at": now()}
    line = f"{FAMILY}千景さん（母）と、{FAMILY} {GIVEN}さんのこと。千景さんもお疲れ"
    Contact.objects.create(
        **common, by=scene.teacher.person, way="call", reached="guardian", line=line
    )
    text = page(browser_of(scene.lead), scene.taken(Section.CONTACTS))
    assert "千景" not in text
    assert "H M保護者さん（母）と、H Mさんのこと。保護者さんもお疲れ" in text


def test_paper_with_initials_holds_no_name(scene: Scene) -> None:
    share = scene.taken()
    address = reverse("cases:received-paper", args=[share.pk])
    content = browser_of(scene.lead).post(address, {"number": "1"}).content
    text = "".join(one.extract_text() for one in PdfReader(BytesIO(content)).pages)
    assert "H M" in text
    assert not [one for one in (*NAMES, SECRET) if one in text]


def test_a_note_is_read_by_whom_it_names_and_by_nobody_else(scene: Scene) -> None:
    share = scene.taken(Section.ATTENDANCE)
    colleague = make_actor(scene.agency, role=RoleKind.AGENCY_STAFF)
    note = note_to(scene, share)
    assert "と話しました" in page(browser_of(scene.lead), share)
    assert "と話しました" not in page(browser_of(colleague), share)
    manager = browser_of(scene.manager)
    at_school = reverse("cases:share", args=[scene.pupil.pk, share.pk])
    assert "と話しました" not in manager.get(at_school).content.decode()
    read = reverse("cases:received-note-read", args=[share.pk, note])
    nothing = reverse("cases:received-note-read", args=[share.pk, uuid4()])
    browser = browser_of(colleague)
    assert browser.post(read).status_code == browser.post(nothing).status_code == 404
    assert NoteRead.objects.get().at is None
    assert browser_of(scene.lead).post(read).status_code == 302
    assert NoteRead.objects.get().at is not None
    assert "に読みました" in browser_of(scene.teacher).get(at_school).content.decode()


def test_a_note_goes_to_people_of_the_two_sides_alone(scene: Scene) -> None:
    share = scene.taken(Section.ATTENDANCE)
    browser = browser_of(scene.lead)
    stranger = make_person(make_agency(scene.agency.municipality, "別"), role=RoleKind.AGENCY_LEAD)
    address = reverse("cases:received-note", args=[share.pk])
    assert browser.post(address, {"text": "連絡", "to": [stranger.pk]}).status_code == 422
    assert scene.teacher.person is not None
    to = [scene.teacher.person.pk]
    assert browser.post(address, {"text": "あ" * 401, "to": to}).status_code == 422
    assert not Note.objects.exists()
    assert browser.post(address, {"text": "あ" * 400, "to": to}).status_code == 302
    assert reverse("today-outside") in browser_of(scene.teacher).get("/").content.decode()


def test_a_note_that_could_not_be_saved_shows_the_page_and_is_a_look(scene: Scene) -> None:
    share = scene.taken(named=True)
    report_back(share=share, on=today(), text="家庭訪問で会えました", by=scene.lead)
    address = reverse("cases:note", args=[scene.pupil.pk, share.pk])
    before = Event.objects.count()
    answer = browser_of(scene.teacher).post(address, {"text": ""})
    assert (answer.status_code, "家庭訪問で会えました" in answer.content.decode()) == (422, True)
    looks = [one for one in Event.objects.order_by("pk")[before:] if one.details.get("look")]
    assert [one.pupil for one in looks] == [str(scene.pupil.pk)]


def test_a_report_of_a_day_to_come_stays_in_its_form(scene: Scene) -> None:
    address = reverse("cases:report", args=[scene.taken(Section.ATTENDANCE).pk])
    tomorrow = {"on": today() + timedelta(days=1), "text": "家庭訪問で会えました"}
    answer = browser_of(scene.lead).post(address, tomorrow)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "今日までの日付" in told
    assert ">\n家庭訪問で会えました</textarea>" in told
    assert not Report.objects.exists()


def test_of_many_records_the_newest_are_read_and_that_there_are_older(scene: Scene) -> None:
    contact = Contact.objects.get()
    browser, share = browser_of(scene.lead), scene.taken(Section.CONTACTS)
    for more in (MOST - 1, 1):
        for _ in range(more):
            contact.pk = contact.id = new_id()
            contact.save(force_insert=True)
        told = page(browser, share)
        assert told.count(HEARD) == MOST
        assert (OLDER[1] in told) == (more == 1)


def test_a_report_reaches_the_school_and_stays_there_after_the_end(scene: Scene) -> None:
    share = scene.taken(Section.ATTENDANCE)
    report_back(share=share, on=today(), text="家庭訪問で会えました", by=scene.lead)
    at_school = reverse("cases:share", args=[scene.pupil.pk, share.pk])
    with freeze(share.last + timedelta(days=1)):
        shown = browser_of(scene.teacher).get(at_school).content.decode()
        assert "家庭訪問で会えました" in shown
        assert "期限で終了" in shown
        late = browser_of(scene.teacher).post(
            reverse("cases:note", args=[scene.pupil.pk, share.pk])
        )
        assert late.status_code in {404, 422}
    assert Report.objects.count() == 1


def test_the_agency_reaches_no_page_of_the_school(scene: Scene) -> None:
    scene.taken(named=True)
    browser = browser_of(scene.lead)
    room = Classroom.objects.get(pk=scene.classroom.pk)
    for name, keys in (
        ("roll", [room.pk, date(2026, 5, 20)]),
        ("pupil:find", []),
        ("staff:list", []),
        ("imports", []),
        ("board", []),
    ):
        assert browser.get(reverse(name, args=keys)).status_code == 404, name


def test_what_is_out_of_use_withdrawn_or_under_a_limit_is_in_no_share(scene: Scene) -> None:
    city, person = scene.pupil.municipality, scene.teacher.person
    told = {"municipality": city, "pupil": scene.pupil, "by": person, "at": now()}
    told |= {"way": "call", "reached": "guardian"}
    Contact.objects.create(**told, line="利用を止めた記録", stopped=True)
    Contact.objects.create(**told, line="取り消した記録", withdrawn_at=now())
    father = Guardian.objects.create(
        municipality=city, pupil=scene.pupil, name="別居の父", phone="090-9999-1111", order=1
    )
    GuardianLimit.objects.create(
        municipality=city,
        guardian=father,
        kind="protection_order",
        first=today(),
        paper="決定書",
        by=person,
        at=now(),
    )
    text = page(browser_of(scene.lead), scene.taken(named=True))
    assert PHONE in text
    hidden = ("利用を止めた記録", "取り消した記録", "別居の父", "090-9999-1111", "決定書")
    assert not [one for one in hidden if one in text]


def test_lists_ask_as_often_for_many_shares_as_for_two(scene: Scene) -> None:
    browser = browser_of(scene.lead)
    pages = [reverse("cases:received"), reverse("today")]

    def asked() -> list[int]:
        counts = []
        for address in pages:
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    def more(count: int) -> None:
        for _ in range(count):
            note_to(scene, scene.taken(Section.ATTENDANCE))
            scene.offered(Section.ATTENDANCE)

    more(2)
    browser.get(reverse("today"))
    few = asked()
    more(6)
    assert asked() == few


@pytest.mark.parametrize("why", ["", "x" * 301, "a\0b"])
def test_why_is_a_text_of_some_length_or_nothing_ends(why: str, scene: Scene) -> None:
    share = scene.taken(Section.ATTENDANCE)
    browser_of(scene.lead).post(reverse("cases:give-back", args=[share.pk]), {"why": why})
    address = reverse("cases:end", args=[scene.pupil.pk, share.pk])
    browser_of(scene.teacher).post(address, {"why": why})
    assert Share.objects.get().state == State.ACCEPTED


def test_basis_of_every_kind_is_said_first(scene: Scene) -> None:
    share = scene.offered(Section.ATTENDANCE, basis=Basis.DUTY)
    text = page(browser_of(scene.lead), share)
    assert "児童福祉法第25条の2" in text
    assert text.index("法令の定め") < text.index("目的")
