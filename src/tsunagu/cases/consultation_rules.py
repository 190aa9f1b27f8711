"""What may become of a consultation, and who owes its next step: plain values alone."""

from tsunagu.cases.enums import ConsultationMove as M
from tsunagu.cases.enums import ConsultationOwner as W
from tsunagu.cases.enums import ConsultationState as S
from tsunagu.cases.stages import Stage, laid_out

_ADVISING = (S.ASSIGNED, S.CALLED, S.ADVISED, S.VISIT, S.CONFERENCE)
_SENT = (S.SENT, S.READ, *_ADVISING)
_TALKED = (S.CALLED, S.ADVISED, S.VISIT, S.CONFERENCE)

TRANSITIONS: dict[tuple[S, M], S] = {
    (S.RETURNED, M.ASK): S.WAITING,
    (S.WAITING, M.RETURN): S.RETURNED,
    (S.WAITING, M.SEND): S.SENT,
    (S.RETURNED, M.SEND): S.SENT,
    (S.SENT, M.READ): S.READ,
    (S.SENT, M.ASSIGN): S.ASSIGNED,
    (S.READ, M.ASSIGN): S.ASSIGNED,
    (S.ASSIGNED, M.TRY): S.ASSIGNED,
    (S.ASSIGNED, M.CALL): S.CALLED,
    **{(state, M.ASSIGN): state for state in _ADVISING},
    **{(state, M.CORRECT): state for state in _SENT},
    **{(state, M.ADVISE): S.ADVISED for state in _TALKED},
    **{(state, M.VISIT): S.VISIT for state in _TALKED},
    **{(state, M.CONFER): S.CONFERENCE for state in _TALKED},
    **{(state, M.CLOSE): S.CLOSED for state in (S.ADVISED, S.VISIT, S.CONFERENCE)},
    **{(state, M.WITHDRAW): S.WITHDRAWN for state in (S.WAITING, S.RETURNED, *_SENT)},
}
"""What each deed makes of each state; what is not here cannot be done.

Nothing is advised before the school was called back, and nothing closed before it was advised.
"""

STEPS: dict[S, tuple[W, W, str]] = {
    S.WAITING: (W.MANAGER, W.MANAGER, "consultation-sign-days"),
    S.RETURNED: (W.ASKER, W.MANAGER, "consultation-sign-days"),
    S.SENT: (W.SUPERVISOR, W.HEAD, "consultation-read-days"),
    S.READ: (W.SUPERVISOR, W.HEAD, "consultation-assign-days"),
    S.ASSIGNED: (W.ADVISER, W.SUPERVISOR, "consultation-call-days"),
    S.CALLED: (W.ADVISER, W.SUPERVISOR, "consultation-agree-days"),
    S.ADVISED: (W.ADVISER, W.SUPERVISOR, "consultation-close-days"),
    S.VISIT: (W.ADVISER, W.SUPERVISOR, "consultation-close-days"),
    S.CONFERENCE: (W.ADVISER, W.SUPERVISOR, "consultation-close-days"),
}
"""Of each state that is not over: who owes what comes next, who beside them once it is overdue or
nobody is there to do it, and the setting that says in how many working days."""

NEXT: dict[S, str] = {
    S.WAITING: "読んで、署名して送る（または書き直しを頼む）",
    S.RETURNED: "書き直して、もう一度管理職に出す",
    S.SENT: "読む",
    S.READ: "担当を決める",
    S.ASSIGNED: "学校に折り返し電話する",
    S.CALLED: "助言、学校訪問、ケース会議のどれかを決める",
    S.ADVISED: "決まったことを書いて終える",
    S.VISIT: "訪問のあと、決まったことを書いて終える",
    S.CONFERENCE: "会議のあと、決まったことを書いて終える",
}
"""What is owed next, in words."""


def owners(state: S, *, overdue: bool, adviser_here: bool, supervisor_here: bool) -> frozenset[W]:
    """Who owes the next step: the first owner, and the next one up where it is overdue.

    Where nobody is there to do it, the next one up owes it at once.
    """
    if state not in STEPS:
        return frozenset()
    first, above, _ = STEPS[state]
    return owing(
        first,
        above,
        overdue=overdue,
        adviser_here=adviser_here,
        supervisor_here=supervisor_here,
    )


def owing(
    first: W, above: W, *, overdue: bool, adviser_here: bool, supervisor_here: bool
) -> frozenset[W]:
    """The first owner, and the next one up where it is overdue or nobody is there to do it."""
    here = {W.ADVISER: adviser_here, W.SUPERVISOR: supervisor_here}
    found = {first} if here.get(first, True) else set()
    if overdue or not found:
        found.add(above if here.get(above, True) else W.HEAD)
    return frozenset(found)


_STAGES: tuple[tuple[str, frozenset[S]], ...] = (
    ("管理職の署名", frozenset({S.WAITING, S.RETURNED})),
    ("教育委員会が読む", frozenset({S.SENT})),
    ("担当を決める", frozenset({S.READ})),
    ("折り返しの電話", frozenset({S.ASSIGNED})),
    ("助言・訪問・会議", frozenset({S.CALLED})),
    ("決まったことを書いて終える", frozenset({S.ADVISED, S.VISIT, S.CONFERENCE})),
)


def stages(state: S) -> list[Stage]:
    """The whole way with where a consultation stands on it; a closed one has it all behind.

    One withdrawn stands nowhere: nothing of the way is shown.
    """
    if state == S.WITHDRAWN:
        return []
    return laid_out(_STAGES, state)
