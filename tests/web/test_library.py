"""The practice library on screen: a draft, its names, approval, finding, taking back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_board, make_person, make_pupil
from tests.web.school_life import Life, browser_of
from tsunagu.access.enums import RoleKind
from tsunagu.audit.models import Event
from tsunagu.cases.enums import StoryState
from tsunagu.cases.models import Story
from tsunagu.clock import now

pytestmark = pytest.mark.django_db
WHOLE = {
    "title": "家から一歩出る",
    "categories": ["learning"],
    "stage": "junior-high",
    "place": "place-home",
    "youngest": "12",
    "oldest": "14",
    "part-situation": "家で過ごす日が続いた",
    "part-aims": "本人の望みから始めた",
    "part-efforts": "オンラインで話した",
    "part-outcome": "週に一度、外に出た",
}


def at(name: str, *keys: object) -> str:
    return reverse(f"library:{name}", args=keys)


def page(browser: Client, name: str, *keys: object) -> str:
    return browser.get(at(name, *keys)).content.decode()


@pytest.fixture
def supervisor(life: Life) -> Client:
    board = make_board(life.school.municipality)
    return browser_of(make_person(board, role=RoleKind.SUPERVISOR))


def asked(browser: Client, **changed: object) -> Story:
    """A story that waits for approval."""
    browser.post(at("new"), {**WHOLE, **changed, "names": "1"})
    story = Story.objects.latest("begun_at", "pk")
    browser.post(at("names", story.pk), {"ask": "1"})
    return story


def approved(browser: Client, supervisor: Client, **changed: object) -> Story:
    story = asked(browser, **changed)
    supervisor.post(at("judged", story.pk), {"act": "approve"})
    story.refresh_from_db()
    assert story.state == StoryState.APPROVED
    return story


def test_it_goes_from_a_draft_to_everybodys_page_and_back(life: Life, supervisor: Client) -> None:
    browser, reader = life.browser(), life.browser(RoleKind.OFFICE)
    assert "まだありません" in page(reader, "list")
    story = asked(browser)
    assert story.title in supervisor.get(reverse("today")).content.decode()
    assert story.title in page(supervisor, "waiting")
    assert reader.get(at("story", story.pk)).status_code == 404
    supervisor.post(at("judged", story.pk), {"act": "approve"})
    words = page(reader, "story", story.pk)
    for said in ("学習機会確保の取組", "中学校　家庭（訪問・オンライン）　12～14歳", "成果"):
        assert said in words
    assert life.homeroom.label not in words
    browser.post(at("own", story.pk), {"act": "take-back", "take-back-why": "時期がわかる"})
    assert reader.get(at("story", story.pk)).status_code == 404
    assert "時期がわかる" in page(browser, "own", story.pk)


def test_a_draft_is_saved_half_and_going_on_shows_every_fault_in_its_place(life: Life) -> None:
    browser = life.browser()
    assert browser.post(at("new"), {"title": "題だけ"}).status_code == 302
    story = Story.objects.get()
    back = browser.post(at("own", story.pk), {"title": "題だけ", "youngest": "9", "names": "1"})
    words = back.content.decode()
    assert back.status_code == 422
    for said in ("区分を一つ以上", "「成果」を書いてください", "年齢の幅を入れて"):
        assert said in words
    assert 'value="9"' in words
    assert browser.post(at("new"), {"title": ""}).status_code == 422
    assert "下書き" in page(browser, "mine")


def test_each_name_is_shown_in_its_place_and_stops_until_it_is_looked_at(life: Life) -> None:
    make_pupil(life.classroom, family_name="御影", given_name="葵")
    browser = life.browser()
    text = "朝の御影石の道と、夕方の御影さん"
    browser.post(at("new"), {**WHOLE, "part-aims": text, "names": "1"})
    story = Story.objects.get()
    words = page(browser, "names", story.pk)
    assert Event.objects.filter(kind="story_names", key=str(story.pk)).exists()
    assert "朝の<mark>御影</mark>石の道" in words
    assert words.count("<mark>御影</mark>") == 2
    keys = [part.split('"')[0] for part in words.split('name="place" value="')[1:]]
    back = browser.post(at("names", story.pk), {"place": keys[0], "ask": "1"})
    assert "1か所、まだ確かめられていません" in back.content.decode()
    browser.post(at("names", story.pk), {"place": keys[1]})
    assert "まだ確かめていないところはありません" in page(browser, "names", story.pk)
    browser.post(at("names", story.pk), {"ask": "1"})
    story.refresh_from_db()
    assert story.state == StoryState.WAITING


def test_given_back_it_says_what_to_write_anew(life: Life, supervisor: Client) -> None:
    browser = life.browser()
    story = asked(browser)
    again = supervisor.post(at("judged", story.pk), {"act": "return", "return-why": ""})
    assert again.status_code == 422
    supervisor.post(at("judged", story.pk), {"act": "return", "return-why": "時期をぼかす"})
    assert "時期をぼかす" in page(browser, "own", story.pk)
    assert supervisor.get(at("judged", story.pk)).status_code == 404


def test_the_list_narrows_by_codes_in_the_address_and_by_words_in_none(
    life: Life, supervisor: Client
) -> None:
    browser = life.browser()
    home = approved(browser, supervisor)
    room = {"title": "別室から", "categories": ["centre"], "place": "place-school"}
    approved(browser, supervisor, **room, youngest="9", oldest="11")

    def titles(words: str) -> list[str]:
        return [title for title in (home.title, "別室から") if title in words]

    for query in ("category=learning", "place=place-home", "age=13"):
        assert titles(browser.get(f"{at('list')}?{query}").content.decode()) == [home.title]
    assert len(titles(page(browser, "list"))) == 2
    found = browser.post(at("list"), {"q": "ｲｯﾎﾟ 一歩"}).content.decode()
    assert "見つかりませんでした" in found
    assert titles(browser.post(at("list"), {"q": "一歩"}).content.decode()) == [home.title]
    assert browser.get(f"{at('list')}?age=99").status_code == 422


def test_the_list_goes_by_pages(life: Life) -> None:
    assert life.homeroom.person
    common = {
        "municipality": life.school.municipality,
        "by": life.homeroom.person,
        "state": StoryState.APPROVED,
        "begun_at": now(),
    }
    days = (now() - timedelta(days=number) for number in range(21))
    Story.objects.bulk_create(
        Story(**common, title=f"記録{number}号", approved_at=day) for number, day in enumerate(days)
    )
    browser = life.browser()
    assert "記録19号" in page(browser, "list")
    assert "記録20号" not in page(browser, "list")
    assert "記録20号" in browser.get(f"{at('list')}?page=2").content.decode()
