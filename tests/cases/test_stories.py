"""Anonymised case stories: written by some, approved by another, read by all, taken back."""

from dataclasses import replace

import pytest

from tests.builders import make_actor, make_board, make_city, make_class, make_pupil, make_school
from tsunagu.access.actor import Actor, Scope
from tsunagu.access.enums import HELD_BY_NOBODY, RoleKind
from tsunagu.access.policy import Deed, Denied, may, may_somewhere
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.cases.actions.stories import (
    approve_story,
    ask_approval,
    begin_story,
    clear_names,
    recall_story,
    return_story,
    rewrite_story,
    take_back_story,
    write_story,
)
from tsunagu.cases.enums import StoryMove as Move
from tsunagu.cases.enums import StoryState as State
from tsunagu.cases.models import Story, StoryStep
from tsunagu.cases.queries.stories import choices, library, not_looked_at
from tsunagu.cases.story_rules import TRANSITIONS, Words
from tsunagu.org.models import Person
from tsunagu.school.models import Classroom, Guardian, Pupil, School

pytestmark = pytest.mark.django_db
WORDS = Words(
    title="家から一歩出る",
    categories=("learning",),
    stage="junior-high",
    place="place-home",
    youngest=12,
    oldest=14,
    parts={
        "situation": "家で過ごす日が続いた",
        "aims": "本人の望みから始めた",
        "efforts": "オンラインで、同じ時刻に話した",
        "outcome": "週に一度、外に出た",
    },
)
ALLOWED = {
    State.DRAFT: {Move.ASK, Move.TAKE_BACK},
    State.RETURNED: {Move.ASK, Move.TAKE_BACK},
    State.WAITING: {Move.RECALL, Move.RETURN, Move.APPROVE},
    State.APPROVED: {Move.TAKE_BACK},
    State.TAKEN_BACK: {Move.REWRITE},
}


@pytest.fixture
def classroom(clock: object) -> Classroom:
    return make_class(make_school(make_city(), name="朝日小学校"), pupils=0)


@pytest.fixture
def writer(classroom: Classroom) -> Actor:
    return make_actor(classroom)


@pytest.fixture
def supervisor(classroom: Classroom) -> Actor:
    return make_actor(make_board(classroom.municipality), role=RoleKind.SUPERVISOR)


def approved(writer: Actor, supervisor: Actor, words: Words = WORDS) -> Story:
    """A story that all staff read."""
    story = ask_approval(story=begin_story(words=words, by=writer), by=writer)
    return approve_story(story=story, by=supervisor)


@pytest.mark.parametrize("state", State)
def test_each_state_lets_these_moves_and_no_others(state: State) -> None:
    assert {move for move in Move if (state, move) in TRANSITIONS} == ALLOWED[state]


@pytest.mark.parametrize("kind", RoleKind)
def test_staff_read_those_who_support_write_and_supervisors_approve(
    classroom: Classroom, kind: RoleKind
) -> None:
    actor = make_actor(classroom, role=kind)
    outside = {
        RoleKind.AGENCY_LEAD,
        RoleKind.AGENCY_STAFF,
        RoleKind.ADMINISTRATOR,
        *HELD_BY_NOBODY,
    }
    silent = outside | {
        RoleKind.OFFICE,
        RoleKind.EXCHANGE_TEACHER,
        RoleKind.SUPERVISOR,
        RoleKind.BOARD_HEAD,
        RoleKind.PRIVACY_OFFICER,
    }
    assert may_somewhere(actor, Deed.READ_STORY) == (kind not in outside)
    assert may_somewhere(actor, Deed.WRITE_STORY) == (kind not in silent)
    approves = kind in {RoleKind.SUPERVISOR, RoleKind.BOARD_HEAD}
    assert may_somewhere(actor, Deed.APPROVE_STORY) == approves


