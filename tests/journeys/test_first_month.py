"""A child's first month: calls, a visit, sharing, and every task's reason in one touch."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

import pytest
from playwright.sync_api import Page, expect

from tests.builders import make_board, make_class, make_person, pupils_of, roll
from tests.journeys.conftest import Enter, Look
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.enums import Kind, Reason
from tsunagu.clock import JST
from tsunagu.org.models import Person
from tsunagu.response.models import Contact, Sharing, Task
from tsunagu.school.models import Classroom, Guardian, Pupil

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ABSENT = MarkInput(kind=Kind.ABSENT, reason=Reason.CANNOT_COME)
Clock = Callable[[datetime], None]


@dataclass
class Month:
    """The class, the child and the adults; days go by one after another."""

    classroom: Classroom
    pupil: Pupil
    homeroom: Person
    lead: Person
    principal: Person
    set_clock: Clock

    def morning(self, day: date, mark: MarkInput | None = ABSENT) -> None:
        """The roll is taken at 8:30; then it is ten o'clock."""
        self.set_clock(datetime.combine(day, time(8, 30), JST))
        marks = {"n1": mark} if mark else {}
        roll(self.classroom, day, actor_of(self.homeroom), **marks)
        self.set_clock(datetime.combine(day, time(10), JST))

    def address(self, rest: str = "") -> str:
        """An address about the child."""
        return f"/pupils/{self.pupil.pk}/{rest}"


@pytest.fixture
def month(set_clock: Clock) -> Month:
    """Monday 18 May: the first day."""
    set_clock(datetime(2026, 5, 18, 8, tzinfo=JST))
    classroom = make_class(pupils=4)
    pupil = pupils_of(classroom)[0]
    for order, (relation, phone) in enumerate((("母", "090-0000-0001"), ("父", "090-0000-0002"))):
        Guardian.objects.create(
            municipality=classroom.municipality,
            pupil=pupil,
            name=f"{pupil.family_name} {relation}",
            relation=relation,
            phone=phone,
            order=order,
        )
    return Month(
        classroom,
        pupil,
        make_person(classroom, role=RoleKind.HOMEROOM),
        make_person(classroom, role=RoleKind.ATTENDANCE_LEAD),
        make_person(classroom, role=RoleKind.PRINCIPAL),
        set_clock,
    )


def record_call(page: Page, reached: str, line: str, following: str) -> None:
    """The four things of a contact by telephone."""
    page.get_by_label("電話", exact=True).check()
    page.get_by_label(reached, exact=True).check()
    page.get_by_label("どちらもまだ").check()
    page.get_by_label("ひとこと").fill(line)
    page.get_by_label("次にすること").fill(following)
    page.get_by_role("button", name="保存する").click()


@pytest.mark.parametrize("size", ["phone", "tablet", "desktop"])
def test_first_month(month: Month, enter: Enter, look: Look, size: str) -> None:
    month.morning(date(2026, 5, 18))
    page = enter(month.homeroom, month.address(), size)
    why = page.locator("details", has_text="なぜ").first
    why.locator("summary").click()
    expect(why).to_contain_text("欠席1日目の電話連絡")
    expect(why).to_contain_text("早期対応マニュアル")
    expect(why).to_contain_text("5月18日（月）")
    look(page, f"pupil-day1-{size}")

    page.get_by_role("link", name="連絡を記録する").click()
    look(page, f"contact-{size}")
    page.get_by_role("button", name="保存する").click()
    record_call(page, "つながらなかった", "呼び出し音のみ", "父にかける")
    expect(page.get_by_role("heading", name="番号にかける")).to_be_visible()
    look(page, f"next-way-{size}")
    page.get_by_role("link", name="かけた結果を記録する").click()
    record_call(page, "保護者", "朝から腹痛。食事はとれている", "明日の朝の様子を見る")
    expect(page.locator("#messages")).to_contain_text("5月18日（月）の連絡を済みにしました")
    assert Contact.objects.count() == 2

    month.morning(date(2026, 5, 19))
    month.morning(date(2026, 5, 20))
    page.goto(page.url)
    page.get_by_role("link", name="情報共有を記録する").click()
    expect(page.get_by_label("電話・訪問のときの様子")).to_contain_text("朝から腹痛")
    page.get_by_label("参加した人").fill("担任、学年主任、教頭")
    page.get_by_label("迎える人").fill("養護教諭が玄関で")
    page.get_by_label("電話・迎え", exact=False).last.fill("8時に担任が電話する")
    page.locator("#id_decided").fill("10時からの登校を示してみる")
    page.locator("#id_decided_who").select_option(index=1)
    page.locator("#id_decided_until").fill("2026-05-25")
    look(page, f"sharing-{size}")
    page.get_by_role("button", name="記録する", exact=True).click()
    page.get_by_label("報告した管理職").select_option(str(month.principal.pk))
    look(page, f"recap-{size}")
    page.get_by_role("button", name="報告したことを記録する").click()
    expect(page.locator("main")).to_contain_text(f"{month.principal.name}（5月20日（水）")
    assert Sharing.objects.get().reported_to == month.principal

    month.morning(date(2026, 5, 21), MarkInput(kind=Kind.PRESENT, late=True))
    for day in (22, 25, 26, 27, 28, 29):
        month.morning(date(2026, 5, day), ABSENT if day % 2 else None)
    page.goto(page.url.split("/sharing/")[0] + "/")
    expect(page.locator(".counters")).to_contain_text("6")
    look(page, f"pupil-month-{size}")
    task = page.get_by_role("link", name="終える・引き継ぐ").first
    task.click()
    look(page, f"task-{size}")
    page.get_by_label("しなくてよい（理由を書く）").check()
    page.get_by_label("理由・ひとこと").fill("すでに学校で本人と話している")
    page.get_by_role("button", name="記録する").click()
    assert Task.objects.filter(pupil=month.pupil, why="すでに学校で本人と話している").exists()

    school = enter(month.principal, "/school/", size)
    look(school, f"school-{size}")
    school.get_by_role("link", name="情報共有").first.click()
    expect(school.get_by_role("link", name=month.pupil.name)).to_be_visible()
    look(school, f"counted-{size}")
    board = make_board(month.classroom.municipality)
    supervisor = enter(make_person(board, role=RoleKind.SUPERVISOR), "/board/", size)
    look(supervisor, f"board-{size}")
    for address in ("rules", "who-can-see-what"):
        supervisor.goto(supervisor.url.rsplit("/", 2)[0] + f"/{address}/")
        expect(supervisor.get_by_role("heading", level=1)).not_to_contain_text("見つかりません")
        look(supervisor, f"{address}-{size}")
