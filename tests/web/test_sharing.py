"""Sharing at the third day: the agenda filled in, two branches, decision, report, recap."""

from datetime import date
from urllib.parse import unquote

import pytest
from django.urls import reverse

from tests.builders import enrol, make_class, make_person
from tests.web.school_life import WEDNESDAY, Life, browser_of
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.models import Mark, OpeningBalance, RollCall
from tsunagu.clock import now
from tsunagu.response.actions import record_contact
from tsunagu.response.models import RuleFreeze, Sharing, Task
from tsunagu.response.queries.owed import desk
from tsunagu.response.queries.unreviewed import unreviewed
from tsunagu.school.models import Classroom

pytestmark = pytest.mark.django_db
WRITTEN = {
    "on": "2026-05-20",
    "attendees": "担任、学年主任、教頭",
    "agenda-friends": "席替えのあと、話す相手が減った",
    "comes-who": "養護教諭が玄関で迎える",
    "not-call": "8時に担任が電話する",
    "decided": "遅い登校を示してみる",
    "decided_until": "2026-05-25",
}


def mark(life: Life, room: Classroom, day: date, **facts: object) -> None:
    """A mark of the pupil as it stands in the register."""
    city = life.school.municipality
    Mark.objects.create(
        municipality=city, pupil=life.pupil, classroom=room, day=day, entered_at=now(), **facts
    )


def last_year(life: Life) -> None:
    """The pupil came in September 2025; two days absent count, one is credited, two are neither."""
    room = make_class(life.school, grade="P2", pupils=0, school_year=2025)
    enrol(life.pupil, room, begin=date(2025, 9, 1), end=date(2026, 4, 1))
    OpeningBalance.objects.create(
        municipality=life.school.municipality,
        pupil=life.pupil,
        day=date(2025, 9, 1),
        absent_days=4,
        credited_days=1,
    )
    for day in (date(2025, 11, n) for n in (4, 5, 6, 7)):
        RollCall.objects.create(
            municipality=room.municipality,
            school=life.school,
            classroom=room,
            day=day,
            taken_at=now(),
        )
    mark(life, room, date(2025, 11, 4), kind="absent", reason="cannot_come")
    mark(life, room, date(2025, 11, 5), kind="missing")
    centre = {"place": "support_centre", "credit": "credited"}
    mark(life, room, date(2025, 11, 6), kind="absent", reason="cannot_come", **centre)
    mark(life, room, date(2025, 11, 7), kind="suspended", ground="health")
    mark(life, room, date(2025, 11, 10), kind="absent", reason="illness")


def test_agenda_is_filled_with_calls_last_year_and_late_arrivals(life: Life) -> None:
    record_contact(
        pupil=life.pupil,
        way="call",
        reached="guardian",
        child_heard=False,
        child_seen=False,
        line="よく眠れている",
        by=life.homeroom,
    )
    last_year(life)
    mark(life, life.classroom, date(2026, 4, 20), late=True, place="nurse_room")
    mark(life, life.classroom, date(2026, 4, 21), late=True, late_agreed=True)
    page = life.browser().get(reverse("pupil:sharing-new", args=[life.pupil.pk])).content.decode()
    assert "電話・保護者：よく眠れている" in page
    assert "6日（登校できない 1日、理由の記録なし 1日、転入前 4日）\n出席扱い 2日" in page
    assert "遅刻 1回（4月20日（月））" in page
    assert "保健室 1回（4月20日（月））" in page


def test_last_year_without_an_absence_is_0_days_and_without_a_roll_not_on_record(
    life: Life,
) -> None:
    new = reverse("pupil:sharing-new", args=[life.pupil.pk])
    assert "記録なし" in life.browser().get(new).content.decode()
    last_year(life)
    OpeningBalance.objects.all().delete()
    Mark.objects.filter(day__year=2025).delete()
    page = life.browser().get(new).content.decode()
    assert ">\n0日</textarea>" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"on": "2025-03-31"}, "2025年4月1日（火）以後の日付"),
        ({"decided_until": "2026-05-19"}, "共有した日以後の日付"),
        ({"decided_until": ""}, "いつまでにするかを入れてください"),
        ({"decided_until_2": "2026-05-22"}, "2つ目に決めたこと"),
    ],
)
def test_days_that_cannot_be_are_refused_in_place(
    life: Life, wrong: dict[str, str], said: str
) -> None:
    new = reverse("pupil:sharing-new", args=[life.pupil.pk])
    answer = life.browser().post(new, {**WRITTEN, **wrong})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert WRITTEN["decided"] in answer.content.decode()
    assert not Sharing.objects.exists()


