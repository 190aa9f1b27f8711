"""Which ways of noticing a city uses: its packs', until somebody at the board decides otherwise."""

from datetime import date, datetime, timedelta
from typing import get_args

import pytest
from django.urls import reverse

from tests.builders import make_actor, make_board, make_city, make_person, make_school
from tests.web.school_life import browser_of
from tsunagu.access.actor import Actor
from tsunagu.access.deeds import Deed
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.clock import JST, freeze, today
from tsunagu.org.models import Municipality
from tsunagu.packs.loader import noticings
from tsunagu.packs.schema import Noticing
from tsunagu.signs.models import NoticingChoice
from tsunagu.signs.ways import choose_way, ways_of, ways_on
from tsunagu.signs.words import COUNTS, in_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
R = RoleKind
LATE, NURSE = "late-rising", "nurse-often"
WEDNESDAY = date(2026, 5, 20)


@pytest.fixture
def city() -> Municipality:
    """A city that follows the national pack alone."""
    return make_city(packs=["national"])


@pytest.fixture
def supervisor(city: Municipality) -> Actor:
    """A supervisor at its board."""
    return make_actor(make_board(city), role=R.SUPERVISOR)


def used(city: Municipality, on: date = WEDNESDAY) -> set[str]:
    """The ways used on a day, which the page tells as the list counts."""
    found = {one.id for one in ways_on(city, on)}
    assert found == {way.noticing.id for way in ways_of(city, on) if way.used}
    return found


def choose(by: Actor, on: bool, day: date = WEDNESDAY, way: str = LATE) -> NoticingChoice:
    """Decide of a way."""
    return choose_way(noticing=way, on=on, valid_from=day, why="学校と話して決めた", by=by)


def test_every_kind_that_packs_can_count_has_words() -> None:
    assert set(get_args(Noticing.model_fields["counts"].annotation)) == set(COUNTS)
    ways = {name: in_words(one) for name, (_, one) in noticings(["national"], WEDNESDAY).items()}
    assert ways[LATE] == "28日のあいだに3回以上あり、その前の28日より多いとき"
    assert ways["sibling-absences"] == "14日のあいだに3日以上あるとき"


def test_off_from_its_day_on_and_in_no_other_city(city: Municipality, supervisor: Actor) -> None:
    before = used(city)
    choose(supervisor, False, WEDNESDAY + timedelta(1))
    assert used(city) == before
    assert used(city, WEDNESDAY + timedelta(1)) == before - {LATE}
    assert used(make_city(packs=["national"]), WEDNESDAY + timedelta(1)) == before


def test_the_latest_day_decides_and_of_one_day_what_was_written_last(
    city: Municipality, supervisor: Actor
) -> None:
    june = date(2026, 6, 1)
    choose(supervisor, False, june)
    choose(supervisor, False)
    with freeze(datetime(2026, 5, 21, 9, tzinfo=JST)):
        choose(supervisor, True, date(2026, 5, 21))
    assert [LATE in used(city, day) for day in (WEDNESDAY, date(2026, 5, 31), june)] == [
        False,
        True,
        False,
    ]
    with freeze(datetime(2026, 5, 22, 9, tzinfo=JST)):
        choose(supervisor, True, june)
        assert LATE in used(city, june)
        way = next(one for one in ways_of(city, today()) if one.noticing.id == LATE)
        assert [(one.valid_from, one.on) for one in way.coming] == [(june, True)]


@pytest.mark.parametrize(
    ("way", "on", "days", "why", "told"),
    [
        ("nothing", False, 0, "x", "一覧にある気づき方"),
        (LATE, True, 0, "x", "もう「使う」に"),
        (LATE, False, -1, "x", "今日から1年"),
        (LATE, False, 367, "x", "今日から1年"),
        (LATE, False, 0, " ", "わけを書いて"),
    ],
)
def test_what_cannot_be_decided_is_told(
    supervisor: Actor, way: str, on: bool, days: int, why: str, told: str
) -> None:
    day = WEDNESDAY + timedelta(days)
    with pytest.raises(Refused, match=told):
        choose_way(noticing=way, on=on, valid_from=day, why=why, by=supervisor)
    assert not NoticingChoice.objects.exists()


def test_nobody_else_decides(city: Municipality) -> None:
    for actor in (
        make_actor(make_school(city), role=R.PRINCIPAL),
        make_actor(make_board(city), role=R.LEAD_COUNSELLOR),
    ):
        with pytest.raises(Denied):
            choose(actor, False)


def test_on_the_page_with_why_and_history_and_in_the_rules_that_all_read(
    city: Municipality,
) -> None:
    person = make_person(make_board(city), role=R.BOARD_HEAD)
    browser, url = browser_of(person), reverse("signs:ways")
    assert "出典のとおり使っています" in browser.get(url).content.decode()
    act = f"switch-{NURSE}"
    asked = {"act": act, f"{act}-on": "no", f"{act}-valid_from": "2026-05-20"}
    wrong = browser.post(url, asked)
    assert wrong.status_code == 422
    assert 'disclosure" open' in wrong.content.decode()
    said = browser.post(url, asked | {f"{act}-why": "保健室登校の子どもが多い"})
    assert said["Location"] == f"{url}#{NURSE}"
    page = browser.get(url).content.decode()
    assert (
        f"2026年5月20日（水）から使っていません。教育委員会で決めたこと：保健室登校の子どもが多い（{person.name}）"
        in page
    )
    assert "1件の、これまでに決めたこと" in page
    teacher = browser_of(make_person(make_school(city), role=R.TEACHER))
    rules = teacher.get(reverse("rules")).content.decode()
    assert "使わない（保健室に来たことが" in rules
    assert "使わない（約束していない" not in rules
    assert "保健室登校" not in rules
    noted = Event.objects.get(deed=Deed.SET_NOTICING)
    assert (noted.kind, noted.details["noticing"], noted.details["on"]) == (
        "noticing_choice",
        NURSE,
        False,
    )
