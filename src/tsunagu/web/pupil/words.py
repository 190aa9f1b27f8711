"""Words of the municipality's packs, in the groups that the pupil's screens use."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms

from tsunagu.access.actor import Actor
from tsunagu.clock import today
from tsunagu.org.models import Municipality
from tsunagu.packs.loader import phrases
from tsunagu.packs.schema import Phrase
from tsunagu.school.models import School


def words(municipality: Municipality, group: str) -> list[Phrase]:
    """The phrases of a group in force today; a later pack's of the same id takes its place."""
    found = {phrase.id: phrase for phrase in phrases(municipality.packs, group, today())}
    return list(found.values())


def phrase_field(phrase: Phrase, *, rows: int, most: int) -> forms.CharField:
    """A field for what there is to say to a phrase, `most` characters; it may stay empty."""
    return forms.CharField(
        label=phrase.label,
        help_text=phrase.text,
        required=False,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


NOTE_GROUPS = ("contact.field", "contact.field.visit")
TOLD_GROUP = "contact.told"


def note_labels(municipality: Municipality) -> dict[str, str]:
    """The labels of a contact's optional fields, by the phrase's id."""
    groups = (*NOTE_GROUPS, TOLD_GROUP)
    return {p.id: p.label for group in groups for p in words(municipality, group)}


@dataclass(frozen=True)
class Guidance:
    """What to ask, observe or tell, and with whom."""

    title: str
    whom: str
    lines: list[Phrase]


GUIDANCE = (
    ("聞く", "本人が出たとき", "contact.ask.child"),
    ("見る", "本人と会ったとき", "contact.observe.child"),
    ("伝える", "本人が出たとき", "contact.tell.child"),
    ("聞く", "保護者が出たとき", "contact.ask.guardian"),
    ("見る", "保護者と会ったとき", "contact.observe.guardian"),
    ("伝える", "保護者が出たとき", "contact.tell.guardian"),
)


def guidance(municipality: Municipality) -> list[Guidance]:
    """The contact's guidance in its three parts; a part without phrases is left out."""
    parts = (Guidance(title, whom, words(municipality, group)) for title, whom, group in GUIDANCE)
    return [part for part in parts if part.lines]


@dataclass(frozen=True)
class Wording:
    """A draft to read aloud or to copy."""

    label: str
    text: str


def drafts(actor: Actor, school: School) -> list[Wording]:
    """Drafts of a voicemail, which names no child, and of a letter: from the actor at a school."""
    city = actor.municipality
    found = words(city, "contact.voicemail") + words(city, "contact.letter")
    names = {"{school}": school.name, "{writer}": actor.label}
    return [Wording(one.label, _filled(one.text, names)) for one in found]


def _filled(text: str, names: Mapping[str, str]) -> str:
    for sign, name in names.items():
        text = text.replace(sign, name)
    return text
