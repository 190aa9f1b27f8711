"""What is done about claims."""

from tsunagu.access.refusal import Refused
from tsunagu.rights.actions.giving import bundle
from tsunagu.rights.actions.receiving import extend, receive, withdraw
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
    "bundle",
    "decide",
    "extend",
    "finish_review",
    "gather",
    "receive",
    "send_back",
    "settle_plain",
    "withdraw",
]
