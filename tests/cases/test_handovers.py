"""Handovers: chosen parts alone, frozen as sent, read by whom they name, never further."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from tests.builders import make_actor, make_class, make_school
from tests.cases.scene import HEARD, Scene, make_scene, move_on
from tests.cases.test_conferences import a_step, held, planned
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.cases.actions.agreements import agree_rhythm
from tsunagu.cases.actions.cases import begin_case, move_case
from tsunagu.cases.actions.handovers import (
    Plan,
    ask_sign_off,
    change_handover,
    prepare_handover,
    print_handover,
    read_handover,
    return_handover,
    send_handover,
    take_on,
    withdraw_handover,
)
from tsunagu.cases.actions.requests import ask_division
from tsunagu.cases.actions.teams import add_member, record_wish
from tsunagu.cases.case_enums import CaseMove, CaseOrigin, CaseState, Wisher
from tsunagu.cases.conference_enums import ConferenceState, StepState
from tsunagu.cases.handover_enums import HandoverGround, HandoverMove, HandoverPart, HandoverState
from tsunagu.cases.handover_rules import TRANSITIONS
from tsunagu.cases.models import Case, Conference, Handover, SchoolDay, SmallStep
from tsunagu.cases.printing.handover import handover_pdf
from tsunagu.cases.queries.handed import contents
from tsunagu.cases.queries.handovers import owed_handovers, to_prepare, without_handover
from tsunagu.clock import freeze, now, school_year_of, today
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.models import Answer, Sheet
from tsunagu.org.models import Leave
from tsunagu.response.models import ContactRhythm, Task
from tsunagu.school.models import Classroom, School

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
S, M, P = HandoverState, HandoverMove, HandoverPart
WORDS, HELPED = "給食だけ行きたい", "朝は裏の門で待つ"
CONSENT = {
    "ground": HandoverGround.CONSENT,
    "by_child": True,
    "way": "oral",
    "child_agrees": "yes",
    "child_said": "知っていてほしい",
}


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


@pytest.fixture
def next_class(scene: Scene) -> Classroom:
    """A class of another school of the city."""
    return make_class(make_school(scene.pupil.municipality, name="うみべ中学校"), pupils=0)


def begun(scene: Scene) -> Case:
    """The child's case, with a wish."""
    case = begin_case(
        pupil=scene.pupil, kind="absence", origin=CaseOrigin.RESPONSE, why="x", by=scene.teacher
    )
    record_wish(
        case=case,
        whose=Wisher.CHILD,
        words=WORDS,
        heard_by="担任",
        heard_on=today(),
        by=scene.teacher,
    )
    return case


def plan(school: School, **changes: object) -> Plan:
    """To the class teacher of a school, by the child's consent where it leaves."""
    agreed = {**CONSENT, "agreed_on": today()}
    said = {
        "first": today(),
        "to_school": school,
        "to_role": "homeroom",
        "parts": [P.WISHES, P.HELPED],
        "helped": HELPED,
    }
    return Plan(**{**said, **agreed, **changes})  # type: ignore[arg-type]


def prepared(scene: Scene, school: School, case: Case | None = None, **changes: object) -> Handover:
    """A handover in hand."""
    made = plan(school, **changes)
    return prepare_handover(
        pupil=scene.pupil, case=case or begun(scene), plan=made, by=scene.teacher
    )


def sent(one: Handover, by: Actor) -> Handover:
    """It, sent."""
    return send_handover(handover=one, as_read=one.steps.count(), by=by)


def received(actor: Actor) -> list[Handover]:
    """What somebody may read of what was sent."""
    return list(Handover.objects.received_by(actor, Deed.RECEIVE_HANDOVER))


def owing(actor: Actor) -> list[Handover]:
    """What stands on somebody's Today."""
    return list(owed_handovers(actor))


