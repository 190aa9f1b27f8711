"""What people do about sharing outside the school, as verbs."""

from tsunagu.cases.actions.consents import record_consent, withdraw_consent
from tsunagu.cases.actions.exchange import (
    read_decline,
    read_note,
    read_report,
    report_back,
    write_note,
)
from tsunagu.cases.actions.printing import print_share
from tsunagu.cases.actions.shares import accept, ask_share, confirm_share, decline, end, give_back

__all__ = [
    "accept",
    "ask_share",
    "confirm_share",
    "decline",
    "end",
    "give_back",
    "print_share",
    "read_decline",
    "read_note",
    "read_report",
    "record_consent",
    "report_back",
    "withdraw_consent",
    "write_note",
]
