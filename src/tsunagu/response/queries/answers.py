"""Which contact answered a task."""

from collections.abc import Sequence
from uuid import UUID

from tsunagu.response.closing import answered_from
from tsunagu.response.enums import FAMILY, EndedBy
from tsunagu.response.limits import limits_of
from tsunagu.response.models import Contact, Task


def answers(tasks: Sequence[Task]) -> dict[UUID, Contact]:
    """The first contact that answered each of a pupil's tasks that a contact closed, by task."""
    closed = [task for task in tasks if task.ended_by == EndedBy.CONTACT]
    if not closed:
        return {}
    evening = limits_of(closed[0].municipality).evening
    since = {task.pk: answered_from(task.day, evening.on(task.day)) for task in closed}
    made = Contact.objects.standing().filter(pupil=closed[0].pupil_id, reached__in=FAMILY)
    answering = list(made.filter(at__gte=min(since.values())).order_by("at", "pk"))
    first = {key: next((c for c in answering if c.at >= at), None) for key, at in since.items()}
    return {key: contact for key, contact in first.items() if contact}