@pytest.mark.parametrize("state", S)
def test_every_state_allows_the_moves_of_the_table_and_no_other(
    scene: Scene, next_class: Classroom, state: S
) -> None:
    one = prepared(scene, next_class.school)
    Handover.objects.update(state=state)
    one.refresh_from_db()
    verbs = {
        M.CHANGE: lambda: change_handover(
            handover=one, plan=plan(next_class.school), by=scene.teacher
        ),
        M.ASK: lambda: ask_sign_off(handover=one, by=scene.teacher),
        M.RETURN: lambda: return_handover(handover=one, why="x", by=scene.manager),
        M.SEND: lambda: sent(one, scene.manager),
        M.WITHDRAW: lambda: withdraw_handover(handover=one, why="x", by=scene.teacher),
    }
    for move, verb in verbs.items():
        with transaction.atomic():
            if to := TRANSITIONS.get((state, move)):
                assert verb().state == to
            else:
                with pytest.raises(Refused, match="いまは"):
                    verb()
            transaction.set_rollback(True)


def test_chosen_parts_alone_are_frozen_as_they_were_sent(
    scene: Scene, next_class: Classroom
) -> None:
    case = begun(scene)
    one = sent(prepared(scene, next_class.school, case), scene.manager)
    lead = make_actor(next_class.school, role=RoleKind.ATTENDANCE_LEAD)
    record_wish(
        case=case,
        whose=Wisher.CHILD,
        words="図書室なら",
        heard_by="担任",
        heard_on=today(),
        by=scene.teacher,
    )
    (seen,) = received(lead)
    parts = {part.code: part.lines for part in contents(seen)}
    assert parts.keys() == {"wishes", "helped"}
    (wish,) = parts["wishes"]
    assert (wish.text, wish.origin, wish.on[:5]) == (WORDS, "担任が聞いた", f"{today().year}年")
    assert parts["helped"][0].text == HELPED
    assert HEARD not in str(one.content)
    assert not Case.objects.visible_to(lead, Deed.SEE_CASE).exists()
    assert not Event.objects.filter(details__icontains=WORDS).exists()


def test_agreements_and_open_steps_go_with_origin_and_date(
    scene: Scene, next_class: Classroom
) -> None:
    case = begun(scene)
    person = scene.teacher.person
    common = {"municipality": case.municipality, "case": case}
    held_at = {"held": now(), "planned": None}
    met = {
        state: Conference.objects.create(
            **common,
            day=today(),
            state=state,
            aim=aim,
            called_by=person,
            called_at=now(),
            held_by=person,
            held_at=held_at[state],
        )
        for state, aim in (("held", "朝の一時間"), ("planned", "まだのこと"))
    }
    steps = (
        ("held", "open", "裏の門で待つ"),
        ("held", "done", "済んだこと"),
        ("planned", "open", "まだ決めていないこと"),
    )
    for of, state, what in steps:
        SmallStep.objects.create(
            **common,
            conference=met[of],
            place=1,
            what=what,
            who=person,
            until=today(),
            towards="child",
            state=state,
        )
    SchoolDay.objects.create(**common, kind="day", first=today(), room="別室", by=person, at=now())
    wanted = [P.AGREEMENTS, P.CONFERENCES]
    one = sent(prepared(scene, next_class.school, case, parts=wanted), scene.manager)
    agreed, decided = (part.lines for part in contents(one))
    assert [(line.text, line.origin) for line in agreed] == [("別室", scene.teacher.label)]
    assert [line.text for line in decided] == ["支援目標：朝の一時間", "裏の門で待つ"]
    assert all(line.on.startswith(f"{today().year}年") for line in (*agreed, *decided))