def test_nobody_else_reads_a_draft_and_after_another_approves_everybody_does(
    classroom: Classroom, writer: Actor, supervisor: Actor
) -> None:
    colleague = make_actor(classroom)
    other_city = make_actor(make_class(pupils=0))
    story = begin_story(words=WORDS, by=writer)

    def readers() -> list[bool]:
        return [library(actor).exists() for actor in (colleague, supervisor, other_city)]

    def before(actor: Actor) -> bool:
        return Story.objects.visible_to(actor, Deed.APPROVE_STORY).exists()

    assert (readers(), before(supervisor)) == ([False] * 3, False)
    ask_approval(story=story, by=writer)
    assert (readers(), before(supervisor), before(colleague)) == ([False] * 3, True, False)
    approve_story(story=story, by=supervisor)
    assert readers() == [True, True, False]
    take_back_story(story=story, why="だれのことかがわかる", by=supervisor)
    assert readers() == [False] * 3
    assert rewrite_story(story=story, by=writer).state == State.DRAFT
    moves = list(story.steps.values_list("move", flat=True))
    assert moves == [Move.ASK, Move.APPROVE, Move.TAKE_BACK, Move.REWRITE]


def test_who_wrote_it_does_not_approve_it_and_others_do_not_write_it(
    classroom: Classroom, writer: Actor, supervisor: Actor
) -> None:
    both = replace(writer, held=(*writer.held, *supervisor.held))
    story = ask_approval(story=begin_story(words=WORDS, by=writer), by=writer)
    for verb in (approve_story, ask_approval, recall_story):
        actor = make_actor(classroom) if verb is not approve_story else both
        with pytest.raises(Denied):
            verb(story=story, by=actor)
    with pytest.raises(Denied):
        write_story(story=story, words=WORDS, by=make_actor(classroom))
    approve_story(story=story, by=supervisor)
    with pytest.raises(Denied):
        take_back_story(story=story, why="わけ", by=make_actor(classroom))
    assert may(writer, Deed.WRITE_STORY, story.written_scope)
    assert not may(writer, Deed.WRITE_STORY, Scope(municipality=story.municipality_id))


def test_given_back_it_says_why_and_is_written_anew(writer: Actor, supervisor: Actor) -> None:
    story = ask_approval(story=begin_story(words=WORDS, by=writer), by=writer)
    with pytest.raises(Refused, match="書き直すか"):
        return_story(story=story, why=" ", by=supervisor)
    return_story(story=story, why="学年をぼかす", by=supervisor)
    assert StoryStep.objects.get(move=Move.RETURN).text == "学年をぼかす"
    changed = replace(WORDS, title="外に出るまで")
    assert ask_approval(story=write_story(story=story, words=changed, by=writer), by=writer)
    with pytest.raises(Refused, match="書きかえられません"):
        write_story(story=story, words=WORDS, by=writer)
    assert recall_story(story=story, by=writer).state == State.DRAFT


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (Words(title=" "), "題を書いてください"),
        (replace(WORDS, title="あ" * 101), "題は100文字まで"),
        (replace(WORDS, categories=("fame",)), "区分は、一覧から"),
        (replace(WORDS, stage="university"), "学校種は、一覧から"),
        (replace(WORDS, place="moon"), "場所は、一覧から"),
        (replace(WORDS, youngest=4), "5歳から18歳まで"),
        (replace(WORDS, youngest=13, oldest=13), "一つの年齢にしぼると"),
        (replace(WORDS, parts={"summary": "まとめ"}), "この見出しは"),
        (replace(WORDS, parts={"aims": "あ" * 4001}), "4,000文字まで"),
    ],
)
def test_what_cannot_be_saved_is_refused(writer: Actor, words: Words, said: str) -> None:
    with pytest.raises(Refused, match=said):
        begin_story(words=words, by=writer)
    assert not Story.objects.exists()


def test_a_draft_may_lack_everything_but_its_title_and_is_not_laid_before_anybody(
    writer: Actor,
) -> None:
    story = begin_story(words=Words(title="まだ題だけ"), by=writer)
    with pytest.raises(Refused) as refused:
        ask_approval(story=story, by=writer)
    said = " ".join(refused.value.reasons)
    headings = choices(story.municipality).headings.values()
    assert list(headings) == ["はじめの状況", "目標・方向性", "相談・支援、取組等の状況", "成果"]
    for one in ("区分を一つ以上", "学校種を選んで", "年齢の幅を", *headings):
        assert one in said


