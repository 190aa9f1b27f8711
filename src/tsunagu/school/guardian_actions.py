"""What managers do about guardians' papers and limits, as verbs."""

from datetime import date

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.org.models import Person
from tsunagu.school.enums import Custody, LimitKind
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Guardian, GuardianLimit

LONGEST_WHY = 500
"""Letters of why a limit ends."""


def set_custody(
    *, guardian: Guardian, custody: str, papers_seen_on: date | None, by: Actor
) -> Guardian:
    """Record whether a guardian has custody, and when the school saw papers that show it."""
    person = _manager(guardian, by)
    reasons = []
    if custody not in Custody.values:
        reasons.append("親権を選んでください")
    if papers_seen_on and papers_seen_on > today():
        reasons.append("書類を確かめた日は、今日までの日を入れてください")
    if papers_seen_on and custody == Custody.UNKNOWN:
        reasons.append("書類を確かめたときは、書類からわかった親権を選んでください")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        if papers_seen_on != guardian.papers_seen_on:
            guardian.papers_seen_by = person if papers_seen_on else None
        guardian.custody, guardian.papers_seen_on = custody, papers_seen_on
        guardian.save(update_fields=["custody", "papers_seen_on", "papers_seen_by"])
        _note(by, guardian, "custody")
    return guardian


def set_limit(
    *, guardian: Guardian, kind: str, first: date, last: date | None, paper: str, by: Actor
) -> GuardianLimit:
    """Keep from a guardian where and when the child is to be found, from a day to a day.

    `paper` says which order or letter the school has seen.
    """
    person = _manager(guardian, by)
    reasons = []
    if kind not in LimitKind.values:
        reasons.append("制限の種類を選んでください")
    if last and last < first:
        reasons.append("終わりの日が、始まりの日より前です")
    if not paper.strip():
        reasons.append("確かめた書類を書いてください")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        limit = GuardianLimit.objects.create(
            municipality=by.municipality,
            guardian=guardian,
            kind=kind,
            first=first,
            last=last,
            paper=paper.strip(),
            by=person,
            at=now(),
        )
        _note(by, guardian, "limit", limit=str(limit.pk))
    return limit


def end_limit(*, limit: GuardianLimit, why: str, by: Actor) -> GuardianLimit:
    """From today on a limit holds no more; it stays on record with who ended it and why."""
    person = _manager(limit.guardian, by)
    if not why.strip():
        raise Refused(["終わらせる理由を書いてください"])
    if len(why.strip()) > LONGEST_WHY:
        raise Refused(
            [f"終わらせる理由は{LONGEST_WHY}文字までです（いま{len(why.strip()):,}文字）"]
        )
    with transaction.atomic():
        standing = GuardianLimit.objects.filter(pk=limit.pk, ended_on__isnull=True)
        if not standing.update(ended_on=today(), ended_by=person, ended_why=why.strip()):
            raise Refused(["この制限は、すでに終わっています"])
        _note(by, limit.guardian, "limit_end", limit=str(limit.pk))
    limit.refresh_from_db()
    return limit


def _manager(guardian: Guardian, by: Actor) -> Person:
    """The person who acts, where the policy table lets them; the system sets no limits."""
    require(by, Deed.SET_GUARDIAN, scope_of(guardian.pupil, today()))
    if by.person is None:
        raise Denied(Deed.SET_GUARDIAN)
    return by.person


def _note(by: Actor, guardian: Guardian, what: str, limit: str = "") -> None:
    """That it was done goes into the audit; the grounds stand in the record alone."""
    note_deed(
        by,
        Deed.SET_GUARDIAN,
        "guardian",
        guardian.pk,
        pupil=guardian.pupil_id,
        what=what,
        limit=limit,
    )