def test_decided_ends_the_share_tasks_and_opens_the_recap(life: Life) -> None:
    browser = life.browser()
    page = browser.post(
        reverse("pupil:sharing-new", args=[life.pupil.pk]), WRITTEN, follow=True
    ).content.decode()
    sharing = Sharing.objects.get()
    [decision] = sharing.decisions.all()
    assert (decision.what, decision.who) == ("遅い登校を示してみる", None)
    assert decision.until == date(2026, 5, 25)
    assert sharing.comes == {"comes-who": "養護教諭が玄関で迎える"}
    assert sharing.does_not == {"not-call": "8時に担任が電話する"}
    assert not Task.objects.filter(pupil=life.pupil, kind="share", status="open").exists()
    for words in ("養護教諭が玄関で迎える", "8時に担任が電話する", "5月25日（月）"):
        assert words in page


def test_review_day_takes_the_pupil_off_the_unreviewed(life: Life) -> None:
    lead = actor_of(make_person(life.school, role=RoleKind.ATTENDANCE_LEAD))
    OpeningBalance.objects.create(
        municipality=life.school.municipality,
        pupil=life.pupil,
        day=date(2026, 4, 8),
        absent_days=10,
    )
    assert [one.enrolment.pupil for one in unreviewed(desk(lead))] == [life.pupil]
    new = reverse("pupil:sharing-new", args=[life.pupil.pk])
    today = life.browser().post(new, {**WRITTEN, "review": "2026-05-20"})
    assert today.status_code == 422
    draft = life.browser().post(new, {**WRITTEN, "review": "2026-06-19", "draft": "1"})
    assert not RuleFreeze.objects.exists()
    life.browser().post(draft["Location"], {**WRITTEN, "review": "2026-06-19"})
    freezing = RuleFreeze.objects.get()
    assert (freezing.first, freezing.last) == (WEDNESDAY, date(2026, 6, 19))
    task = Task.objects.get(pupil=life.pupil, kind="share")
    page = life.browser().get(reverse("pupil:task", args=[life.pupil.pk, task.pk]))
    assert (task.status, task.remark) == ("done", "")
    assert "取り下げ" not in page.content.decode()
    assert unreviewed(desk(lead)) == []


def test_draft_is_kept_and_ends_nothing(life: Life) -> None:
    browser = life.browser()
    new = reverse("pupil:sharing-new", args=[life.pupil.pk])
    answer = browser.post(new, {**WRITTEN, "decided": "", "draft": "1"})
    sharing = Sharing.objects.get()
    assert sharing.draft
    assert Task.objects.filter(pupil=life.pupil, kind="share", status="open").exists()
    assert "話す相手が減った" in browser.get(answer["Location"]).content.decode()
    browser.post(answer["Location"], WRITTEN)
    sharing.refresh_from_db()
    assert not sharing.draft
    assert browser.get(answer["Location"]).status_code == 404


def test_without_a_decision_it_is_no_more_than_a_draft(life: Life) -> None:
    new = reverse("pupil:sharing-new", args=[life.pupil.pk])
    answer = life.browser().post(new, {**WRITTEN, "decided": ""})
    assert answer.status_code == 422
    assert "席替えのあと" in answer.content.decode()
    assert not Sharing.objects.exists()


def test_reported_to_a_manager_of_the_school(life: Life) -> None:
    browser = life.browser()
    browser.post(reverse("pupil:sharing-new", args=[life.pupil.pk]), WRITTEN)
    sharing = Sharing.objects.get()
    report = reverse("pupil:sharing-report", args=[life.pupil.pk, sharing.pk])
    teacher = make_person(life.classroom, role=RoleKind.TEACHER)
    browser.post(report, {"to": str(teacher.pk)})
    sharing.refresh_from_db()
    assert sharing.reported_to is None
    principal = make_person(life.school, role=RoleKind.PRINCIPAL)
    browser.post(report, {"to": str(principal.pk)})
    sharing.refresh_from_db()
    assert sharing.reported_to == principal


