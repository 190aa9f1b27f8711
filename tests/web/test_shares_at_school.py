"""The school's forms of shares and consents, and the administrator's of agencies."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.builders import make_actor, make_board, make_city, make_class
from tests.cases.scene import Scene, make_agency, make_scene, moved_beside
from tests.signed_in import browser_of
from tsunagu.access.confirming import confirm
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.cases.enums import Basis, Section, State
from tsunagu.cases.models import Consent, Copy, Share
from tsunagu.cases.people import addressees, partners
from tsunagu.clock import today
from tsunagu.org.models import Organisation
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def scene() -> Scene:
    """A child, its school and an agency."""
    return make_scene()


def posted(scene: Scene, **changes: object) -> dict[str, object]:
    """A share on the agency's own task as the form posts it."""
    return {
        "receiver": scene.agency.pk,
        "basis": "own_task",
        "law": "生活困窮者自立支援法",
        "purpose": "見守り",
        "sections": ["attendance"],
        "first": "2026-05-20",
        "last": "2026-06-20",
        **changes,
    }


def test_a_share_form_says_each_fault_and_keeps_what_was_typed(scene: Scene) -> None:
    browser, address = browser_of(scene.teacher), reverse("cases:new", args=[scene.pupil.pk])
    wrong = posted(scene, last="2027-06-20", law="")
    page = browser.post(address, wrong)
    text = page.content.decode()
    assert page.status_code == 422
    assert "365日間" in text
    assert "法令や事務の名前" in text
    assert "見守り" in text
    assert not Share.objects.exists()
    page = browser.post(address, posted(scene))
    assert page.status_code == 302
    assert Share.objects.get().state == State.WAITING


def test_a_share_waits_on_the_managers_day_and_goes_out_with_their_word(scene: Scene) -> None:
    share = scene.asked()
    manager, teacher = browser_of(scene.manager), browser_of(scene.teacher)
    assert scene.agency.name in manager.get(reverse("today-outside")).content.decode()
    assert scene.agency.name not in teacher.get(reverse("today-outside")).content.decode()
    address = reverse("cases:confirm", args=[scene.pupil.pk, share.pk])
    assert teacher.post(address).status_code == 404
    assert manager.post(address).status_code == 302
    assert Share.objects.get().state == State.OFFERED


def test_a_consent_leads_to_a_share_with_its_terms_filled_in(scene: Scene) -> None:
    browser = browser_of(scene.teacher)
    given = {
        "receiver": scene.agency.pk,
        "purpose": "通院の付き添い",
        "sections": ["contacts"],
        "given_by": scene.guardian.pk,
        "on": "2026-05-19",
        "way": "oral",
        "child_agrees": "not_asked",
    }
    address = reverse("cases:consent", args=[scene.pupil.pk])
    assert "聞いていないわけ" in browser.post(address, given).content.decode()
    page = browser.post(address, {**given, "not_asked_why": "入院中"}, follow=True)
    text = page.content.decode()
    assert "通院の付き添い" in text
    assert f'value="{Consent.objects.get().pk}" selected' in text


def test_a_consent_of_a_year_ago_is_offered_no_more(scene: Scene) -> None:
    browser, address = browser_of(scene.teacher), reverse("cases:shares", args=[scene.pupil.pk])
    consent = scene.consent(on=today() - timedelta(days=364))
    assert "この同意で共有する" in browser.get(address).content.decode()
    Consent.objects.filter(pk=consent.pk).update(on=consent.on - timedelta(days=1))
    assert "この同意で共有する" not in browser.get(address).content.decode()
    form = browser.get(reverse("cases:new", args=[scene.pupil.pk])).content.decode()
    assert str(consent.pk) not in form


def test_a_social_worker_sees_no_guardian_and_offers_no_telephone(scene: Scene) -> None:
    worker = browser_of(make_actor(scene.classroom, role=RoleKind.SOCIAL_WORKER))
    text = worker.get(reverse("cases:consent", args=[scene.pupil.pk])).content.decode()
    assert "母" in text
    assert scene.guardian.name not in text
    assert str(Section.PHONE.label) not in text


@pytest.mark.parametrize("role", [RoleKind.HOMEROOM, RoleKind.SOCIAL_WORKER])
def test_a_share_of_the_network_is_there_for_managers_alone(role: RoleKind, scene: Scene) -> None:
    share, _ = scene.of_the_network()
    waiting = scene.asked(scene.manager, basis=Basis.PROTECTION_NETWORK, law="")
    keys = [scene.pupil.pk, share.pk]
    teacher = browser_of(make_actor(scene.classroom, role=role))
    listed = teacher.get(reverse("cases:shares", args=keys[:1])).content.decode()
    assert "校外との共有はまだありません" in listed
    assert teacher.get(reverse("cases:share", args=keys)).status_code == 404
    for name in ("cases:end", "cases:note", "cases:paper"):
        assert teacher.post(reverse(name, args=keys), {"why": "x"}).status_code == 404
    form = teacher.get(reverse("cases:new", args=keys[:1])).content.decode()
    assert 'value="duty"' in form
    assert 'value="protection_network"' not in form
    asked = posted(scene, basis="protection_network")
    assert teacher.post(reverse("cases:new", args=keys[:1]), asked).status_code == 422
    assert "校外との共有" not in teacher.get(reverse("today")).content.decode()
    manager = browser_of(scene.manager)
    assert "地域協議会" in manager.get(reverse("cases:share", args=keys)).content.decode()
    assert str(waiting.pk) in manager.get(reverse("cases:shares", args=keys[:1])).content.decode()
    agency = browser_of(scene.lead)
    shown = agency.get(reverse("cases:received-share", args=[share.pk])).content.decode()
    assert "地域協議会" in shown
    agency.get(reverse("cases:received"))
    board = make_board(scene.agency.municipality)
    officer = browser_of(make_actor(board, role=RoleKind.PRIVACY_OFFICER))
    seen = officer.get(reverse("audit:pupil", args=keys[:1])).content.decode()
    assert "地域協議会" not in seen
    assert "浜" not in seen


