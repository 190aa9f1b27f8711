"""Sharing at the third and seventh day, and its report to the managers."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.org.models import Person
from tsunagu.response.actions.common import allow, the_person, write_down
from tsunagu.response.actions.drafts import end_draft
from tsunagu.response.actions.spans import set_freeze
from tsunagu.response.actions.tasks import end_task
from tsunagu.response.enums import DraftForm, Status
from tsunagu.response.models import Sharing, Task
from tsunagu.school.models import Pupil


def share(
    *,
    pupil: Pupil,
    tasks: Iterable[Task],
    on: date,
    attendees: str,
    agenda: Mapping[str, str],
    comes: Mapping[str, str],
    does_not: Mapping[str, str],
    decided: str,
    decided_who: str,
    decided_until: date | None,
    by: Actor,
    review: date | None = None,
    draft: bool = False,
    sharing: Sharing | None = None,
) -> Sharing:
    """Save what was shared and decided, as a draft or for good; for good it ends its tasks.

    With a day of `review`, sharing and report to the principal rest until then. What the writer
    had typed and not saved ends either way.
    """
    person = the_person(by)
    allow(by, Deed.SHARE, pupil, today())
    if not draft and not decided.strip():
        raise Refused(["決めたことを書いてください。まだのときは下書きとして保存できます。"])
    if on > today():
        raise Refused(["共有した日がこれから先になっています。"])
    if review and review <= today():
        raise Refused(["次に見直す日は、明日からあとの日付にしてください。"])
    with transaction.atomic():
        end_draft(person, DraftForm.SHARING, sharing.pk if sharing else pupil.pk)
        sharing = sharing or Sharing(municipality=pupil.municipality, pupil=pupil)
        sharing.on, sharing.attendees = on, attendees.strip()
        sharing.agenda, sharing.comes = dict(agenda), dict(comes)
        sharing.does_not, sharing.decided = dict(does_not), decided.strip()
        sharing.decided_who, sharing.decided_until = decided_who.strip(), decided_until
        sharing.draft, sharing.by, sharing.at = draft, person, now()
        sharing.save()
        chosen = list(tasks)
        sharing.tasks.set(chosen)
        write_down(by, Deed.SHARE, pupil, "sharing", sharing.pk, draft=draft)
        for task in chosen if not draft else []:
            if task.status == Status.OPEN:
                end_task(task=task, status=Status.DONE, why="", by=by)
        if review and not draft:
            set_freeze(pupil=pupil, first=today(), last=review, by=by)
    return sharing


def report_sharing(*, sharing: Sharing, to: Person, by: Actor) -> Sharing:
    """Record that a sharing was reported to a manager."""
    the_person(by)
    allow(by, Deed.SHARE, sharing.pupil, today())
    with transaction.atomic():
        sharing.reported_to, sharing.reported_at = to, now()
        sharing.save(update_fields=["reported_to", "reported_at"])
        write_down(by, Deed.SHARE, sharing.pupil, "sharing", sharing.pk, reported=str(to.pk))
    return sharing
