"""What may become of a request to the division, and who owes its next step: plain values alone."""

from tsunagu.cases.enums import ConsultationOwner as W
from tsunagu.cases.request_enums import RequestMove as M
from tsunagu.cases.request_enums import RequestState as S
from tsunagu.cases.stages import Stage, laid_out

_AT_BOARD = (S.SENT, S.ASSIGNED, S.SETTLED)

TRANSITIONS: dict[tuple[S, M], S] = {
    (S.WAITING, M.SEND): S.SENT,
    (S.SENT, M.ASSIGN): S.ASSIGNED,
    (S.ASSIGNED, M.ASSIGN): S.ASSIGNED,
    (S.SETTLED, M.ASSIGN): S.SETTLED,
    (S.ASSIGNED, M.SETTLE): S.SETTLED,
    (S.SETTLED, M.SETTLE): S.SETTLED,
    (S.SETTLED, M.DONE): S.DONE,
    **{(state, M.DECLINE): S.DECLINED for state in _AT_BOARD},
    **{(state, M.WITHDRAW): S.WITHDRAWN for state in (S.WAITING, *_AT_BOARD)},
}
"""What each deed makes of each state; what is not here cannot be done."""

STEPS: dict[S, tuple[W, W, str]] = {
    S.WAITING: (W.MANAGER, W.MANAGER, "request-sign-days"),
    S.SENT: (W.SUPERVISOR, W.HEAD, "request-assign-days"),
    S.ASSIGNED: (W.ADVISER, W.SUPERVISOR, "request-settle-days"),
    S.SETTLED: (W.ADVISER, W.SUPERVISOR, "request-close-days"),
}
"""Of each state that is not over: who owes what comes next, who beside them once it is overdue or
nobody is there to do it, and the setting that says in how many working days."""

NEXT: dict[S, str] = {
    S.WAITING: "読んで送る（または取り下げる）",
    S.SENT: "担当を決める",
    S.ASSIGNED: "学校と日を決める",
    S.SETTLED: "その日のあと、したことを書いて終える",
}
"""What is owed next, in words."""

_STAGES: tuple[tuple[str, frozenset[S]], ...] = (
    ("管理職の確認", frozenset({S.WAITING})),
    ("担当を決める", frozenset({S.SENT})),
    ("日を決める", frozenset({S.ASSIGNED})),
    ("行う・終える", frozenset({S.SETTLED})),
)


def stages(state: S) -> list[Stage]:
    """The way with where a request stands on it; one that was not carried out stands nowhere."""
    return [] if state in {S.DECLINED, S.WITHDRAWN} else laid_out(_STAGES, state)
