"""A child's whole way: seven days away, shared, consulted, assessed, planned, handed over."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Look
from tests.journeys.whole_way import Clock, Way, seven_absences
from tsunagu.access.enums import RoleKind
from tsunagu.response.models import Sharing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
R = RoleKind
CONFERENCE, REVIEW = date(2026, 6, 4), date(2026, 7, 2)
MARCH, APRIL = date(2027, 3, 10), date(2027, 4, 5)


@pytest.fixture
def way(set_clock: Clock) -> Way:
    """Thursday 28 May, the seventh day away, at ten o'clock."""
    return seven_absences(set_clock)


def shared(way: Way, enter: Enter, look: Look, size: str) -> None:
    """The attendance lead shares the seventh day in the school and reports it."""
    page = enter(way.person(R.ATTENDANCE_LEAD), "/", size)
    expect(page.locator("main")).to_contain_text(way.pupil.name)
    expect(page.locator("main")).to_contain_text("情報共有")
    look(page, f"way-1-today-{size}")
    page.goto(page.url + f"pupils/{way.pupil.pk}/")
    page.get_by_role("link", name="情報共有を記録する").click()
    page.get_by_label("参加した人").fill("担任、不登校担当、校長")
    page.locator("#id_decided").fill("相談シートを書く")
    page.locator("#id_decided_until").fill("2026-05-29")
    page.get_by_role("button", name="記録する", exact=True).click()
    page.get_by_label("報告した管理職").select_option(str(way.person(R.PRINCIPAL).pk))
    page.get_by_role("button", name="報告したことを記録する").click()
    assert Sharing.objects.get().reported_to == way.person(R.PRINCIPAL)
    way.paper(page, "PDF", "水無瀬")


def consulted(way: Way, enter: Enter, look: Look, size: str) -> None:
    """The homeroom teacher consults the board, which calls back and advises."""
    school = enter(way.person(R.HOMEROOM), f"/pupils/{way.pupil.pk}/sheets/", size)
    school.get_by_role("button", name="相談シート", exact=True).click()
    school.get_by_role("textbox", name="【相談内容】").fill("月曜の朝に起きられない。")
    school.get_by_role("checkbox", name="主任SC").check()
    school.get_by_role("button", name="ここまでを保存する").click()
    sheet = school.url
    school.get_by_role("link", name="管理職に出す").click()
    school.get_by_role("button", name="管理職に出す").click()

    manager = enter(way.person(R.PRINCIPAL), "/", size)
    manager.get_by_role("link", name=way.pupil.name).first.click()
    manager.get_by_role("button", name="署名して教育委員会に送る").click()
    expect(manager.locator("#messages")).to_contain_text("署名して送りました")
    school.goto(sheet)
    way.paper(school, "PDF", "月曜の朝に起きられない。", "なぎさ小学校")
    answered(way, enter, look, size)


def answered(way: Way, enter: Enter, look: Look, size: str) -> None:
    """The board asks the lead counsellor, who calls, advises and closes."""
    division = enter(way.person(R.SUPERVISOR), "/consultations/", size)
    division.get_by_role("link", name="M R").click()
    division.locator("summary", has_text="担当を決める").click()
    division.get_by_label("学校の希望").check()
    division.get_by_role("button", name="この人に頼む").click()
    adviser = enter(way.person(R.LEAD_COUNSELLOR), "/", size)
    adviser.get_by_role("link", name="M R").click()
    adviser.locator("summary", has_text="折り返しの電話を記録する").click()
    adviser.get_by_label("つながった", exact=True).check()
    adviser.get_by_label("だれと、何を話したか").fill("担任の先生と話した")
    adviser.get_by_role("button", name="記録する").click()
    adviser.locator("summary", has_text="助言・学校訪問・ケース会議を記録する").click()
    adviser.get_by_label("ケース会議を決めた").check()
    adviser.get_by_label("訪問・会議の日").fill("2026-06-04")
    adviser.get_by_label("内容").fill("学校で、みんなで話す")
    adviser.get_by_role("button", name="記録する").last.click()
    adviser.locator("summary", has_text="決まったことを書いて終える").click()
    adviser.get_by_label("決まったこと").fill("6月4日にケース会議を開く")
    adviser.get_by_role("button", name="終える", exact=True).click()
    expect(adviser.locator("#messages")).to_contain_text("終えました")
    look(adviser, f"way-2-answered-{size}")


