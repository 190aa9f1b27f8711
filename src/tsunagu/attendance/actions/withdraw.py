"""Taking back entirely what was wrong: it never held, and that it was said stays on record."""

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, require
from tsunagu.attendance.actions.checks import refuse
from tsunagu.attendance.actions.facts import record_epidemic, tell_of_epidemic
from tsunagu.attendance.actions.notices import record_notice, require_notice
from tsunagu.attendance.actions.writing import tell_span
from tsunagu.attendance.models import Epidemic, Notice, Withdrawable
from tsunagu.clock import now


def withdraw_notice(*, notice: Notice, why: str, by: Actor) -> None:
    """Take back a notice that was wrong. Rolls already taken stay as the teachers took them.

    Raises `Denied` and `Refused`.
    """
    require_notice(by, notice.pupil, notice.first, restricted=notice.restricted)
    with transaction.atomic():
        held = Notice.objects.select_for_update().get(pk=notice.pk)
        _withdraw(held, why, by)
        record_notice(held, by, withdrawn=True)
        tell_span(by.municipality, {held.pupil_id}, held.first, held.last)


def withdraw_epidemic(*, epidemic: Epidemic, why: str, by: Actor) -> None:
    """Take back an epidemic that was wrong: contact tasks that it closed are owed again.

    Raises `Denied` and `Refused`.
    """
    classroom = epidemic.classroom
    require(by, Deed.SET_EPIDEMIC, classroom.scope)
    with transaction.atomic():
        held = Epidemic.objects.select_for_update().get(pk=epidemic.pk)
        _withdraw(held, why, by)
        record_epidemic(held, by, withdrawn=True)
        tell_of_epidemic(classroom, held.first, held.last, by)


def _withdraw(fact: Withdrawable, why: str, by: Actor) -> None:
    """Write when, by whom and why it was taken back; once, and never without a reason."""
    refuse(_faults(fact, why))
    fact.withdrawn_at, fact.withdrawn_by, fact.withdrawn_why = now(), by.person, why.strip()
    fact.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])


def _faults(fact: Withdrawable, why: str) -> list[str]:
    if fact.withdrawn_at is not None:
        return ["すでに取り消されています"]
    return [] if why.strip() else ["取り消す理由を書いてください"]
