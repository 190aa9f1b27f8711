"""What is held is gathered, each record looked at by a person, the whole approved by another."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.packs.loader import phrases
from tsunagu.rights.actions.common import (
    allow,
    become,
    check_kept,
    held,
    reopen,
    write_down,
)
from tsunagu.rights.actions.remedying import carry_out, drop_gone
from tsunagu.rights.enums import ClaimKind, ClaimState
from tsunagu.rights.models import Claim, Item
from tsunagu.rights.queries import kept_for, must_be_confirmed, others_names
from tsunagu.rights.rules import Span, occurrences, proposed
from tsunagu.school.held import Holding, holdings


def gather(*, claim: Claim, by: Actor) -> int:
    """Gather what is held on the child now; how many records are to be looked at.

    What was decided stays where a record reads as before; one that changed is to be decided anew.
    """
    allow(by, Deed.REVIEW_CLAIM, claim)
    with transaction.atomic():
        claim = held(claim)
        if claim.kind != ClaimKind.DISCLOSURE:
            raise Refused(["記録を集めるのは、開示の請求だけです。"])
        reopen(claim)
        claim.kept = kept_for(claim)
        claim.save(update_fields=["kept"])
        known = {(one.holding, one.key): one for one in claim.items.all()}
        told = [one for one in holdings() if one.topic not in claim.kept]
        now_held = {
            (one.name, row.pk): (one, row) for one in told for row in one.told_of(claim.pupil)
        }
        gone = [one.pk for name, one in known.items() if name not in now_held]
        claim.items.filter(pk__in=gone).delete()
        pattern = others_names(claim)
        fresh = []
        for name, (holding, row) in now_held.items():
            before, item = known.get(name), _item(claim, holding, row, pattern)
            if before is None or before.lines != item.lines:
                fresh.append(item)
        changed = {(item.holding, item.key) for item in fresh} & set(known)
        claim.items.filter(pk__in=[known[name].pk for name in changed]).delete()
        Item.objects.bulk_create(fresh)
        write_down(by, Deed.REVIEW_CLAIM, claim, state=claim.state, gathered=len(now_held))
    return len(fresh)


def _item(claim: Claim, holding: Holding, row: Model, pattern: Any) -> Item:
    """A record as it reads now, with the spans in which somebody else seems to be named."""
    lines = holding.lines(row, claim.kept)
    free = [line for line in lines if line["free"]]
    written = any(line["field"] not in holding.fixed for line in free)
    ground = "" if row == claim.guardian else holding.ground(row)
    spans = [span for one in free for span in proposed(one["field"], one["text"], pattern)]
    return Item(
        municipality=claim.municipality,
        claim=claim,
        holding=holding.name,
        key=row.pk,
        day=holding.day_of(row),
        lines=lines,
        spans=spans,
        plain=not (written or spans or ground or holding.one_by_one),
        withheld=bool(ground),
        untold=holding.untold(row),
        ground=ground,
    )


def decide(
    *,
    item: Item,
    withheld: bool,
    ground: str,
    black: Collection[int],
    words: Iterable[str] = (),
    by: Actor,
) -> None:
    """Decide on one record: given or withheld, which spans are black, and own words made black.

    `black` are places in the list of the item's spans. Raises `Denied` and `Refused`.
    """
    person = allow(by, Deed.REVIEW_CLAIM, item.claim)
    with transaction.atomic():
        claim = _in_review(item.claim)
        item = claim.items.get(pk=item.pk)
        reasons = _blacken(item, black, words)
        item.withheld = withheld
        hides = withheld or any(span["black"] for span in item.spans)
        item.ground = ground if hides else ""
        if hides and ground not in grounds(claim):
            reasons.append("開示しないところがあるので、根拠を選んでください。")
        if reasons:
            raise Refused(reasons)
        item.decided_by, item.decided_at = person, now()
        item.save()
        black_now = sum(span["black"] for span in item.spans)
        codes = {"item": str(item.pk), "withheld": withheld, "ground": item.ground}
        write_down(by, Deed.REVIEW_CLAIM, claim, **codes, black=black_now)


def _blacken(item: Item, black: Collection[int], words: Iterable[str]) -> list[str]:
    """Make spans of an item black, and all places of own words; say which words stand nowhere."""
    spans: list[Span] = item.spans
    for place, span in enumerate(spans):
        span["black"] = place in black
    nowhere = []
    for one in filter(None, (word.strip() for word in words)):
        found = [s for line in item.lines for s in occurrences(line["field"], line["text"], one)]
        spans += [span for span in found if span not in spans]
        if not found:
            nowhere.append(f"「{one}」は、この記録の中にありません。")
    return nowhere


def grounds(claim: Claim) -> dict[str, str]:
    """The grounds on which something may be withheld, by id: the provision and what it says."""
    found = phrases(claim.municipality.packs, "rights.ground", claim.received_on)
    return {one.id: f"{one.label}：{one.text}" for one in found}


def settle_plain(*, claim: Claim, holding: str, by: Actor) -> int:
    """Give all records of a kind that are undecided and in which nobody wrote anything.

    How many they were. What a person wrote is read by a person.
    """
    person = allow(by, Deed.REVIEW_CLAIM, claim)
    with transaction.atomic():
        claim = _in_review(claim)
        plain = claim.items.undecided().filter(holding=holding, plain=True)
        done = plain.update(decided_by=person, decided_at=now())
        write_down(by, Deed.REVIEW_CLAIM, claim, holding=holding, given=done)
    return done


def _in_review(claim: Claim) -> Claim:
    claim = held(claim)
    if claim.state != ClaimState.IN_REVIEW:
        raise Refused([f"この請求は「{claim.get_state_display()}」ため、見直しを変えられません。"])
    return claim


def finish_review(*, claim: Claim, by: Actor) -> None:
    """Every record was looked at: somebody else is to approve. Raises `Refused`."""
    person = allow(by, Deed.REVIEW_CLAIM, claim)
    with transaction.atomic():
        claim = held(claim)
        dropped = drop_gone(claim)
        left = claim.items.undecided().count()
        if left:
            raise Refused([f"まだ決めていない記録が{left}件あります。"])
        if claim.kind != ClaimKind.DISCLOSURE and not claim.remedies.exists():
            raise Refused(["求められた記録と、どう答えるかを、先に決めてください。"])
        become(claim, ClaimState.REVIEWED)
        claim.reviewed_by, claim.reviewed_at, claim.sent_back_why = person, now(), ""
        claim.save(update_fields=["state", "reviewed_by", "reviewed_at", "sent_back_why"])
        write_down(by, Deed.REVIEW_CLAIM, claim, state=claim.state, dropped=dropped)


def send_back(*, claim: Claim, why: str, by: Actor) -> None:
    """Something is to be looked at again, before it is given. Raises `Refused`."""
    allow(by, Deed.APPROVE_CLAIM, claim)
    if not why.strip():
        raise Refused(["何を見直してほしいかを書いてください。"])
    with transaction.atomic():
        claim = held(claim)
        reopen(claim)
        claim.sent_back_why = why.strip()
        claim.save(update_fields=["sent_back_why"])
        write_down(by, Deed.APPROVE_CLAIM, claim, state=claim.state)


def approve(*, claim: Claim, by: Actor, who_confirmed: bool = False) -> None:
    """Somebody who decided on none of the records approves the whole.

    `who_confirmed`: they made sure who asks (`must_be_confirmed`). Raises `Refused`.
    """
    person = allow(by, Deed.APPROVE_CLAIM, claim)
    with transaction.atomic():
        claim = held(claim)
        if Claim.objects.reviewed_by(person).filter(pk=claim.pk).exists():
            raise Refused(
                ["見直した人は承認できません。ほかの管理職か、個人情報保護の担当が承認します。"]
            )
        claim.who_confirmed = who_confirmed and must_be_confirmed(claim)
        check_kept(claim)
        become(claim, ClaimState.APPROVED)
        claim.approved_by, claim.approved_at = person, now()
        if claim.kind != ClaimKind.DISCLOSURE:
            carry_out(claim, by)
            become(claim, ClaimState.ANSWERED)
            claim.ended_on = today()
        fields = ["state", "approved_by", "approved_at", "who_confirmed", "ended_on"]
        claim.save(update_fields=fields)
        codes = {"on": str(today()), "who_confirmed": claim.who_confirmed}
        write_down(by, Deed.APPROVE_CLAIM, claim, state=claim.state, **codes)
