"""What may become of an anonymised case story, and what it lacks: plain values alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tsunagu.cases.enums import StoryMove as M
from tsunagu.cases.enums import StoryState as S

TRANSITIONS: dict[tuple[S, M], S] = {
    (S.DRAFT, M.ASK): S.WAITING,
    (S.RETURNED, M.ASK): S.WAITING,
    (S.WAITING, M.RECALL): S.DRAFT,
    (S.WAITING, M.RETURN): S.RETURNED,
    (S.WAITING, M.APPROVE): S.APPROVED,
    (S.APPROVED, M.TAKE_BACK): S.TAKEN_BACK,
    (S.DRAFT, M.TAKE_BACK): S.TAKEN_BACK,
    (S.RETURNED, M.TAKE_BACK): S.TAKEN_BACK,
    (S.TAKEN_BACK, M.REWRITE): S.DRAFT,
}
"""What each deed makes of each state; what is not here cannot be done.

Others read what is approved, and nothing else; what was taken back goes the whole way again.
"""

WRITABLE = frozenset({S.DRAFT, S.RETURNED})
"""Its words can be changed: nobody has them before them."""

YOUNGEST, OLDEST = 5, 18
LONGEST_TITLE, LONGEST_PART = 100, 4_000


@dataclass(frozen=True)
class Words:
    """What a story says: codes of the packs, an age from–to, and a text for each heading."""

    title: str
    categories: tuple[str, ...] = ()
    stage: str = ""
    place: str = ""
    youngest: int | None = None
    oldest: int | None = None
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """What the packs offer, as labels by code."""

    categories: Mapping[str, str]
    stages: Mapping[str, str]
    places: Mapping[str, str]
    headings: Mapping[str, str]


def wrong(words: Words, offered: Choices) -> dict[str, str]:
    """What cannot be saved even as a draft, by the field's name."""
    found = {}
    if not words.title.strip():
        found["title"] = "題を書いてください"
    elif len(words.title.strip()) > LONGEST_TITLE:
        found["title"] = f"題は{LONGEST_TITLE}文字までです"
    if set(words.categories) - offered.categories.keys():
        found["categories"] = "区分は、一覧から選んでください"
    if words.stage and words.stage not in offered.stages:
        found["stage"] = "学校種は、一覧から選んでください"
    if words.place and words.place not in offered.places:
        found["place"] = "場所は、一覧から選んでください"
    ages = [age for age in (words.youngest, words.oldest) if age is not None]
    if any(not YOUNGEST <= age <= OLDEST for age in ages):
        found["youngest"] = f"年齢は{YOUNGEST}歳から{OLDEST}歳までです"
    elif len(ages) == 2 and ages[0] >= ages[1]:
        found["oldest"] = (
            "はじめの年齢より上にしてください。一つの年齢にしぼると、だれかがわかります"
        )
    for heading, text in words.parts.items():
        if heading not in offered.headings:
            found[heading] = "この見出しは、いまの様式にありません"
        elif len(text) > LONGEST_PART:
            found[heading] = f"{LONGEST_PART:,}文字までです（いま{len(text):,}文字）"
    return found


def missing(words: Words, offered: Choices) -> dict[str, str]:
    """What is still to be said before somebody can be asked to approve it, by the field's name."""
    found = {}
    if not words.categories:
        found["categories"] = "区分を一つ以上選んでください"
    if not words.stage:
        found["stage"] = "学校種を選んでください"
    if not words.place:
        found["place"] = "場所を選んでください"
    for name, age in (("youngest", words.youngest), ("oldest", words.oldest)):
        if age is None:
            found[name] = "年齢の幅を入れてください"
    for heading, label in offered.headings.items():
        if not words.parts.get(heading, "").strip():
            found[heading] = f"「{label}」を書いてください"
    return found
