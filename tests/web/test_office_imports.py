"""The import screen: a dry run, every fault with its place, the runs, and taking one back."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.builders import make_board, make_class, make_person, make_pupil
from tests.web.school_life import WEDNESDAY, Life, browser_of, third_day
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.models import Mark
from tsunagu.clock import freeze
from tsunagu.intake.models import ImportRun, RunState
from tsunagu.school.models import CalendarEntry, Guardian

pytestmark = pytest.mark.django_db
CALENDAR = "学校コード,学年,学級ID,開始日,終了日,種別,備考\n,,,2026/7/21,R8.8.31,休業,夏休み\n"


@pytest.fixture
def life() -> Iterator[Life]:
    """Wednesday, the third day."""
    scene = third_day()
    with freeze(WEDNESDAY):
        yield scene


@pytest.fixture
def supervisor(life: Life) -> Client:
    """A browser signed in at the board."""
    board = make_board(life.school.municipality)
    return browser_of(make_person(board, role=RoleKind.SUPERVISOR))


def send(browser: Client, kind: str, text: str, **more: str) -> HttpResponse:
    """Post a file, in the register's own encoding."""
    file = SimpleUploadedFile(f"{kind}.csv", text.encode("cp932"))
    return browser.post(reverse("imports"), {"kind": kind, "file": file, **more})


def test_dry_run_says_what_would_be_and_writes_nothing(life: Life, supervisor: Client) -> None:
    page = send(supervisor, "calendar", CALENDAR, dry_run="1").content.decode()
    assert "まだ何も変えていません" in page
    assert not CalendarEntry.objects.exists()
    assert not ImportRun.objects.exists()


def test_taken_in_listed_and_taken_back(life: Life, supervisor: Client) -> None:
    assert send(supervisor, "calendar", CALENDAR)["Location"] == reverse("imports")
    run = ImportRun.objects.get()
    assert CalendarEntry.objects.get().note == "夏休み"
    assert "calendar.csv" in supervisor.get(reverse("imports")).content.decode()
    supervisor.post(reverse("imports"), {"undo": str(run.pk)})
    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert not CalendarEntry.objects.exists()


def test_every_fault_is_shown_with_its_place(life: Life, supervisor: Client) -> None:
    wrong = CALENDAR + ",,,2026/2/30,2026/3/1,休業,\n,,,2026/9/1,2026/9/1,遠足,\n"
    answer = send(supervisor, "calendar", wrong)
    assert answer.status_code == 422
    assert {fault.line for fault in answer.context["faults"]} == {3, 4}
    assert not CalendarEntry.objects.exists()


def test_attendance_of_ones_own_school_only(life: Life) -> None:
    office = life.browser(RoleKind.OFFICE)
    sourced_id = life.pupil.identities.get().sourced_id
    text = f"日付,児童生徒ID,出欠\n2026-05-19,{sourced_id},欠席\n"
    period = {"first": "2026-05-19", "last": "2026-05-19", "taken": "listed"}
    mine = send(office, "attendance", text, schools=str(life.school.pk), **period)
    assert mine["Location"] == reverse("imports")
    stranger = make_pupil(make_class())
    other = str(stranger.enrolments.get().classroom.school_id)
    assert send(office, "attendance", text, schools=other, **period).status_code == 422
    assert Mark.objects.filter(pupil=life.pupil).count() == 3


def test_none_of_schools_chosen_means_all_within_reach_and_the_importer_takes_it_back(
    life: Life, supervisor: Client
) -> None:
    make_class()
    office = life.browser(RoleKind.OFFICE)
    sourced_id = life.pupil.identities.get().sourced_id
    text = f"日付,児童生徒ID,出欠\n2026-05-12,{sourced_id},欠席\n"
    period = {"first": "2026-05-12", "last": "2026-05-12", "taken": "listed"}
    assert send(office, "attendance", text, **period)["Location"] == reverse("imports")
    run = ImportRun.objects.get()
    assert run.options["schools"] == [str(life.school.pk)]
    assert f'value="{run.pk}"' in office.get(reverse("imports")).content.decode()
    office.post(reverse("imports"), {"undo": str(run.pk)})
    run.refresh_from_db()
    assert run.state == RunState.UNDONE


def test_period_is_asked_for_with_attendance(life: Life, supervisor: Client) -> None:
    answer = send(supervisor, "attendance", "日付,児童生徒ID,出欠\n")
    assert answer.context["form"].errors.keys() == {"first", "last"}
    assert "出欠の取り込みには期間が要ります" in answer.content.decode()


def test_people_of_a_school_take_in_no_roster_and_see_their_own_runs(
    life: Life, supervisor: Client
) -> None:
    send(supervisor, "calendar", CALENDAR)
    office = life.browser(RoleKind.OFFICE)
    page = office.get(reverse("imports")).content.decode()
    assert 'value="roster"' not in page
    assert "calendar.csv" not in page
    run = ImportRun.objects.get()
    assert office.post(reverse("imports"), {"undo": str(run.pk)}).status_code == 404


def test_guardians_come_in(life: Life, supervisor: Client) -> None:
    sourced_id = life.pupil.identities.get().sourced_id
    head = "児童生徒ID,氏名,続柄,電話,言語,備考\n"
    send(supervisor, "guardians", f"{head}{sourced_id},東雲 まり,祖母,090-0000-0009,,\n")
    assert Guardian.objects.filter(pupil=life.pupil, phone="090-0000-0009").exists()


def test_homeroom_teacher_takes_nothing_in(life: Life) -> None:
    assert life.browser().get(reverse("imports")).status_code == 404
