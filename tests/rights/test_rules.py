"""Names of others are found, the child's own are not; what is black is gone."""

import pytest

from tsunagu.rights.enums import OPEN, TRANSITIONS, ClaimState
from tsunagu.rights.models import Claim
from tsunagu.rights.rules import BLACK, Span, blacked, occurrences, proposed
from tsunagu.school.names import Name, names_pattern

OWN = Name("御厨", "こはる", "みくりや", "こはる")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("綾瀬川さんと話した", ["綾瀬川"]),
        (
            "綾瀬川 かなたと綾瀬川　かなたと綾瀬川かなた",
            ["綾瀬川 かなた", "綾瀬川　かなた", "綾瀬川かなた"],
        ),
        ("かなたくんの家", ["かなた"]),
        ("御厨こはるは元気", []),
        ("御厨つむぎ（妹）も休み", ["御厨つむぎ"]),
        ("林の中を歩いた。林さんもいた", ["林さん"]),
        ("", []),
        ("しらふじさん、シラフジさん、ｼﾗﾌｼﾞ れん", ["しらふじ", "シラフジ", "ｼﾗﾌｼﾞ れん"]),
        ("ﾊﾟﾝとｼﾗﾌｼﾞ", ["ｼﾗﾌｼﾞ"]),
        ("れんらくした。レンくんも来た", ["レンくん"]),
        ("みくりやとこはる", []),
    ],
)
def test_others_names_are_proposed(text: str, found: list[str]) -> None:
    others = [Name("綾瀬川", "かなた"), Name("御厨", "つむぎ"), Name("林", "みさき"), OWN]
    others.append(Name("白藤", "蓮", "しらふじ", "れん"))
    spans = proposed("line", text, names_pattern(others, own=OWN))
    assert [text[span["start"] : span["end"]] for span in spans] == found


def test_without_others_nothing_is_proposed() -> None:
    assert names_pattern([OWN], own=OWN) is None
    assert proposed("line", "御厨こはる", None) == []


@pytest.mark.parametrize(
    ("spans", "text"),
    [
        ([], "あいうえお"),
        ([(0, 2)], f"{BLACK}うえお"),
        ([(1, 3), (2, 4)], f"あ{BLACK}お"),
        ([(1, 2), (2, 3)], f"あ{BLACK}えお"),
        ([(3, 5), (0, 1)], f"{BLACK}いう{BLACK}"),
    ],
)
def test_what_is_black_is_gone_whatever_its_length(spans: list[tuple[int, int]], text: str) -> None:
    black = [Span(field="line", start=a, end=b, black=True, own=False) for a, b in spans]
    let_stand = Span(field="line", start=0, end=5, black=False, own=False)
    assert blacked("あいうえお", [*black, let_stand]) == text


def test_own_words_are_found_wherever_they_stand() -> None:
    spans = occurrences("line", "母の姉。母の姉が迎えに来る", "母の姉")
    assert [(span["start"], span["end"], span["own"]) for span in spans] == [
        (0, 3, True),
        (4, 7, True),
    ]


@pytest.mark.parametrize("before", ClaimState)
@pytest.mark.parametrize("after", ClaimState)
def test_transitions_of_every_state(before: ClaimState, after: ClaimState) -> None:
    assert Claim(state=before).may_become(after) == (after in TRANSITIONS[before])


def test_open_states_lead_on_and_the_others_end() -> None:
    assert {state for state in ClaimState if TRANSITIONS[state]} == OPEN
