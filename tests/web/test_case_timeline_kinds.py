"""What the timeline of a case tells of the world around it: each kind for who may see it alone."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import make_actor, make_class, make_person, make_school, roll
from tests.cases.scene import PURPOSE, SECRET, Scene, make_agency, make_scene, move_on
from tests.cases.test_handovers import HELPED, begun, prepared, sent
from tests.cases.test_school_days import agreed
from tests.web.cast import signed_in
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.models import Notice
from tsunagu.cases.actions import accept, end, report_back
from tsunagu.cases.actions.handovers import read_handover, take_on
from tsunagu.cases.actions.requests import ask_division
from tsunagu.cases.actions.school_days import end_school_day
from tsunagu.cases.actions.teams import add_member
from tsunagu.cases.enums import Section
from tsunagu.cases.models import Case
from tsunagu.clock import freeze, in_words, today
from tsunagu.response.actions import set_good_reason, set_protection
from tsunagu.response.models import ProtectionFlag

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WEEK = timedelta(weeks=1)


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


@pytest.fixture
def case(scene: Scene) -> Case:
    """The child's case."""
    return begun(scene)


def page_of(case: Case, actor: Actor, kind: str = "") -> str:
    """The timeline as somebody reads it."""
    browser = signed_in(Client(), actor.person)
    answer = browser.get(reverse("support:timeline", args=[case.pk]), {"kind": kind})
    assert answer.status_code == 200
    return answer.content.decode()


def lines_of(case: Case, actor: Actor, kind: str) -> list[str]:
    """The titles of a kind as somebody reads them; each leads to a record that opens for them."""
    shown = page_of(case, actor, kind)
    browser = signed_in(Client(), actor.person)
    for record in re.findall(r'class="timeline__day"><a href="([^"]+)"', shown):
        address, _, _ = record.replace("&amp;", "&").partition("#")
        assert browser.get(address).status_code == 200
    return re.findall(r"timeline__body[^>]+>\s*<h3>([^<]+)</h3>", shown)


def test_agreement_about_school_days_is_told_with_its_end(scene: Scene, case: Case) -> None:
    one = agreed(scene, case, room="相談室", receiver="養護教諭")
    agreed(scene, case, kind="lunch", room="", last=today() + WEEK)
    end_school_day(agreed=one, why="教室に戻れた", last=today(), by=scene.teacher)
    told = lines_of(case, scene.teacher, "school-day")
    assert sorted(told) == [
        "学校での過ごし方：決めた",
        "学校での過ごし方：約束を終えた",
        "給食を止める：決めた",
    ]
    shown = page_of(case, scene.teacher, "school-day")
    for words in ("相談室　迎える人 養護教諭", "教室に戻れた", "まで"):
        assert words in shown


def test_request_to_the_division_leads_to_it(scene: Scene, case: Case) -> None:
    ask_division(case=case, kind="adviser-at-conference", text="来てほしい", by=scene.teacher)
    (told,) = lines_of(case, scene.teacher, "request")
    assert told.endswith("：管理職に出した")


def test_share_is_told_from_the_asking_to_its_end_with_what_came_back(
    scene: Scene, case: Case
) -> None:
    share = scene.taken(Section.ATTENDANCE)
    report_back(share=share, on=today(), text="図書館で会えた", by=scene.lead)
    end(share=share, why="目的が済んだ", by=scene.teacher)
    name = scene.agency.name
    assert sorted(lines_of(case, scene.teacher, "share")) == sorted(
        [
            f"{name}との共有：出した",
            f"{name}との共有：相手が受け取った",
            f"{name}との共有：学校が終えた",
            f"{name}からの報告",
        ]
    )
    shown = page_of(case, scene.teacher)
    for words in (PURPOSE, "図書館で会えた", "目的が済んだ"):
        assert words in shown


def test_share_past_its_day_says_so(scene: Scene, case: Case) -> None:
    scene.taken(Section.ATTENDANCE, last=today() + WEEK)
    with freeze(today() + 2 * WEEK):
        told = lines_of(case, scene.teacher, "share")
    assert f"{scene.agency.name}との共有：期限で終わった" in told


def test_share_has_no_line_for_who_may_not_share(scene: Scene, case: Case) -> None:
    share = scene.taken(Section.ATTENDANCE)
    report_back(share=share, on=today(), text="図書館で会えた", by=scene.lead)
    nurse = make_actor(scene.classroom.school, role=RoleKind.NURSE)
    assert lines_of(case, nurse, "share") == []
    shown = page_of(case, nurse)
    for words in (scene.agency.name, "図書館で会えた", PURPOSE):
        assert words not in shown


def test_share_on_the_networks_basis_is_there_for_managers_alone(scene: Scene, case: Case) -> None:
    scene.of_the_network()
    assert lines_of(case, scene.teacher, "share") == []
    assert scene.agency.name not in page_of(case, scene.teacher)
    assert len(lines_of(case, scene.manager, "share")) == 3