def test_rhythms_that_hold_or_are_to_come_go_and_none_that_was_replaced_or_is_over(
    scene: Scene, next_class: Classroom
) -> None:
    case, week = begun(scene), timedelta(weeks=1)
    for every, first, last in ((2, today(), None), (3, today() + week, today() + 2 * week)):
        contact = ContactRhythm(first=first, last=last, every_days=every)
        agree_rhythm(
            case=case, contact=contact, agreed_with="母", agreed_on=today(), by=scene.teacher
        )
    one = prepared(scene, next_class.school, case, parts=[P.AGREEMENTS])
    told = []
    for weeks in (0, 1, 3):
        with freeze(today() + weeks * week):
            (part,) = contents(one)
            told.append([line.text[:4] for line in part.lines])
    assert told == [["2日ごと", "3日ごと"], ["3日ごと"], []]


def test_sheet_goes_only_where_a_person_chose_it_and_with_who_saw_what(
    scene: Scene, next_class: Classroom
) -> None:
    kept = [
        begin_sheet(
            form="assessment-sheet",
            school=scene.classroom.school,
            pupil=scene.pupil,
            by=scene.teacher,
        )
        for _ in range(3)
    ]
    person = scene.teacher.person
    for sheet, words in zip(kept, ("渡すこと", "渡さないこと", "書きかけ"), strict=True):
        field = next(one.id for one in sheet.definition.fields if one.kind == "text")
        Answer.objects.update_or_create(
            sheet=sheet,
            field=field,
            defaults={
                "municipality": sheet.municipality,
                "value": words,
                "seen_by": "養護教諭",
                "seen_on": date(2026, 5, 1),
                "seen_what": "保健室で話した",
                "by": person,
                "at": now(),
            },
        )
    done = Sheet.objects.filter(pk__in=[one.pk for one in kept[:2]])
    done.update(state="complete", ended_at=now(), ended_by=person)
    one = prepared(
        scene, next_class.school, parts=[P.SHEETS], sheets=[Sheet.objects.get(pk=kept[0].pk)]
    )
    said = str(sent(one, scene.manager).content)
    assert "渡すこと" in said
    assert "養護教諭" in said
    assert "保健室で話した" in said
    assert "渡さないこと" not in said
    with pytest.raises(Refused, match="完成したもの"):
        prepared(scene, next_class.school, one.case, sheets=[kept[2]])


def test_next_school_reads_of_a_sheet_what_was_handed_over_and_hands_it_no_further(
    scene: Scene, next_class: Classroom
) -> None:
    school, by = scene.classroom.school, scene.teacher
    sheet = begin_sheet(form="assessment-sheet", school=school, pupil=scene.pupil, by=by)
    Sheet.objects.update(state="complete", ended_at=now(), ended_by=by.person)
    sheet.refresh_from_db()
    made = plan(next_class.school, parts=[P.SHEETS], sheets=[sheet])
    one = prepare_handover(pupil=scene.pupil, case=None, plan=made, by=scene.manager)
    sent(one, scene.manager)
    move_on(scene.pupil, next_class)
    teacher, head = make_actor(next_class), make_actor(next_class, role=RoleKind.PRINCIPAL)
    for actor in (teacher, head):
        assert not Sheet.objects.visible_to(actor, Deed.SEE_SHEET).exists()
    assert [part.title for part in contents(received(teacher)[0])] == [sheet.definition.title]
    further = plan(school, parts=[P.SHEETS], sheets=[sheet])
    with pytest.raises(Refused, match="完成したもの"):
        prepare_handover(pupil=scene.pupil, case=None, plan=further, by=head)


def test_leaving_the_school_needs_a_manager_and_consent_or_a_law(
    scene: Scene, next_class: Classroom
) -> None:
    case = begun(scene)
    one = prepared(scene, next_class.school, case)
    with pytest.raises(Denied):
        sent(one, scene.teacher)
    for changes, why in (
        ({"ground": ""}, "同意か"),
        ({"by_child": False}, "だれが同意した"),
        ({"way": ""}, "方法"),
        ({"agreed_on": today() + timedelta(days=1)}, "同意した日"),
        ({"child_agrees": "no"}, "本人が同意していない"),
        ({"child_said": " "}, "そのわけ"),
        ({"ground": "duty"}, "根拠の法令"),
        ({"parts": []}, "範囲"),
        ({"helped": " "}, "助けになったこと"),
    ):
        changed = change_handover(
            handover=one, plan=plan(next_class.school, **changes), by=scene.teacher
        )
        with pytest.raises(Refused, match=why):
            ask_sign_off(handover=changed, by=scene.teacher)
        with pytest.raises(Refused, match=why):
            sent(changed, scene.manager)
    by_law = plan(next_class.school, ground="duty", law="学校保健安全法施行規則", by_child=False)
    changed = change_handover(handover=one, plan=by_law, by=scene.teacher)
    assert sent(changed, scene.manager).state == S.SENT


