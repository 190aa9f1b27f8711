"""What can be asked for under the act on personal information, by whom, and where it stands."""

from django.db import models


class ClaimKind(models.TextChoices):
    """What is asked for (Act on the Protection of Personal Information, arts. 76, 90 and 98)."""

    DISCLOSURE = "disclosure", "開示"
    CORRECTION = "correction", "訂正"
    STOP = "stop", "利用停止"


class Capacity(models.TextChoices):
    """As whom somebody asks."""

    CHILD = "child", "本人"
    GUARDIAN = "guardian", "法定代理人（保護者など）"
    DELEGATE = "delegate", "任意代理人（委任を受けた人）"


class ClaimState(models.TextChoices):
    """How far the answer to a claim has come."""

    RECEIVED = "received", "受け付けた"
    IN_REVIEW = "in_review", "見直している"
    REVIEWED = "reviewed", "承認を待っている"
    APPROVED = "approved", "承認された"
    ANSWERED = "answered", "答えた"
    WITHDRAWN = "withdrawn", "取り下げられた"


OPEN = frozenset(
    {ClaimState.RECEIVED, ClaimState.IN_REVIEW, ClaimState.REVIEWED, ClaimState.APPROVED}
)
"""The answer is still owed."""

TO_GIVE = frozenset({ClaimState.APPROVED, ClaimState.ANSWERED})
"""What was approved may be handed over, and a copy of it again."""

TRANSITIONS: dict[ClaimState, frozenset[ClaimState]] = {
    ClaimState.RECEIVED: frozenset({ClaimState.IN_REVIEW, ClaimState.WITHDRAWN}),
    ClaimState.IN_REVIEW: frozenset({ClaimState.REVIEWED, ClaimState.WITHDRAWN}),
    ClaimState.REVIEWED: frozenset(
        {ClaimState.APPROVED, ClaimState.IN_REVIEW, ClaimState.WITHDRAWN}
    ),
    ClaimState.APPROVED: frozenset({ClaimState.ANSWERED, ClaimState.IN_REVIEW}),
    ClaimState.ANSWERED: frozenset(),
    ClaimState.WITHDRAWN: frozenset(),
}
"""From which state a claim may come to which; what is missing here is refused."""


class DeletionState(models.TextChoices):
    """How far a deletion by retention has come."""

    PROPOSED = "proposed", "承認を待っている"
    APPROVED = "approved", "消している"
    DONE = "done", "消し終えた"
    REFUSED = "refused", "承認されなかった"


DELETION_TRANSITIONS: dict[DeletionState, frozenset[DeletionState]] = {
    DeletionState.PROPOSED: frozenset({DeletionState.APPROVED, DeletionState.REFUSED}),
    DeletionState.APPROVED: frozenset({DeletionState.DONE}),
    DeletionState.DONE: frozenset(),
    DeletionState.REFUSED: frozenset(),
}
"""From which state a deletion may come to which; what is missing here is refused."""
