"""Whose names are others', and what a claim has come to."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, may_somewhere
from tsunagu.clock import today
from tsunagu.prepared import Prepared
from tsunagu.rights.enums import Capacity, ClaimState
from tsunagu.rights.models import Claim, ClaimQuerySet, Remedy
from tsunagu.school.enums import Custody
from tsunagu.school.guardian_rules import Ground, Topic, guardian_may
from tsunagu.school.guardians import standing_of
from tsunagu.school.held import holding, holdings
from tsunagu.school.models import Enrolment, Guardian, GuardianLimit, Pupil
from tsunagu.school.names import Name, known_names, names_pattern, one_name, whole_name


def others_names(claim: Claim) -> re.Pattern[str] | None:
    """What finds the names that the child's schools know: other children, and those at home.

    Guardians are others too, but for the one who asks.
    """
    pupil = claim.pupil
    schools = Enrolment.objects.filter(pupil=pupil).values("classroom__school")
    there = Enrolment.objects.filter(classroom__school__in=schools).exclude(pupil=pupil)
    at_home = pupil.guardians.values_list("name", flat=True)
    asks = one_name(claim.guardian.name) if claim.guardian else ""
    known = known_names(there) | {whole_name(name) for name in at_home}
    names = {one for one in known if one_name(one.family + one.given) != asks}
    own = Name(pupil.family_name, pupil.given_name, pupil.family_kana, pupil.given_kana)
    return names_pattern(names, own=own)


@dataclass(frozen=True)
class Kind:
    """The records of one kind that a claim gathered: how many, undecided, plain among these."""

    name: str
    label: str
    items: int
    undecided: int
    plain: int
    withheld: int


def kinds(claim: Claim) -> list[Kind]:
    """What was gathered for a claim, kind by kind as the rooms tell them; one query."""
    undecided = Q(decided_by__isnull=True)
    rows: QuerySet[Any, Any] = claim.items.values("holding").annotate(
        count=Count("pk"),
        undecided=Count("pk", filter=undecided),
        plain=Count("pk", filter=undecided & Q(plain=True)),
        withheld=Count("pk", filter=Q(withheld=True)),
    )
    counted = {row["holding"]: row for row in rows.order_by("holding")}
    return [
        Kind(h.name, h.label, row["count"], row["undecided"], row["plain"], row["withheld"])
        for h in holdings()
        if (row := counted.get(h.name))
    ]


def kept_for(claim: Claim) -> list[Topic]:
    """What is kept back from who asks: nothing from the child and whom the child sends.

    Everything from a guardian whom the school has registered no longer.
    """
    if claim.capacity != Capacity.GUARDIAN:
        return []
    return [*Topic] if claim.guardian is None else kept_from(claim.guardian)


def kept_from(guardian: Guardian) -> list[Topic]:
    """What a guardian may not be told today."""
    standing = standing_of(guardian, today())
    return [topic for topic in Topic if guardian_may(standing, topic) != Ground.MAY]


def held_back(pupil: Pupil, asked_by: str, *, but: Guardian | None) -> bool:
    """Is who asks named as a guardian, other than `but`, from whom anything is kept back?"""
    named = one_name(asked_by)
    others = (one for one in pupil.guardians.all() if one != but)
    return any(one_name(one.name) == named and kept_from(one) for one in others)


def must_be_confirmed(claim: Claim) -> bool:
    """May who asks in the child's name be a guardian under a limit, or one without custody?"""
    if claim.capacity == Capacity.GUARDIAN:
        return False
    guardians = claim.pupil.guardians.all()
    limited = GuardianLimit.objects.on(today()).filter(guardian__in=guardians)
    return limited.exists() or guardians.filter(custody=Custody.NONE).exists()


TO_REVIEW = (ClaimState.RECEIVED, ClaimState.IN_REVIEW)
OWED = (*TO_REVIEW, ClaimState.REVIEWED, ClaimState.APPROVED)
"""States in which somebody owes the next step."""
_ANY = Prepared(
    lambda city: Claim.objects.filter(municipality=city, state__in=OWED).values_list("pk"), UUID
)


def owed(actor: Actor) -> ClaimQuerySet:
    """The claims on which the next step is the actor's, the one due first at the front."""
    found = Claim.objects.none()
    if not may_somewhere(actor, Deed.SEE_CLAIMS) or actor.person is None:
        return found
    if not _ANY(actor.municipality.pk):
        return found
    review = Claim.objects.visible_to(actor, Deed.REVIEW_CLAIM).filter(state__in=TO_REVIEW)
    approve = Claim.objects.visible_to(actor, Deed.APPROVE_CLAIM)
    own = Claim.objects.reviewed_by(actor.person).values("pk")
    to_approve = approve.filter(state=ClaimState.REVIEWED).exclude(pk__in=own)
    to_give = approve.filter(state=ClaimState.APPROVED)
    found = Claim.objects.filter(
        Q(pk__in=review.values("pk"))
        | Q(pk__in=to_approve.values("pk"))
        | Q(pk__in=to_give.values("pk"))
    )
    return found.select_related("pupil", "school").order_by("due", "pk")


@dataclass(frozen=True)
class ToldRemedy:
    """A remedy in words: of which record and field."""

    remedy: Remedy
    record: str
    field: str


def told_remedies(claim: Claim) -> list[ToldRemedy]:
    """What was decided on each record of a claim for correction or stop of use."""
    found = claim.remedies.select_related("by", "claim").order_by("at", "pk")
    return [_told(one) for one in found]


def refusals(pupil: Pupil, *, with_guardians: bool, with_notes: bool) -> list[ToldRemedy]:
    """What was asked for on the child's records, and not done: it stands beside the records.

    Not of what is not told of, such as a share that the law made a school ask for.
    """
    refused = Remedy.objects.filter(
        claim__pupil=pupil, claim__state=ClaimState.ANSWERED, granted=False
    )
    if not with_guardians:
        refused = refused.exclude(holding="school.guardian")
    if not with_notes:
        refused = refused.exclude(holding="cases.casenote")
    found = refused.select_related("by").order_by("at", "pk")
    return [_told(one) for one in found if not _untold(one)]


def _untold(remedy: Remedy) -> bool:
    kind = holding(remedy.holding)
    row = kind.model._base_manager.filter(pk=remedy.key).first()
    return row is not None and kind.untold(row)


def _told(remedy: Remedy) -> ToldRemedy:
    kind = holding(remedy.holding)
    labels = {shown.name: shown.label for shown in kind.shown}
    return ToldRemedy(remedy, kind.label, labels.get(remedy.field, ""))
