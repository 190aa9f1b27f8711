"""A share's course: who asks, confirms, answers and ends it, and what may not be."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.builders import make_actor, make_board, make_city, make_class
from tests.cases.scene import (
    ENDS,
    End,
    Scene,
    ended_here,
    given_back,
    make_agency,
    make_scene,
    withdrawn,
)
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.cases.actions import (
    accept,
    confirm_share,
    decline,
    end,
    give_back,
    record_consent,
)
from tsunagu.cases.enums import Basis, ChildAgrees, ConsentWay, EndedBy, Section, Standing, State
from tsunagu.cases.models import Share
from tsunagu.cases.queries import received, to_confirm
from tsunagu.clock import freeze, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOT_CONSENT = [basis for basis in Basis if basis != Basis.CONSENT]


@pytest.fixture
def scene() -> Scene:
    """A child, its school and an agency."""
    return make_scene()


def standings(share: Share) -> tuple[Standing, bool]:
    """What the rule says of a share, and whether the database finds it in force."""
    fresh = Share.objects.select_related("consent").get(pk=share.pk)
    return fresh.standing, Share.objects.in_force(today()).filter(pk=share.pk).exists()


def test_consent_goes_out_at_once_and_is_in_force_once_accepted(scene: Scene) -> None:
    share = scene.offered()
    assert standings(share) == (Standing.OFFERED, False)
    accept(share=share, by=scene.lead)
    assert standings(share) == (Standing.IN_FORCE, True)


@pytest.mark.parametrize("basis", NOT_CONSENT)
def test_another_basis_waits_for_a_manager_and_reaches_nobody_before(
    basis: Basis, scene: Scene
) -> None:
    share = scene.asked(basis=basis, law="生活困窮者自立支援法")
    assert standings(share)[0] == Standing.WAITING
    assert not received(scene.lead).exists()
    assert list(to_confirm(scene.manager)) == [share]
    assert not to_confirm(scene.teacher).exists()
    with pytest.raises(Denied):
        confirm_share(share=share, by=scene.teacher)
    with pytest.raises(Refused):
        accept(share=share, by=scene.lead)
    confirm_share(share=share, by=scene.manager)
    assert list(received(scene.lead)) == [share]


def test_a_manager_who_asked_may_confirm(scene: Scene) -> None:
    share = confirm_share(share=scene.asked(by=scene.manager), by=scene.manager)
    assert share.confirmed_by == share.asked_by


@pytest.mark.parametrize("basis", [Basis.DUTY, Basis.OWN_TASK])
def test_a_duty_and_an_own_task_need_their_name(basis: Basis, scene: Scene) -> None:
    with pytest.raises(Refused, match="法令や事務の名前"):
        scene.asked(basis=basis, law=" ")


def test_last_is_at_most_the_packs_days_away_and_never_before_first(scene: Scene) -> None:
    assert scene.asked(last=today() + timedelta(days=364))
    with pytest.raises(Refused, match="365日間"):
        scene.asked(last=today() + timedelta(days=365))
    with pytest.raises(Refused, match="前です"):
        scene.asked(last=today() - timedelta(days=1))


def test_a_consent_covers_its_sections_its_receiver_and_its_child_alone(scene: Scene) -> None:
    consent = scene.consent(Section.ATTENDANCE)
    by_consent = {"basis": Basis.CONSENT, "consent": consent}
    assert scene.asked(**by_consent)
    with pytest.raises(Refused, match="家庭との連絡"):
        scene.asked(**by_consent, sections=[Section.ATTENDANCE, Section.CONTACTS])
    other = make_agency(scene.agency.municipality, "別の相談室")
    with pytest.raises(Refused, match="別の機関"):
        scene.asked(**by_consent, receiver=other)
    with pytest.raises(Refused, match="もとになる同意"):
        make_scene().asked(**by_consent)
    with pytest.raises(Refused, match="もとになる同意"):
        scene.asked(basis=Basis.CONSENT)


@pytest.mark.parametrize(
    ("agrees", "why", "ok"),
    [
        (ChildAgrees.YES, "", True),
        (ChildAgrees.NO, "", False),
        (ChildAgrees.NOT_ASKED, "", False),
        (ChildAgrees.NOT_ASKED, "入院中で話せない", True),
    ],
)
def test_child_agrees_or_there_is_a_word_of_why_not_asked(
    agrees: ChildAgrees, why: str, ok: bool, scene: Scene
) -> None:
    def consent() -> object:
        return record_consent(
            pupil=scene.pupil,
            receiver=scene.agency,
            guardian=scene.guardian,
            child_agrees=agrees,
            not_asked_why=why,
            way=ConsentWay.ORAL,
            on=today(),
            purpose="見守り",
            sections=[Section.ATTENDANCE],
            by=scene.teacher,
        )

    if ok:
        assert consent()
    else:
        with pytest.raises(Refused):
            consent()


def test_receiver_is_an_agency_of_the_own_municipality(scene: Scene) -> None:
    for receiver in (make_agency(make_city()), make_board(scene.agency.municipality)):
        with pytest.raises(Refused, match="相手の機関"):
            scene.asked(receiver=receiver)


def test_phone_goes_with_the_name_and_by_who_may_see_it(scene: Scene) -> None:
    with pytest.raises(Refused, match="氏名も"):
        scene.asked(sections=[Section.PHONE], named=False)
    worker = make_actor(scene.classroom, role=RoleKind.SOCIAL_WORKER)
    with pytest.raises(Refused, match="見られる人"):
        scene.asked(by=worker, sections=[Section.PHONE])
    assert scene.asked(sections=[Section.PHONE])


@pytest.mark.parametrize("role", [RoleKind.NURSE, RoleKind.TEACHER, RoleKind.COUNSELLOR])
def test_who_is_not_in_the_row_does_not_ask(role: RoleKind, scene: Scene) -> None:
    with pytest.raises(Denied):
        scene.asked(by=make_actor(scene.classroom, role=role))


def test_a_class_beside_and_another_school_do_not_ask_or_end(scene: Scene) -> None:
    beside = make_actor(make_class(scene.classroom.school, name="2組"))
    elsewhere = make_actor(make_class(), role=RoleKind.PRINCIPAL)
    share = scene.taken()
    for other in (beside, elsewhere):
        with pytest.raises(Denied):
            scene.asked(by=other)
        with pytest.raises(Denied):
            end(share=share, why="理由", by=other)


def test_staff_answer_only_where_the_agency_has_no_lead(scene: Scene) -> None:
    staff = make_actor(scene.agency, role=RoleKind.AGENCY_STAFF)
    share = scene.offered()
    with pytest.raises(Denied):
        accept(share=share, by=staff)
    assert scene.lead.person is not None
    scene.lead.person.roles.update(last=today() - timedelta(days=1))
    assert accept(share=share, by=staff).state == State.ACCEPTED


def test_another_agency_and_another_city_answer_nothing(scene: Scene) -> None:
    share = scene.offered()
    beside = make_agency(scene.agency.municipality, "別の相談室")
    for agency in (beside, make_agency(make_city())):
        other = make_actor(agency, role=RoleKind.AGENCY_LEAD)
        with pytest.raises(Denied):
            accept(share=share, by=other)
    own = {held.organisation for held in scene.lead.held}
    posing = replace(scene.lead, municipality=make_city())
    assert share.receiver_id in own
    with pytest.raises(Denied):
        accept(share=share, by=posing)


@pytest.mark.parametrize("ends", ENDS)
def test_whatever_ends_it_ends_it_at_once_and_for_good(ends: End, scene: Scene) -> None:
    share = scene.taken()
    with ends(scene, share):
        assert standings(share) == (ENDS[ends], False)
        assert not received(scene.lead).exists()
        with pytest.raises((Refused, Denied)):
            accept(share=share, by=scene.lead)
        with pytest.raises((Refused, Denied)):
            decline(share=share, why="理由", by=scene.lead)
        with pytest.raises((Refused, Denied)):
            give_back(share=share, why="理由", by=scene.lead)


def test_the_last_day_is_still_in_force(scene: Scene) -> None:
    share = scene.taken(last=date(2026, 6, 1))
    with freeze(date(2026, 6, 1)):
        assert standings(share) == (Standing.IN_FORCE, True)


def test_ended_side_says_who_ended_it(scene: Scene) -> None:
    shares = scene.taken(), scene.taken()
    ended_here(scene, shares[0])
    given_back(scene, shares[1])
    assert [Share.objects.get(pk=one.pk).ended_side for one in shares] == [
        EndedBy.SHARER,
        EndedBy.RECEIVER,
    ]


def test_a_manager_ends_what_another_asked_and_a_colleague_does_not(scene: Scene) -> None:
    lead = make_actor(scene.classroom, role=RoleKind.ATTENDANCE_LEAD)
    share = scene.taken()
    with pytest.raises(Denied):
        end(share=share, why="理由", by=lead)
    assert end(share=share, why="理由", by=scene.manager).state == State.ENDED


def test_decline_and_end_say_why(scene: Scene) -> None:
    share = scene.offered()
    for deed in (decline, end):
        with pytest.raises(Refused, match="わけ"):
            deed(share=share, why=" ", by=scene.lead if deed is decline else scene.teacher)
    assert decline(share=share, why="担当外です", by=scene.lead).state == State.DECLINED


def test_the_audit_holds_keys_and_codes_and_no_name(scene: Scene) -> None:
    withdrawn(scene, scene.taken(named=True))
    noted = [str(e.details) for e in Event.objects.filter(kind__in=["share", "consent"])]
    assert len(noted) == 4
    assert all("秘匿川" not in one and "家庭訪問" not in one for one in noted)
