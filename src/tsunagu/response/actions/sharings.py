"""Sharing at the third and seventh day, and its report to the managers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.clock import in_words, now, today
from tsunagu.org.models import Person
from tsunagu.response.actions.common import allow, the_person, write_down
from tsunagu.response.actions.corrections import put_in_place, take_back
from tsunagu.response.actions.decisions import Decided, faults_of, write_decisions
from tsunagu.response.actions.drafts import end_draft
from tsunagu.response.actions.spans import set_freeze
from tsunagu.response.actions.tasks import end_task
from tsunagu.response.enums import OWED, DraftForm, Status
from tsunagu.response.limits import earliest
from tsunagu.response.models import Sharing, Task
from tsunagu.response.staff import managers_of
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Pupil


def share(
    *,
    pupil: Pupil,
    on: date,
    attendees: str,
    agenda: Mapping[str, str],
    comes: Mapping[str, str],
    does_not: Mapping[str, str],
    decided: Sequence[Decided],
    by: Actor,
    review: date | None = None,
    reported_to: Person | None = None,
    draft: bool = False,
    sharing: Sharing | None = None,
    corrects: Sharing | None = None,
    why: str = "",
) -> Sharing:
    """Save what was shared and decided, as a draft or for good.

    For good it ends the tasks that a sharing answers, and each thing decided becomes one. With a
    day of `review`, sharing and report to the principal rest until then. A manager who writes it
    has been told; else it stays owed until reported to one, here or later. What the writer had
    typed and not saved ends either way. One that `corrects` another takes its place and its tasks,
    because `why`. Raises `Denied` and `Refused`.
    """
    person = the_person(by)
    allow(by, Deed.SHARE, pupil, today())
    _check(on, faults_of(decided, on, draft=draft), review)
    told = None if draft else _told(pupil, person, reported_to)
    with transaction.atomic():
        if corrects:
            take_back(corrects, why, by)
        else:
            end_draft(person, DraftForm.SHARING, sharing.pk if sharing else pupil.pk)
        sharing = sharing or Sharing(municipality=pupil.municipality, pupil=pupil)
        sharing.on, sharing.attendees = on, attendees.strip()
        sharing.agenda, sharing.comes = dict(agenda), dict(comes)
        sharing.does_not, sharing.draft = dict(does_not), draft
        _save(sharing, person, told, by)
        write_decisions(sharing, decided, corrects, by)
        put_in_place(corrects, sharing)
        _answer(sharing, corrects, by)
        if review and not draft:
            set_freeze(pupil=pupil, first=today(), last=review, by=by)
    return sharing


def _save(sharing: Sharing, writer: Person, told: Person | None, by: Actor) -> None:
    """Store what was shared, with who wrote it and who was told, and write it down."""
    sharing.by, sharing.at = writer, now()
    if told:
        sharing.reported_to, sharing.reported_at = told, now()
    sharing.save()
    codes = {"reported": str(told.pk)} if told else {}
    write_down(by, Deed.SHARE, sharing.pupil, "sharing", sharing.pk, draft=sharing.draft, **codes)


def _answer(sharing: Sharing, corrects: Sharing | None, by: Actor) -> None:
    """Name the tasks that a sharing answers; saved for good it ends them."""
    owed = Task.objects.to_share(sharing.pupil, by)
    tasks = {*owed, *(corrects.tasks.all() if corrects else ())}
    sharing.tasks.set(tasks)
    for task in tasks:
        if task.status in OWED and not sharing.draft:
            end_task(task=task, status=Status.DONE, why="", by=by)


def _check(on: date, decided: Iterable[str], review: date | None) -> None:
    faults = [*decided]
    if on > today():
        faults.append("共有した日がこれから先になっています。")
    if on < earliest():
        faults.append(f"共有した日は、{in_words(earliest(), year=True)}以後の日付にしてください。")
    if review and review <= today():
        faults.append("次に見直す日は、明日からあとの日付にしてください。")
    if faults:
        raise Refused(faults)


def _told(pupil: Pupil, writer: Person, to: Person | None) -> Person | None:
    """The manager who knows of it: who wrote it, or to whom it was reported; None where nobody."""
    if _manages(pupil, writer):
        return writer
    _refuse_others(pupil, to)
    return to


def _manages(pupil: Pupil, person: Person) -> bool:
    """Is the person a manager of the pupil's school today?"""
    return managers_of(scope_of(pupil, today()).school).filter(pk=person.pk).exists()


def _refuse_others(pupil: Pupil, to: Person | None) -> None:
    if to and not _manages(pupil, to):
        raise Refused(["報告した相手には、この学校の校長か教頭を選んでください。"])


def report_sharing(*, sharing: Sharing, to: Person, by: Actor) -> Sharing:
    """Record that a sharing was reported to a manager of the pupil's school."""
    the_person(by)
    allow(by, Deed.SHARE, sharing.pupil, today())
    _refuse_others(sharing.pupil, to)
    with transaction.atomic():
        sharing.reported_to, sharing.reported_at = to, now()
        sharing.save(update_fields=["reported_to", "reported_at"])
        write_down(by, Deed.SHARE, sharing.pupil, "sharing", sharing.pk, reported=str(to.pk))
    return sharing
