"""What is shared outside the school: consents, shares, and what is said on them."""

from tsunagu.cases.models.consents import Consent
from tsunagu.cases.models.exchange import NOTE_LENGTH, Copy, Note, NoteRead, Report
from tsunagu.cases.models.shares import Share, ShareQuerySet

__all__ = ["NOTE_LENGTH", "Consent", "Copy", "Note", "NoteRead", "Report", "Share", "ShareQuerySet"]