def test_a_share_of_a_child_who_left_is_said_and_ended_at_the_school(scene: Scene) -> None:
    share = scene.taken()
    moved_beside(scene, share)
    room = Classroom.objects.exclude(pk=scene.classroom.pk).get()
    keys = [scene.pupil.pk, share.pk]
    new = browser_of(make_actor(room, role=RoleKind.PRINCIPAL))
    listed = new.get(reverse("cases:shares", args=keys[:1])).content.decode()
    assert "校外との共有はまだありません" in listed
    assert new.post(reverse("cases:end", args=keys), {"why": "転校"}).status_code == 404
    manager = browser_of(scene.manager)
    assert reverse("today-outside") in manager.get(reverse("today")).content.decode()
    today_page = manager.get(reverse("today-outside")).content.decode()
    assert "子どもが学校を離れたので" in today_page
    answer = manager.post(reverse("cases:end", args=keys), {"why": "転校"})
    assert answer["Location"] == reverse("today-outside")
    assert Share.objects.get().ended_why == "転校"


def test_a_manager_who_asked_reads_who_confirms(scene: Scene) -> None:
    share = scene.asked(scene.manager)
    keys = [scene.pupil.pk, share.pk]
    manager = browser_of(scene.manager)
    shown = manager.get(reverse("cases:share", args=keys)).content.decode()
    assert "確認して相手に届ける" not in shown
    assert "ほかに管理職がいないとき" in shown
    manager.post(reverse("cases:confirm", args=keys))
    assert Share.objects.get().state == State.WAITING


def test_a_social_worker_prints_no_telephone(scene: Scene) -> None:
    share = scene.taken(named=True)
    keys = [scene.pupil.pk, share.pk]
    worker = browser_of(make_actor(scene.classroom, role=RoleKind.SOCIAL_WORKER))
    assert "印刷する（PDF）" not in worker.get(reverse("cases:share", args=keys)).content.decode()
    answer = worker.post(reverse("cases:paper", args=keys), {"number": "1"})
    assert answer.status_code == 302
    assert not Copy.objects.exists()


def test_another_childs_share_is_not_found_by_its_key(scene: Scene) -> None:
    other = make_scene()
    share = other.taken()
    browser = browser_of(scene.teacher)
    for name in ("cases:share", "cases:consent-withdraw"):
        key = share.pk if name == "cases:share" else share.consent_id
        assert browser.get(reverse(name, args=[scene.pupil.pk, key])).status_code == 404
        assert browser.get(reverse(name, args=[other.pupil.pk, key])).status_code == 404


def test_lists_of_choices_name_the_own_city_alone(scene: Scene) -> None:
    elsewhere = make_agency(make_city(), "よその相談室")
    make_actor(elsewhere, role=RoleKind.AGENCY_LEAD)
    empty = make_agency(scene.agency.municipality, "だれもいない機関")
    assert list(partners(scene.teacher)) == [scene.agency]
    assert empty not in partners(scene.teacher)
    beside = make_actor(make_class(scene.classroom.school, name="2組"))
    left = make_actor(scene.agency, role=RoleKind.AGENCY_STAFF)
    Role.objects.filter(person=left.person).update(last=today() - timedelta(days=1))
    people = addressees(scene.taken(), scene.teacher)
    assert set(people) == {scene.lead.person, scene.manager.person}
    assert beside.person not in people


def test_an_administrator_makes_an_agency_with_people_whom_schools_can_choose(
    scene: Scene,
) -> None:
    board = make_board(scene.agency.municipality)
    browser = browser_of(make_actor(board, role=RoleKind.ADMINISTRATOR))
    agencies = reverse("staff:agencies")
    page = browser.post(agencies, {"name": scene.agency.name, "kind": "clinic"})
    assert page.status_code == 422
    assert browser.post(agencies, {"name": "学校", "kind": "school"}).status_code == 422
    browser.post(agencies, {"name": "なぎさ医院", "kind": "clinic"})
    made = Organisation.objects.get(name="なぎさ医院")
    address = reverse("staff:agency", args=[made.pk])
    person = {"family_name": "湊", "kind": "agency_lead", "first": "2026-05-20"}
    assert browser.post(address, {**person, "kind": "principal"}).status_code == 422
    assert browser.post(address, person).status_code == 302
    role = Role.objects.get(organisation=made)
    assert made not in partners(scene.teacher)
    confirm(one=role, by=make_actor(board, role=RoleKind.PRIVACY_OFFICER))
    assert made in partners(scene.teacher)
    end = reverse("staff:agency-role-end", args=[made.pk, role.pk])
    browser.post(end, {"last": "2026-05-19"})
    role.refresh_from_db()
    assert role.last is None
    browser.post(end, {"last": "2026-05-20"})
    role.refresh_from_db()
    assert role.last == date(2026, 5, 20)
    browser.post(end, {"last": "2026-12-31"})
    role.refresh_from_db()
    assert role.last == date(2026, 5, 20)


def test_an_administrator_reaches_no_agency_of_another_city_and_no_school(scene: Scene) -> None:
    browser = browser_of(make_actor(make_board(make_city()), role=RoleKind.ADMINISTRATOR))
    ours = browser_of(
        make_actor(make_board(scene.agency.municipality), role=RoleKind.ADMINISTRATOR)
    )
    for who, key in ((browser, scene.agency.pk), (ours, scene.classroom.school_id)):
        assert who.get(reverse("staff:agency", args=[key])).status_code == 404
