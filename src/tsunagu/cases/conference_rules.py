"""What may become of a conference: plain values alone."""

from tsunagu.cases.conference_enums import ConferenceMove as M
from tsunagu.cases.conference_enums import ConferenceState as S

TRANSITIONS: dict[tuple[S, M], S] = {
    **{(S.PLANNED, move): S.PLANNED for move in (M.CHANGE, M.INVITE, M.ANSWER, M.WRITE)},
    (S.PLANNED, M.HOLD): S.HELD,
    (S.PLANNED, M.CANCEL): S.CANCELLED,
    **{(S.HELD, move): S.HELD for move in (M.WRITE, M.ASSENT, M.STEP)},
}
"""What each deed makes of each state; what is not here cannot be done."""
