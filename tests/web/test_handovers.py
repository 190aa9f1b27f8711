"""Handovers on screen: written, signed off, received as sent, refused beside what was typed."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_class, make_person, make_school
from tests.cases.scene import FAMILY, HEARD, Scene, make_scene, move_on
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.cases.actions.cases import begin_case
from tsunagu.cases.actions.teams import add_member
from tsunagu.cases.case_enums import CaseOrigin
from tsunagu.cases.models import Case, Handover
from tsunagu.clock import freeze, now, school_year_of, today
from tsunagu.forms.actions import begin_sheet, correct_sheet, withdraw_sheet
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Sheet
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HELPED = "朝は裏の門で待つ"
REGISTER = [
    {"code": "attendance", "title": "出欠のまとめ", "lines": [{"label": "x", "text": HEARD}]}
]
"""A part for which it takes more than to be of the team."""


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


@pytest.fixture
def next_class(scene: Scene) -> Classroom:
    """A class of another school of the city."""
    return make_class(make_school(scene.pupil.municipality, name="うみべ中学校"), pupils=0)


def typed(**changes: object) -> dict[str, object]:
    """The form, filled in with the child's consent."""
    return {
        "first": today().isoformat(),
        "to_role": "homeroom",
        "parts": ["helped", "attendance"],
        "helped": HELPED,
        "ground": "consent",
        "given_by": "child",
        "way": "oral",
        "agreed_on": today().isoformat(),
        "child_agrees": "yes",
        "child_said": "知っていてほしい",
        **changes,
    }


def begun(scene: Scene) -> Case:
    """The child's case."""
    return begin_case(
        pupil=scene.pupil, kind="absence", origin=CaseOrigin.RESPONSE, why="x", by=scene.teacher
    )


def of_the_team(case: Case, scene: Scene) -> Client:
    """Somebody of the team who does not see the child's record."""
    person = make_person(scene.classroom.school, role=RoleKind.OFFICE)
    add_member(case=case, person=person, part="朝の電話", by=scene.teacher)
    return signed_in(Client(), person)


def written(scene: Scene, browser: Client, school: object, **changes: object) -> Handover:
    """A handover written on the child's page."""
    where = f"{reverse('support:handover-new', args=[scene.pupil.pk])}?school={school}"
    answer = browser.post(where, typed(**changes))
    one = Handover.objects.latest("at")
    assert answer["Location"] == reverse("support:handover", args=[one.pk])
    return one


def test_handover_goes_from_the_teacher_by_the_manager_to_the_next_school(
    client: Client, scene: Scene, next_class: Classroom
) -> None:
    case = begun(scene)
    teacher = signed_in(client, scene.teacher.person)
    pupil = teacher.get(reverse("pupil:page", args=[scene.pupil.pk])).content.decode()
    there = reverse("support:handovers", args=[scene.pupil.pk])
    assert there in pupil
    assert "同じ学校の中" in teacher.get(there).content.decode()
    one = written(scene, teacher, next_class.school.pk, case=str(case.pk))
    page = reverse("support:handover", args=[one.pk])
    shown = teacher.get(page).content.decode()
    assert HELPED in shown
    assert "読んだうえで送る" not in shown
    assert teacher.post(page, {"act": "ask", "ask-as_read": 1}).status_code == 302
    manager = signed_in(Client(), scene.manager.person)
    assert page in manager.get(reverse("today")).content.decode()
    assert manager.post(page, {"act": "send", "send-as_read": 1}).status_code == 422
    manager.post(page, {"act": "send", "send-as_read": 2})
    move_on(scene.pupil, next_class)
    new = signed_in(Client(), make_person(next_class))
    got = reverse("support:received", args=[one.pk])
    for name in ("today", "support:handovers-owed"):
        assert got in new.get(reverse(name)).content.decode()
    shown = new.get(got).content.decode()
    assert HELPED in shown
    assert HEARD not in shown
    assert new.get(page).status_code == 404
    new.post(got, {"act": "read"})
    assert "引き継ぎはありません" in new.get(reverse("support:handovers-owed")).content.decode()
    new.post(got, {"act": "take_on", "take_on-kind": "absence", "take_on-why": "引き継いだ"})
    own = Case.objects.get(school=next_class.school)
    assert reverse("support:case", args=[own.pk]) in new.get(got).content.decode()
    assert new.get(reverse("support:case", args=[case.pk])).status_code == 404
    assert (
        "次の学校が引き継いだ"
        in manager.get(reverse("support:case", args=[case.pk])).content.decode()
    )
    assert got in new.get(reverse("support:received-list")).content.decode()


