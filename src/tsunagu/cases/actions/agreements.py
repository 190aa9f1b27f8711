"""What is agreed around a child, as verbs: how often somebody is in touch."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.models import Case, Rhythm
from tsunagu.clock import now, today
from tsunagu.org.models import Person
from tsunagu.response.actions.common import the_person
from tsunagu.response.actions.spans import keep_rhythm, stop_rhythm
from tsunagu.response.models import ContactRhythm
from tsunagu.response.staff import keeping
from tsunagu.school.homes import scope_of

SELDOM = 31
"""Days: what is rarer is no rhythm by which a child is kept in touch with."""
AHEAD = timedelta(days=92)
"""Within the term to come: what begins later is agreed on then."""


def may_keep_it(case: Case) -> QuerySet[Person]:
    """To whom the child's contacts can come today, so that a rhythm can name them."""
    return keeping(scope_of(case.pupil, today()))


def running(case: Case) -> Rhythm | None:
    """The rhythm that holds today, or else the one to come."""
    return case.rhythms.ahead().select_related("contact__person", "by", "ended_by").first()


def agree_rhythm(*, case: Case, contact: ContactRhythm, by: Actor, **agreed: Any) -> Rhythm:
    """Agree on how often somebody is in touch, in place of the contact rules and of a former one.

    `contact` says when and by whom; `agreed` holds the other fields of `Rhythm`. Raises `Denied`,
    and `Refused` with all that speaks against it.
    """
    require(by, Deed.WRITE_CASE, case.scope)
    contact.pupil = case.pupil
    new = Rhythm(case=case, municipality_id=case.municipality_id, contact=contact, **agreed)
    new.by, new.at = the_person(by), now()
    if reasons := _faults(new):
        raise Refused(reasons)
    with transaction.atomic():
        new.contact = keep_rhythm(fact=contact, by=by)
        new.save()
        _note(new, by)
    return new


def _faults(new: Rhythm) -> list[str]:
    """What speaks against agreeing so."""
    one = new.contact
    reasons = [] if new.case.open else ["ケースが終わっています。もう一度始めてから決めてください"]
    if not 1 <= one.every_days <= SELDOM:
        reasons.append(f"何日ごとかは、1日から{SELDOM}日までで入れてください")
    if not today() <= one.first <= today() + AHEAD:
        reasons.append("始める日は、今日から3か月のうちの日を入れてください")
    if one.last and one.last < one.first:
        reasons.append("終わりの日が、始まりの日より前になっています")
    if one.person and not may_keep_it(new.case).filter(pk=one.person.pk).exists():
        reasons.append("連絡する人は、この子どもを受け持てる職員から選んでください")
    if not new.agreed_with.strip():
        reasons.append("だれと決めたかを書いてください")
    if new.agreed_on > today():
        reasons.append("決めた日がこれから先になっています")
    return reasons


def end_rhythm(*, rhythm: Rhythm, why: str, by: Actor) -> None:
    """Let it end today; the contact rules hold again from tomorrow.

    One that has not begun is as if it had never been. Raises `Denied` and `Refused`.
    """
    require(by, Deed.WRITE_CASE, rhythm.case.scope)
    contact = rhythm.contact
    reasons = [] if why.strip() else ["終えるわけを書いてください"]
    if contact.last and contact.last < today():
        reasons.append("この約束は、もう終わっています")
    if reasons:
        raise Refused(reasons)
    stop_now(rhythm=rhythm, why=why.strip(), by=by)


def stop_now(*, rhythm: Rhythm, why: str, by: Actor) -> None:
    """What ends it, for a deed that has been allowed already."""
    with transaction.atomic():
        rhythm.ended_why, rhythm.ended_by, rhythm.ended_at = why, the_person(by), now()
        rhythm.save(update_fields=["ended_why", "ended_by", "ended_at"])
        _note(rhythm, by, ended=True)
        stop_rhythm(fact=rhythm.contact, last=today(), by=by)


def end_with_case(*, case: Case, by: Actor) -> None:
    """Let what the case agreed on end with it: what runs and what was to come."""
    for rhythm in case.rhythms.ahead().filter(ended_at=None).select_related("contact__pupil"):
        stop_now(rhythm=rhythm, why="ケースを終えたため", by=by)


def _note(one: Rhythm, by: Actor, **codes: Any) -> None:
    note_deed(
        by,
        Deed.WRITE_CASE,
        "rhythm",
        one.pk,
        pupil=one.case.pupil_id,
        scope=one.case.scope,
        **codes,
    )
