"""An administrator alone reads nothing from outside; the second person's way by form posts."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_actor, make_board, make_person
from tests.cases.scene import FAMILY, Scene, make_scene
from tests.conftest import StrictClient
from tests.signed_in import browser_of, sign_in
from tests.web.test_connections import SECRET as KEY
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import ApiKey, Role
from tsunagu.audit.models import Event
from tsunagu.cases.enums import Basis, State
from tsunagu.cases.models import Share
from tsunagu.org.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/confirming/"


@pytest.fixture
def scene() -> Scene:
    """A child whose record is shared with an agency."""
    return make_scene()


@pytest.fixture
def board(scene: Scene) -> Organisation:
    """The board of its city."""
    return make_board(scene.agency.municipality)


def asked_of_the_api(scene: Scene, secret: str) -> tuple[int, bytes]:
    """What a key gets of the class's roll."""
    address = reverse("api:roll", args=[scene.classroom.pk, date(2026, 5, 20)])
    answer = Client().get(address, headers={"Authorization": f"Bearer {secret}"})
    return answer.status_code, answer.content


def make_key(browser: Client) -> str:
    """A key to read rolls, asked for by form."""
    asked = {"name": "校務", "deeds": ["roll.see"], "first": "2026-05-20", "last": "2026-06-20"}
    page = browser.post(reverse("connections:list"), asked).content.decode()
    [secret] = set(KEY.findall(page))
    return secret


def test_an_administrator_alone_reads_nothing_by_a_key(scene: Scene, board: Organisation) -> None:
    browser = browser_of(make_actor(board, role=RoleKind.ADMINISTRATOR))
    secret = make_key(browser)
    address = reverse("confirming:key", args=[ApiKey.objects.get().pk])
    assert browser.post(address, {"answer": "confirm"}).status_code == 404
    unknown = asked_of_the_api(scene, "tsunagu_unknown")
    assert asked_of_the_api(scene, secret) == unknown
    assert unknown[0] == 401
    assert "確認待ち" in browser.get(reverse("connections:list")).content.decode()


def test_a_key_opens_when_the_privacy_officer_has_confirmed_it(
    scene: Scene, board: Organisation
) -> None:
    administrator = browser_of(make_actor(board, role=RoleKind.ADMINISTRATOR))
    officer = browser_of(make_actor(board, role=RoleKind.PRIVACY_OFFICER))
    assert "もう一人の確認を待っていること" not in officer.get("/").content.decode()
    secret = make_key(administrator)
    assert "もう一人の確認を待っていること" in officer.get("/").content.decode()
    page = officer.get(LIST).content.decode()
    assert "校務" in page
    assert "学級の出欠を見る" in page
    address = reverse("confirming:key", args=[ApiKey.objects.get().pk])
    assert officer.post(address, {"answer": "confirm"}).status_code == 302
    assert officer.post(address, {"answer": "confirm"}).status_code == 404
    assert asked_of_the_api(scene, secret)[0] == 200
    assert "が確認" in administrator.get(reverse("connections:list")).content.decode()


def test_an_administrator_alone_reads_nothing_by_an_invented_colleague(
    scene: Scene, board: Organisation
) -> None:
    share = scene.taken(named=True)
    administrator = browser_of(make_actor(board, role=RoleKind.ADMINISTRATOR))
    address = reverse("staff:agency", args=[scene.agency.pk])
    for kind in ("agency_staff", "agency_lead"):
        person = {"family_name": "湊", "kind": kind, "first": "2026-05-20"}
        assert administrator.post(address, person).status_code == 302
    assert "確認待ち" in administrator.get(address).content.decode()
    for role in Role.objects.filter(confirmation="waiting"):
        invented = sign_in(StrictClient(), role.person)
        for page in (reverse("cases:received"), reverse("cases:received-share", args=[share.pk])):
            answer = invented.get(page)
            assert answer.status_code == 404
            assert FAMILY not in answer.content.decode()
        assert FAMILY not in invented.get("/").content.decode()
        for other in Role.objects.filter(confirmation="waiting"):
            confirming = reverse("confirming:role", args=[other.pk])
            for browser in (invented, administrator):
                assert browser.post(confirming, {"answer": "confirm"}).status_code == 404
    assert Role.objects.filter(confirmation="waiting").count() == 2


