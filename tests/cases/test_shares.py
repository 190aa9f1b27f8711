"""A share's course: who asks, confirms, answers and ends it, and what may not be."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.builders import make_actor, make_board, make_city, make_class, make_person, make_pupil
from tests.cases.scene import (
    ENDS,
    FAMILY,
    GIVEN,
    PHONE,
    PURPOSE,
    End,
    Scene,
    ended_here,
    given_back,
    make_agency,
    make_scene,
    make_siblings,
    move_on,
    moved_beside,
    withdrawn,
)
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, Denied
from tsunagu.access.refusal import Refused
from tsunagu.attendance.models import Notice
from tsunagu.audit.models import Event
from tsunagu.cases.actions import (
    accept,
    confirm_share,
    decline,
    end,
    give_back,
    print_share,
    record_consent,
    withdraw_consent,
    write_note,
)
from tsunagu.cases.enums import Basis, ChildAgrees, ConsentWay, EndedBy, Section, Standing, State
from tsunagu.cases.models import Consent, Share
from tsunagu.cases.people import addressees
from tsunagu.cases.queries import received, shared, stopped, to_confirm, veil
from tsunagu.clock import freeze, now, today
from tsunagu.response.models import Contact
from tsunagu.school.guardian_actions import end_limit, set_custody, set_limit
from tsunagu.school.models import Classroom, Enrolment, Guardian, Pupil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NAMED_BASES = [Basis.DUTY, Basis.OWN_TASK]


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


@pytest.mark.parametrize("basis", NAMED_BASES)
def test_another_basis_waits_for_a_manager_and_reaches_nobody_before(
    basis: Basis, scene: Scene
) -> None:
    share = scene.asked(basis=basis)
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


def test_a_manager_who_asked_does_not_confirm_and_reads_who_does(scene: Scene) -> None:
    share = scene.asked(by=scene.manager)
    with pytest.raises(Refused, match="ほかに管理職がいないとき"):
        confirm_share(share=share, by=scene.manager)
    assert not to_confirm(scene.manager).exists()
    other = actor_of(make_person(scene.classroom, role=RoleKind.DEPUTY_HEAD, family_name="次席"))
    with pytest.raises(Refused, match="次席"):
        confirm_share(share=share, by=scene.manager)
    assert confirm_share(share=share, by=other).state == State.OFFERED
    with pytest.raises(IntegrityError), transaction.atomic():
        Share.objects.filter(pk=share.pk).update(confirmed_by=scene.manager.person)


def test_named_purpose_and_age_of_a_share_stay_within_its_consent(scene: Scene) -> None:
    consent = scene.consent(Section.ATTENDANCE, named=False, on=today() - timedelta(days=300))
    within = {"basis": Basis.CONSENT, "consent": consent, "named": False, "purpose": PURPOSE}
    assert scene.asked(**within, last=today() + timedelta(days=64))
    for beyond, said in (
        ({"named": True}, "氏名を出すこと"),
        ({"purpose": "まったく別の目的"}, "同意した目的"),
        ({"last": today() + timedelta(days=65)}, "もとにできるのは"),
    ):
        with pytest.raises(Refused, match=said):
            scene.asked(**{**within, **beyond})


def test_on_of_a_consent_is_at_most_the_packs_days_ago(scene: Scene) -> None:
    assert scene.consent(on=today() - timedelta(days=364))
    for day in (today() - timedelta(days=365), date(1950, 1, 1)):
        with pytest.raises(Refused, match="古い"):
            scene.consent(on=day)


def test_a_guardian_without_custody_or_under_a_limit_does_not_consent(scene: Scene) -> None:
    earlier = scene.consent(Section.ATTENDANCE)
    limit = {"kind": "protection_order", "first": today(), "last": None, "paper": "決定の写し"}
    made = set_limit(guardian=scene.guardian, **limit, by=scene.manager)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="この保護者の同意では"):
        scene.consent()
    end_limit(limit=made, why="取り消し", by=scene.manager)
    assert scene.consent()
    papers = {"custody": "none", "papers_seen_on": today()}
    set_custody(guardian=scene.guardian, **papers, by=scene.manager)  # type: ignore[arg-type]
    for deed in (
        scene.consent,
        lambda: scene.asked(basis=Basis.CONSENT, consent=earlier, purpose=PURPOSE),
    ):
        with pytest.raises(Refused, match="この保護者の同意では"):
            deed()


def test_the_childs_own_consent_waits_for_a_manager(scene: Scene) -> None:
    consent = scene.consent(Section.ATTENDANCE, guardian=None)
    share = scene.asked(basis=Basis.CONSENT, consent=consent, purpose=PURPOSE)
    assert standings(share)[0] == Standing.WAITING
    assert list(to_confirm(scene.manager)) == [share]
    assert confirm_share(share=share, by=scene.manager).state == State.OFFERED


def test_a_second_withdrawal_leaves_the_first_as_it_was(scene: Scene) -> None:
    consent = scene.consent()
    again = Consent.objects.get(pk=consent.pk)
    withdraw_consent(consent=consent, on=today(), way=ConsentWay.PAPER, by=scene.teacher)
    with pytest.raises(Refused, match="もう取り下げられて"):
        withdraw_consent(consent=again, on=today(), way=ConsentWay.ORAL, by=scene.manager)
    assert Consent.objects.get().withdrawn_way == ConsentWay.PAPER


@pytest.mark.parametrize("basis", NAMED_BASES)
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
    by_consent = {"basis": Basis.CONSENT, "consent": consent, "purpose": PURPOSE}
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
            named=True,
            by=scene.teacher,
        )

    if ok:
        assert consent()
    else:
        with pytest.raises(Refused):
            consent()


def test_the_networks_basis_is_for_who_may_know_of_the_registration(scene: Scene) -> None:
    with pytest.raises(Refused, match="根拠を選んで"):
        scene.asked(basis=Basis.PROTECTION_NETWORK)
    share, deputy = scene.of_the_network()
    assert scene.teacher.person is not None
    assert scene.lead.person is not None
    assert scene.teacher.person not in addressees(share, scene.lead)
    assert scene.manager.person in addressees(share, scene.lead)
    to = [scene.lead.person]
    for deed in (
        lambda: end(share=share, why="理由", by=scene.teacher),
        lambda: write_note(share=share, text="連絡", to=to, by=scene.teacher),
        lambda: print_share(share=share, number=1, by=scene.teacher),
    ):
        with pytest.raises(Denied):
            deed()
    write_note(share=share, text="連絡", to=to, by=deputy)
    told = [e for e in Event.objects.filter(pupil=str(scene.pupil.pk)) if "ground" in e.details]
    assert len(told) == 4
    assert all(event.managers_only for event in told)
    assert not Share.objects.visible_to(scene.teacher, Deed.ASK_SHARE).exists()
    assert list(Share.objects.visible_to(deputy, Deed.ASK_SHARE)) == [share]


def test_school_of_a_share_ends_it_after_the_child_has_left(scene: Scene) -> None:
    waiting, share = scene.asked(), scene.taken()
    end(share=scene.taken(), why="終わった", by=scene.teacher)
    moved_beside(scene, share)
    room = Classroom.objects.exclude(pk=scene.classroom.pk).get()
    new = make_actor(room, role=RoleKind.PRINCIPAL)
    assert set(stopped(scene.manager)) == set(stopped(scene.teacher)) == {waiting, share}
    assert not stopped(new).exists()
    with pytest.raises(Denied):
        end(share=share, why="転校", by=new)
    with pytest.raises(Refused, match="離れています"):
        confirm_share(share=waiting, by=scene.manager)
    for one in (waiting, share):
        assert end(share=one, why="転校", by=scene.manager).state == State.ENDED
    assert not stopped(scene.manager).exists()


def test_a_child_who_has_left_is_not_shared_about(scene: Scene) -> None:
    move_on(scene.pupil)
    with pytest.raises(Refused, match="在籍していない"):
        scene.asked()


def test_a_limited_number_is_shared_under_no_name(scene: Scene) -> None:
    common = {"municipality": scene.agency.municipality, "pupil": scene.pupil}
    Guardian.objects.create(**common, name="祖母", phone=PHONE.replace("-", ""), order=2)
    Guardian.objects.create(**common, name="叔母", phone="090-1111-2222", order=3)
    share = scene.taken(Section.PHONE, named=True)
    limit = {"kind": "protection_order", "first": today(), "last": None, "paper": "決定の写し"}
    set_limit(guardian=scene.guardian, **limit, by=scene.manager)  # type: ignore[arg-type]
    assert [part.lines for part in shared(share, scene.lead)] == [[("叔母", "090-1111-2222")]]


def test_what_a_guardian_wrote_stays_with_the_school(scene: Scene) -> None:
    told = Notice.objects.create(
        municipality=scene.agency.municipality,
        pupil=scene.pupil,
        kind="announced",
        first=today(),
        last=today(),
        note="ようす：熱や痛みがある。「Febre」",
        from_guardian=True,
        guardian=scene.guardian,
        at=now(),
    )
    share = scene.taken(Section.NOTICES)
    for guardian in (scene.guardian, None):
        told.guardian = guardian
        told.save()
        text = str(shared(share, scene.lead))
        assert "欠席の連絡" in text
        assert "検査の入院" in text
        assert "Febre" not in text
        assert "熱や痛み" not in text


@pytest.mark.parametrize("named", [True, False])
def test_line_names_nobody_else_of_the_school_however_typed(named: bool, scene: Scene) -> None:
    make_pupil(scene.classroom, family_name="白藤", given_name="ひかる", number=9)
    assert scene.teacher.person is not None
    common = {"municipality": scene.agency.municipality, "pupil": scene.pupil, "at": now()}
    line = f"ミナトさん、ﾋﾄｸｶﾞﾜさん、{FAMILY}{GIVEN}さんと白藤さん、シラフジ・ﾋｶﾙさん。わかれた"
    Contact.objects.create(
        **common, by=scene.teacher.person, way="call", reached="guardian", line=line
    )
    Pupil.objects.filter(given_name="ひかる").update(family_kana="しらふじ", given_kana="ひかる")
    share = scene.taken(Section.CONTACTS, named=named)
    text = str(shared(share, scene.lead))
    assert not [word for word in ("白藤", "シラフジ", "ﾋｶﾙ") if word in text]
    assert "〇〇さん、〇〇・〇〇。わかれた" in text or "〇〇さん、〇〇・〇〇さん。わかれた" in text
    own = [word for word in ("ミナト", "ﾋﾄｸｶﾞﾜ", FAMILY + GIVEN) if word in text]
    assert len(own) == (3 if named else 0)


@pytest.mark.parametrize("named", [True, False])
def test_line_names_no_sibling_at_another_school(named: bool, scene: Scene) -> None:
    names = make_siblings(scene.pupil)
    Contact.objects.update(line=f"{GIVEN}さんと、兄の{names[0]}、姉の{FAMILY}{names[1]}（中学校）")
    share = scene.taken(Section.CONTACTS, named=named)
    text = str(shared(share, scene.lead))
    assert "兄の〇〇、姉の〇〇（中学校）" in text
    move_on(scene.pupil)
    Enrolment.objects.filter(pupil=scene.pupil).update(
        begin=date(2024, 4, 1), end=date(2025, 3, 31)
    )
    assert "兄の〇〇" in veil(share)(f"兄の{names[0]}")


def test_a_share_with_the_phone_is_printed_by_who_may_see_it(scene: Scene) -> None:
    worker = make_actor(scene.classroom, role=RoleKind.SOCIAL_WORKER)
    with pytest.raises(Refused, match="保護者の電話"):
        print_share(share=scene.taken(Section.PHONE, named=True), number=1, by=worker)
    assert print_share(share=scene.taken(Section.ATTENDANCE), number=1, by=worker)


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
