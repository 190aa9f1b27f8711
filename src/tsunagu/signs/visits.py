"""The nurse's log: a child comes, goes back, why, who may read why, and what was a mistake."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from django.db import transaction

from tsunagu.access.actor import Actor, Scope, actor_of
from tsunagu.access.models import Role
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, may, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import JST, now, today
from tsunagu.org.models import Person
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Pupil
from tsunagu.signs.enums import VisitOutcome
from tsunagu.signs.models import Visit, VisitReader, VisitReason

BACK = timedelta(days=28)
"""How long ago a visit may be that is written now; ours."""


def log_visit(*, pupil: Pupil, day: date, came: time, by: Actor) -> Visit:
    """Write down that a child came to the nurse's room. Raises `Denied` and `Refused`."""
    scope = scope_of(pupil, today())
    person = _who(scope, by)
    if scope.school is None:
        raise Denied(Deed.LOG_VISIT)
    reasons = []
    if not today() - BACK <= day <= today():
        reasons.append(f"日は、今日までの{BACK.days}日のあいだの日を入れてください")
    elif day == today() and came > now().astimezone(JST).time():
        reasons.append("来た時刻は、今より前の時刻を入れてください")
    at_once = {"pupil": pupil, "school_id": scope.school, "day": day, "ended_at": None}
    if Visit.objects.filter(**at_once, left__isnull=True).exists():
        reasons.append(
            "この子は、まだ保健室にいると記録されています。先に、出た時刻を入れてください"
        )
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        visit = Visit.objects.create(
            municipality=by.municipality, **at_once, came=came, by=person, at=now()
        )
        note_deed(by, Deed.LOG_VISIT, "visit", visit.pk, pupil=pupil.pk, day=str(day))
    return visit


def end_visit(*, visit: Visit, left: time, outcome: VisitOutcome, by: Actor) -> Visit:
    """Say when a child left the nurse's room and where to. Raises `Denied` and `Refused`."""
    _who(_scope(visit), by)
    reasons = _taken_back(visit)
    if left < visit.came:
        reasons.append("出た時刻が、来た時刻より前です")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        visit.left, visit.outcome = left, outcome
        visit.save(update_fields=["left", "outcome"])
        _note(by, visit, "left")
    return visit


def write_reason(*, visit: Visit, text: str, readers: Iterable[Person], by: Actor) -> VisitReason:
    """Write why a child came, and who beside the nurse may read it; who writes it may too.

    Raises `Denied` and `Refused`.
    """
    person = _who(_scope(visit), by)
    chosen = {one.pk: one for one in readers}
    reasons = _taken_back(visit)
    if not text.strip():
        reasons.append("わけを書いてください")
    if set(chosen) - {one.pk for one in readers_for(visit.pupil)}:
        reasons.append("この子を受け持つ人と支える人から選んでください")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        said = {"text": text.strip(), "by": person, "at": now()}
        reason, _ = VisitReason.objects.update_or_create(
            visit=visit, defaults=said, create_defaults=said | {"municipality": by.municipality}
        )
        visit.readers.exclude(person=person).delete()
        VisitReader.objects.bulk_create(
            [
                VisitReader(municipality=by.municipality, visit=visit, person=one)
                for one in {person.pk: person, **chosen}.values()
            ],
            ignore_conflicts=True,
        )
        _note(by, visit, "reason", map(str, chosen))
    return reason


def take_visit_back(*, visit: Visit, why: str, by: Actor) -> Visit:
    """Take back a visit that was none; it stays on record. Raises `Denied` and `Refused`."""
    person = _who(_scope(visit), by)
    reasons = _taken_back(visit)
    if not why.strip():
        reasons.append("取り消すわけを書いてください")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        visit.ended_at, visit.ended_by, visit.ended_why = now(), person, why.strip()
        visit.save(update_fields=["ended_at", "ended_by", "ended_why"])
        _note(by, visit, "taken_back")
    return visit


def readers_for(pupil: Pupil) -> list[Person]:
    """Who answers for a child or supports it today: of whom the nurse can name some."""
    scope = scope_of(pupil, today())
    roles = Role.objects.on(today()).filter(organisation=scope.school).select_related("person")
    found = {
        role.person_id: role.person
        for role in roles
        if may(actor_of(role.person, roles=[role]), Deed.SEE_SIGN, scope)
    }
    return sorted(found.values(), key=lambda one: (one.name, one.pk))


def _scope(visit: Visit) -> Scope:
    return Scope(municipality=visit.municipality_id, school=visit.school_id)


def _who(scope: Scope, by: Actor) -> Person:
    require(by, Deed.LOG_VISIT, scope)
    if by.person is None:
        raise Denied(Deed.LOG_VISIT)
    return by.person


def _taken_back(visit: Visit) -> list[str]:
    return ["もう取り消されています"] if visit.ended_at else []


def _note(by: Actor, visit: Visit, what: str, readers: Iterable[str] = ()) -> None:
    note_deed(
        by,
        Deed.LOG_VISIT,
        "visit",
        visit.pk,
        pupil=visit.pupil_id,
        what=what,
        readers=sorted(readers),
    )
