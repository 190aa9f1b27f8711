"""School and board at a glance: counts, the untaken days beside them, and the pupils behind."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.builders import make_board, make_class, make_person
from tests.web.school_life import Life, browser_of
from tsunagu.access.enums import RoleKind
from tsunagu.clock import freeze, now
from tsunagu.response.models import Stale
from tsunagu.school.enums import CalendarKind
from tsunagu.school.models import CalendarEntry

pytestmark = pytest.mark.django_db


def test_number_opens_to_its_pupils_for_those_who_may(life: Life) -> None:
    browser = life.browser(RoleKind.PRINCIPAL)
    page = browser.get(reverse("school:overview", args=[life.school.pk])).content.decode()
    counted = reverse("school:counted", args=[life.school.pk, "absent"])
    assert f"{counted}?on=2026-05-20" in page
    assert life.pupil.name in browser.get(counted).content.decode()


def test_untaken_days_stand_beside_the_counts(life: Life) -> None:
    page = life.browser(RoleKind.PRINCIPAL).get(reverse("school:overview", args=[life.school.pk]))
    (tally,) = [one.tally for one, _ in page.context["rows"]]
    assert (tally.absent, tally.not_taken) == (1, 0)
    assert tally.untaken_days == 8  # 1, 7, 8 and 11 to 15 May


def test_board_sees_numbers_and_opens_no_pupil(life: Life) -> None:
    board = make_board(life.school.municipality)
    supervisor = browser_of(make_person(board, role=RoleKind.SUPERVISOR))
    page = supervisor.get(reverse("board")).content.decode()
    assert life.school.name in page
    school = supervisor.get(reverse("school:overview", args=[life.school.pk])).content.decode()
    assert reverse("school:counted", args=[life.school.pk, "absent"]) not in school
    counted = supervisor.get(reverse("school:counted", args=[life.school.pk, "absent"]))
    assert counted.status_code == 404


def test_board_sees_each_untaken_day_by_school_and_class(life: Life) -> None:
    board = make_board(life.school.municipality)
    supervisor = browser_of(make_person(board, role=RoleKind.SUPERVISOR))
    address = reverse("board-untaken")
    assert address in supervisor.get(reverse("board")).content.decode()
    everywhere = supervisor.get(address)
    days = [day.day for _, day in everywhere.context["page"]]
    assert days == [1, 7, 8, 11, 12, 13, 14, 15]
    shown = everywhere.content.decode()
    assert life.school.name in shown
    assert "5月15日（金）" in shown
    own = supervisor.get(f"{address}?school={life.school.pk}&on=2026-05-08")
    assert [day.day for _, day in own.context["page"]] == [1, 7]
    assert not supervisor.get(f"{address}?on=2026-05-01").context["page"].object_list
    for unknown in (make_class().school.pk, "x"):
        assert supervisor.get(f"{address}?school={unknown}").status_code == 404
    assert life.browser(RoleKind.PRINCIPAL).get(address).status_code == 404


def test_school_of_another_is_not_there(life: Life) -> None:
    principal = browser_of(make_person(make_class().school, role=RoleKind.PRINCIPAL))
    assert principal.get(reverse("school:overview", args=[life.school.pk])).status_code == 404
    assert life.browser(RoleKind.PRINCIPAL).get(reverse("board")).status_code == 404


def test_background_reconcile_is_visible(life: Life) -> None:
    Stale.objects.create(
        municipality=life.school.municipality,
        school=life.school,
        school_year=2026,
        since=now() - timedelta(days=1, minutes=1),
        changed=now(),
    )
    browser, since = life.browser(RoleKind.PRINCIPAL), "昨日 5月19日（火） 9:59から"
    pages = (
        reverse("school:overview", args=[life.school.pk]),
        reverse("office:calendar", args=[life.school.pk]),
        reverse("today"),
    )
    for address in pages:
        assert since in browser.get(address).content.decode(), address


def test_untaken_classes_of_the_day_stand_beside_the_roll_and_open(life: Life) -> None:
    other = make_class(life.school, name="2組")
    board = make_board(life.school.municipality)
    supervisor = browser_of(make_person(board, role=RoleKind.SUPERVISOR))
    page = supervisor.get(reverse("board")).content.decode()
    heads = page.partition("<thead>")[2].partition("</thead>")[0]
    assert heads.index("在籍") < heads.index("この日まだの学級") < heads.index("休んでいる")
    link = f"{reverse('board-untaken')}?on=2026-05-20&amp;only=1&amp;school={life.school.pk}"
    assert link in page
    shown = supervisor.get(link.replace("&amp;", "&"))
    assert [(room, day.day) for room, day in shown.context["rows"]] == [(other, 20)]
    assert "出欠がまだの学級" in shown.content.decode()
    own = life.browser(RoleKind.PRINCIPAL).get(reverse("school:overview", args=[life.school.pk]))
    assert reverse("roll", args=[other.pk, date(2026, 5, 20)]) in own.content.decode()


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2026-05-20", ""),
        ("2026-05-21", "2026年5月21日（木）はまだ来ていません"),
        ("きのう", "日付として読めないため"),
    ],
)
def test_day_that_cannot_be_shown_is_said(life: Life, on: str, words: str) -> None:
    browser = life.browser(RoleKind.PRINCIPAL)
    address = reverse("school:overview", args=[life.school.pk])
    page = browser.get(address, {"on": on})
    assert page.context["on"] == date(2026, 5, 20)
    assert (words in page.content.decode()) if words else not list(page.context["messages"])
    assert "まだ来ていません" not in browser.get(address).content.decode()


def test_number_opens_to_days_and_to_who_owes_next(life: Life) -> None:
    browser = life.browser(RoleKind.PRINCIPAL)
    address = reverse("school:counted", args=[life.school.pk, "run_3"])
    (one,) = browser.get(address).context["rows"]
    assert (one.counters.run, one.counters.total) == (3, 3)
    assert (one.days_since_heard, one.days_since_seen) == (None, None)
    assert one.next.owner == life.homeroom.person
    page = browser.get(address).content.decode()
    assert life.homeroom.label in page
    before = browser.get(
        reverse("school:counted", args=[life.school.pk, "absent"]), {"on": "2026-05-19"}
    )
    (one,) = before.context["rows"]
    assert (one.counters.run, one.counters.total) == (2, 2)


def test_closed_class_day_is_not_untaken(life: Life) -> None:
    """The class was closed on the 14th and 15th, and is again on the 21st."""
    for first, last in ((14, 15), (21, 21)):
        CalendarEntry.objects.create(
            municipality=life.school.municipality,
            school=life.school,
            classroom=life.classroom,
            kind=CalendarKind.CLOSED,
            first=date(2026, 5, first),
            last=date(2026, 5, last),
        )
    browser = life.browser(RoleKind.PRINCIPAL)
    address = reverse("school:overview", args=[life.school.pk])
    ((one, _),) = browser.get(address).context["rows"]
    assert one.tally.untaken_days == 6  # 1, 7, 8 and 11 to 13 May
    with freeze(date(2026, 5, 21)):
        page = browser.get(address)
        ((one, _),) = page.context["rows"]
        assert (one.tally.held, one.tally.not_taken) == (0, 0)
        assert "授業日ではありません" in page.content.decode()


def test_past_day_counts_reasons_until_then_and_says_what_is_of_today(life: Life) -> None:
    browser = life.browser(RoleKind.PRINCIPAL)
    address = reverse("school:overview", args=[life.school.pk])
    page = browser.get(address)
    assert page.context["sum"].shared == 1
    assert "今日の数です" not in page.content.decode()
    before = browser.get(f"{address}?on=2026-05-19")
    assert (before.context["sum"].shared, before.context["sum"].absent) == (0, 1)
    assert "未対応と期限すぎは今日の数です" in before.content.decode()


def test_number_of_tasks_opens_to_as_many_tasks(life: Life) -> None:
    browser = life.browser(RoleKind.PRINCIPAL)
    overview = browser.get(reverse("school:overview", args=[life.school.pk]))
    number = overview.context["sum"].open
    counted = browser.get(reverse("school:counted", args=[life.school.pk, "open"]))
    page = counted.content.decode()
    assert number > 1
    assert f"{number}件（1人）" in page
    assert page.count("の分、期限") == number
