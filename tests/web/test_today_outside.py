"""What agencies answered stands on the school's Today for who asked, until it was read."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.builders import make_actor, make_class
from tests.cases.scene import FAMILY, PURPOSE, Scene, make_scene, moved_beside
from tests.signed_in import browser_of
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.audit.models import Event
from tsunagu.cases.actions import decline, report_back, write_note
from tsunagu.cases.models import Report, Share
from tsunagu.clock import today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TEXT = "家庭を訪ねました"
NO_ROOM = "ことしは定員がいっぱいです"


@pytest.fixture
def scene() -> Scene:
    """A child, its school and an agency."""
    return make_scene()


def today_of(actor: Actor) -> str:
    """One's list of sharing outside, where Today leads to it; nothing where it does not."""
    browser = browser_of(actor)
    if reverse("today-outside") not in browser.get(reverse("today")).content.decode():
        return ""
    return browser.get(reverse("today-outside")).content.decode()


def read(actor: Actor, share: Share, report: Report | None = None) -> int:
    """Say that one has read a report, or why it was declined."""
    given = {"report": str(report.pk)} if report else {}
    return (
        browser_of(actor)
        .post(reverse("cases:read", args=[share.pupil_id, share.pk]), given)
        .status_code
    )


def test_a_report_stands_on_the_askers_today_until_it_was_read(scene: Scene) -> None:
    lead = make_actor(scene.classroom, role=RoleKind.ATTENDANCE_LEAD)
    share = scene.taken(named=True)
    assert today_of(scene.teacher) == ""
    report = report_back(share=share, on=today(), text=TEXT, by=scene.lead)
    shown = today_of(scene.teacher)
    assert "まだ読んでいない報告" in shown
    assert FAMILY in shown
    assert [today_of(one) for one in (scene.manager, lead)] == ["", ""]
    page = reverse("cases:share", args=[share.pupil_id, share.pk])
    assert "読みました" in browser_of(scene.teacher).get(page).content.decode()
    assert "まだ読んでいません" in browser_of(lead).get(page).content.decode()
    assert read(lead, share, report) == 302
    assert today_of(scene.teacher)
    for _ in range(2):
        assert read(scene.teacher, share, report) == 302
    assert today_of(scene.teacher) == ""
    report.refresh_from_db()
    assert report.read_by == scene.teacher.person
    assert Event.objects.filter(details__what="read", details__report=str(report.pk)).count() == 1
    agency = reverse("cases:received-share", args=[share.pk])
    told = browser_of(scene.lead).get(agency).content.decode()
    assert "に読みました" in told
    assert str(share.pupil_id) not in told


def test_a_declined_share_stands_there_with_its_reason_until_it_was_read(scene: Scene) -> None:
    share = scene.offered()
    decline(share=share, why=NO_ROOM, by=scene.lead)
    assert NO_ROOM in today_of(scene.teacher)
    assert today_of(scene.manager) == ""
    page = reverse("cases:share", args=[share.pupil_id, share.pk])
    assert "辞退のわけを読みました" in browser_of(scene.manager).get(page).content.decode()
    assert read(scene.manager, share) == 302
    assert today_of(scene.teacher) == ""
    assert f"{scene.manager.label}が" in browser_of(scene.teacher).get(page).content.decode()


def test_answers_to_who_has_left_the_class_reach_the_managers(scene: Scene) -> None:
    report_back(share=scene.taken(), on=today(), text=TEXT, by=scene.lead)
    decline(share=scene.offered(), why=NO_ROOM, by=scene.lead)
    other = make_class(scene.classroom.school, name="9組", pupils=0)
    Role.objects.filter(person=scene.teacher.person).update(classroom=other.pk)
    shown = today_of(scene.manager)
    assert "まだ読んでいない報告" in shown
    assert "辞退された共有" in shown
    assert shown.count("受け持ちを離れました") == 2
    teacher = make_actor(other)
    assert today_of(teacher) == ""


def test_answers_about_a_child_who_left_the_school_are_nobodys(scene: Scene) -> None:
    share = scene.offered()
    decline(share=share, why=NO_ROOM, by=scene.lead)
    moved_beside(scene, share)
    assert NO_ROOM not in today_of(scene.teacher) + today_of(scene.manager)
    assert read(scene.teacher, share) == 404


def test_an_unread_note_stands_there_and_one_left_unread_says_whose(scene: Scene) -> None:
    share = scene.taken()
    assert scene.teacher.person
    write_note(share=share, text="明日うかがいます", to=[scene.teacher.person], by=scene.lead)
    assert "まだ読んでいない連絡" in today_of(scene.teacher)
    gone = make_actor(scene.agency, role=RoleKind.AGENCY_STAFF)
    assert gone.person
    note = write_note(share=share, text="来週に", to=[gone.person], by=scene.teacher)
    assert today_of(scene.lead).count("/received/") < 3
    Role.objects.filter(person=gone.person).update(last=today() - timedelta(days=1))
    lead = browser_of(scene.lead)
    assert f"{gone.label}さんあて（離れました" in lead.get(reverse("today")).content.decode()
    page = reverse("cases:received-share", args=[share.pk])
    assert "あて先の人が離れ" in lead.get(page).content.decode()
    lead.post(reverse("cases:received-note-read", args=[share.pk, note.pk]))
    assert "さんあて（離れました" not in lead.get(reverse("today")).content.decode()
    assert "あて先の人が離れ" not in lead.get(page).content.decode()
    assert PURPOSE.split("さん")[1] in lead.get(page).content.decode()
