"""A share from its asking to its end."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, may, require
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.common import (
    consent_ends,
    faults_of_guardian,
    faults_of_receiver,
    faults_of_sections,
    longest,
)
from tsunagu.cases.doors import require_at_school
from tsunagu.cases.enums import Basis, EndedBy, Move, Section, Standing, State
from tsunagu.cases.models import Consent, Share
from tsunagu.cases.people import answers_for
from tsunagu.cases.queries.lists import endable, to_confirm_for_school
from tsunagu.cases.rules import TRANSITIONS, first_state
from tsunagu.clock import in_words, now, today
from tsunagu.org.models import Organisation, Person
from tsunagu.response.actions.common import allow, the_person
from tsunagu.response.staff import managers_of
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Enrolment, Pupil


def ask_share(
    *,
    pupil: Pupil,
    receiver: Organisation,
    basis: Basis,
    purpose: str,
    sections: Sequence[Section],
    named: bool,
    first: date,
    last: date,
    by: Actor,
    law: str = "",
    consent: Consent | None = None,
) -> Share:
    """Offer a share by a guardian's consent, or lay any other before a manager.

    Raises `Denied` and `Refused`.
    """
    person = the_person(by)
    allow(by, Deed.ASK_SHARE, pupil, today())
    scope = scope_of(pupil, today())
    share = Share(
        municipality=pupil.municipality,
        pupil=pupil,
        school_id=scope.school,
        receiver=receiver,
        basis=basis,
        law=law.strip(),
        consent=consent,
        purpose=purpose.strip(),
        sections=[section.value for section in Section if section in sections],
        named=named,
        first=first,
        last=last,
        state=first_state(basis, of_a_guardian=bool(consent and consent.guardian_id)),
        asked_by=person,
        asked_at=now(),
    )
    if faults := _faults(share, scope, by):
        raise Refused(faults)
    with transaction.atomic():
        share.save(force_insert=True)
        note(by, Deed.ASK_SHARE, share, "ask", sections=list(share.sections), last=str(last))
    return share


def _faults(share: Share, scope: Scope, by: Actor) -> list[str]:
    """Why a share cannot be asked for so."""
    pupil = share.pupil
    faults = [
        *faults_of_receiver(share.receiver, pupil),
        *faults_of_sections(share.section_list, pupil, by),
        *_faults_of_days(share.first, share.last, longest(pupil.municipality)),
    ]
    if not Enrolment.objects.home().on(today()).filter(pupil=pupil).exists():
        faults.append("いま学校に在籍していない子どもの記録は、共有できません")
    if share.managers_only and not may(by, Deed.SEE_PROTECTION, scope):
        faults.append("根拠を選んでください")
    if share.basis == Basis.CONSENT:
        faults += _faults_of_consent(share)
    elif share.consent or not (share.law or share.managers_only):
        faults.append("根拠となる法令や事務の名前を書いてください")
    if not share.purpose:
        faults.append("何のために共有するかを書いてください")
    if Section.PHONE in share.sections and not share.named:
        faults.append("保護者の電話を共有するときは、氏名も出します")
    return faults


def _faults_of_days(first: date, last: date, longest: int) -> list[str]:
    if last < first:
        return ["終わりの日が、始まりの日より前です"]
    if last < today():
        return ["終わりの日は、今日かそれより後にしてください"]
    if last > first + timedelta(days=longest - 1):
        return [f"共有は長くても{longest}日間です。続けるときは、あらためて共有します"]
    return []


def _faults_of_consent(share: Share) -> list[str]:
    """Where no consent stands for this child and receiver, or the share goes beyond it.

    Of a consent that is not the child's nothing is told.
    """
    consent = share.consent
    if consent is None or consent.pupil_id != share.pupil_id or consent.withdrawn_at is not None:
        return ["もとになる同意を選んでください"]
    if consent.receiver_id != share.receiver_id:
        return ["その同意は、別の機関に共有することへの同意です"]
    return [*faults_of_guardian(consent.guardian), *_beyond(share, consent)]


def _beyond(share: Share, consent: Consent) -> list[str]:
    """What of a share goes beyond the consent it rests on."""
    faults = []
    if beyond := [one.label for one in share.section_list if one not in consent.sections]:
        faults.append(f"同意のない範囲が入っています：{'、'.join(map(str, beyond))}")
    if share.purpose.split() != consent.purpose.split():
        faults.append(f"同意した目的と違います。同意した目的：{consent.purpose}")
    if share.named and not consent.named:
        faults.append("氏名を出すことには同意がありません")
    if share.last > (until := consent_ends(consent.on, consent.municipality)):
        faults.append(f"この同意をもとにできるのは、{in_words(until, year=True)}までです")
    return faults


def confirm_share(*, share: Share, by: Actor) -> Share:
    """A manager other than who asked has looked at the basis: the share goes out.

    Where there is no other, the board's head. Raises `Denied` and `Refused`.
    """
    person = the_person(by)
    if to_confirm_for_school(by).filter(pk=share.pk).exists():
        return _move(share, Move.CONFIRM, Deed.CONFIRM_FOR_SCHOOL, by, confirmed_by=person)
    require_at_school(by, Deed.CONFIRM_SHARE, share)
    if share.asked_by_id == person.pk:
        raise Refused([f"自分が出した共有は、自分では確認できません。{who_confirms(share)}"])
    return _move(share, Move.CONFIRM, Deed.CONFIRM_SHARE, by, confirmed_by=person)


def who_confirms(share: Share) -> str:
    """Who can confirm what a manager asked for, in words."""
    others = managers_of(share.school_id).exclude(pk=share.asked_by_id)
    if names := "、".join(f"{person.name}さん" for person in others):
        return f"ほかの管理職（{names}）が確認します。"
    if share.managers_only:
        instead = "教育委員会が期間を決めて、管理職の役割をほかの人に付けます"
    else:
        instead = "教育委員会の課長が確認します"
    return f"ほかに管理職がいないときは、{instead}。"


def accept(*, share: Share, by: Actor) -> Share:
    """The receiver takes the share. Raises `Denied` and `Refused`."""
    return _answer(share, Move.ACCEPT, by)


def decline(*, share: Share, why: str, by: Actor) -> Share:
    """The receiver does not take the share, and says why. Raises `Denied` and `Refused`."""
    if not why.strip():
        raise Refused(["辞退のわけを書いてください"])
    return _answer(share, Move.DECLINE, by, declined_why=why.strip())


def _answer(share: Share, move: Move, by: Actor, **changes: object) -> Share:
    person = _receiver(share, by)
    return _move(share, move, Deed.ANSWER_SHARE, by, answered_by=person, **changes)


def give_back(*, share: Share, why: str, by: Actor) -> Share:
    """The receiver ends a share that it took. Raises `Denied` and `Refused`."""
    _receiver(share, by)
    if share.state != State.ACCEPTED:
        raise Denied(Deed.ANSWER_SHARE)
    return _end(share, Deed.ANSWER_SHARE, by, side=EndedBy.RECEIVER, why=why)


def end(*, share: Share, why: str, by: Actor) -> Share:
    """The school ends a share before its day: who asked for it, or a manager.

    Raises `Denied` and `Refused`.
    """
    if not may_end(share, by):
        raise Denied(Deed.END_SHARE)
    return _end(share, Deed.END_SHARE, by, side=EndedBy.SHARER, why=why)


def may_end(share: Share, by: Actor) -> bool:
    """May the actor end the share for the school that asked for it?"""
    return endable(by).filter(pk=share.pk).exists()


def _end(share: Share, deed: Deed, by: Actor, *, side: EndedBy, why: str) -> Share:
    if not why.strip():
        raise Refused(["終えるわけを書いてください"])
    ended = {"ended_by": the_person(by), "ended_side": side, "ended_why": why.strip()}
    return _move(share, Move.END, deed, by, **ended)


def _receiver(share: Share, by: Actor) -> Person:
    """The person who answers for the agency that received the share. Raises `Denied`."""
    person = the_person(by)
    require(by, Deed.ANSWER_SHARE, share.received_scope)
    if not answers_for(share, by):
        raise Denied(Deed.ANSWER_SHARE)
    return person


AT = {
    Move.CONFIRM: "confirmed_at",
    Move.ACCEPT: "answered_at",
    Move.DECLINE: "answered_at",
    Move.END: "ended_at",
}
OVER = {Standing.OVER: "期限が過ぎています", Standing.WITHDRAWN: "同意が取り下げられています"}


def _move(share: Share, move: Move, deed: Deed, by: Actor, **changes: object) -> Share:
    """What the transition table lets become of the share as it stands now; refused otherwise."""
    with transaction.atomic():
        held = Share.objects.select_for_update(of=("self",)).select_related("consent")
        share = held.get(pk=share.pk)
        to = TRANSITIONS.get((State(share.state), move))
        if to is None:
            raise Refused([f"この共有は「{share.standing.label}」なので、もう変えられません"])
        if share.standing in OVER:
            raise Refused([f"{OVER[share.standing]}。この共有は、もう終わっています"])
        if share.standing == Standing.LEFT and deed != Deed.END_SHARE:
            raise Refused(["子どもが、共有を出した学校を離れています"])
        share.state = to
        changes = {**changes, AT[move]: now()}
        for name, value in changes.items():
            setattr(share, name, value)
        share.save(update_fields=["state", *changes])
        note(by, deed, share, move.value)
    return share


def note(by: Actor, deed: Deed, share: Share, what: str, **codes: Any) -> None:
    """One event of the audit on a share: its ground, and of its receiver the share as basis."""
    received = share.receiver_id in {held.organisation for held in by.held}
    note_deed(
        by,
        deed,
        "share",
        share.pk,
        pupil=share.pupil_id,
        basis=share.audit_basis if received else "",
        what=what,
        ground=share.basis,
        managers_only=share.managers_only,
        receiver=str(share.receiver_id),
        **codes,
    )
