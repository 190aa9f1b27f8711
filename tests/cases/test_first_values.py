"""What of each official form is filled in for a child with a year of records, and why no more."""

from collections.abc import Mapping
from datetime import date, datetime

import pytest

from tests.builders import (
    enrol,
    make_actor,
    make_board,
    make_class,
    make_person,
    make_school,
    pupils_of,
    roll,
)
from tests.cases.scene import Scene, make_scene, move_on
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.enums import Credit, Kind, Place, Reason
from tsunagu.attendance.inputs import MarkInput
from tsunagu.attendance.models import Mark
from tsunagu.cases.actions import accept, confirm_share
from tsunagu.cases.actions.cases import begin_case, name_coordinator
from tsunagu.cases.actions.handovers import (
    Plan,
    prepare_handover,
    send_handover,
    withdraw_handover,
)
from tsunagu.cases.actions.teams import add_member, record_wish
from tsunagu.cases.case_enums import CaseOrigin, Wisher
from tsunagu.cases.handover_enums import HandoverPart
from tsunagu.cases.models import Case, Handover
from tsunagu.clock import JST, freeze, today
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.answers import Given
from tsunagu.packs.loader import load_packs
from tsunagu.response.enums import ContactWay, Reached
from tsunagu.response.models import Contact, RuleFreeze, Sharing
from tsunagu.school.models import Guardian, School

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FORMS = {form.id: form for pack in load_packs(["akashi"]) for form in pack.forms}
ROSTER = "school grade class class-kind sex homeroom"
SLIP = f"{ROSTER} written-on writer name kana"
SHORT = "school grade class class-kind sex written-on initial-family initial-given"
DAYS = "absent-month absent-year absent-last-year credited other-room"
WISHES = "child-wish guardian-wish"
TIES = "counsellor social-worker agencies"
FILLED = {
    "follow-up-slip": f"{SLIP} {DAYS} elsewhere {TIES} review {WISHES}",
    "long-absence-slip": f"{SLIP} {DAYS} must-attend late early contacts heard seen shared "
    f"{TIES} team {WISHES}",
    "long-absence-list-school": "year school written-on writer enrolled ten-days thirty-days",
    "long-absence-list-board": "year board written-on writer schools",
    "meeting-recap": f"name grade class school writer {WISHES}",
    "understanding-sheet-common": f"{SLIP} born guardian relation phone language years credited",
    "understanding-sheet-conference": f"{SLIP} {WISHES}",
    "understanding-sheet-yearly": f"{SLIP} year months contacts credited {WISHES}",
    "assessment-sheet": f"{SHORT} handed-over absent-last-year {TIES} team {WISHES}",
    "case-conference-record": f"school grade class class-kind name sex {WISHES}",
    "consultation-sheet": f"{SHORT} homeroom writer",
    "detailed-assessment-sheet": f"{SHORT} writer absent-month absent-year absent-last-year "
    f"coordinator team {TIES} {WISHES}",
    "support-team-sheet": f"grade class name sex homeroom written-on {WISHES}",
}
"""The questions of each form that have an answer when its sheet is begun."""
WITHOUT = {
    "absent-pupils": "nobody has been absent for ten days",
    "case-conference": "no conference is on record",
    "conference-aim": "no conference is on record",
    "conference-agreements": "no conference is on record",
    "conference-day": "no conference is on record",
    "conference-next": "no conference is on record",
    "conference-participants": "no conference is on record",
    "conference-place": "no conference is on record",
    "conference-plan": "no conference is on record",
    "conference-steps": "no conference is on record",
    "conference-when": "no conference is on record",
}
"""Sources that know nothing of this child, with the reason."""


def _hand_over(scene: Scene, first: date, *, by: Actor) -> Handover:
    """What helped the child, told to who teaches it from a day, at the same school."""
    plan = Plan(
        first=first,
        to_school=scene.classroom.school,
        to_role="homeroom",
        parts=[HandoverPart.HELPED],
        helped="朝は裏の門で待つ",
    )
    one = prepare_handover(pupil=scene.pupil, case=None, plan=plan, by=by)
    return send_handover(handover=one, as_read=one.steps.count(), by=by)


