"""Taking back a contact or a sharing that was wrong: it answers nothing any more, and stays read.

A correction is another record in its place, which is written as any other is.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.policy import Deed, Denied, may
from tsunagu.access.refusal import Refused
from tsunagu.clock import JST, now, school_year_of, today
from tsunagu.response.actions.common import follow, the_person, write_down
from tsunagu.response.actions.decisions import withdraw_decisions
from tsunagu.response.enums import EndedBy, Status
from tsunagu.response.models import Contact, Sharing, Task
from tsunagu.school.homes import scope_of
from tsunagu.school.locks import hold_pupils
from tsunagu.school.models import Pupil

BY_CONTACT = frozenset({EndedBy.CONTACT, EndedBy.SEEN_IN_RUN})
"""Ends that a contact gives; another one may give the same."""


def may_correct(record: Contact | Sharing, by: Actor, where: Scope | None = None) -> bool:
    """Its writer may, and who answers for the school's children in the table.

    `where` is where the child lies today, for who knows that already.
    """
    scope = replace(where or scope_of(record.pupil, today()), person=record.by_id)
    return may(by, Deed.CORRECT_RECORD, scope)


def withdraw_contact(*, contact: Contact, why: str, by: Actor) -> None:
    """Take back a contact: what it alone had closed is owed again.

    Raises `Denied` and `Refused`.
    """
    with transaction.atomic():
        take_back(contact, why, by)
        _answer_again(contact)


def withdraw_sharing(*, sharing: Sharing, why: str, by: Actor) -> None:
    """Take back a sharing: what it had ended is owed again, what it decided no longer.

    A review date set with it stays.

    Raises `Denied` and `Refused`.
    """
    with transaction.atomic():
        take_back(sharing, why, by)
        withdraw_decisions(sharing, by)
        ended = sharing.tasks.filter(status=Status.DONE, ended_by=EndedBy.PERSON)
        others = Sharing.objects.standing().filter(pupil=sharing.pupil, draft=False)
        tasks = [] if sharing.draft else list(ended.exclude(sharings__in=others))
        for task in tasks:
            task.status, task.ended_by, task.ended_at = Status.OPEN, "", None
            task.ended_person, task.why, task.came = None, "", today()
            task.save()
            write_down(by, Deed.END_TASK, task.pupil, "task", task.pk, status=Status.OPEN)
        _follow(sharing.pupil, (task.day for task in tasks))


def take_back(record: Contact | Sharing, why: str, by: Actor) -> None:
    """Write when, by whom and why, in the caller's transaction; what follows is the caller's."""
    person = the_person(by)
    if not may_correct(record, by):
        raise Denied(Deed.CORRECT_RECORD)
    hold_pupils([record.pupil_id])
    record.refresh_from_db()
    if record.withdrawn_at is not None:
        raise Refused(["すでに取り消されています。"])
    if not why.strip():
        raise Refused(["訂正や取り消しの理由を書いてください。"])
    record.withdrawn_at, record.withdrawn_by, record.withdrawn_why = now(), person, why.strip()
    record.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    kind = type(record).__name__.lower()
    write_down(by, Deed.CORRECT_RECORD, record.pupil, kind, record.pk, withdrawn=True)


def put_in_place(old: Contact | Sharing | None, new: Contact | Sharing) -> None:
    """Say of a record taken back which other stands in its place, if it was a correction."""
    if old is not None:
        old.replaced_by = new
        old.save(update_fields=["replaced_by"])


def _answer_again(contact: Contact) -> None:
    """Ask anew of every task that the contact may have answered what is on record for it.

    One that another contact answers as well keeps the hour of its end.
    """
    last = contact.at.astimezone(JST).date() + timedelta(days=1)
    closed = Task.objects.filter(pupil=contact.pupil, ended_by__in=BY_CONTACT, day__lte=last)
    before = {task.pk: task for task in closed}
    tasks = Task.objects.filter(pk__in=before)
    tasks.update(status=Status.OPEN, ended_by="", ended_at=None)
    _follow(contact.pupil, (task.day for task in before.values()))
    again = list(tasks.filter(ended_by__in=BY_CONTACT))
    for task in again:
        task.ended_at = before[task.pk].ended_at
    Task.objects.bulk_update(again, ["ended_at"])


def _follow(pupil: Pupil, days: Iterable[date]) -> None:
    """Let the tasks of each school year that one of the days lies in follow."""
    for day in {school_year_of(one): one for one in days}.values():
        follow(pupil, day)
