"""A claim comes in, is given more time, or is taken back."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, allowed, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.packs.loader import phrases, setting
from tsunagu.rights.actions.common import IN_ANOTHERS_NAME, allow, become, held, write_down
from tsunagu.rights.enums import Capacity, ClaimKind, ClaimState
from tsunagu.rights.models import Claim
from tsunagu.rights.queries import held_back, kept_from
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.homes import home_school, scope_of
from tsunagu.school.models import Guardian, Pupil

NEEDED = {
    Capacity.CHILD: ("rights.papers.identity",),
    Capacity.GUARDIAN: ("rights.papers.identity", "rights.papers.guardian"),
    Capacity.DELEGATE: ("rights.papers.identity", "rights.papers.delegate"),
}
"""Of which groups of papers one must have been seen."""
SINCE = date(2023, 4, 1)
"""The act holds for municipalities from this day on."""


def receive(
    *,
    pupil: Pupil,
    kind: ClaimKind,
    asked_by: str,
    capacity: Capacity,
    papers: Collection[str],
    received_on: date,
    guardian: Guardian | None = None,
    by: Actor,
) -> Claim:
    """Write down that somebody asks; a guardian is one whom the school has registered.

    Raises `Denied` and `Refused`.
    """
    scope = scope_of(pupil, today())
    require(by, Deed.RECEIVE_CLAIM, scope)
    if by.person is None or scope.school is None:
        raise Denied(Deed.RECEIVE_CLAIM)
    claim = Claim(
        municipality=by.municipality,
        pupil=pupil,
        school_id=scope.school,
        kind=kind,
        asked_by=asked_by.strip(),
        capacity=capacity,
        guardian=guardian if capacity == Capacity.GUARDIAN else None,
        papers=sorted(papers),
        received_on=received_on,
        by=by.person,
        at=now(),
    )
    if reasons := _faults(claim):
        raise Refused(reasons)
    claim.due = received_on + timedelta(days=_days(claim, "claim-days"))
    with transaction.atomic():
        claim.save(force_insert=True)
        write_down(by, Deed.RECEIVE_CLAIM, claim, kind=kind, capacity=capacity)
    return claim


def _faults(claim: Claim) -> list[str]:
    """Why a claim cannot be written down so."""
    packs, on = claim.municipality.packs, claim.received_on
    reasons = [] if claim.asked_by else ["請求した人の氏名を書いてください。"]
    if not SINCE <= on <= today():
        reasons.append("受け付けた日は、2023年4月1日から今日までの日を入れてください。")
    for group in NEEDED[Capacity(claim.capacity)]:
        known = list(phrases(packs, group, max(on, SINCE)))
        if not {paper.id for paper in known} & set(claim.papers):
            reasons.append(f"確かめた書類を選んでください：{known[0].label}")
    reasons += _not_told(claim.pupil, Capacity(claim.capacity), claim.guardian)
    if held_back(claim.pupil, claim.asked_by, but=claim.guardian):
        reasons.append(IN_ANOTHERS_NAME)
    same = Claim.objects.open().filter(pupil=claim.pupil, kind=claim.kind)
    if same.filter(asked_by=claim.asked_by).exists():
        reasons.append("同じ人の同じ請求に、まだ答えていません。先に受け付けたほうへ答えます。")
    return reasons


def _not_told(pupil: Pupil, capacity: Capacity, guardian: Guardian | None) -> list[str]:
    """Why a guardian is told nothing of the child."""
    if capacity != Capacity.GUARDIAN:
        return []
    if guardian is None or guardian.pupil_id != pupil.pk:
        return ["請求した保護者を、学校に登録されている保護者から選んでください。"]
    if Topic.RECORD in kept_from(guardian):
        return [
            "この保護者には、まだ子どものことを知らせられません。"
            "子どものページの「連絡先」で、親権を確かめた書類を先に記録してください。"
        ]
    return []


def _days(claim: Claim, name: str) -> int:
    """A number of days as the packs had it when the claim came in."""
    return int(setting(claim.municipality.packs, name, claim.received_on))


def extend(*, claim: Claim, why: str, by: Actor) -> None:
    """Give the answer more time, once, with the reason that is told to who asked."""
    allow(by, Deed.REVIEW_CLAIM, claim)
    if not why.strip():
        raise Refused(["期限を延ばす理由を書いてください。請求した人に知らせる理由です。"])
    with transaction.atomic():
        claim = held(claim)
        if not claim.is_open or claim.extended_why:
            raise Refused(["期限を延ばせるのは、答える前に一度だけです。"])
        days = _days(claim, "claim-extension-days")
        claim.due, claim.extended_why = claim.due + timedelta(days=days), why.strip()
        claim.save(update_fields=["due", "extended_why"])
        write_down(by, Deed.REVIEW_CLAIM, claim, due=str(claim.due))


def hand_over(*, claim: Claim, by: Actor) -> None:
    """Let the school answer to which the child has moved: the former one may no longer.

    Raises `Denied`, and `Refused` where the child is still there or the claim has ended.
    """
    allow(by, Deed.APPROVE_CLAIM, claim)
    home = scope_of(claim.pupil, today()).school
    with transaction.atomic():
        claim = held(claim)
        if not claim.is_open or home is None or home == claim.school_id:
            raise Refused(["移せるのは、子どもが転校した、まだ答えていない請求だけです。"])
        claim.school_id = home
        claim.save(update_fields=["school"])
        write_down(by, Deed.APPROVE_CLAIM, claim, school=str(home))


def withdraw(*, claim: Claim, why: str, by: Actor) -> None:
    """Who asked takes it back: what was gathered for it and decided on it is deleted."""
    allow(by, Deed.REVIEW_CLAIM, claim)
    if not why.strip():
        raise Refused(["いつ、どのように取り下げられたかを書いてください。"])
    with transaction.atomic():
        claim = held(claim)
        become(claim, ClaimState.WITHDRAWN)
        claim.ended_on, claim.ended_why = today(), why.strip()
        claim.save(update_fields=["state", "ended_on", "ended_why"])
        claim.items.all().delete()
        claim.remedies.all().delete()
        write_down(by, Deed.REVIEW_CLAIM, claim, state=claim.state)


def find_pupil(*, sourced_id: str, by: Actor) -> Pupil | None:
    """The one child whom a roster calls so, where the actor may receive a claim; looked for once.

    That somebody looked is on record, found or not.
    """
    called = Pupil.objects.filter(
        municipality=by.municipality, identities__sourced_id=sourced_id.strip()
    )
    # One question for who is known here, elsewhere and nowhere: not even time tells them apart.
    here = called.annotate(home_school=home_school("pk"))
    places = allowed(by, Deed.RECEIVE_CLAIM)
    if not places.everywhere:
        here = here.filter(home_school__in=[UUID(str(school)) for school in places.schools])
    found = list(here.distinct()[:2])
    pupil = found[0] if len(found) == 1 else None
    with transaction.atomic():
        key = pupil.pk if pupil else ""
        note_deed(by, Deed.RECEIVE_CLAIM, "pupil", key, pupil=key, look=True)
    return pupil
