"""What may become of a case, and who owes its next step: plain values alone."""

from tsunagu.cases.case_enums import CaseMove as M
from tsunagu.cases.case_enums import CaseState as S
from tsunagu.cases.stages import Stage, laid_out

_TO_DECIDE = (S.NOTICED, S.REOPENED)

TRANSITIONS: dict[tuple[S, M], S] = {
    **{(state, M.ASSESS): S.ASSESSING for state in _TO_DECIDE},
    **{(state, M.PLAN): S.PLANNED for state in (*_TO_DECIDE, S.ASSESSING, S.SUPPORTED, S.WATCHED)},
    **{(state, M.SUPPORT): S.SUPPORTED for state in (S.PLANNED, S.WATCHED)},
    **{(state, M.REVIEW): state for state in (S.SUPPORTED, S.WATCHED)},
    **{(state, M.WATCH): S.WATCHED for state in (*_TO_DECIDE, S.ASSESSING, S.SUPPORTED)},
    **{(state, M.CLOSE): S.CLOSED for state in S if state != S.CLOSED},
    **{(state, M.HAND_OVER): S.CLOSED for state in S if state != S.CLOSED},
    (S.CLOSED, M.REOPEN): S.REOPENED,
}
"""What each deed makes of each state; what is not here cannot be done."""

DAYS: dict[S, str] = {
    S.NOTICED: "decide_days",
    S.REOPENED: "decide_days",
    S.ASSESSING: "assess_days",
    S.PLANNED: "plan_days",
}
"""Which number of the case's kind says by when the next step is owed, in working days."""

NEXT: dict[S, str] = {
    S.NOTICED: "コーディネーターを決め、実態をつかむか、見守るかを決める",
    S.REOPENED: "コーディネーターを決め、実態をつかむか、見守るかを決める",
    S.ASSESSING: "アセスメントシートを書き、ケース会議を開く",
    S.PLANNED: "決めたことを始める",
    S.SUPPORTED: "見直す",
    S.WATCHED: "見直す",
}
"""What is owed next, in words."""


_STAGES: tuple[tuple[str, frozenset[S]], ...] = (
    ("気づく", frozenset(_TO_DECIDE)),
    ("実態をつかむ", frozenset({S.ASSESSING})),
    ("計画する", frozenset({S.PLANNED})),
    ("支える", frozenset({S.SUPPORTED})),
    ("見守る", frozenset({S.WATCHED})),
)


def stages(state: S) -> list[Stage]:
    """The way with where a case stands on it; a closed one has it all behind."""
    return laid_out(_STAGES, state)