def test_names_of_children_guardians_staff_and_schools_are_each_to_be_looked_at(
    classroom: Classroom, writer: Actor
) -> None:
    pupil = make_pupil(classroom, family_name="御影", given_name="葵")
    Pupil.objects.filter(pk=pupil.pk).update(family_kana="みかげ", given_kana="あおい")
    city = classroom.municipality
    Guardian.objects.create(municipality=city, pupil=pupil, name="白鳥 澄子", relation="母")
    Person.objects.create(municipality=city, family_name="東雲", given_name="匠", kana="しののめ")
    School.objects.create(municipality=city, name="つなぐ市立海鳴中学校", kind="school")
    text = "ミカゲの母の白鳥　澄子さんが、東雲と海鳴中で話した"
    words = replace(WORDS, title="あおいの一年", parts={**WORDS.parts, "aims": text})
    story = begin_story(words=words, by=writer)
    hits = not_looked_at(story)
    found = ["あおい", "ミカゲ", "白鳥　澄子", "東雲", "海鳴中"]
    assert [hit.word for hit in hits] == found
    assert {hit.part for hit in hits} == {"title", "aims"}
    with pytest.raises(Refused, match="5か所"):
        ask_approval(story=story, by=writer)
    clear_names(story=story, places=[hits[0].key, "unknown"], by=writer)
    with pytest.raises(Refused, match="4か所"):
        ask_approval(story=story, by=writer)
    clear_names(story=story, places=[hit.key for hit in hits], by=writer)
    assert {one.word for one in story.cleared.all()} == set(found)
    assert ask_approval(story=story, by=writer).state == State.WAITING
    told = " ".join(str(event.details) for event in Event.objects.all())
    assert not [word for word in found if word in told]


def test_changed_words_are_looked_at_anew_and_a_new_name_stops_the_approval(
    classroom: Classroom, writer: Actor, supervisor: Actor
) -> None:
    make_pupil(classroom, family_name="御影", given_name="葵")
    words = replace(WORDS, title="御影石のように")
    story = begin_story(words=words, by=writer)
    clear_names(story=story, places=[one.key for one in not_looked_at(story)], by=writer)
    story = write_story(story=story, words=replace(words, title="御影さんと石"), by=writer)
    assert [hit.word for hit in not_looked_at(story)] == ["御影"]
    write_story(story=story, words=words, by=writer)
    ask_approval(story=story, by=writer)
    make_pupil(classroom, family_name="一歩", given_name="環")
    write = replace(WORDS, title="家から一歩出る")
    other = begin_story(words=write, by=writer)
    Story.objects.filter(pk=other.pk).update(state=State.WAITING)
    with pytest.raises(Refused, match="まだ確かめられていません"):
        approve_story(story=other, by=supervisor)
    assert approve_story(story=story, by=supervisor).approved_at


def test_it_is_found_by_category_stage_place_age_and_words_however_typed(
    writer: Actor, supervisor: Actor
) -> None:
    story = approved(writer, supervisor)
    other = replace(WORDS, title="別室から", categories=("centre",), stage="elementary-upper")
    approved(writer, supervisor, replace(other, place="place-school", youngest=9, oldest=11))

    def fits(**asked: object) -> bool:
        return list(library(writer, **asked)) == [story]  # type: ignore[arg-type]

    for asked in (
        {"category": "learning"},
        {"stage": "junior-high"},
        {"place": "place-home"},
        {"age": 12},
        {"age": 14},
        {"text": "一歩"},
        {"text": "家から　一歩"},
        {"category": "learning", "age": 13, "text": "家から"},
    ):
        assert fits(**asked), asked
    assert library(writer, text="ｵﾝﾗｲﾝ").count() == 2
    assert not library(writer, age=15).exists()
    assert not library(writer, text="100%").exists()
