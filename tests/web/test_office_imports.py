"""The import screen: a dry run, every fault with its place, the runs, and taking one back."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.builders import make_board, make_class, make_person, make_pupil
from tests.roster_files import RosterFiles
from tests.web.import_screen import CALENDAR, page_of, press, send
from tests.web.school_life import Life, browser_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.models import Mark
from tsunagu.audit.models import Event
from tsunagu.clock import now
from tsunagu.clock.instants import data_folder
from tsunagu.intake.models import ImportRun, RunState, Upload, UploadState
from tsunagu.intake.progress import Phase, counted
from tsunagu.intake.uploads import DIED, DIED_UNDOING, FOLDER, PROGRESS, claimed, keep_file
from tsunagu.org.models import Municipality
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.models import CalendarEntry, Guardian, Pupil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]


def files() -> list[Path]:
    """Files that lie waiting."""
    return [path for path in (data_folder() / FOLDER).rglob("*") if path.is_file()]


def test_checked_first_then_confirmed_and_the_file_is_gone(life: Life, supervisor: Client) -> None:
    assert send(supervisor, "calendar", CALENDAR)["Location"] == reverse("imports")
    page = page_of(supervisor)
    assert "まだ何も変えていません" in page
    assert not CalendarEntry.objects.exists()
    assert not ImportRun.objects.exists()
    assert [path.name for path in files() if path.name != PROGRESS] == ["calendar.csv"]
    assert "取り込みました（行 1" in press(supervisor, "confirm")
    assert CalendarEntry.objects.get().note == "夏休み"
    assert not files()
    assert "もう先へ進んでいる" in press(supervisor, "confirm")
    assert ImportRun.objects.count() == 1
    press(supervisor, "close")
    assert not Upload.objects.exists()


def test_checked_and_not_wanted_leaves_nothing(life: Life, supervisor: Client) -> None:
    send(supervisor, "calendar", CALENDAR)
    press(supervisor, "close")
    assert not Upload.objects.exists()
    assert not files()
    assert not CalendarEntry.objects.exists()


def test_taken_in_listed_and_taken_back(life: Life, supervisor: Client) -> None:
    send(supervisor, "calendar", CALENDAR)
    assert "calendar.csv" in press(supervisor, "confirm")
    run = ImportRun.objects.get()
    supervisor.post(reverse("imports"), {"undo": str(run.pk)})
    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert not CalendarEntry.objects.exists()


def test_taking_back_tells_how_far_it_is_and_why_it_could_not(
    life: Life, supervisor: Client
) -> None:
    for text in (CALENDAR, CALENDAR + ",,,2026/9/21,2026/9/22,休業,連休\n"):
        send(supervisor, "calendar", text)
        press(supervisor, "confirm")
    first, second = ImportRun.objects.order_by("number")
    page = press(supervisor, "undo", undo=str(first.pk))
    assert "できませんでした：校暦「calendar.csv」" in page
    assert "2番 校暦 calendar.csv" in page
    assert CalendarEntry.objects.count() == 2
    by = Upload.objects.get().by
    with claimed(keep_file(by=by, kind="calendar", name="calendar.csv", undoing=second).pk):
        for _ in counted([1], Phase.UNDO):
            assert "元に戻しています" in page_of(supervisor)
    assert DIED_UNDOING in page_of(supervisor)
    assert "取り消しました：校暦" in press(supervisor, "undo", undo=str(second.pk))
    assert CalendarEntry.objects.get().note == "夏休み"
    assert not files()


def test_a_pack_that_counts_by_term_asks_for_terms(life: Life, supervisor: Client) -> None:
    assert "校暦に学期がありません" not in page_of(supervisor)
    Municipality.objects.update(packs=["national", "new-zealand-star"])
    assert "校暦に学期がありません" in page_of(supervisor)
    send(supervisor, "calendar", "開始日,終了日,種別\n2026/4/1,2026/7/20,学期\n")
    assert "校暦に学期がありません" not in press(supervisor, "confirm")


def test_every_fault_is_shown_with_its_place(life: Life, supervisor: Client) -> None:
    wrong = CALENDAR + ",,,2026/2/30,2026/3/1,休業,\n,,,2026/9/1,2026/9/1,遠足,\n"
    send(supervisor, "calendar", wrong)
    page = page_of(supervisor)
    assert "2か所を直して" in page
    for line, column in ((3, 4), (4, 6)):
        cells = f'<td class="num">{line}</td><td class="num">{column}</td>'
        assert f"<td>calendar.csv</td>{cells}" in page
    assert not CalendarEntry.objects.exists()
    assert not files()


def test_of_very_many_faults_the_first_are_shown_and_all_are_counted(
    life: Life, supervisor: Client
) -> None:
    send(supervisor, "guardians", "児童生徒ID,氏名,電話\n" + "nobody,名,078-000-0000\n" * 1001)
    page = page_of(supervisor)
    assert "直すところが1,001か所あります" in page
    assert page.count("<td>guardians.csv</td>") == 1000


def test_at_work_the_page_tells_how_far_it_is_and_takes_no_other_file(
    life: Life, supervisor: Client
) -> None:
    send(supervisor, "calendar", CALENDAR)
    Upload.objects.update(state=UploadState.TAKING)
    with claimed(Upload.objects.get().pk):
        for _ in counted([1], Phase.WRITE):
            page = page_of(supervisor)
            assert "書き込んでいます" in page
            assert '<progress value="70" max="100"' in page
            assert f'hx-get="{reverse("imports-work")}"' in page
            assert f'<a href="{reverse("imports")}">いまの様子を見る</a>' in page
            assert 'type="file"' not in page
        part = supervisor.get(reverse("imports-work"), headers={"HX-Request": "true"})
        assert 'value="70"' in part.content.decode()
        assert supervisor.get(reverse("imports-work"))["Location"] == reverse("imports")
        assert send(supervisor, "calendar", CALENDAR).status_code == 422
        press(supervisor, "close")
        assert Upload.objects.exists()
    ended = supervisor.get(reverse("imports-work"), headers={"HX-Request": "true"})
    assert ended["HX-Refresh"] == "true"
    assert DIED in page_of(supervisor)
    assert not files()


def test_one_that_waits_long_says_that_no_worker_is_there(life: Life, supervisor: Client) -> None:
    send(supervisor, "calendar", CALENDAR)
    Upload.objects.update(state=UploadState.CHECKING)
    assert "順番を待っています" in page_of(supervisor)
    assert "裏の処理が動いていない" not in page_of(supervisor)
    Upload.objects.update(at=now() - timedelta(minutes=2))
    assert "裏の処理が動いていない" in page_of(supervisor)
    press(supervisor, "close")
    assert not Upload.objects.exists()
    assert not files()


def test_same_or_new_is_asked_of_a_child_with_the_same_name_and_birth(
    clock: date, tmp_path: Path
) -> None:
    roster = RosterFiles()
    roster.school("S1")
    roster.homeroom("C1", school="S1")
    roster.pupil("K1", homeroom="C1", name="東雲 ひより", birth="2017-05-01")
    import_roster(path=roster.write(tmp_path / "a"))
    later = RosterFiles()
    later.school("S1")
    later.homeroom("C1", school="S1")
    later.pupil("N1", homeroom="C1", name="東雲 ひより", birth="2017-05-01", master="")
    bundle = later.write(tmp_path / "later.zip").read_bytes()
    browser = browser_of(
        make_person(make_board(Municipality.objects.get()), role=RoleKind.SUPERVISOR)
    )
    for said, pupils in (("new", 2), ("K1", 1)):
        file = SimpleUploadedFile("later.zip", bundle)
        browser.post(reverse("imports"), {"kind": "roster", "file": file})
        page = page_of(browser)
        assert "行目の「N1」は" in page
        assert "登録済みの「K1」（2026年度 3年 1組）と同じ子ども" in page
        assert "すべてのお尋ねに答えてください" in press(browser, "answer")
        assert "誤りはありません" in press(browser, "answer", **{"who-0": said})
        assert "取り込みました" in press(browser, "confirm")
        assert Pupil.objects.count() == pupils
        run = ImportRun.objects.latest("number")
        browser.post(reverse("imports"), {"undo": str(run.pk)})


def test_each_child_that_a_roster_would_change_is_listed_before_the_yes(
    clock: date, tmp_path: Path
) -> None:
    def roster(**homes: str) -> RosterFiles:
        files = RosterFiles()
        files.school("S1", name="ひばり小学校")
        for key, name in (("C1", "1組"), ("C2", "2組")):
            files.homeroom(key, school="S1", name=name)
        for pupil, home in homes.items():
            files.pupil(pupil, homeroom=home, name=f"東雲 {pupil}")
        return files

    import_roster(path=roster(stays="C1", moves="C1", leaves="C2").write(tmp_path / "a"))
    many = {f"new{n:02}": "C2" for n in range(24)}
    bundle = roster(stays="C1", moves="C2", **many).write(tmp_path / "b.zip").read_bytes()
    board = make_board(Municipality.objects.get())
    browser = browser_of(make_person(board, role=RoleKind.SUPERVISOR))
    file = SimpleUploadedFile("b.zip", bundle)
    browser.post(reverse("imports"), {"kind": "roster", "file": file})
    first, second = (browser.get(f"{reverse('imports')}?children={n}") for n in (1, 2))
    one, two = (answer.content.decode() for answer in (first, second))
    assert "1–20人（全26人）" in one
    assert one.count(">新しく入る<") == 20
    assert two.count(">新しく入る<") == 4
    lines = [line for line in two.split("<tr>") if "東雲 " in line]
    told = {line.split("東雲 ")[1].split("<")[0]: line for line in lines}
    assert ">記録か学級が変わる<" in told["moves"]
    assert "ひばり小学校 3年 1組 → ひばり小学校 3年 2組" in told["moves"]
    assert ">在籍が終わる<" in told["leaves"]
    assert "ひばり小学校 3年 2組" in told["leaves"]
    assert "東雲 stays" not in one + two
    looks = Event.objects.filter(kind="import_outlook")
    seen = looks.filter(at=looks.latest("at").at).values_list("pupil", flat=True)
    moved = Pupil.objects.filter(given_name__in=["moves", "leaves"]).values_list("pk", flat=True)
    assert set(seen) == set(map(str, moved))
    assert "東雲 leaves" not in press(browser, "confirm")
    assert not files()


def test_attendance_of_ones_own_school_only(life: Life) -> None:
    office = life.browser(RoleKind.OFFICE)
    sourced_id = life.pupil.identities.get().sourced_id
    text = f"日付,児童生徒ID,出欠\n2026-05-19,{sourced_id},欠席\n"
    period = {"first": "2026-05-19", "last": "2026-05-19", "taken": "listed"}
    send(office, "attendance", text, schools=str(life.school.pk), **period)
    assert "取り込みました" in press(office, "confirm")
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
    send(office, "attendance", text, **period)
    press(office, "confirm")
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


def test_guardians_come_in(life: Life, supervisor: Client) -> None:
    sourced_id = life.pupil.identities.get().sourced_id
    head = "児童生徒ID,氏名,続柄,電話,言語,備考\n"
    send(supervisor, "guardians", f"{head}{sourced_id},東雲 まり,祖母,090-0000-0009,,\n")
    press(supervisor, "confirm")
    assert Guardian.objects.filter(pupil=life.pupil, phone="090-0000-0009").exists()


def test_homeroom_teacher_takes_nothing_in(life: Life) -> None:
    assert life.browser().get(reverse("imports")).status_code == 404
