"""A suspicion from the homeroom teacher's hand to the principal's, and a guardian's limit."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.builders import make_class, make_person, make_pupil
from tests.journeys.conftest import Enter, Look
from tsunagu.access.enums import RoleKind
from tsunagu.cases.models import Suspicion
from tsunagu.clock import JST
from tsunagu.school.models import Classroom, GuardianLimit, Pupil

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])
FOLD_OUT = "document.querySelectorAll('main details').forEach(one => { one.open = true; })"
WORDS = "「きのう、ごはんを食べていない」"


@pytest.fixture
def classroom(set_clock: Callable[[datetime], None]) -> Classroom:
    """A class on a Wednesday morning."""
    set_clock(datetime(2026, 5, 20, 10, tzinfo=JST))
    return make_class(pupils=0)


@pytest.fixture
def pupil(classroom: Classroom) -> Pupil:
    """With one number to call."""
    return make_pupil(classroom, phone="090-0000-0001")


@SIZES
def test_teacher_writes_and_principal_notifies_and_ends(
    classroom: Classroom, pupil: Pupil, enter: Enter, look: Look, size: str
) -> None:
    principal = make_person(classroom, role=RoleKind.PRINCIPAL)
    page = enter(make_person(classroom), "/", size)
    page.get_by_role("link", name="虐待かもしれないと思ったとき").click()
    page.get_by_label("名前・かな").fill(pupil.family_name[:2])
    page.get_by_role("button", name="さがす").click()
    look(page, f"suspicion-find-{size}")
    page.get_by_role("link", name=pupil.name).click()
    expect(page.get_by_role("link", name="189", exact=True)).to_be_visible()
    page.get_by_label("子どものことば").fill(WORDS)
    look(page, f"suspicion-new-{size}")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("#messages")).to_contain_text(f"管理職（{principal.name}さん）")
    expect(page.locator("body")).not_to_contain_text(WORDS)
    look(page, f"suspicion-numbers-{size}")

    page = enter(principal, "/", size)
    expect(page.locator("#main")).to_contain_text("虐待の疑いがあります")
    look(page, f"suspicion-today-{size}")
    page.get_by_role("link", name="に書かれたもの").click()
    expect(page.locator("#main")).to_contain_text(WORDS)
    page.locator("summary", has_text="通告した").first.click()
    page.get_by_label("通告した先").fill("児童相談所　当番の人")
    page.evaluate(FOLD_OUT)
    look(page, f"suspicion-page-{size}")
    page.get_by_role("button", name="通告を記録する").click()
    expect(page.locator("#messages")).to_contain_text("通告を記録しました")
    page.locator("summary", has_text="終える").click()
    page.get_by_role("button", name="終える").click()
    page.get_by_label("どのように終わったか").fill("児童相談所に引き継いだ")
    page.get_by_role("button", name="終える").click()
    expect(page.locator("#messages")).to_contain_text("終えました")
    look(page, f"suspicion-ended-{size}")
    page.get_by_role("link", name="虐待の疑い", exact=True).click()
    page.get_by_role("link", name="終わったもの").click()
    expect(page.get_by_role("link", name=pupil.name)).to_be_visible()
    look(page, f"suspicion-list-{size}")
    assert Suspicion.objects.get().state == "ended"


@SIZES
def test_principal_sets_a_limit_and_the_teacher_sees_that_it_is_there(
    classroom: Classroom, pupil: Pupil, enter: Enter, look: Look, size: str
) -> None:
    principal = make_person(classroom, role=RoleKind.PRINCIPAL)
    page = enter(principal, f"/pupils/{pupil.pk}/", size)
    page.get_by_role("link", name="親権・制限").click()
    page.get_by_label("保護命令").check()
    page.get_by_label("確かめた書類").fill("地方裁判所の決定書（5月18日）")
    look(page, f"guardian-card-{size}")
    page.get_by_role("button", name="制限を入れる").click()
    expect(page.locator("#main")).to_contain_text("制限中")
    look(page, f"guardian-limited-{size}")
    page = enter(make_person(classroom), f"/pupils/{pupil.pk}/contacts/new/", size)
    expect(page.locator("#main")).to_contain_text("知らせることの制限あり")
    expect(page.locator("#main")).not_to_contain_text("090-0000-0001")
    look(page, f"guardian-told-{size}")
    assert GuardianLimit.objects.get().by == principal
