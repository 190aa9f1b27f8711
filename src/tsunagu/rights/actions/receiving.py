"""A claim comes in, is given more time, or is taken back."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, may, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.org.models import Municipality
from tsunagu.packs.loader import phrases, setting
from tsunagu.rights.actions.common import IN_ANOTHERS_NAME, allow, become, held, write_down
from tsunagu.rights.enums import Capacity, ClaimKind, ClaimState
from tsunagu.rights.models import Claim
from tsunagu.rights.queries import held_back, kept_from
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.homes import scope_of
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
    city = by.municipality
    if capacity != Capacity.GUARDIAN:
        guardian = None
    reasons = _faults(city, asked_by, capacity, papers, received_on)
    reasons += _not_told(pupil, capacity, guardian)
    if held_back(pupil, asked_by, but=guardian):
        reasons.append(IN_ANOTHERS_NAME)
    if Claim.objects.open().filter(pupil=pupil, kind=kind, asked_by=asked_by.strip()).exists():
        reasons.append("同じ人の同じ請求に、まだ答えていません。先に受け付けたほうへ答えます。")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        claim = Claim.objects.create(
            municipality=city,
            pupil=pupil,
            school_id=scope.school,
            kind=kind,
            asked_by=asked_by.strip(),
            capacity=capacity,
            guardian=guardian,
            papers=sorted(papers),
            received_on=received_on,
            due=received_on + timedelta(days=_days(city, "claim-days", received_on)),
            by=by.person,
            at=now(),
        )
        write_down(by, Deed.RECEIVE_CLAIM, claim, kind=kind, capacity=capacity)
    return claim


def _faults(
    city: Municipality,
    asked_by: str,
    capacity: Capacity,
    papers: Collection[str],
    received_on: date,
) -> list[str]:
    """Why a claim cannot be written down so."""
    reasons = [] if asked_by.strip() else ["請求した人の氏名を書いてください。"]
    if not SINCE <= received_on <= today():
        reasons.append("受け付けた日は、2023年4月1日から今日までの日を入れてください。")
    for group in NEEDED[capacity]:
        known = list(phrases(city.packs, group, max(received_on, SINCE)))
        if not {paper.id for paper in known} & set(papers):
            reasons.append(f"確かめた書類を選んでください：{known[0].label}")
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


def _days(city: Municipality, name: str, on: date) -> int:
    return int(setting(city.packs, name, on))


def extend(*, claim: Claim, why: str, by: Actor) -> None:
    """Give the answer more time, once, with the reason that is told to who asked."""
    allow(by, Deed.REVIEW_CLAIM, claim)
    if not why.strip():
        raise Refused(["期限を延ばす理由を書いてください。請求した人に知らせる理由です。"])
    with transaction.atomic():
        claim = held(claim)
        if not claim.is_open or claim.extended_why:
            raise Refused(["期限を延ばせるのは、答える前に一度だけです。"])
        days = _days(claim.municipality, "claim-extension-days", claim.received_on)
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
    """Who asked takes it back: what was gathered for it is deleted."""
    allow(by, Deed.REVIEW_CLAIM, claim)
    if not why.strip():
        raise Refused(["いつ、どのように取り下げられたかを書いてください。"])
    with transaction.atomic():
        claim = held(claim)
        become(claim, ClaimState.WITHDRAWN)
        claim.ended_on, claim.ended_why = today(), why.strip()
        claim.save(update_fields=["state", "ended_on", "ended_why"])
        claim.items.all().delete()
        write_down(by, Deed.REVIEW_CLAIM, claim, state=claim.state)


def find_pupil(*, sourced_id: str, by: Actor) -> Pupil | None:
    """The one child whom a roster calls so, where the actor may receive a claim; looked for once.

    That somebody looked is on record, found or not.
    """
    found = Pupil.objects.filter(
        municipality=by.municipality, identities__sourced_id=sourced_id.strip()
    )
    known = [one for one in found.distinct()[:2] if _may_receive(by, one)]
    pupil = known[0] if len(known) == 1 else None
    with transaction.atomic():
        key = pupil.pk if pupil else ""
        note_deed(by, Deed.RECEIVE_CLAIM, "pupil", key, pupil=key, look=True)
    return pupil


def _may_receive(by: Actor, pupil: Pupil) -> bool:
    return may(by, Deed.RECEIVE_CLAIM, scope_of(pupil, today()))
