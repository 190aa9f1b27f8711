"""The import screen reads nothing out and gives nothing to those who may not have it."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_board, make_person, pupils_of
from tests.web.import_screen import CALENDAR, page_of, press, send
from tests.web.school_life import Life, browser_of
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account
from tsunagu.audit.models import Event
from tsunagu.clock.instants import data_folder
from tsunagu.intake.models import ImportRun, Upload, UploadState
from tsunagu.intake.uploads import FOLDER
from tsunagu.org.models import Person
from tsunagu.school.imports.undo import may_undo
from tsunagu.school.models import CalendarEntry
from tsunagu.web.office.imports_task import DENIED, work_on_upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]


@pytest.mark.parametrize("left", ["person.active", "account.is_active"])
def test_worker_takes_nothing_in_for_who_has_left_meanwhile(
    life: Life, supervisor: Client, left: str
) -> None:
    send(supervisor, "calendar", CALENDAR)
    upload = Upload.objects.get()
    assert upload.state == UploadState.CHECKED
    Upload.objects.update(state=UploadState.TAKING, begun=False)
    if left == "person.active":
        Person.objects.filter(pk=upload.by_id).update(active=False)
    else:
        Account.objects.filter(person=upload.by_id).update(is_active=False)
    work_on_upload.enqueue(str(upload.pk))
    upload.refresh_from_db()
    assert (upload.state, upload.message) == (UploadState.ENDED, DENIED)
    assert not CalendarEntry.objects.exists()
    assert not list((data_folder() / FOLDER).glob("*"))


def of_everyone_present(life: Life) -> tuple[str, dict[str, str]]:
    """A file that says otherwise than the roll: pupil 1 was absent on Tuesday, pupil 2 present."""
    one, two, _ = (p.identities.get().sourced_id for p in pupils_of(life.classroom))
    text = f"日付,児童生徒ID,出欠\n2026-05-19,{one},出席\n2026-05-19,{two},所在未確認\n"
    return text, {"first": "2026-05-18", "last": "2026-05-19", "taken": "all"}


NO_MORE = "ファイルと違う画面の記録を残しました"
STANDS = "画面の記録「欠席」を残しました（ファイルは「出席」）"


@pytest.mark.parametrize("role", [RoleKind.SUPERVISOR, RoleKind.ADMINISTRATOR])
def test_what_stands_is_not_read_out_to_who_may_not_see_the_roll(
    life: Life, role: RoleKind
) -> None:
    board = make_board(life.school.municipality)
    person = make_person(board, role=role)
    text, period = of_everyone_present(life)
    send(browser_of(person), "attendance", text, **period)
    for page in (page_of(browser_of(person)), press(browser_of(person), "confirm")):
        assert f"attendance.csv:2: 2026年5月19日（火）: {NO_MORE}" in page
        assert f"attendance.csv: 2026年5月18日（月）: {NO_MORE}" in page
        assert "画面の記録「" not in page
        assert not [p for p in pupils_of(life.classroom) if p.identities.get().sourced_id in page]
    assert "画面の記録「" not in f"{ImportRun.objects.get().warnings}"
    tried = Event.objects.get(kind="import.try")
    assert (tried.actor, tried.deed) == (str(person.pk), "import.run")
    assert tried.details["schools"] == [str(life.school.pk)]
    assert tried.details["read"] == []


def test_what_stands_is_told_to_who_may_see_the_roll_and_to_no_one_else(
    life: Life, supervisor: Client
) -> None:
    text, period = of_everyone_present(life)
    office = life.browser(RoleKind.OFFICE)
    send(office, "attendance", text, **period)
    assert page_of(office).count(STANDS) == 2
    assert Event.objects.get(kind="import.try").details["read"] == [str(life.classroom.pk)]
    press(office, "confirm")
    page = page_of(supervisor)
    assert "attendance.csv" in page
    assert NO_MORE in page
    assert "画面の記録「" not in page
    assert life.pupil.identities.get().sourced_id not in page


def test_one_of_the_same_name_sees_and_takes_back_no_run_of_a_colleague(life: Life) -> None:
    first, second = (
        make_person(life.classroom, role=RoleKind.OFFICE, family_name="同姓") for _ in range(2)
    )
    assert first.name == second.name
    sourced_id = life.pupil.identities.get().sourced_id
    text = f"日付,児童生徒ID,出欠\n2026-05-12,{sourced_id},欠席\n"
    period = {"first": "2026-05-12", "last": "2026-05-12", "taken": "listed"}
    send(browser_of(first), "attendance", text, **period)
    press(browser_of(first), "confirm")
    run = ImportRun.objects.get()
    assert (run.by_id, run.by_label) == (first.pk, second.name)
    assert "attendance.csv" not in page_of(browser_of(second))
    undo = {"undo": str(run.pk)}
    assert browser_of(second).post(reverse("imports"), undo).status_code == 404
    assert not may_undo(run, actor_of(second))
    assert "attendance.csv" in page_of(browser_of(first))
    assert may_undo(run, actor_of(first))


def test_people_of_a_school_take_in_no_roster_and_see_their_own_runs(
    life: Life, supervisor: Client
) -> None:
    send(supervisor, "calendar", CALENDAR)
    press(supervisor, "confirm")
    office = life.browser(RoleKind.OFFICE)
    page = office.get(reverse("imports")).content.decode()
    assert 'value="roster"' not in page
    assert 'value="staff"' not in page
    rise = "person,role,scope\n" + f"x,principal,{life.school.sourced_id}\n"
    assert send(office, "staff", rise).status_code == 422
    assert 'value="staff"' in page_of(life.browser(RoleKind.PRINCIPAL))
    assert "calendar.csv" not in page
    run = ImportRun.objects.get()
    assert office.post(reverse("imports"), {"undo": str(run.pk)}).status_code == 404