def begun(way: Way, enter: Enter, look: Look, size: str) -> Page:
    """A case from the consultation: the team one by one, what the child says, and who leads."""
    page = enter(way.person(R.HOMEROOM), "/consultations/school/?over=1", size)
    page.get_by_role("link", name=way.pupil.name).click()
    page.get_by_role("link", name="ケース（チームで支える）").click()
    expect(page.get_by_label("何から始まりましたか")).to_have_value("consultation")
    page.get_by_label("始めるわけ").fill("相談シートの返事で、チームで支えると決めた")
    page.get_by_role("button", name="始める", exact=True).click()
    for role, part in (
        (R.HOMEROOM, "担任"),
        (R.ATTENDANCE_LEAD, "まとめ役"),
        (R.COUNSELLOR, "本人の話を聞く"),
        (R.SOCIAL_WORKER, "家庭とつなぐ"),
    ):
        act(page, "チームに加える")
        page.get_by_label("校内の人").select_option(str(way.person(role).pk))
        page.get_by_label("チームでの役割").fill(part)
        page.get_by_role("button", name="加える", exact=True).click()
        expect(page.locator("#messages")).to_contain_text("チームに加えました")
    act(page, "コーディネーターを決める")
    lead = str(way.person(R.ATTENDANCE_LEAD).pk)
    page.locator("#id_coordinator-person").select_option(lead)
    page.get_by_role("button", name="この人にする").click()
    for whose, words in (("本人", "給食だけ行きたい"), ("保護者", "昼からでも行けたらうれしい")):
        act(page, "本人・保護者のことばを書く")
        page.get_by_label(whose, exact=True).check()
        page.locator("#id_wish-words").fill(words)
        page.locator("form:has(#id_wish-words) button[type=submit]").click()
        expect(page.locator("main")).to_contain_text(words)
    act(page, "実態をつかみ始める")
    page.locator("#id_assess-text").fill("実態把握シート（詳細版）を分担して書く")
    page.get_by_role("button", name="始める", exact=True).click()
    expect(page.locator("main")).to_contain_text("実態をつかんでいる")
    look(page, f"way-3-case-{size}")
    return page


def act(page: Page, title: str) -> None:
    """Unfold what can be done on a case's page."""
    page.locator("summary", has_text=title).click()


def assessed(way: Way, enter: Enter, look: Look, size: str) -> None:
    """The detailed sheet: what is on record stands there already, with where it comes from."""
    page = enter(way.person(R.HOMEROOM), f"/pupils/{way.pupil.pk}/sheets/", size)
    page.get_by_role("button", name="実態把握シート (詳細版)").click()
    expect(page.get_by_role("textbox", name="4月からの欠席日数")).to_have_value("7")
    expect(page.get_by_role("textbox", name="当月欠席日数")).to_have_value("4")
    expect(page.locator("[name='school.value']")).to_have_value("なぎさ小学校")
    expect(page.locator("main")).to_contain_text("給食だけ行きたい")
    look(page, f"way-4-detailed-{size}")
    sheet = page.url
    way.paper(
        page, "PDF", "なぎさ小学校", "M", "R", "給食だけ行きたい", "昼からでも行けたらうれしい"
    )
    for form in ("(参考資料1) 実態把握シート", "児童生徒理解・支援シート（共通シート）"):
        page.goto(f"{origin(page)}/pupils/{way.pupil.pk}/sheets/")
        page.get_by_role("button", name=form, exact=True).click()
        way.paper(page, "PDF", "なぎさ小学校")
    counsellor = enter(way.person(R.COUNSELLOR), urlsplit(sheet).path, size)
    counsellor.get_by_role("textbox", name="◆欠席時の様子で気になること").fill("夜に眠れていない")
    counsellor.get_by_role("button", name="ここまでを保存する").click()
    expect(counsellor.locator("#messages")).to_contain_text("保存しました")