def test_within_the_school_no_consent_is_needed_and_the_teacher_sends(scene: Scene) -> None:
    school = scene.classroom.school
    one = sent(prepared(scene, school, **dict.fromkeys(CONSENT, "")), scene.teacher)
    assert (one.state, one.ground, one.given_by) == (S.SENT, HandoverGround.WITHIN, "")
    with pytest.raises(Refused, match="出さずに送れます"):
        ask_sign_off(handover=one, by=scene.teacher)


def test_manager_sends_what_he_read_or_gives_it_back(scene: Scene, next_class: Classroom) -> None:
    one = ask_sign_off(handover=prepared(scene, next_class.school), by=scene.teacher)
    assert owing(scene.manager) == [one]
    read = one.steps.count()
    one = return_handover(handover=one, why="本人のことばを入れる", by=scene.manager)
    assert owing(scene.teacher) == [one]
    change_handover(handover=one, plan=plan(next_class.school), by=scene.teacher)
    with pytest.raises(Refused, match="もう一度読んで"):
        send_handover(handover=one, as_read=read, by=scene.manager)


def test_receiver_is_named_rightly(scene: Scene, next_class: Classroom) -> None:
    school = next_class.school
    for changes, why in (
        ({"to_role": ""}, "どちらか一つ"),
        ({"to": scene.teacher.person, "to_role": ""}, "送る学校で働いている"),
        ({"outside": "よその学校"}, "どちらか一つ"),
        ({"to_school": None, "outside": "よその学校"}, "紙で渡します"),
        ({"first": today() - timedelta(days=1)}, "今日から"),
    ):
        with pytest.raises(Refused, match=why):
            prepare_handover(
                pupil=scene.pupil,
                case=None,
                plan=plan(school, parts=[], **changes),
                by=scene.teacher,
            )
    with pytest.raises(Refused, match="ケースから"):
        prepare_handover(pupil=scene.pupil, case=None, plan=plan(school), by=scene.teacher)
    one = prepared(scene, school)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=one.pk).update(outside="よその学校")


def test_nobody_hands_on_what_they_may_not_see(scene: Scene, next_class: Classroom) -> None:
    coach = make_actor(scene.classroom.school, role=RoleKind.TEACHER)
    case = begun(scene)
    wanted = plan(next_class.school, parts=[P.WISHES, P.CONTACTS])
    with pytest.raises(Denied):
        prepare_handover(pupil=scene.pupil, case=case, plan=wanted, by=coach)
    add_member(case=case, person=coach.person, part="部の顧問", by=scene.teacher)
    with pytest.raises(Refused, match="家庭との連絡"):
        prepare_handover(pupil=scene.pupil, case=case, plan=wanted, by=coach)
    wanted = replace(wanted, parts=[P.WISHES])
    assert prepare_handover(pupil=scene.pupil, case=case, plan=wanted, by=coach).parts == ["wishes"]


