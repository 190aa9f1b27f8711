"""Conferences on screen: planned from what is open, answered on Today, written together, held."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.builders import make_class, make_person, make_school
from tests.cases.scene import Scene, make_scene, move_on
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.cases.actions.cases import begin_case, name_coordinator
from tsunagu.cases.actions.small_steps import StepSaid, add_step
from tsunagu.cases.actions.teams import add_member, record_wish
from tsunagu.cases.case_enums import CaseOrigin, Wisher
from tsunagu.cases.models import Case, Conference
from tsunagu.clock import freeze, today
from tsunagu.forms.models import Answer
from tsunagu.response.models import Draft, Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WORDS = "給食だけ行きたい"


@pytest.fixture
def scene(clock: object, db: None) -> Scene:
    """A school with a child, its teacher and manager."""
    return make_scene()


@pytest.fixture
def case(scene: Scene) -> Case:
    """A case that the teacher coordinates, with the child's words."""
    case = begin_case(
        pupil=scene.pupil, kind="absence", origin=CaseOrigin.SIGN, why="x", by=scene.teacher
    )
    add_member(case=case, person=scene.teacher.person, part="担任", by=scene.teacher)
    record_wish(
        case=case,
        whose=Wisher.CHILD,
        words=WORDS,
        heard_by="担任",
        heard_on=today(),
        by=scene.teacher,
    )
    return name_coordinator(case=case, person=scene.teacher.person, by=scene.teacher)


def planned(browser: Client, case: Case) -> tuple[Conference, str]:
    """A conference of today planned on screen, with its address."""
    page = reverse("support:meeting-plan", args=[case.pk])
    answer = browser.post(page, {"day": today().isoformat(), "at": "15:30", "place": "相談室"})
    one = Conference.objects.get()
    assert answer["Location"] == reverse("support:meeting", args=[case.pk, one.pk])
    return one, answer["Location"]


def typed(one: Conference, **changes: object) -> dict[str, object]:
    """A whole record as a browser posts it, with a step for the week to come."""
    there = {f"there_{row.pk}": "on" for row in one.invitations.all()}
    step = {"what_0": "朝に校門で会う", "until_0": (today() + timedelta(days=7)).isoformat()}
    meet = {"next_on": (today() + timedelta(days=14)).isoformat(), "aim": "朝の居場所"}
    return {"number": one.number, "area_life": "起きている", **there, **step, **meet, **changes}


