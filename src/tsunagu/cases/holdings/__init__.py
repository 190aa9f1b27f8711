"""What this room holds on a child, by subject."""

from tsunagu.cases.holdings.asking import ASKING
from tsunagu.cases.holdings.cases import CASES
from tsunagu.cases.holdings.meetings import MEETINGS
from tsunagu.cases.holdings.sharing import SHARING
from tsunagu.cases.models import (
    Story,
    StoryCategory,
    StoryCleared,
    StoryStep,
    Suspicion,
    SuspicionStep,
)
from tsunagu.school.held import Holding

OF_NOBODY = "だれのことかわからないように書かれ、どの子どもの記録にもつながらない"
UNTOLD = "あることも答えない。管理職だけが知る"
HOLDINGS: tuple[Holding, ...] = (
    *SHARING,
    *ASKING,
    *CASES,
    *MEETINGS,
    Holding(
        Suspicion,
        "虐待が疑われること",
        day="on",
        never=UNTOLD,
        counted_with="response.contact",
    ),
    Holding(
        SuspicionStep,
        "虐待が疑われることへの対応",
        pupil="suspicion__pupil",
        day="suspicion__on",
        never=UNTOLD,
        counted_with="response.contact",
    ),
    Holding(Story, "実践の記録", pupil="", day="begun_at", never=OF_NOBODY),
    Holding(StoryCategory, "実践の記録の区分", pupil="", day="story__begun_at", never=OF_NOBODY),
    Holding(
        StoryCleared,
        "実践の記録で、名まえではないと確かめたこと",
        pupil="",
        day="story__begun_at",
        never=OF_NOBODY,
    ),
    Holding(StoryStep, "実践の記録の承認", pupil="", day="story__begun_at", never=OF_NOBODY),
)