def test_before_the_child_is_there_leads_read_and_then_the_class_teacher(
    scene: Scene, next_class: Classroom
) -> None:
    school, ahead = next_class.school, today() + timedelta(days=30)
    people = {
        kind: make_actor(next_class, role=kind)
        for kind in (
            RoleKind.HOMEROOM,
            RoleKind.ATTENDANCE_LEAD,
            RoleKind.PRINCIPAL,
            RoleKind.TEACHER,
        )
    }
    teacher, lead, _manager, other = people.values()
    one = prepared(scene, school, first=ahead)
    assert not any(received(who) for who in people.values())
    one = sent(one, scene.manager)
    assert [received(who) for who in people.values()] == [[], [one], [one], []]
    assert [owing(who) for who in people.values()] == [[], [one], [], []]
    read_handover(handover=one, by=lead)
    assert owing(lead) == []
    with freeze(ahead):
        move_on(scene.pupil, next_class)
        one.refresh_from_db()
        assert one.state == S.SENT
        assert owing(teacher) == [one]
        assert not one.overdue
        assert read_handover(handover=one, by=teacher).state == S.READ
        with pytest.raises(Refused, match="もう記録"):
            read_handover(handover=one, by=teacher)
        with pytest.raises(Denied):
            read_handover(handover=one, by=other)
        assert not any(owing(who) for who in people.values())


def test_named_person_owes_it_and_overdue_or_away_it_goes_up_a_step(
    scene: Scene, next_class: Classroom
) -> None:
    nurse = make_actor(next_class.school, role=RoleKind.NURSE)
    manager = make_actor(next_class.school, role=RoleKind.PRINCIPAL)
    one = sent(prepared(scene, next_class.school, to=nurse.person, to_role=""), scene.manager)
    assert [owing(who) for who in (nurse, manager)] == [[one], []]
    assert received(nurse) == [one]
    assert nurse.person is not None
    leave = Leave.objects.create(
        municipality=one.municipality, person=nurse.person, first=today(), last=today()
    )
    assert owing(manager) == [one]
    lead = make_actor(next_class.school, role=RoleKind.ATTENDANCE_LEAD)
    assert [owing(who) for who in (lead, manager)] == [[one], []]
    leave.delete()
    with freeze(one.due):
        assert [owing(who) for who in (nurse, lead)] == [[one], []]
    with freeze(one.due + timedelta(days=1)):
        assert [owing(who) for who in (nurse, lead, manager)] == [[one], [one], []]


def test_withdrawn_is_read_no_more_by_who_received_it(scene: Scene, next_class: Classroom) -> None:
    manager = make_actor(next_class.school, role=RoleKind.PRINCIPAL)
    one = sent(prepared(scene, next_class.school), scene.manager)
    read_handover(handover=one, by=manager)
    withdraw_handover(handover=one, why="同意の取り下げ", by=scene.teacher)
    assert received(manager) == []
    assert owing(manager) == []


def test_receiving_school_begins_its_own_case_and_the_old_one_is_closed_where_it_was(
    scene: Scene, next_class: Classroom
) -> None:
    case = begun(scene)
    asked = ask_division(case=case, kind="special-needs-visit", text="x", by=scene.teacher)
    kept = held(planned(case, scene.teacher), scene.teacher, a_step(who=scene.teacher.person))
    waits = planned(case, scene.teacher)
    one = sent(prepared(scene, next_class.school, case), scene.manager)
    new = make_actor(next_class)
    manager = make_actor(next_class, role=RoleKind.PRINCIPAL)
    with pytest.raises(Refused, match="在籍してから"):
        take_on(handover=one, kind="absence", why="x", by=manager)
    move_on(scene.pupil, next_class)
    own = take_on(handover=one, kind="absence", why="引き継ぎを読んだ", by=new)
    case.refresh_from_db()
    one.refresh_from_db()
    assert (own.origin, own.school, own.state) == (
        CaseOrigin.HANDOVER,
        next_class.school,
        CaseState.NOTICED,
    )
    assert (case.state, one.state, one.taken_on) == (CaseState.CLOSED, S.READ, own)
    assert case.steps.latest("at", "pk").move == CaseMove.HAND_OVER
    asked.refresh_from_db()
    last = asked.steps.latest("at", "pk")
    assert (asked.open, last.by) == (False, new.person)
    assert next_class.school.name in last.text
    step = kept.steps.select_related("task").get()
    waits.refresh_from_db()
    assert (step.state, waits.state) == (StepState.DROPPED, ConferenceState.CANCELLED)
    assert step.task
    assert {last.text, step.why, step.task.why, waits.why} == {last.text}
    assert not Task.objects.owed().exists()
    assert list(Case.objects.visible_to(new, Deed.SEE_CASE)) == [own]
    assert list(Case.objects.visible_to(scene.manager, Deed.SEE_CASE)) == [case]
    assert own.wishes.count() == 0
    with pytest.raises(Refused, match="すでに始まって"):
        take_on(handover=one, kind="absence", why="x", by=new)