def test_what_is_missing_is_told_beside_what_was_typed_and_can_be_changed(
    client: Client, scene: Scene, next_class: Classroom
) -> None:
    browser = signed_in(client, scene.teacher.person)
    new = f"{reverse('support:handover-new', args=[scene.pupil.pk])}?school={next_class.school.pk}"
    answer = browser.post(new, typed(to_role=""))
    assert answer.status_code == 422
    assert "どちらか一つ" in answer.content.decode()
    assert HELPED in answer.content.decode()
    one = written(scene, browser, next_class.school.pk, child_said="")
    page = reverse("support:handover", args=[one.pk])
    answer = browser.post(page, {"act": "ask", "ask-as_read": 1})
    assert answer.status_code == 422
    assert "そのわけ" in answer.content.decode()
    change = reverse("support:handover-change", args=[one.pk])
    assert HELPED in browser.get(change).content.decode()
    assert browser.post(change, typed()).status_code == 302
    browser.post(page, {"act": "ask", "ask-as_read": 2})
    browser.post(page, {"act": "withdraw", "withdraw-why": "転校しない"})
    assert browser.get(change).status_code == 404
    assert "転校しない" in browser.get(page).content.decode()


def test_part_that_one_of_the_team_may_not_see_is_named_and_not_shown(
    client: Client, scene: Scene, next_class: Classroom
) -> None:
    browser, case = signed_in(client, scene.manager.person), begun(scene)
    one = written(scene, browser, next_class.school.pk, case=str(case.pk))
    page = reverse("support:handover", args=[one.pk])
    Handover.objects.update(state="sent", content=REGISTER)
    assert HEARD in browser.get(page).content.decode()
    shown = of_the_team(case, scene).get(page).content.decode()
    assert HEARD not in shown
    assert "見られない部分があります：出欠のまとめ" in shown


def test_paper_for_a_school_elsewhere_is_printed_once_a_manager_has_signed(
    client: Client, scene: Scene
) -> None:
    browser = signed_in(client, scene.manager.person)
    outside = {"outside": "となり町の中学校", "to_role": ""}
    one = written(scene, browser, "outside", **outside)
    page = reverse("support:handover", args=[one.pk])
    paper = reverse("support:handover-paper", args=[one.pk])
    assert browser.post(paper)["Location"] == page
    browser.post(page, {"act": "send", "send-as_read": 1})
    answer = browser.post(paper)
    assert answer["Content-Type"] == "application/pdf"
    assert FAMILY not in answer["Content-Disposition"]


def test_paper_with_a_part_that_one_may_not_see_is_for_others_to_print(
    client: Client, scene: Scene
) -> None:
    browser, case = signed_in(client, scene.manager.person), begun(scene)
    outside = {"outside": "となり町の中学校", "to_role": "", "case": str(case.pk)}
    one = written(scene, browser, "outside", **outside)
    Handover.objects.update(state="paper", content=REGISTER)
    page = reverse("support:handover", args=[one.pk])
    paper = reverse("support:handover-paper", args=[one.pk])
    assert paper in browser.get(page).content.decode()
    office = of_the_team(case, scene)
    shown = office.get(page).content.decode()
    assert paper not in shown
    assert "印刷は、すべての部分を見られる人がします" in shown
    refused = office.post(paper, follow=True)
    assert refused.redirect_chain == [(page, 302)]
    assert "「出欠のまとめ」が入っているので" in refused.content.decode()
    assert browser.post(paper)["Content-Type"] == "application/pdf"


def test_cases_without_a_handover_stand_on_today_and_on_a_list_in_march(
    client: Client, scene: Scene
) -> None:
    with freeze(school_year_of(today()).last):
        case = begun(scene)
        browser = signed_in(client, scene.manager.person)
        there = reverse("support:case-handovers", args=[case.pk])
        for name in ("today", "support:handovers-owed", "support:handovers-missing"):
            assert there in browser.get(reverse(name)).content.decode()
        turnover = reverse("turnover:page", args=[scene.classroom.school_id, today()])
        assert reverse("support:handovers-missing") in browser.get(turnover).content.decode()


def completed(sheet: Sheet) -> Sheet:
    """A sheet as if it had been written to its end."""
    sheet.state, sheet.ended_by, sheet.ended_at = SheetState.COMPLETE, sheet.begun_by, now()
    sheet.save()
    return sheet


def test_sheet_is_offered_until_its_correction_is_completed(
    client: Client, scene: Scene, next_class: Classroom
) -> None:
    browser = signed_in(client, scene.manager.person)
    where = reverse("support:handover-new", args=[scene.pupil.pk])

    def offered() -> list[str]:
        page = browser.get(where, {"school": next_class.school_id})
        return [key for key, _ in page.context["form"].fields["sheets"].choices]

    school, by = scene.classroom.school, scene.teacher
    begun = begin_sheet(form="assessment-sheet", school=school, pupil=scene.pupil, by=by)
    done = completed(begun)
    correction = correct_sheet(sheet=done, by=by)
    assert offered() == [str(done.pk)]
    completed(correction)
    assert offered() == [str(correction.pk)]
    withdraw_sheet(sheet=correction, why="別の子ども", by=by)
    assert offered() == [str(done.pk)]
