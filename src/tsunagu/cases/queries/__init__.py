"""What each side of a share reads."""

from tsunagu.cases.queries.lists import (
    endable,
    received,
    stopped,
    to_answer,
    to_confirm,
    told_notes,
    unread,
    waiting_pupils,
)
from tsunagu.cases.queries.shared import Part, Who, shared, who
from tsunagu.cases.queries.veils import Veils, called, veil

__all__ = [
    "Part",
    "Veils",
    "Who",
    "called",
    "endable",
    "received",
    "shared",
    "stopped",
    "to_answer",
    "to_confirm",
    "told_notes",
    "unread",
    "veil",
    "waiting_pupils",
    "who",
]