def test_unreported_sharing_is_owed_by_writer_lead_and_managers(life: Life) -> None:
    new = reverse("pupil:sharing-new", args=[life.pupil.pk])
    life.browser().post(new, WRITTEN)
    sharing = Sharing.objects.get()
    form = reverse("pupil:sharing", args=[life.pupil.pk, sharing.pk]) + "#report"
    listed = reverse("today-unreported")
    watching = {RoleKind.ATTENDANCE_LEAD, RoleKind.PRINCIPAL, RoleKind.HOMEROOM}
    for role in (*watching, RoleKind.DEPUTY_HOMEROOM, RoleKind.OFFICE):
        browser = life.browser(role)
        for address, words in ((listed, form), (reverse("today"), listed)):
            page = browser.get(address).content.decode()
            assert (words in page) == (role in watching or words == address), (role, words)
    principal = make_person(life.school, role=RoleKind.PRINCIPAL)
    report = reverse("pupil:sharing-report", args=[life.pupil.pk, sharing.pk])
    life.browser().post(report, {"to": str(principal.pk)})
    assert form not in life.browser().get(listed).content.decode()


def test_reported_in_place_or_written_by_a_manager_is_owed_by_nobody(life: Life) -> None:
    new = reverse("pupil:sharing-new", args=[life.pupil.pk])
    principal = make_person(life.school, role=RoleKind.PRINCIPAL)
    draft = life.browser().post(new, {**WRITTEN, "reported_to": principal.pk, "draft": "1"})
    assert Sharing.objects.get().reported_to is None
    teacher = make_person(life.classroom, role=RoleKind.TEACHER)
    wrong = life.browser().post(draft["Location"], {**WRITTEN, "reported_to": teacher.pk})
    assert wrong.status_code == 422
    life.browser().post(draft["Location"], {**WRITTEN, "reported_to": principal.pk})
    told = Sharing.objects.get()
    assert (told.reported_to, told.reported_at) == (principal, now())
    boss = browser_of(principal)
    assert "報告は済みになります" in boss.get(new).content.decode()
    boss.post(new, WRITTEN)
    assert Sharing.objects.filter(by=principal).get().reported_to == principal
    assert "報告のまだのものはありません" in boss.get(reverse("today-unreported")).content.decode()


def test_recap_is_not_there_for_those_who_may_not_share(life: Life) -> None:
    life.browser().post(reverse("pupil:sharing-new", args=[life.pupil.pk]), WRITTEN)
    address = reverse("pupil:sharing", args=[life.pupil.pk, Sharing.objects.get().pk])
    teacher = browser_of(make_person(life.classroom, role=RoleKind.TEACHER))
    assert teacher.get(address).status_code == 404


def test_recap_as_pdf_is_beside_the_sharing_and_names_nobody(life: Life) -> None:
    browser = life.browser()
    browser.post(reverse("pupil:sharing-new", args=[life.pupil.pk]), WRITTEN)
    keys = [life.pupil.pk, Sharing.objects.get().pk]
    address = reverse("pupil:sharing-pdf", args=keys)
    for name, its in (("sharing", keys), ("page", keys[:1])):
        assert address in browser.get(reverse(f"pupil:{name}", args=its)).content.decode()
    answer = browser.get(address)
    assert answer.content.startswith(b"%PDF")
    assert unquote(answer["Content-Disposition"]).endswith("情報共有のまとめ_2026-05-20.pdf")
    teacher = browser_of(make_person(life.classroom, role=RoleKind.TEACHER))
    assert teacher.get(address).status_code == 404


def test_a_city_without_a_manual_has_the_guidance_the_letter_and_the_form(life: Life) -> None:
    city = life.school.municipality
    city.packs = ["national", "machida-2013"]
    city.save()
    page = life.browser().get(reverse("pupil:sharing-new", args=[life.pupil.pk])).content.decode()
    for name in ("agenda-friends", "comes-who", "not-call"):
        assert f'name="{name}"' in page
    contact = life.browser().get(reverse("pupil:contact", args=[life.pupil.pk])).content.decode()
    for words in ("今日、家でどう過ごしたかをたずねる", "手紙の下書き", "お変わりありませんか"):
        assert words in contact