def test_the_agencys_lead_finds_a_new_colleague_and_declines_or_confirms(
    scene: Scene, board: Organisation
) -> None:
    share = scene.taken(named=True)
    administrator, lead = (
        browser_of(make_actor(board, role=RoleKind.ADMINISTRATOR)),
        browser_of(scene.lead),
    )
    address = reverse("staff:agency", args=[scene.agency.pk])
    for name in ("湊", "汐見"):
        person = {"family_name": name, "kind": "agency_staff", "first": "2026-05-20"}
        administrator.post(address, person)
    assert "2件" in lead.get("/").content.decode()
    assert "汐見" in lead.get(LIST).content.decode()
    known, unknown = (Role.objects.get(person__family_name=name) for name in ("湊", "汐見"))
    there = reverse("confirming:role", args=[unknown.pk])
    lead.post(there, {"answer": "decline"})
    assert unknown in Role.objects.filter(confirmation="waiting")
    lead.post(there, {"answer": "decline", "why": "ここで働いていません"})
    lead.post(reverse("confirming:role", args=[known.pk]), {"answer": "confirm"})
    page = administrator.get(address).content.decode()
    assert "ここで働いていません" in page
    opened = reverse("cases:received-share", args=[share.pk])
    assert sign_in(StrictClient(), known.person).get(opened).status_code == 200
    assert sign_in(StrictClient(), unknown.person).get(opened).status_code == 404
    assert "確認を待っているものはありません" in lead.get(LIST).content.decode()


def test_the_boards_head_confirms_what_a_lone_manager_asked(
    scene: Scene, board: Organisation
) -> None:
    share = scene.asked(scene.manager, purpose=f"{FAMILY}さんの見守り")
    head = browser_of(make_actor(board, role=RoleKind.BOARD_HEAD))
    assert "もう一人の確認を待っていること" in head.get("/").content.decode()
    page = head.get(LIST).content.decode()
    assert scene.agency.name in page
    assert FAMILY not in page
    assert Event.objects.filter(kind="outside_list", pupil=str(scene.pupil.pk)).exists()
    asked = reverse("cases:share", args=[scene.pupil.pk, share.pk])
    assert "教育委員会の課長が確認します" in browser_of(scene.manager).get(asked).content.decode()
    assert head.get(asked).status_code == 404
    assert head.post(reverse("confirming:share", args=[share.pk])).status_code == 302
    share.refresh_from_db()
    assert share.state == State.OFFERED
    assert FAMILY not in head.get(LIST).content.decode()


@pytest.mark.parametrize("role", [RoleKind.PRIVACY_OFFICER, RoleKind.SUPERVISOR])
def test_nobody_else_at_the_board_confirms_a_share(
    role: RoleKind, scene: Scene, board: Organisation
) -> None:
    share = scene.asked(scene.manager)
    other = browser_of(make_actor(board, role=role))
    assert other.post(reverse("confirming:share", args=[share.pk])).status_code == 404
    assert Share.objects.get().state == State.WAITING


def test_the_boards_head_confirms_nothing_where_a_manager_can(
    scene: Scene, board: Organisation
) -> None:
    head = browser_of(make_actor(board, role=RoleKind.BOARD_HEAD))
    of_a_teacher = scene.asked(scene.teacher)
    of_the_network = scene.asked(scene.manager, basis=Basis.PROTECTION_NETWORK, law="")
    of_a_manager = scene.asked(scene.manager)
    make_person(scene.classroom, role=RoleKind.DEPUTY_HEAD)
    for share in (of_a_teacher, of_the_network, of_a_manager):
        assert head.post(reverse("confirming:share", args=[share.pk])).status_code == 404
    assert set(Share.objects.values_list("state", flat=True)) == {State.WAITING}
    Role.objects.filter(kind=RoleKind.DEPUTY_HEAD).update(last="2026-05-19")
    for share in (of_a_teacher, of_the_network):
        assert head.post(reverse("confirming:share", args=[share.pk])).status_code == 404
    assert head.post(reverse("confirming:share", args=[of_a_manager.pk])).status_code == 302
