"""What a guardian may be told, for every state there is."""

from itertools import product

import pytest

from tsunagu.school.enums import Custody
from tsunagu.school.guardian_rules import KEPT_BY_A_LIMIT, Ground, Standing, Topic, guardian_may

BOTH = (True, False)


def standing(custody: str = Custody.JOINT, **known: bool) -> Standing:
    """A first registered guardian whose papers were seen, but for what is said."""
    plain = {"papers_seen": True, "first_registered": True, "another_alone": False}
    return Standing(custody, **{**plain, "limited": False, **known})


@pytest.mark.parametrize(
    ("one", "ground"),
    [
        (standing(), Ground.MAY),
        (standing(papers_seen=False), Ground.MAY),
        (standing(Custody.UNKNOWN, papers_seen=False), Ground.MAY),
        (standing(Custody.NONE), Ground.NO_CUSTODY),
        (standing(first_registered=False), Ground.MAY),
        (standing(Custody.SOLE, first_registered=False), Ground.MAY),
        (standing(papers_seen=False, first_registered=False), Ground.PAPERS_NOT_SEEN),
        (standing(Custody.UNKNOWN, first_registered=False), Ground.PAPERS_NOT_SEEN),
        (standing(papers_seen=False, another_alone=True), Ground.ANOTHER_ALONE),
        (standing(another_alone=True), Ground.MAY),
    ],
)
def test_guardian_may_know_the_record(one: Standing, ground: Ground) -> None:
    assert guardian_may(one, Topic.RECORD) == ground


@pytest.mark.parametrize("custody", Custody.values)
@pytest.mark.parametrize("topic", Topic)
def test_guardian_under_a_limit_learns_no_place_time_or_word_of_the_other(
    custody: str, topic: Topic
) -> None:
    for papers, first, alone in product(BOTH, repeat=3):
        free = Standing(custody, papers, first, alone, limited=False)
        limited = Standing(custody, papers, first, alone, limited=True)
        if guardian_may(free, topic) != Ground.MAY:
            assert guardian_may(limited, topic) == guardian_may(free, topic)
        else:
            kept = topic in KEPT_BY_A_LIMIT
            assert guardian_may(limited, topic) == (Ground.LIMIT if kept else Ground.MAY)
    assert (topic == Topic.RECORD) != (topic in KEPT_BY_A_LIMIT)


@pytest.mark.parametrize("topic", Topic)
def test_further_guardian_knows_nothing_before_the_papers(topic: Topic) -> None:
    for custody, alone, limited in product(Custody.values, BOTH, BOTH):
        further = Standing(custody, False, False, alone, limited)
        assert guardian_may(further, topic) != Ground.MAY
