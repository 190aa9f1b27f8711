"""The practice library: what the packs offer, finding stories, and the names in one."""

from collections.abc import Collection, Mapping
from datetime import date

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.cases.models import Story, StoryQuerySet
from tsunagu.cases.named import Hit, KnownNames, hits, known_names, searchable
from tsunagu.cases.story_rules import Choices
from tsunagu.clock import JST, today
from tsunagu.org.models import Municipality, Person
from tsunagu.packs.loader import phrases
from tsunagu.school.models import Guardian, Pupil, School
from tsunagu.school.names import Name, whole_name

TITLE = "title"
"""The part of a story that is its title."""


def choices(city: Municipality, on: date | None = None) -> Choices:
    """What the packs offer on a day, or today."""
    day = on or today()

    def of(group: str) -> Mapping[str, str]:
        found = phrases(city.packs, group, day)
        return {one.id: one.label or one.text for one in found}

    return Choices(of("story.category"), of("story.stage"), of("story.place"), of("story.heading"))


def begun_on(story: Story) -> date:
    """The day whose packs a story was begun by: its headings are read by these."""
    return story.begun_at.astimezone(JST).date()


def library(
    actor: Actor,
    *,
    category: str = "",
    stage: str = "",
    place: str = "",
    age: int | None = None,
    text: str = "",
) -> StoryQuerySet:
    """The approved stories that fit, the newest first; words in any kind of signs, all of them."""
    found = Story.objects.visible_to(actor, Deed.READ_STORY)
    if category:
        found = found.filter(categories__category=category)
    if stage:
        found = found.filter(stage=stage)
    if place:
        found = found.filter(place=place)
    if age is not None:
        found = found.filter(youngest__lte=age, oldest__gte=age)
    for word in text.split():
        found = found.filter(search__contains=searchable(word))
    return found.order_by("-approved_at", "pk")


def names_here(city: Municipality) -> KnownNames:
    """The names of everybody on record in a municipality and of its schools; four queries."""
    fields = ("family_name", "given_name", "family_kana", "given_kana")
    names = {Name(*one) for one in Pupil.objects.filter(municipality=city).values_list(*fields)}
    guardians = Guardian.objects.filter(municipality=city)
    names |= {whole_name(one) for one in guardians.values_list("name", flat=True)}
    staff = Person.objects.filter(municipality=city)
    for family, given, kana in staff.values_list("family_name", "given_name", "kana"):
        reading = whole_name(kana)
        names.add(Name(family, given, reading.family, reading.given))
    schools = School.objects.filter(municipality=city).values_list("name", flat=True)
    return known_names(names, schools)


def names_in(story: Story, cleared: Collection[str] = ()) -> list[Hit]:
    """The places in a story that read like names, but for those that somebody has looked at."""
    known = names_here(story.municipality)
    texts = {TITLE: story.title, **story.parts}
    found = [hit for part, text in texts.items() for hit in hits(part, text, known)]
    return [hit for hit in found if hit.key not in cleared]


def not_looked_at(story: Story) -> list[Hit]:
    """The places that nobody has looked at yet."""
    return names_in(story, set(story.cleared.values_list("place", flat=True)))
