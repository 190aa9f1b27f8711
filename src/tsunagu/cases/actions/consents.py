"""A family's consent, recorded once and withdrawn at any time."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.cases.actions.common import (
    consent_ends,
    faults_of_guardian,
    faults_of_receiver,
    faults_of_sections,
)
from tsunagu.cases.enums import ChildAgrees, ConsentWay, Section
from tsunagu.cases.models import Consent
from tsunagu.clock import now, today
from tsunagu.org.models import Organisation
from tsunagu.response.actions.common import allow, the_person
from tsunagu.school.models import Guardian, Pupil

THE_CHILD = "本人"


def record_consent(
    *,
    pupil: Pupil,
    receiver: Organisation,
    guardian: Guardian | None,
    child_agrees: ChildAgrees,
    way: ConsentWay,
    on: date,
    purpose: str,
    sections: Sequence[Section],
    named: bool,
    by: Actor,
    not_asked_why: str = "",
) -> Consent:
    """Record what a guardian, or without one the child, agreed to. Raises `Denied`, `Refused`.

    `named` says that they agreed to the child's full name being shared.
    """
    person = the_person(by)
    allow(by, Deed.ASK_SHARE, pupil, today())
    consent = Consent(
        municipality=pupil.municipality,
        pupil=pupil,
        receiver=receiver,
        guardian=guardian,
        given_by=_words(guardian),
        child_agrees=child_agrees,
        not_asked_why=not_asked_why.strip(),
        way=way,
        on=on,
        purpose=purpose.strip(),
        sections=[section.value for section in Section if section in sections],
        named=named,
        by=person,
        at=now(),
    )
    faults = [*faults_of_receiver(receiver, pupil), *faults_of_sections(sections, pupil, by)]
    if faults := [*faults, *_faults(consent)]:
        raise Refused(faults)
    with transaction.atomic():
        consent.save(force_insert=True)
        _note(by, consent, "give")
    return consent


def _faults(consent: Consent) -> list[str]:
    """Why nothing can rest on a consent like this one."""
    faults = []
    if consent.on > today():
        faults.append("同意した日が、これから先になっています")
    elif consent_ends(consent.on, consent.municipality) < today():
        faults.append("同意した日が古いので、もとにできません。あらためて同意を得てください")
    if not consent.purpose:
        faults.append("何のために共有するかを書いてください")
    if consent.guardian and consent.guardian.pupil_id != consent.pupil_id:
        faults.append("この子どもの保護者を選んでください")
    faults += faults_of_guardian(consent.guardian)
    if Section.PHONE in consent.sections and not consent.named:
        faults.append("保護者の電話を共有するときは、氏名を出すことにも同意がいります")
    if consent.guardian is None and consent.child_agrees != ChildAgrees.YES:
        faults.append("本人が同意した記録では、本人の気持ちは「同意している」です")
    if consent.child_agrees == ChildAgrees.NO:
        faults.append("本人が同意していないあいだは、同意による共有はできません")
    if consent.child_agrees == ChildAgrees.NOT_ASKED and not consent.not_asked_why:
        faults.append("本人に聞いていないわけを書いてください")
    return faults


def withdraw_consent(*, consent: Consent, on: date, way: ConsentWay, by: Actor) -> None:
    """Record that a consent was withdrawn; every share that rests on it ends with that, at once."""
    person = the_person(by)
    allow(by, Deed.ASK_SHARE, consent.pupil, today())
    if not consent.on <= on <= today():
        raise Refused(["取り下げの日は、同意した日から今日までの日付にしてください"])
    with transaction.atomic():
        given = Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True)
        if not given.update(
            withdrawn_on=on, withdrawn_way=way, withdrawn_by=person, withdrawn_at=now()
        ):
            raise Refused(["この同意は、もう取り下げられています"])
        _note(by, consent, "withdraw")
    consent.refresh_from_db()


def _words(guardian: Guardian | None) -> str:
    if guardian is None:
        return THE_CHILD
    return f"{guardian.name}（{guardian.relation}）" if guardian.relation else guardian.name


def _note(by: Actor, consent: Consent, what: str) -> None:
    note_deed(
        by,
        Deed.ASK_SHARE,
        "consent",
        consent.pk,
        pupil=consent.pupil_id,
        what=what,
        receiver=str(consent.receiver_id),
        sections=list(consent.sections),
    )
