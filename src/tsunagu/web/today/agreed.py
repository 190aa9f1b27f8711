"""The contacts that were agreed on with somebody who has no other tasks, for Today."""

from dataclasses import dataclass

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.models import Rhythm
from tsunagu.clock import today
from tsunagu.response.models import Task
from tsunagu.response.queries.agreed import agreed_contacts
from tsunagu.web.components.sections import Section
from tsunagu.web.http import Request


@dataclass(frozen=True)
class Agreed:
    """A contact to make, and how it was agreed that it is made."""

    task: Task
    how: str

    @property
    def overdue(self) -> bool:
        """Is it past its day?"""
        return self.task.due < today()


def section(request: Request) -> Section:
    """All of them: somebody keeps a few."""
    tasks = list(agreed_contacts(request.actor).select_related("pupil"))
    pupils = {task.pupil_id for task in tasks}
    note_look(request.actor, Deed.SEE_TODAY, kind="today_list", key="", pupils=pupils)
    rows = Rhythm.objects.filter(contact__pupil__in=pupils, contact__person=request.actor.person)
    hows = dict(rows.order_by("contact__first").values_list("contact__pupil", "how"))
    lines = [Agreed(task, hows.get(task.pupil_id, "")) for task in tasks]
    return Section("約束した連絡", "today/_agreed.html", lines)
