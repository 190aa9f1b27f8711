"""What people do about responses, as verbs."""

from tsunagu.access.refusal import Refused
from tsunagu.response.actions.contacts import record_contact
from tsunagu.response.actions.corrections import may_correct, withdraw_contact, withdraw_sharing
from tsunagu.response.actions.decisions import Decided
from tsunagu.response.actions.drafts import discard_draft, keep_draft, prune_drafts
from tsunagu.response.actions.handing_on import complete_turnover, hand_on, hand_on_due
from tsunagu.response.actions.missing import word_came
from tsunagu.response.actions.schools import (
    catch_up,
    catch_up_everywhere,
    reconcile_school,
    reconcile_stale,
)
from tsunagu.response.actions.sharings import report_sharing, share
from tsunagu.response.actions.spans import (
    end_span,
    keep_rhythm,
    set_freeze,
    set_good_reason,
    set_protection,
    set_rhythm,
    stop_rhythm,
    withdraw_freeze,
)
from tsunagu.response.actions.tasks import end_task, may_end, reopen_task
from tsunagu.response.reconcile import Counts, reconcile

__all__ = [
    "Counts",
    "Decided",
    "Refused",
    "catch_up",
    "catch_up_everywhere",
    "complete_turnover",
    "discard_draft",
    "end_span",
    "end_task",
    "hand_on",
    "hand_on_due",
    "keep_draft",
    "keep_rhythm",
    "may_correct",
    "may_end",
    "prune_drafts",
    "reconcile",
    "reconcile_school",
    "reconcile_stale",
    "record_contact",
    "reopen_task",
    "report_sharing",
    "set_freeze",
    "set_good_reason",
    "set_protection",
    "set_rhythm",
    "share",
    "stop_rhythm",
    "withdraw_contact",
    "withdraw_freeze",
    "withdraw_sharing",
    "word_came",
]
