"""Cases, conferences, sharing outside, suspicions, consultations, slips, and stories."""

from tsunagu.cases.models.agreements import Rhythm, SchoolDay, SchoolDayQuerySet
from tsunagu.cases.models.cases import Case, CaseNote, CaseQuerySet, CaseStep, Member, Wish
from tsunagu.cases.models.conferences import Assent, Conference, Invitation, SmallStep
from tsunagu.cases.models.consents import Consent
from tsunagu.cases.models.consultations import (
    Consultation,
    ConsultationQuerySet,
    ConsultationStep,
)
from tsunagu.cases.models.exchange import NOTE_LENGTH, Copy, Note, NoteRead, Report
from tsunagu.cases.models.follow_ups import (
    FollowUp,
    FollowUpQuerySet,
    FollowUpStep,
    SlipCall,
    SlipTurn,
    SlipTurnQuerySet,
)
from tsunagu.cases.models.handovers import ADDRESSED, Handover, HandoverQuerySet, HandoverStep
from tsunagu.cases.models.plans import NotRight, PlanLine, PlanPart
from tsunagu.cases.models.procedures import ProcedureRecord
from tsunagu.cases.models.requests import (
    DivisionRequest,
    DivisionRequestQuerySet,
    DivisionRequestStep,
    request_kinds,
)
from tsunagu.cases.models.shares import Share, ShareQuerySet
from tsunagu.cases.models.stories import (
    Story,
    StoryCategory,
    StoryCleared,
    StoryQuerySet,
    StoryStep,
)
from tsunagu.cases.models.suspicions import Suspicion, SuspicionQuerySet, SuspicionStep

__all__ = [
    "ADDRESSED",
    "NOTE_LENGTH",
    "Assent",
    "Case",
    "CaseNote",
    "CaseQuerySet",
    "CaseStep",
    "Conference",
    "Consent",
    "Consultation",
    "ConsultationQuerySet",
    "ConsultationStep",
    "Copy",
    "DivisionRequest",
    "DivisionRequestQuerySet",
    "DivisionRequestStep",
    "FollowUp",
    "FollowUpQuerySet",
    "FollowUpStep",
    "Handover",
    "HandoverQuerySet",
    "HandoverStep",
    "Invitation",
    "Member",
    "NotRight",
    "Note",
    "NoteRead",
    "PlanLine",
    "PlanPart",
    "ProcedureRecord",
    "Report",
    "Rhythm",
    "SchoolDay",
    "SchoolDayQuerySet",
    "Share",
    "ShareQuerySet",
    "SlipCall",
    "SlipTurn",
    "SlipTurnQuerySet",
    "SmallStep",
    "Story",
    "StoryCategory",
    "StoryCleared",
    "StoryQuerySet",
    "StoryStep",
    "Suspicion",
    "SuspicionQuerySet",
    "SuspicionStep",
    "Wish",
    "request_kinds",
]