def test_what_managers_alone_know_has_no_line_for_others(scene: Scene, case: Case) -> None:
    set_protection(pupil=scene.pupil, first=today(), last=None, by=scene.manager)
    set_good_reason(
        pupil=scene.pupil,
        first=today(),
        last=today() + WEEK,
        kind="doctor",
        note="通院している",
        by=scene.teacher,
    )
    seen = lines_of(case, scene.teacher, "fact")
    assert sorted(seen) == [
        "届け出：入院",
        "届け出：管理職が把握",
        "正当な理由：医師にかかっている病気",
    ]
    for kind in ("", "fact"):
        shown = page_of(case, scene.teacher, kind)
        assert "要保護児童" not in shown
        assert SECRET not in shown
    known = lines_of(case, scene.manager, "fact")
    assert len(known) == 4
    assert "要保護児童対策地域協議会に登録（管理職のみ）" in known
    assert SECRET in page_of(case, scene.manager, "fact")


def test_restricted_notice_shows_others_that_it_is_there_and_whose_while_it_holds(
    scene: Scene, case: Case
) -> None:
    first, last = today() - WEEK, today() + WEEK
    notices = Notice.objects.filter(restricted=True)
    notices.update(by=scene.manager.person, first=first, last=last)
    shown = page_of(case, scene.teacher, "fact").split("<li ")
    (line,) = [item for item in shown if "管理職が把握" in item]
    assert f"{scene.manager.label}が入れました" in line
    assert in_words(today()) in line
    for words in ("避難", SECRET, in_words(first), in_words(last)):
        assert words not in line
    with freeze(last + timedelta(days=1)):
        assert "管理職が把握" not in page_of(case, scene.teacher)
        assert SECRET in page_of(case, scene.manager)


def test_what_a_rule_asked_for_can_be_read_alone_and_stands_once_among_all(
    scene: Scene, case: Case
) -> None:
    roll(scene.classroom, today(), scene.teacher, n2=MarkInput(kind="absent", reason="illness"))
    alone, every = (page_of(case, scene.teacher, kind) for kind in ("rule", ""))
    assert alone.count("timeline__item--task") == every.count("timeline__item--task") == 1
    assert "/rules/#" in alone


def test_handover_is_told_at_both_schools_as_far_as_each_may_know(scene: Scene, case: Case) -> None:
    there = make_class(make_school(scene.pupil.municipality, name="うみべ中学校"), pupils=0)
    handover = sent(prepared(scene, there.school, case), scene.manager)
    to = handover.receiver
    assert sorted(lines_of(case, scene.teacher, "handover")) == [
        f"{to}への引き継ぎ：用意を始めた",
        f"{to}への引き継ぎ：送った",
    ]
    move_on(scene.pupil, there)
    receiver = actor_of(make_person(there))
    read_handover(handover=handover, by=receiver)
    own = take_on(handover=handover, kind="absence", why="続ける", by=receiver)
    here = scene.classroom.school.name
    done = ("送った", "読んだ", "自分の学校のケースを始めた")
    known = {f"{here}からの引き継ぎ：{one}" for one in done}
    assert set(lines_of(own, receiver, "handover")) == known


def test_handover_that_was_not_sent_is_unknown_to_its_receiver(scene: Scene, case: Case) -> None:
    there = make_class(make_school(scene.pupil.municipality, name="うみべ中学校"), pupils=0)
    first = sent(prepared(scene, there.school, case), scene.manager)
    prepared(scene, there.school, case, helped="まだ言わない")
    move_on(scene.pupil, there)
    receiver = actor_of(make_person(there))
    own = take_on(handover=first, kind="absence", why="続ける", by=receiver)
    shown = page_of(own, receiver)
    assert "用意を始めた" not in shown
    assert "まだ言わない" not in shown
    assert HELPED not in shown


def test_who_is_of_the_team_alone_reads_what_is_of_the_case(scene: Scene, case: Case) -> None:
    coach = make_actor(scene.classroom.school, role=RoleKind.TEACHER)
    add_member(case=case, person=coach.person, part="部の顧問", by=scene.teacher)
    agreed(scene, case)
    scene.taken(Section.ATTENDANCE)
    roll(scene.classroom, today(), scene.teacher, n2=MarkInput(kind="absent", reason="illness"))
    shown = page_of(case, coach)
    assert "学校での過ごし方：決めた" in shown
    for kind in ("share", "fact", "rule"):
        assert f"kind={kind}" not in shown
        assert lines_of(case, coach, kind) == lines_of(case, coach, "")
    assert scene.agency.name not in shown
    assert "検査の入院" not in shown


def test_as_many_queries_for_one_of_each_as_for_several(scene: Scene, case: Case) -> None:
    there = make_class(make_school(scene.pupil.municipality, name="うみべ中学校"), pupils=0)
    browser = signed_in(Client(), scene.manager.person)
    address = reverse("support:timeline", args=[case.pk])

    def one_of_each(number: int) -> None:
        start = today() + number * WEEK
        agreed(scene, case, first=start, last=start)
        ask_division(case=case, kind="adviser-at-conference", text="x", by=scene.teacher)
        sent(prepared(scene, there.school, case), scene.manager)
        agency = make_agency(case.municipality, name=f"相談室{number}")
        lead = actor_of(make_person(agency, role=RoleKind.AGENCY_LEAD))
        share = accept(share=scene.offered(Section.ATTENDANCE, receiver=agency), by=lead)
        report_back(share=share, on=today(), text="会えた", by=lead)
        flag = {"municipality": case.municipality, "pupil": scene.pupil, "first": start}
        ProtectionFlag.objects.create(**flag, by=scene.manager.person)

    counts = []
    for numbers in (range(1), range(1, 5)):
        for number in numbers:
            one_of_each(number)
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            browser.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1]