def _known(scene: Scene) -> None:
    """Whatever the register, contacts, sharings, shares and a case can say of a child."""
    pupil, room, by = scene.pupil, scene.classroom, scene.teacher
    city, person = pupil.municipality, scene.teacher.person
    assert person
    pupil.sex, pupil.birth_date = "male", date(2017, 6, 1)
    pupil.family_kana, pupil.given_kana = "あかし", "たろう"
    pupil.save()
    Guardian.objects.filter(pupil=pupil).update(language="ポルトガル語", relation="母")
    number = f"n{[one.pk for one in pupils_of(room)].index(pupil.pk) + 1}"
    before = make_class(room.school, pupils=0, school_year=2025)
    enrol(pupil, before, end=date(2026, 4, 1))
    with freeze(date(2026, 1, 14)):
        teacher = actor_of(make_person(before))
        roll(before, today(), teacher, n1=MarkInput(kind=Kind.ABSENT, reason=Reason.ILLNESS))
    with freeze(date(2026, 3, 25)):
        _hand_over(scene, date(2026, 4, 1), by=teacher)
    marks = {
        date(2026, 5, 15): MarkInput(kind=Kind.PRESENT, place=Place.SEPARATE_ROOM, late=True),
        date(2026, 5, 18): MarkInput(kind=Kind.ABSENT, place=Place.SUPPORT_CENTRE),
        date(2026, 5, 19): MarkInput(kind=Kind.ABSENT, reason=Reason.CANNOT_COME),
    }
    for day, mark in marks.items():
        with freeze(day):
            roll(room, day, by, **{number: mark})
    Mark.objects.filter(pupil=pupil, place=Place.SUPPORT_CENTRE).update(credit=Credit.CREDITED)
    for kind in (RoleKind.COUNSELLOR, RoleKind.SOCIAL_WORKER):
        Contact.objects.create(
            municipality=city,
            pupil=pupil,
            at=datetime(2026, 5, 19, 16, 30, tzinfo=JST),
            way=ContactWay.VISIT,
            reached=Reached.GUARDIAN,
            child_heard=True,
            child_seen=True,
            line="玄関で話した",
            by=make_person(room, role=kind),
        )
    common = {"municipality": city, "pupil": pupil, "by": person}
    at = datetime(2026, 5, 19, 17, tzinfo=JST)
    Sharing.objects.create(**common, on=date(2026, 5, 19), at=at, attendees="学年", draft=False)
    RuleFreeze.objects.create(**common, first=today(), last=date(2026, 6, 19))
    accept(share=confirm_share(share=scene.asked(), by=scene.manager), by=scene.lead)
    case = begin_case(
        pupil=pupil, kind="absence", origin=CaseOrigin.RESPONSE, why="朝に泣く", by=by
    )
    add_member(case=case, person=person, part="担任", by=by)
    name_coordinator(case=case, person=person, by=by)
    for whose in Wisher:
        record_wish(
            case=case, whose=whose, words="昼から", heard_by="担任", heard_on=today(), by=by
        )


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A child with a year of records."""
    made = make_scene()
    _known(made)
    return made


@pytest.mark.parametrize("name", sorted(FORMS))
def test_each_form_has_exactly_what_is_on_record_and_a_reason_for_all_else(
    name: str, scene: Scene
) -> None:
    form, school = FORMS[name], scene.classroom.school
    board = make_actor(make_board(school.municipality), role=RoleKind.SUPERVISOR)
    sheet = begin_sheet(
        form=name,
        school=None if form.about == "board" else school,
        pupil=scene.pupil if form.about == "pupil" else None,
        by=board if form.about == "board" else scene.manager,
    )
    filled = set(sheet.answers())
    assert filled == set(FILLED[name].split())
    others = [one for one in form.fields if one.id not in filled]
    assert [one.id for one in others if not (one.empty or one.first in WITHOUT)] == []


def test_handed_over_says_by_whom_and_when_it_was_sent(scene: Scene) -> None:
    one = Handover.objects.get()
    answer = _assessed(scene, scene.teacher)["handed-over"]
    assert answer.value == {"chosen": ["yes"], "notes": {}}
    assert answer.origin == f"引き継ぎ（{one.school.name}　{one.prepared_by.name}から）"
    assert answer.origin_on == date(2026, 3, 25)


def test_handed_over_stays_empty_where_last_year_told_nothing_that_the_writer_may_read(
    scene: Scene,
) -> None:
    """Withdrawn, of a change within this year, for the next year: none of it is of the last."""
    withdraw_handover(handover=Handover.objects.get(), why="誤り", by=scene.manager)
    _hand_over(scene, today(), by=scene.teacher)
    _hand_over(scene, date(2027, 4, 1), by=scene.teacher)
    assert "handed-over" not in _assessed(scene, scene.teacher)


def test_handed_over_stays_empty_at_a_school_to_which_nothing_was_sent(scene: Scene) -> None:
    room = make_class(make_school(scene.pupil.municipality), pupils=0)
    move_on(scene.pupil, room)
    assert "handed-over" not in _assessed(scene, make_actor(room), room.school)


def _assessed(scene: Scene, by: Actor, school: School | None = None) -> Mapping[str, Given]:
    """The answers with which somebody's assessment sheet begins."""
    there = school or scene.classroom.school
    return begin_sheet(form="assessment-sheet", school=there, pupil=scene.pupil, by=by).answers()


def test_support_team_and_coordinator_are_options_words_or_nothing(scene: Scene) -> None:
    def given(form: str, field: str) -> object:
        school, pupil = scene.classroom.school, scene.pupil
        sheet = begin_sheet(form=form, school=school, pupil=pupil, by=scene.teacher)
        answer = sheet.answers().get(field)
        return answer.value if answer else None

    team = {"chosen": ["formed"], "notes": {"formed": ["担任、医師と話す人"]}}
    case = Case.objects.get()
    nurse = make_person(scene.classroom, role=RoleKind.OFFICE)
    add_member(case=case, person=nurse, part="医師と話す人", by=scene.teacher)
    assert given("detailed-assessment-sheet", "team") == team
    assert given("long-absence-slip", "team") == "担任、医師と話す人"
    options = {"chosen": ["homeroom", "other"], "notes": {"other": ["医師と話す人"]}}
    assert given("assessment-sheet", "team") == options
    homeroom = {"chosen": ["homeroom"], "notes": {}}
    assert given("detailed-assessment-sheet", "coordinator") == homeroom
    Case.objects.update(state="closed")
    assert given("long-absence-slip", "team") is None
    assert given("detailed-assessment-sheet", "coordinator") is None
