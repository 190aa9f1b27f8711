"""What may become of a follow-up slip, and who owes its next step: plain values alone."""

from tsunagu.cases.enums import FollowUpMove as M
from tsunagu.cases.enums import FollowUpOwner as W
from tsunagu.cases.enums import FollowUpState as S
from tsunagu.cases.stages import Stage, laid_out

_GOING = (S.SENT, S.READ, S.SHARED)

TRANSITIONS: dict[tuple[S, M], S] = {
    (S.SENT, M.READ): S.READ,
    (S.READ, M.SHARE): S.SHARED,
    (S.SHARED, M.SUPPORT): S.SUPPORTED,
    **{(state, M.CORRECT): state for state in _GOING},
    **{(state, M.WITHDRAW): S.WITHDRAWN for state in _GOING},
}
"""What each deed makes of each state; what is not here cannot be done."""

STEPS: dict[S, tuple[W, W, str]] = {
    S.SENT: (W.SUPERVISOR, W.HEAD, "follow-up-read-days"),
    S.READ: (W.WRITER, W.MANAGER, "follow-up-share-days"),
    S.SHARED: (W.WRITER, W.MANAGER, "follow-up-support-days"),
}
"""Of each state that is not over: who owes what comes next, who beside them once it is overdue or
nobody is there to do it, and the setting that says in how many working days."""

HAND_IN = (W.LEAD, W.MANAGER)
"""Who hands in what the board asked for, by the day it set, and who beside them later."""

NEXT: dict[S, str] = {
    S.SENT: "個票を読む",
    S.READ: "センターやSSWなど、共有する相手を決めて共有する",
    S.SHARED: "一人ひとりの支援（だれが、何を、いつから）を書く",
}
"""What is owed next, in words."""


def owners(first: W, above: W, *, overdue: bool, here: bool) -> frozenset[W]:
    """Who owes a step: the first owner if somebody is there, the next one up if not or overdue."""
    owing = {first} if here else set()
    return frozenset(owing | ({above} if overdue or not here else set()))


_STAGES: tuple[tuple[str, frozenset[S]], ...] = (
    ("学校が出す", frozenset()),
    ("教育委員会が読む", frozenset({S.SENT})),
    ("共有する相手を決める", frozenset({S.READ})),
    ("支援を書く", frozenset({S.SHARED})),
)


def stages(state: S) -> list[Stage]:
    """The way of a slip that was handed in, with where it stands; none of one taken back."""
    return [] if state == S.WITHDRAWN else laid_out(_STAGES, state)
