"""What each side of a share and of a consultation reads."""

from tsunagu.cases.queries.answered import declines_to_read, reports_to_read
from tsunagu.cases.queries.consultations import (
    READ_WITH,
    Received,
    Said,
    lines_of,
    steps_of,
)
from tsunagu.cases.queries.lists import (
    endable,
    received,
    stopped,
    to_answer,
    to_confirm,
    to_confirm_for_school,
    usable_consents,
)
from tsunagu.cases.queries.notes import left_unread, told_notes, unread
from tsunagu.cases.queries.shared import Part, Who, shared, who
from tsunagu.cases.queries.veils import Veils, called, veil
from tsunagu.cases.queries.waiting import waiting_pupils

__all__ = [
    "READ_WITH",
    "Part",
    "Received",
    "Said",
    "Veils",
    "Who",
    "called",
    "declines_to_read",
    "endable",
    "left_unread",
    "lines_of",
    "received",
    "reports_to_read",
    "shared",
    "steps_of",
    "stopped",
    "to_answer",
    "to_confirm",
    "to_confirm_for_school",
    "told_notes",
    "unread",
    "usable_consents",
    "veil",
    "waiting_pupils",
    "who",
]
