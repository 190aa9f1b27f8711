"""What each side of a share reads."""

from tsunagu.cases.queries.lists import (
    received,
    to_answer,
    to_confirm,
    told_notes,
    unread,
    waiting_pupils,
)
from tsunagu.cases.queries.shared import Part, Who, called, shared, veil, who

__all__ = [
    "Part",
    "Who",
    "called",
    "received",
    "shared",
    "to_answer",
    "to_confirm",
    "told_notes",
    "unread",
    "veil",
    "waiting_pupils",
    "who",
]
