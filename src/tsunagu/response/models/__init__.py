"""What was done about responses, and the small dated facts that change which are due."""

from tsunagu.response.models.changes import Change
from tsunagu.response.models.drafts import Draft
from tsunagu.response.models.handing_on import HandOn, TurnoverDone
from tsunagu.response.models.records import Contact, Decision, Record, Sharing
from tsunagu.response.models.spans import (
    ContactRhythm,
    GoodReason,
    ProtectionFlag,
    RuleFreeze,
    SpanFact,
)
from tsunagu.response.models.stale import Stale, StaleState
from tsunagu.response.models.tasks import Task, TaskQuerySet, TaskReason

__all__ = [
    "Change",
    "Contact",
    "ContactRhythm",
    "Decision",
    "Draft",
    "GoodReason",
    "HandOn",
    "ProtectionFlag",
    "Record",
    "RuleFreeze",
    "Sharing",
    "SpanFact",
    "Stale",
    "StaleState",
    "Task",
    "TaskQuerySet",
    "TaskReason",
    "TurnoverDone",
]
