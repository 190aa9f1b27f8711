"""Which reasons rest by what adults agreed: the days as they are would still ask for them."""

from collections.abc import Iterable
from dataclasses import replace

from tsunagu.response.enums import EndedBy
from tsunagu.response.loading import Loaded, PupilRecord
from tsunagu.response.models import TaskReason
from tsunagu.response.rules import due_responses


def resting(
    record: PupilRecord | None, reasons: Iterable[TaskReason], loaded: Loaded
) -> dict[str, EndedBy]:
    """The agreement by which each reason at rest is not asked for, by the reason's key.

    A withdrawn reason that is not named went with its days.
    """
    gone = {reason.key for reason in reasons if reason.withdrawn}
    if record is None or not gone or not (record.facts.rhythms or record.facts.freezes):
        return {}
    without = {
        EndedBy.RHYTHM: replace(record.facts, rhythms=()),
        EndedBy.REVIEW: replace(record.facts, freezes=()),
    }
    days, found = record.days(), dict[str, EndedBy]()
    for agreement, facts in without.items():
        asked = due_responses(days, loaded.book, loaded.year, loaded.on, facts)
        found |= dict.fromkeys(gone & {firing.key for firing in asked}, agreement)
    return found
