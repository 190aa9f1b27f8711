"""What is done about claims."""

from tsunagu.access.refusal import Refused
from tsunagu.rights.actions.deleting import (
    approve_deletion,
    delete_approved,
    propose,
    refuse_deletion,
)
from tsunagu.rights.actions.giving import bundle
from tsunagu.rights.actions.receiving import extend, hand_over, receive, withdraw
from tsunagu.rights.actions.remedying import settle
from tsunagu.rights.actions.reviewing import (
    approve,
    decide,
    finish_review,
    gather,
    send_back,
    settle_plain,
)

__all__ = [
    "Refused",
    "approve",
    "approve_deletion",
    "bundle",
    "decide",
    "delete_approved",
    "extend",
    "finish_review",
    "gather",
    "hand_over",
    "propose",
    "receive",
    "refuse_deletion",
    "send_back",
    "settle",
    "settle_plain",
    "withdraw",
]