def planned(way: Way, enter: Enter, look: Look, size: str) -> str:
    """A conference of four of the school and the centre's counsellor, to which each answers."""
    page = enter(way.person(R.ATTENDANCE_LEAD), "/cases/", size)
    page.get_by_role("link", name=way.pupil.name).click()
    page.get_by_role("link", name="会議").click()
    page.get_by_role("link", name="会議を決める").click()
    page.locator("#id_day").fill(CONFERENCE.isoformat())
    page.locator("#id_at").fill("15:30")
    page.locator("#id_place").fill("会議室")
    expect(page.locator("#id_agenda")).not_to_be_empty()
    page.get_by_role("button", name="会議を決める").click()
    act(page, "招く")
    check_all(page, "校内の人")
    page.get_by_label("校外の人").fill("こども家庭センター 相談員")
    page.get_by_role("button", name="招く", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("招きました")
    look(page, f"way-5-invited-{size}")
    invited = enter(way.person(R.COUNSELLOR), "/", size)
    invited.get_by_role("button", name="出る").first.click()
    return page.url


def conferred(way: Way, enter: Enter, look: Look, size: str, address: str) -> None:
    """What was said, one small step, who agrees, when one meets again; the paper at once."""
    way.at(CONFERENCE, 16)
    page = enter(way.person(R.ATTENDANCE_LEAD), urlsplit(address).path, size)
    page.get_by_role("link", name="記録を書く").click()
    check_all(page, "出た人")
    page.locator("#id_area_life").fill("月曜の朝に起きられない。昼からは元気がある")
    page.locator("#id_aim").fill("火曜の昼に保健室に来る")
    page.locator("#id_what_0").fill("月曜の夕方に電話で翌日の時間を決める")
    page.locator("#id_who_0").select_option(str(way.person(R.HOMEROOM).pk))
    page.locator("#id_until_0").fill("2026-06-09")
    page.locator("#id_agreed").fill("昼からの登校を、欠席にしない")
    page.locator("#id_next_on").fill(REVIEW.isoformat())
    look(page, f"way-6-record-{size}")
    page.get_by_role("button", name="会議を記録し、一歩を渡す").click()
    expect(page.locator("#messages")).to_contain_text("会議を記録しました")
    look(page, f"way-7-held-{size}")
    page.get_by_role("button", name="1枚のまとめを作る").click()
    way.paper(page, "PDF", "月曜の夕方に電話で翌日の時間を決める", "こども家庭センター")
    teacher = enter(way.person(R.HOMEROOM), "/", size)
    expect(teacher.locator("main")).to_contain_text("月曜の夕方に電話で翌日の時間を決める")
    wish, step = "給食だけ行きたい", "月曜の夕方に電話で翌日の時間を決める"
    for form, said in (
        ("(参考資料3) ケース会議記録シート", wish),
        ("(参考資料4) ケース会議記録シート", wish),
        ("児童生徒理解・支援シート（学年別シート）", "火曜の昼に保健室に来る"),
        ("児童生徒理解・支援シート（ケース会議・検討会等記録シート）", wish),
        ("長期欠席児童生徒に関する個人票", wish),
        ("不登校解消対策個票", step),
    ):
        teacher.goto(f"{origin(teacher)}/pupils/{way.pupil.pk}/sheets/")
        teacher.get_by_role("button", name=form, exact=True).click()
        way.paper(teacher, "PDF", way.pupil.name, said)


def supported(way: Way, enter: Enter, look: Look, size: str) -> None:
    """The plan begins, and after four weeks the coordinator looks at it again."""
    page = enter(way.person(R.ATTENDANCE_LEAD), "/cases/", size)
    page.get_by_role("link", name=way.pupil.name).click()
    act(page, "計画を立てた")
    page.locator("#id_plan-text").fill("昼からの登校を、保健室で受け入れる")
    page.get_by_role("button", name="記録する").first.click()
    act(page, "決めたことを始める")
    page.locator("#id_support-text").fill("来週から")
    page.locator("#id_support-until").fill(REVIEW.isoformat())
    page.locator("form:has(#id_support-text) button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("支えている")
    case = page.url
    way.at(REVIEW)
    page.goto(f"{origin(page)}/")
    expect(page.locator("main")).to_contain_text("あなたの番のケース")
    page.goto(case)
    act(page, "見直した")
    page.locator("#id_review-text").fill("週に三日、昼から来ている。続ける")
    page.locator("#id_review-until").fill("2027-03-10")
    page.locator("form:has(#id_review-text) button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("週に三日、昼から来ている。続ける")
    look(page, f"way-8-reviewed-{size}")


def handed_on(way: Way, enter: Enter, look: Look, size: str) -> None:
    """In March chosen parts go to the junior high school, whose new homeroom teacher reads them."""
    way.at(MARCH)
    page = enter(way.person(R.HOMEROOM), f"/pupils/{way.pupil.pk}/handovers/", size)
    page.get_by_label("どの学校へ").select_option(label=way.junior_high.name)
    page.get_by_role("button", name="用意を始める").click()
    page.get_by_label("宛先の役割").select_option(label="学級担任")
    for part in ("本人と家族のことば", "助けになったこと", "出欠のまとめ"):
        page.get_by_label(part, exact=True).first.check()
    page.locator("#id_helped").fill("前の日の夕方に、翌日の時間を電話で決める")
    page.get_by_label("本人・保護者の同意").check()
    page.get_by_label("同意した人").select_option(index=1)
    page.get_by_label("同意の方法").select_option(label="書面")
    page.get_by_label("同意した日").fill(MARCH.isoformat())
    page.get_by_label("本人の気持ち").select_option(label="同意している")
    page.get_by_label("本人のことば").fill("知っていてほしい")
    look(page, f"way-9-handover-{size}")
    page.get_by_role("button", name="書きとめる").click()
    page.get_by_role("button", name="管理職に出す").click()
    manager = enter(way.person(R.PRINCIPAL), urlsplit(page.url).path, size)
    manager.get_by_role("button", name="読んだうえで送る").click()
    expect(manager.locator("#messages")).to_contain_text("送りました")
    way.at(APRIL)
    teacher = enter(way.goes_to_junior_high(), "/", size)
    teacher.get_by_role("link", name=way.pupil.name).first.click()
    expect(teacher.locator("main")).to_contain_text("前の日の夕方に、翌日の時間を電話で決める")
    expect(teacher.locator("main")).to_contain_text("給食だけ行きたい")
    expect(teacher.locator("main")).not_to_contain_text("月曜の朝に起きられない")
    teacher.get_by_role("button", name="読んだ").first.click()
    look(teacher, f"way-10-received-{size}")


def check_all(page: Page, group: str) -> None:
    """Tick every box of a group, once the page with it is there."""
    boxes = page.get_by_role("group", name=group).get_by_role("checkbox")
    expect(boxes).not_to_have_count(0)
    for box in boxes.all():
        box.check()


def origin(page: Page) -> str:
    """The server of a page."""
    parts = urlsplit(page.url)
    return f"{parts.scheme}://{parts.netloc}"


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_whole_way_from_seven_days_away_to_junior_high(
    way: Way, enter: Enter, look: Look, size: str
) -> None:
    shared(way, enter, look, size)
    consulted(way, enter, look, size)
    begun(way, enter, look, size)
    assessed(way, enter, look, size)
    conference = planned(way, enter, look, size)
    conferred(way, enter, look, size, conference)
    supported(way, enter, look, size)
    handed_on(way, enter, look, size)
    assert len(way.printed) == 12
    assert set(way.printed.values()) <= {1, 2}
