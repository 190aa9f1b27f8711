"""What people do about anonymised case stories, as verbs: write, check, approve, take back."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.common import become, filled_in
from tsunagu.cases.enums import StoryMove, StoryState
from tsunagu.cases.models import Story, StoryCategory, StoryCleared, StoryStep
from tsunagu.cases.named import searchable
from tsunagu.cases.queries.stories import begun_on, choices, not_looked_at
from tsunagu.cases.story_rules import TRANSITIONS, Words, missing, wrong
from tsunagu.clock import now
from tsunagu.response.actions.common import the_person

M, S = StoryMove, StoryState


def begin_story(*, words: Words, by: Actor) -> Story:
    """Begin a draft. Raises `Denied` and `Refused`."""
    person = the_person(by)
    city = by.municipality
    require(by, Deed.WRITE_STORY, Scope(municipality=city.pk, person=person.pk))
    story = Story(municipality=city, by=person, begun_at=now())
    return _written(story, words, by)


def write_story(*, story: Story, words: Words, by: Actor) -> Story:
    """Write a draft, or what was given back. Raises `Denied` and `Refused`."""
    require(by, Deed.WRITE_STORY, story.written_scope)
    with transaction.atomic():
        held = _held(story)
        if not held.writable:
            raise Refused([f"いまは「{held.get_state_display()}」なので、書きかえられません"])
        return _written(held, words, by)


def clear_names(*, story: Story, places: Collection[str], by: Actor) -> None:
    """Say of places that read like a name that they are none. Raises `Denied` and `Refused`."""
    require(by, Deed.WRITE_STORY, story.written_scope)
    with transaction.atomic():
        held = _held(story)
        if not held.writable:
            raise Refused([f"いまは「{held.get_state_display()}」なので、確かめられません"])
        found = {hit.key: hit.word for hit in not_looked_at(held)}
        StoryCleared.objects.bulk_create(
            StoryCleared(
                municipality_id=held.municipality_id,
                story=held,
                place=key,
                word=word[:100],
                by=the_person(by),
                at=now(),
            )
            for key, word in found.items()
            if key in places
        )
        _note(by, Deed.WRITE_STORY, held, looked_at=len(found.keys() & set(places)))


def ask_approval(*, story: Story, by: Actor) -> Story:
    """Lay a whole story without names before somebody else. Raises `Denied` and `Refused`."""
    require(by, Deed.WRITE_STORY, story.written_scope)
    with transaction.atomic():
        held = _held(story)
        if lacks := missing(held.words, choices(held.municipality, begun_on(held))):
            raise Refused([*lacks.values()])
        _refuse_names(held)
        return _step(held, M.ASK, by, Deed.WRITE_STORY)


def recall_story(*, story: Story, by: Actor) -> Story:
    """Take it out of the hands of who approves, to write on. Raises `Denied` and `Refused`."""
    require(by, Deed.WRITE_STORY, story.written_scope)
    return _step(story, M.RECALL, by, Deed.WRITE_STORY)


def approve_story(*, story: Story, by: Actor) -> Story:
    """Open a story to all staff, as another than who wrote it. Raises `Denied` and `Refused`.

    Refused too where a name has come into the city since that stands in it.
    """
    _judges(story, by)
    with transaction.atomic():
        held = _held(story)
        _refuse_names(held)
        return _step(held, M.APPROVE, by, Deed.APPROVE_STORY)


def return_story(*, story: Story, why: str, by: Actor) -> Story:
    """Give it back, with what to write anew. Raises `Denied` and `Refused`."""
    _judges(story, by)
    return _step(
        story, M.RETURN, by, Deed.APPROVE_STORY, filled_in(why, "何を書き直すかを書いてください")
    )


def take_back_story(*, story: Story, why: str, by: Actor) -> Story:
    """Take a story out of the library, as its writer or as who approves, with the reason.

    Raises `Denied` and `Refused`.
    """
    text = filled_in(why, "取り下げるわけを書いてください")
    if by.person is not None and by.person.pk == story.by_id:
        require(by, Deed.WRITE_STORY, story.written_scope)
        return _step(story, M.TAKE_BACK, by, Deed.WRITE_STORY, text)
    _judges(story, by)
    return _step(story, M.TAKE_BACK, by, Deed.APPROVE_STORY, text)


def rewrite_story(*, story: Story, by: Actor) -> Story:
    """Begin again with a story that was taken back. Raises `Denied` and `Refused`."""
    require(by, Deed.WRITE_STORY, story.written_scope)
    return _step(story, M.REWRITE, by, Deed.WRITE_STORY)


def _judges(story: Story, by: Actor) -> None:
    """Raise `Denied` unless the actor approves stories and did not write this one."""
    require(by, Deed.APPROVE_STORY, Scope(municipality=story.municipality_id))
    if not Story.objects.visible_to(by, Deed.APPROVE_STORY).filter(pk=story.pk).exists():
        raise Denied(Deed.APPROVE_STORY)


def _refuse_names(story: Story) -> None:
    if left := not_looked_at(story):
        raise Refused([f"名まえかもしれないところが{len(left)}か所、まだ確かめられていません"])


def _held(story: Story) -> Story:
    return Story.objects.select_for_update(of=("self",)).get(pk=story.pk)


def _written(story: Story, words: Words, by: Actor) -> Story:
    """Save a story's words; what stands against it is said all at once."""
    offered = choices(story.municipality, begun_on(story))
    if found := wrong(words, offered):
        raise Refused([*found.values()])
    story.title, story.stage, story.place = words.title.strip(), words.stage, words.place
    story.youngest, story.oldest = words.youngest, words.oldest
    story.parts = {heading: words.parts.get(heading, "").strip() for heading in offered.headings}
    story.search = searchable("\n".join((story.title, *story.parts.values())))
    with transaction.atomic():
        story.save()
        story.categories.all().delete()
        StoryCategory.objects.bulk_create(
            StoryCategory(municipality_id=story.municipality_id, story=story, category=code)
            for code in dict.fromkeys(words.categories)
        )
        _note(by, Deed.WRITE_STORY, story)
    return story


def _step(story: Story, move: StoryMove, by: Actor, deed: Deed, text: str = "") -> Story:
    """Do what the transition table lets become of it as it stands now; refused otherwise."""
    with transaction.atomic():
        held = _held(story)
        to = become(TRANSITIONS, S(held.state), move)
        step = StoryStep(municipality_id=held.municipality_id, story=held, move=move, text=text)
        step.by, step.at = the_person(by), now()
        step.save()
        held.state = to
        held.approved_at = step.at if to == S.APPROVED else None
        held.save(update_fields=["state", "approved_at"])
        _note(by, deed, held, move=move.value)
    return held


def _note(by: Actor, deed: Deed, story: Story, **codes: Any) -> None:
    note_deed(by, deed, "story", story.pk, **codes)
