"""The office's pages looked at: imports, calendar, leaves, epidemics, register, settings."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.builders import make_board, make_class, make_person, roll
from tests.journeys.conftest import Enter, Look
from tests.roster_files import RosterFiles, master_of
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.clock import JST
from tsunagu.org.models import Municipality
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.models import Classroom, Pupil

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])
CALENDAR = "学校コード,学年,学級ID,開始日,終了日,種別,備考\n,,,2026/7/21,R8.8.31,休業,夏休み\n"


@pytest.fixture
def classroom(set_clock: Callable[[datetime], None]) -> Classroom:
    """A class with its roll taken, on a Wednesday morning."""
    set_clock(datetime(2026, 5, 20, 9, tzinfo=JST))
    classroom = make_class(pupils=3)
    teacher = actor_of(make_person(classroom))
    roll(classroom, date(2026, 5, 20), teacher, n1=MarkInput(kind="absent"))
    return classroom


@SIZES
def test_pages_of_a_school(classroom: Classroom, enter: Enter, look: Look, size: str) -> None:
    page = enter(make_person(classroom, role=RoleKind.PRINCIPAL), "/office/", size)
    look(page, f"office-register-{size}")
    for label, name in (
        ("校暦", "calendar"),
        ("職員の不在", "leaves"),
        ("学級の感染症", "epidemics"),
        ("設定", "settings"),
    ):
        tabs = page.get_by_role("navigation", name="学校の事務")
        tabs.get_by_role("link", name=label).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(label)
        look(page, f"office-{name}-{size}")
    page.get_by_label("校務支援システムでとり").check()
    page.get_by_role("button", name="変える").click()
    expect(page.locator("#messages")).to_contain_text("設定を変えました")
    classroom.school.refresh_from_db()
    assert classroom.school.register_mode == "elsewhere"


@SIZES
def test_a_file_is_tried_mended_and_taken_in(
    classroom: Classroom, enter: Enter, look: Look, size: str, tmp_path: Path
) -> None:
    right, wrong = tmp_path / "校暦.csv", tmp_path / "誤り.csv"
    right.write_text(CALENDAR, encoding="cp932")
    wrong.write_text(f"{CALENDAR},,,2026/2/30,2026/3/1,遠足,\n", encoding="utf-8")
    board = make_board(classroom.municipality)
    page = enter(make_person(board, role=RoleKind.SUPERVISOR), "/imports/", size)
    page.get_by_label("校暦", exact=True).check()
    page.locator("input[type=file]").set_input_files(wrong)
    page.get_by_role("button", name="確かめる").click()
    expect(page.locator("main")).to_contain_text("何も変わっていません")
    look(page, f"imports-faults-{size}")
    page.locator("input[type=file]").set_input_files(right)
    page.get_by_role("button", name="確かめる").click()
    expect(page.locator("main")).to_contain_text("誤りはありません")
    look(page, f"imports-checked-{size}")
    page.get_by_role("button", name="取り込む", exact=True).click()
    expect(page.locator("#import-work")).to_contain_text("取り込みました")
    look(page, f"imports-{size}")


def test_a_child_that_may_be_known_is_asked_for(
    set_clock: Callable[[datetime], None], enter: Enter, look: Look, tmp_path: Path
) -> None:
    set_clock(datetime(2026, 5, 20, 9, tzinfo=JST))
    for sourced_id, master in (("K1", master_of("K1")), ("N1", "")):
        roster = RosterFiles()
        roster.school("S1")
        roster.homeroom("C1", school="S1")
        roster.pupil(
            sourced_id, homeroom="C1", name="東雲 ひより", birth="2017-05-01", master=master
        )
        path = roster.write(tmp_path / f"{sourced_id}.zip")
        if master:
            import_roster(path=path)
    board = make_board(Municipality.objects.get())
    page = enter(make_person(board, role=RoleKind.SUPERVISOR), "/imports/", "phone")
    page.get_by_label("名簿", exact=True).check()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="確かめる").click()
    expect(page.get_by_role("group", name="2行目の「N1」は")).to_be_visible()
    look(page, "imports-asking-phone")
    page.get_by_label("登録済みの「K1」").check()
    page.get_by_role("button", name="もう一度確かめる").click()
    page.get_by_role("button", name="取り込む", exact=True).click()
    expect(page.locator("#import-work")).to_contain_text("取り込みました")
    assert Pupil.objects.count() == 1
