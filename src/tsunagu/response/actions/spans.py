"""Small dated facts that change which responses are due."""

from datetime import date, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Min, Q

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.clock import SchoolYear, school_year_of, today
from tsunagu.response.actions.common import allow, follow, write_down
from tsunagu.response.models import (
    ContactRhythm,
    GoodReason,
    ProtectionFlag,
    RuleFreeze,
    SpanFact,
)
from tsunagu.school.locks import hold_pupils
from tsunagu.school.models import Pupil

F = TypeVar("F", bound=SpanFact)

KINDS: dict[type[SpanFact], str] = {
    ContactRhythm: "contact_rhythm",
    RuleFreeze: "rule_freeze",
    ProtectionFlag: "protection_flag",
    GoodReason: "good_reason",
}
"""How the audit calls each fact."""


def _set(fact: F, deed: Deed, by: Actor) -> F:
    """Store a fact, write it down, and let the pupil's tasks follow."""
    allow(by, deed, fact.pupil, today())
    return _keep(fact, deed, by)


def _keep(fact: F, deed: Deed, by: Actor) -> F:
    if fact.last and fact.last < fact.first:
        raise Refused(["終わりの日が、始まりの日より前になっています。"])
    with transaction.atomic():
        fact.municipality, fact.by = fact.pupil.municipality, by.person
        fact.save()
        write_down(by, deed, fact.pupil, KINDS[type(fact)], fact.pk)
        for year in _years(fact):
            follow(fact.pupil, SchoolYear(year).first)
    return fact


def _years(fact: SpanFact) -> range:
    """The school years whose responses the fact may change: from its first to today's.

    Not from before the pupil came to a class here. What has lasted beyond the fact's last day
    until now is among them.
    """
    now = school_year_of(today()).year
    begun = fact.pupil.enrolments.aggregate(first=Min("begin"))["first"] or today()
    since = max(school_year_of(fact.first).year, school_year_of(begun).year)
    return range(min(since, now), now + 1)


def set_rhythm(
    *, pupil: Pupil, first: date, last: date | None, every_days: int, by: Actor
) -> ContactRhythm:
    """Agree on a contact every so many days, in place of the contact tasks."""
    fact = ContactRhythm(pupil=pupil, first=first, last=last, every_days=every_days)
    return _set(fact, Deed.SHARE, by)


def keep_rhythm(*, fact: ContactRhythm, by: Actor) -> ContactRhythm:
    """What a case agrees on, for rooms above whose own deed allows it.

    A rhythm that runs, or was to come, ends the day before.
    """
    with transaction.atomic():
        hold_pupils([fact.pupil.pk])
        later = Q(last__isnull=True) | Q(last__gte=fact.first)
        for one in ContactRhythm.objects.filter(later, pupil=fact.pupil).order_by("first", "pk"):
            stop_rhythm(fact=one, last=fact.first - timedelta(days=1), by=by)
        return _keep(fact, Deed.SHARE, by)


def stop_rhythm(*, fact: ContactRhythm, last: date, by: Actor) -> None:
    """Let a rhythm end on a day, as if it had never been agreed where that lies before its first.

    For rooms above whose own deed allows it. The contact rules hold again from the next day on.
    """
    with transaction.atomic():
        if last < fact.first:
            _take_back(fact, by)
        else:
            fact.last = last
            _keep(fact, Deed.SHARE, by)


def set_freeze(*, pupil: Pupil, first: date, last: date | None, by: Actor) -> RuleFreeze:
    """Set a review date: sharing and report to the principal rest until then.

    It takes the place of one set so that runs, or that was to come; the cases' own stands beside.
    """
    allow(by, Deed.SHARE, pupil, today())
    with transaction.atomic():
        later = Q(last__isnull=True) | Q(last__gte=first)
        known = RuleFreeze.objects.filter(later, pupil=pupil, of_cases=False)
        running = list(known.order_by("first", "pk"))
        fact = running.pop(0) if running else RuleFreeze(pupil=pupil, first=first)
        fact.first, fact.last = min(fact.first, first), last
        for one in running:
            write_down(by, Deed.SHARE, pupil, KINDS[RuleFreeze], one.pk, withdrawn=True)
        RuleFreeze.objects.filter(pk__in=[one.pk for one in running]).delete()
        return _keep(fact, Deed.SHARE, by)


def rest_for_cases(*, pupil: Pupil, last: date, anew: bool, by: Actor) -> None:
    """Let sharing and report to the principal rest until the last review day of the child's cases.

    For rooms above whose own deed allows it. With today's date the rest ends; what a sharing set
    goes on. Where it is not said `anew`, a rest is only made shorter.
    """
    with transaction.atomic():
        known = RuleFreeze.objects.filter(pupil=pupil, of_cases=True, last__gte=today())
        fact = known.order_by("first", "pk").first()
        if fact is None and anew and last > today():
            fact = RuleFreeze(pupil=pupil, first=today(), of_cases=True)
        elif fact and fact.last and not anew:
            last = min(last, fact.last)
        if fact and fact.last != last:
            fact.last = last
            _keep(fact, Deed.SHARE, by)


def withdraw_freeze(*, fact: RuleFreeze, by: Actor) -> None:
    """Take a review date back as if it had never been set: what rested is owed again."""
    allow(by, Deed.SHARE, fact.pupil, today())
    _take_back(fact, by)


def _take_back(fact: SpanFact, by: Actor) -> None:
    """Remove a fact and let the pupil's tasks follow."""
    years = _years(fact)
    with transaction.atomic():
        write_down(by, Deed.SHARE, fact.pupil, KINDS[type(fact)], fact.pk, withdrawn=True)
        fact.delete()
        for year in years:
            follow(fact.pupil, SchoolYear(year).first)


def set_protection(*, pupil: Pupil, first: date, last: date | None, by: Actor) -> ProtectionFlag:
    """Record that a child is registered with the child protection network; managers alone."""
    fact = ProtectionFlag(pupil=pupil, first=first, last=last)
    return _set(fact, Deed.SEE_PROTECTION, by)


def set_good_reason(
    *, pupil: Pupil, first: date, last: date | None, kind: str, note: str, by: Actor
) -> GoodReason:
    """Record a good reason on the guardian's side, so that the board need not be told."""
    fact = GoodReason(pupil=pupil, first=first, last=last, kind=kind, note=note.strip())
    return _set(fact, Deed.SHARE, by)


def end_span(*, fact: SpanFact, last: date, by: Actor) -> SpanFact:
    """Let such a fact end on a day."""
    deed = Deed.SEE_PROTECTION if isinstance(fact, ProtectionFlag) else Deed.SHARE
    fact.last = last
    return _set(fact, deed, by)
