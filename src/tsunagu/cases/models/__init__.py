"""What a school shares outside, with consents and notes, and suspicions of abuse."""

from tsunagu.cases.models.consents import Consent
from tsunagu.cases.models.exchange import NOTE_LENGTH, Copy, Note, NoteRead, Report
from tsunagu.cases.models.shares import Share, ShareQuerySet
from tsunagu.cases.models.suspicions import Suspicion, SuspicionQuerySet, SuspicionStep

__all__ = [
    "NOTE_LENGTH",
    "Consent",
    "Copy",
    "Note",
    "NoteRead",
    "Report",
    "Share",
    "ShareQuerySet",
    "Suspicion",
    "SuspicionQuerySet",
    "SuspicionStep",
]