def test_planned_from_what_is_open_and_the_words_of_the_child_stand_first(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    shown = browser.get(reverse("support:meeting-plan", args=[case.pk])).content.decode()
    assert "保護者の願いをまだ聞いていない" in shown
    assert "本人の願いをまだ聞いていない" not in shown
    assert shown.index(WORDS) < shown.index("話すこと")
    _, page = planned(browser, case)
    shown = browser.get(page).content.decode()
    assert "相談室" in shown
    assert "15:30" in shown
    listed = browser.get(reverse("support:meetings", args=[case.pk])).content.decode()
    assert page in listed


def test_who_is_invited_answers_on_today_and_nobody_else_may(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    one, page = planned(browser, case)
    nurse = make_person(scene.classroom.school, role=RoleKind.NURSE)
    answer = browser.post(
        page, {"act": "invite", "invite-people": [str(nurse.pk)], "invite-outside": "はまなす 林"}
    )
    assert answer["Location"] == page
    mine, other = one.invitations.get(person=nurse), one.invitations.get(person=None)
    there = reverse("support:answer", args=[case.pk, one.pk, mine.pk])
    invited = signed_in(Client(), nurse)
    for shown in ("today", "support:meetings-owed"):
        assert there in invited.get(reverse(shown)).content.decode()
    assert browser.post(there, {"answer": "comes"}).status_code == 404
    said = {"answer": "cannot", "word": "出張です", "today": "1"}
    assert invited.post(there, said)["Location"] == reverse("today")
    heard = reverse("support:answer", args=[case.pk, one.pk, other.pk])
    browser.post(heard, {"answer": "comes", "word": "電話で"})
    shown = browser.get(page).content.decode()
    assert "出張です" in shown
    assert "電話で" in shown
    assert there not in invited.get(reverse("today")).content.decode()


def held(browser: Client, case: Case, scene: Scene) -> tuple[Conference, str]:
    """A conference held on screen by the teacher, who alone was there."""
    one, page = planned(browser, case)
    person = scene.teacher.person
    assert person is not None
    browser.post(page, {"act": "invite", "invite-people": [str(person.pk)]})
    record = reverse("support:record", args=[case.pk, one.pk])
    answer = browser.post(record, typed(one, hold="1"))
    assert answer["Location"] == page
    return one, page


def test_held_on_screen_its_step_is_on_today_and_is_ended_there_or_here(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    one, page = held(browser, case, scene)
    shown = browser.get(page).content.decode()
    assert "朝の居場所" in shown
    assert "まだ聞いていません" in shown
    day = browser.get(reverse("today")).content.decode()
    assert "朝に校門で会う" in day
    assert "ケース会議で決めたこと" in day
    task = Task.objects.get()
    told = browser.get(reverse("pupil:task", args=[scene.pupil.pk, task.pk])).content.decode()
    assert page in told
    step = reverse("support:step", args=[case.pk, one.pk, one.steps.get().pk])
    browser.post(step, {"state": "dropped"})
    assert "わけを書いてください" in browser.get(page).content.decode()
    browser.post(step, {"state": "done", "why": "会えた"})
    assert "会えた" in browser.get(page).content.decode()
    assert "朝に校門で会う" not in browser.get(reverse("today")).content.decode()


def test_what_is_missing_is_told_and_all_that_was_typed_stays(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    one, _ = planned(browser, case)
    record = reverse("support:record", args=[case.pk, one.pk])
    answer = browser.post(record, typed(one, hold="1", next_on="", until_0=""))
    shown = answer.content.decode()
    assert answer.status_code == 422
    for words in ("出た人を選んで", "いつまでに", "次に集まる日", "朝に校門で会う", "起きている"):
        assert words in shown


def test_next_day_is_filled_in_until_somebody_writes_and_so_is_the_next_review(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    one, _ = planned(browser, case)
    record = reverse("support:record", args=[case.pk, one.pk])
    weeks = today() + timedelta(weeks=4)
    shown = browser.get(record)
    assert shown.context["form"]["next_on"].value() == weeks
    assert f'value="{weeks.isoformat()}"' in shown.content.decode()
    browser.post(record, typed(one, next_on=""))
    assert browser.get(record).context["form"]["next_on"].value() is None
    there = reverse("support:case", args=[case.pk])
    assert f'value="{weeks.isoformat()}"' in browser.get(there).content.decode()


def test_half_written_record_keeps_who_was_there_and_the_next_day(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    one, page = planned(browser, case)
    person = scene.teacher.person
    assert person is not None
    browser.post(page, {"act": "invite", "invite-people": [str(person.pk)]})
    record = reverse("support:record", args=[case.pk, one.pk])
    assert browser.post(record, typed(one))["Location"] == record
    form = browser.get(record).context["form"]
    (there,) = form.there()
    assert (there.value(), form["next_on"].value()) == (True, today() + timedelta(days=14))
    again = typed(one, number=1, next_on="", no_next_why="終わりに決める")
    browser.post(record, {name: one for name, one in again.items() if name != there.name})
    form = browser.get(record).context["form"]
    (there,) = form.there()
    assert (there.value(), form["next_on"].value()) == (False, None)
    assert form["no_next_why"].value() == "終わりに決める"


def test_second_writer_sees_what_the_first_saved_beside_the_own_words(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    one, page = planned(browser, case)
    record = reverse("support:record", args=[case.pk, one.pk])
    other = signed_in(Client(), scene.manager.person)
    assert other.post(record, typed(one, aim="図書室で会う"))["Location"] == record
    kept = browser.post(
        reverse("support:record-draft", args=[case.pk, one.pk]),
        typed(one),
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "この記録を保存しています" in kept
    assert "図書室で会う" in browser.get(record).content.decode()
    answer = browser.post(record, typed(one))
    shown = answer.content.decode()
    assert answer.status_code == 409
    for words in ("図書室で会う", "朝の居場所", scene.manager.label):
        assert words in shown
    assert browser.post(record, typed(one, number=1))["Location"] == record
    one.refresh_from_db()
    assert (one.aim, one.number) == ("朝の居場所", 2)
    assert not Draft.objects.exists()
    assert page in browser.get(reverse("today")).content.decode()


def test_steps_typed_while_another_held_it_are_shown_to_be_added(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    one, page = held(browser, case, scene)
    other = signed_in(Client(), scene.manager.person)
    record = reverse("support:record", args=[case.pk, one.pk])
    answer = other.post(record, typed(one, what_0="図書室で待つ", hold="1"))
    assert answer.status_code == 409
    assert "図書室で待つ" in answer.content.decode()
    until = (today() + timedelta(days=3)).isoformat()
    said = {"act": "step", "step-what_0": "図書室で待つ", "step-until_0": until}
    assert other.post(page, said)["Location"] == page
    assert one.steps.count() == 2


def test_step_added_without_a_word_is_told_what_is_missing(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    _, page = held(browser, case, scene)
    answer = browser.post(page, {"act": "step"})
    assert answer.status_code == 422
    assert "何をするかを書いてください" in answer.content.decode()


def test_step_of_the_nurse_is_on_her_today_and_the_coordinators_when_she_has_gone(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    one, page = held(browser, case, scene)
    nurse = make_person(scene.classroom.school, role=RoleKind.NURSE)
    until = (today() + timedelta(days=3)).isoformat()
    said = {"step-what_0": "保健室で待つ", "step-until_0": until, "step-who_0": str(nurse.pk)}
    browser.post(page, {"act": "step", **said})
    step = f"{page}#s-{one.steps.get(who=nurse).pk}"
    assert step in signed_in(Client(), nurse).get(reverse("today")).content.decode()
    assert step not in browser.get(reverse("today")).content.decode()
    Role.objects.filter(person=nurse).update(last=today() - timedelta(days=1))
    assert step in browser.get(reverse("today")).content.decode()


def test_recap_is_there_at_once_with_all_that_was_decided(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    one, _ = held(browser, case, scene)
    recap = reverse("support:meeting-recap", args=[case.pk, one.pk])
    first = browser.post(recap)["Location"]
    assert browser.post(recap)["Location"] == first
    shown = browser.get(first).content.decode()
    for words in (WORDS, "朝に校門で会う", "相談室", one.when, scene.teacher.label):
        assert words in shown
    assert browser.get(f"{first}pdf/").content[:4] == b"%PDF"


def test_recap_of_a_closed_case_is_offered_to_who_may_read_it_alone(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    one, _ = held(browser, case, scene)
    other = make_person(make_class(scene.classroom.school, name="2組", pupils=0))
    add_member(case=case, person=other, part="部活動", by=scene.teacher)
    page = reverse("support:meeting", args=[case.pk, one.pk])
    recap = reverse("support:meeting-recap", args=[case.pk, one.pk])
    team = signed_in(Client(), other)
    for state, offered in ((case.state, True), ("closed", False)):
        Case.objects.filter(pk=case.pk).update(state=state)
        assert (recap in team.get(page).content.decode()) == offered
        assert (team.post(recap).status_code == 302) == offered
        assert recap in browser.get(page).content.decode()


def test_recap_of_more_steps_than_its_form_has_rows_shows_keeps_and_prints_them_all(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    one, _ = held(browser, case, scene)
    said = ["朝に校門で会う", *(f"{number}つ目の一歩" for number in range(2, 13))]
    for what in said[1:]:
        step = StepSaid(what, until=today() + timedelta(days=7))
        add_step(conference=one, said=step, by=scene.teacher)
    recap = browser.post(reverse("support:meeting-recap", args=[case.pk, one.pk]))["Location"]
    shown = browser.get(recap).content.decode()
    assert all(f">{what}</textarea>" in shown for what in said)
    assert "steps.cell-12-what" not in shown
    typed = {f"steps.cell-{n}-what": f"{what}（電話で）" for n, what in enumerate(said)}
    posted = browser.post(recap, {"steps.number": "1", **typed})
    assert posted.status_code == 302
    kept = Answer.objects.get(sheet=Conference.objects.get().recap, field="steps")
    changed = [f"{what}（電話で）" for what in said]
    assert [row["cells"]["what"] for row in kept.value] == changed
    paper = PdfReader(BytesIO(browser.get(f"{recap}pdf/").content))
    text = "".join("".join(page.extract_text().split()) for page in paper.pages)
    book = load_workbook(BytesIO(browser.get(f"{recap}xlsx/").content)).worksheets[0]
    cells = [str(cell.value) for row in book.iter_rows() for cell in row if cell.value]
    assert all(what in text and what in cells for what in changed)


def test_child_who_moves_while_the_record_is_written_leaves_the_recap_with_its_school(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.manager.person)
    one, page = planned(browser, case)
    invited = {"act": "invite", "invite-people": [str(scene.manager.person.pk)]}
    browser.post(page, invited)
    record = reverse("support:record", args=[case.pk, one.pk])
    browser.post(record, typed(one, agreed="裏の門で待つ"))
    there = make_class(make_school(scene.pupil.municipality, name="うみべ中学校"), pupils=0)
    move_on(scene.pupil, there)
    one.refresh_from_db()
    said = typed(one, agreed="裏の門で待つ", hold="1")
    refused = browser.post(record, said)
    assert refused.status_code == 422
    for words in ("もうこの学校に在籍していません", "朝に校門で会う", "裏の門で待つ"):
        assert words in refused.content.decode()
    assert browser.post(record, {**said, "what_0": "", "until_0": ""})["Location"] == page
    recap = browser.post(reverse("support:meeting-recap", args=[case.pk, one.pk]))["Location"]
    shown = browser.get(recap).content.decode()
    assert scene.classroom.school.name in shown
    assert "裏の門で待つ" in shown
    assert "朝に校門で会う" not in shown
    assert browser.get(f"{recap}pdf/").content[:4] == b"%PDF"
    head = signed_in(Client(), make_person(there, role=RoleKind.PRINCIPAL))
    for address in (page, recap, f"{recap}pdf/"):
        assert head.get(address).status_code == 404


def test_assent_not_yet_asked_is_told_until_somebody_asked(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    _, page = held(browser, case, scene)
    said = {"whose": "child", "answer": "disagrees", "words": "まだこわい", "on": str(today())}
    browser.post(page, {"act": "assent", **{f"assent-{name}": one for name, one in said.items()}})
    shown = browser.get(page).content.decode()
    assert "同意していない" in shown
    assert "まだこわい" in shown
    assert shown.count("これから聞く") == 1


def test_assent_not_yet_asked_is_on_today_and_leads_to_where_it_is_written(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    _, page = held(browser, case, scene)
    assert "どう思うか聞く" not in browser.get(reverse("today")).content.decode()
    with freeze(today() + timedelta(days=7)):
        browser = signed_in(Client(), scene.teacher.person)
        for shown in ("today", "support:meetings-owed"):
            assert f"{page}#h-assents" in browser.get(reverse(shown)).content.decode()
        assert 'id="h-assents"' in browser.get(page).content.decode()


def test_timeline_of_the_case_tells_of_the_conference(
    client: Client, scene: Scene, case: Case
) -> None:
    browser = signed_in(client, scene.teacher.person)
    _, page = held(browser, case, scene)
    timeline = reverse("support:timeline", args=[case.pk])
    shown = browser.get(timeline, {"kind": "conference"}).content.decode()
    assert page in shown
    assert "朝の居場所" in shown
