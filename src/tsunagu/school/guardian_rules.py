"""What a guardian may be told of a child: a pure function of what the school knows of both."""

from dataclasses import dataclass
from enum import StrEnum

from tsunagu.school.enums import WITH_CUSTODY, Custody


class Topic(StrEnum):
    """What a guardian may ask for."""

    RECORD = "record"
    PLACE = "place"
    TIMES = "times"
    APPOINTMENTS = "appointments"
    ADDRESS = "address"
    OTHER_GUARDIAN = "other_guardian"


KEPT_BY_A_LIMIT = frozenset(Topic) - {Topic.RECORD}
"""All that says where and when child and other guardian are to be found, and the other's words."""


class Ground(StrEnum):
    """The condition that decided."""

    MAY = "may"
    NO_CUSTODY = "no_custody"
    ANOTHER_ALONE = "another_alone"
    PAPERS_NOT_SEEN = "papers_not_seen"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a guardian stands to a child on a day, as far as the school knows.

    `first_registered` is the guardian whom the school had first; `another_alone`: another has
    sole custody by papers that the school has seen.
    """

    custody: str
    papers_seen: bool
    first_registered: bool
    another_alone: bool
    limited: bool


def guardian_may(standing: Standing, topic: Topic) -> Ground:
    """May the guardian be told of this? `Ground.MAY`, or the ground on which not.

    Whoever is not the first registered must have shown papers, and these must say custody.
    """
    if standing.custody == Custody.NONE:
        return Ground.NO_CUSTODY
    shown = standing.papers_seen and standing.custody in WITH_CUSTODY
    if standing.another_alone and not shown:
        return Ground.ANOTHER_ALONE
    if not shown and not standing.first_registered:
        return Ground.PAPERS_NOT_SEEN
    if standing.limited and topic in KEPT_BY_A_LIMIT:
        return Ground.LIMIT
    return Ground.MAY
