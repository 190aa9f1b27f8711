"""What may become of a handover, and what is owed next: plain values alone."""

from tsunagu.cases.handover_enums import IN_HAND, RECEIVED
from tsunagu.cases.handover_enums import HandoverMove as M
from tsunagu.cases.handover_enums import HandoverState as S

TRANSITIONS: dict[tuple[S, M], S] = {
    **{(state, M.CHANGE): S.DRAFT for state in IN_HAND},
    (S.DRAFT, M.ASK): S.WAITING,
    (S.WAITING, M.RETURN): S.DRAFT,
    **{(state, M.SEND): S.SENT for state in IN_HAND},
    **{(state, M.PRINT): S.PAPER for state in IN_HAND},
    **{(state, M.READ): state for state in RECEIVED},
    **{(state, M.TAKE_ON): S.READ for state in RECEIVED},
    **{(state, M.WITHDRAW): S.WITHDRAWN for state in S if state != S.WITHDRAWN},
}
"""What each deed makes of each state; what is not here cannot be done.

A handover counts as read when one to whom it is addressed has read it.
"""

NEXT: dict[S, str] = {
    S.DRAFT: "引き継ぎを書きあげて、送る（管理職に出す）",
    S.WAITING: "引き継ぎを読んで、送る（または書き直しを頼む）",
    S.SENT: "届いた引き継ぎを読む",
}
"""What is owed next, in words."""
DAYS: dict[S, str] = {
    S.DRAFT: "handover-prepare-days",
    S.WAITING: "handover-sign-days",
    S.SENT: "handover-read-days",
}
"""The setting that says within how many working days it is owed."""
