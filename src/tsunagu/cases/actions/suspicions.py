"""What people do about suspected abuse, as verbs. The audit of it is for managers alone."""

from datetime import date, time

from django.db import transaction

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, may, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.common import become, filled_in
from tsunagu.cases.enums import SuspicionMove, SuspicionState
from tsunagu.cases.knowing import asked_of, seconds
from tsunagu.cases.models import Suspicion, SuspicionStep
from tsunagu.cases.suspicion_rules import TRANSITIONS
from tsunagu.clock import now, today
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Person
from tsunagu.response.actions.common import the_person
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Pupil


def record_suspicion(
    *,
    pupil: Pupil,
    child_words: str,
    seen: str,
    witness: str,
    on: date,
    time: time | None,
    by: Actor,
    sheet: Sheet | None = None,
) -> Suspicion:
    """Write down what was seen and heard; from now on it is the managers'.

    `sheet` is the one whose answer told of it, if any: then it is for the managers of the sheet's
    school. Raises `Denied`, and `Refused` where nothing is said or the day is still to come.
    """
    scope = sheet.scope if sheet else scope_of(pupil, today())
    require(by, Deed.RECORD_SUSPICION, scope)
    person = the_person(by)
    if scope.school is None:
        raise Denied(Deed.RECORD_SUSPICION)
    reasons = []
    if not child_words.strip() and not seen.strip():
        reasons.append("子どものことばか、見たこと・聞いたことを書いてください")
    if on > today():
        reasons.append("見た日・聞いた日は、今日までの日を入れてください")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        suspicion = Suspicion.objects.create(
            municipality=by.municipality,
            pupil=pupil,
            school_id=scope.school,
            child_words=child_words.strip(),
            seen=seen.strip(),
            witness=witness.strip() or person.name,
            on=on,
            time=time,
            by=person,
            at=now(),
            sheet=sheet,
        )
        _note(by, Deed.RECORD_SUSPICION, suspicion, scope)
    return suspicion


def notify(
    *, suspicion: Suspicion, to: str, on: date, time: time | None, text: str, by: Actor
) -> Suspicion:
    """Record who was notified, when and by whom. Nobody confirms it first.

    Raises `Denied` and `Refused`.
    """
    _reads(suspicion, by)
    reasons = []
    if not to.strip():
        reasons.append("通告した先を書いてください")
    if on > today():
        reasons.append("通告した日は、今日までの日を入れてください")
    if reasons:
        raise Refused(reasons)
    return _step(
        suspicion, SuspicionMove.NOTIFY, by, to=to.strip(), on=on, time=time, text=text.strip()
    )


def hold(*, suspicion: Suspicion, why: str, second: Person | None, by: Actor) -> Suspicion:
    """Decide that nobody is notified, with why; `second` is asked to confirm it.

    Raises `Denied` and `Refused`.
    """
    require(by, Deed.SEE_SUSPICION, suspicion.scope)
    reasons = []
    if not why.strip():
        reasons.append("通告しない理由を書いてください")
    if second is None or second not in seconds(suspicion, by):
        reasons.append("確認するもう一人を、ほかの管理職か担当から選んでください")
    if reasons:
        raise Refused(reasons)
    return _step(suspicion, SuspicionMove.HOLD, by, text=why.strip(), second=second)


def answer(*, suspicion: Suspicion, agrees: bool, text: str, by: Actor) -> Suspicion:
    """The second person agrees that nobody is notified, or does not and says why.

    Raises `Denied` for all others, who decided it among them, and `Refused`.
    """
    if not answers(suspicion, by):
        raise Denied(Deed.CONFIRM_SUSPICION)
    if not agrees and not text.strip():
        raise Refused(["同意しないわけを書いてください"])
    move = SuspicionMove.CONFIRM if agrees else SuspicionMove.OBJECT
    return _step(suspicion, move, by, text=text.strip())


def follow_up(*, suspicion: Suspicion, text: str, by: Actor) -> Suspicion:
    """Write down what became of it. Raises `Denied` and `Refused`."""
    _reads(suspicion, by)
    return _step(
        suspicion, SuspicionMove.FOLLOW, by, text=filled_in(text, "その後のことを書いてください")
    )


def follow_sheet(*, suspicion: Suspicion, text: str, by: Actor) -> Suspicion:
    """Write beside it what the sheet says now; whoever answers there reads none of it.

    Raises `Denied` and `Refused`.
    """
    require(by, Deed.RECORD_SUSPICION, suspicion.scope)
    return _step(suspicion, SuspicionMove.FOLLOW, by, Deed.RECORD_SUSPICION, text=text)


def end_suspicion(*, suspicion: Suspicion, how: str, by: Actor) -> Suspicion:
    """Close it, with how it ended. Raises `Denied` and `Refused`."""
    require(by, Deed.SEE_SUSPICION, suspicion.scope)
    return _step(
        suspicion,
        SuspicionMove.END,
        by,
        text=filled_in(how, "どのように終わったかを書いてください"),
    )


def answers(suspicion: Suspicion, by: Actor) -> bool:
    """Is the actor the second person: the one who is asked, or another manager?"""
    if suspicion.state != SuspicionState.HELD or by.person is None:
        return False
    held = suspicion.steps.filter(move=SuspicionMove.HOLD).order_by("at", "pk").last()
    if held is None or held.by_id == by.person.pk:
        return False
    manages = may(by, Deed.SEE_SUSPICION, suspicion.scope)
    asked = suspicion.second_id == by.person.pk
    return manages or (asked and may(by, Deed.CONFIRM_SUSPICION, suspicion.scope))


def _reads(suspicion: Suspicion, by: Actor) -> None:
    """Raise `Denied` unless the actor manages the school or was asked, or no manager is there."""
    if not may(by, Deed.SEE_SUSPICION, suspicion.scope):
        require(by, Deed.CONFIRM_SUSPICION, suspicion.scope)
        if not asked_of(by).filter(pk=suspicion.pk).exists():
            raise Denied(Deed.CONFIRM_SUSPICION)


def _step(
    suspicion: Suspicion,
    move: SuspicionMove,
    by: Actor,
    deed: Deed | None = None,
    **what: object,
) -> Suspicion:
    """Do what the transition table lets become of it as it stands now; refused otherwise."""
    person = the_person(by)
    with transaction.atomic():
        held = Suspicion.objects.select_for_update().get(pk=suspicion.pk)
        to = become(TRANSITIONS, SuspicionState(held.state), move)
        step = SuspicionStep(municipality=by.municipality, suspicion=held, move=move)
        step.by, step.at = person, now()
        for name, value in what.items():
            setattr(step, name, value)
        step.save()
        held.state = to
        if move != SuspicionMove.FOLLOW:
            held.second = step.second
        held.save(update_fields=["state", "second"])
        _note(by, deed or _deed(by, held), held, held.scope)
    return held


def _deed(by: Actor, suspicion: Suspicion) -> Deed:
    """By which row of the table the actor does something about it."""
    manages = may(by, Deed.SEE_SUSPICION, suspicion.scope)
    return Deed.SEE_SUSPICION if manages else Deed.CONFIRM_SUSPICION


def _note(by: Actor, deed: Deed, suspicion: Suspicion, scope: Scope) -> None:
    note_deed(
        by,
        deed,
        "suspicion",
        suspicion.pk,
        pupil=suspicion.pupil_id,
        scope=scope,
        managers_only=True,
    )
