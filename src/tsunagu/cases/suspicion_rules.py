"""What may become of a suspicion of abuse: plain values alone."""

from tsunagu.cases.enums import SuspicionMove as M
from tsunagu.cases.enums import SuspicionState as S

TRANSITIONS: dict[tuple[S, M], S] = {
    (S.OPEN, M.NOTIFY): S.NOTIFIED,
    (S.HELD, M.NOTIFY): S.NOTIFIED,
    (S.SETTLED, M.NOTIFY): S.NOTIFIED,
    (S.NOTIFIED, M.NOTIFY): S.NOTIFIED,
    (S.OPEN, M.HOLD): S.HELD,
    (S.HELD, M.HOLD): S.HELD,
    (S.HELD, M.CONFIRM): S.SETTLED,
    (S.HELD, M.OBJECT): S.OPEN,
    (S.OPEN, M.FOLLOW): S.OPEN,
    (S.HELD, M.FOLLOW): S.HELD,
    (S.SETTLED, M.FOLLOW): S.SETTLED,
    (S.NOTIFIED, M.FOLLOW): S.NOTIFIED,
    (S.SETTLED, M.END): S.ENDED,
    (S.NOTIFIED, M.END): S.ENDED,
}
"""What each deed makes of each state; what is not here cannot be done.

A notification waits for nobody. Nothing ends before it was notified, or two have agreed not to.
"""