def test_case_is_not_begun_again_while_another_of_its_kind_is_open(scene: Scene) -> None:
    case = begun(scene)
    move_case(case=case, move=CaseMove.CLOSE, text="x", until=None, by=scene.teacher)
    begun(scene)
    case.refresh_from_db()
    with pytest.raises(Refused, match="すでに始まって"):
        move_case(case=case, move=CaseMove.REOPEN, text="x", until=None, by=scene.teacher)


def test_school_elsewhere_gets_paper_alone_with_its_name_on_every_page(scene: Scene) -> None:
    outside = {"to_school": None, "to_role": "", "outside": "となり町の中学校"}
    one = prepared(scene, scene.classroom.school, helped=f"{HELPED}\n" * 90, **outside)
    with pytest.raises(Refused, match="管理職が確かめた"):
        print_handover(handover=one, by=scene.teacher)
    one = sent(one, scene.manager)
    assert one.state == S.PAPER
    assert print_handover(handover=one, by=scene.teacher).startswith(b"%PDF")
    assert Event.objects.filter(kind="handover", details__look=True).exists()
    pages = PdfReader(BytesIO(handover_pdf(one, "東"))).pages
    assert len(pages) > 1
    assert all("となり町の中学校" in page.extract_text() for page in pages)
    withdraw_handover(handover=one, why="転校しない", by=scene.teacher)
    with pytest.raises(Refused):
        print_handover(handover=Handover.objects.get(), by=scene.teacher)


def test_only_who_may_see_every_part_prints_it(scene: Scene) -> None:
    outside = {"to_school": None, "to_role": "", "outside": "となり町の中学校"}
    case, parts = begun(scene), [P.WISHES, P.CONTACTS]
    one = prepared(scene, scene.classroom.school, case, parts=parts, **outside)
    one = sent(one, scene.manager)
    coach = make_actor(scene.classroom.school, role=RoleKind.TEACHER)
    add_member(case=case, person=coach.person, part="部の顧問", by=scene.teacher)
    with pytest.raises(Refused, match="「家庭との連絡」が入っているので"):
        print_handover(handover=one, by=coach)
    assert not Event.objects.filter(details__look=True).exists()
    assert print_handover(handover=one, by=scene.teacher).startswith(b"%PDF")


def test_at_the_end_of_the_school_year_a_case_without_a_handover_is_owed(scene: Scene) -> None:
    case = begun(scene)
    year = school_year_of(today())
    add_member(case=case, person=scene.teacher.person, part="担任", by=scene.teacher)
    Case.objects.update(coordinator=scene.teacher.person)
    first = year.last - timedelta(days=45)
    with freeze(first - timedelta(days=1)):
        assert not to_prepare(scene.teacher).exists()
    with freeze(first):
        assert [list(to_prepare(who)) for who in (scene.teacher, scene.manager)] == [[case], []]
        assert list(without_handover(scene.manager, year)) == [case]
        ahead = year.last + timedelta(days=1)
        one = prepared(scene, scene.classroom.school, case, first=ahead)
        assert not to_prepare(scene.teacher).exists()
        withdraw_handover(handover=one, why="x", by=scene.teacher)
        assert list(to_prepare(scene.teacher)) == [case]
