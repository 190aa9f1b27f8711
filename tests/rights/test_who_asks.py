"""Who asks: a guardian under a limit does not get round it as the child, or as sent by it."""

from collections.abc import Collection

import pytest
from django.urls import reverse

from tests.rights.conftest import PAPERS, House, decide_all, limit
from tests.web.school_life import WEDNESDAY, browser_of
from tsunagu.audit.models import Event
from tsunagu.rights.actions import Refused, approve, bundle, finish_review, gather, receive
from tsunagu.rights.enums import Capacity, ClaimKind, ClaimState
from tsunagu.rights.models import Claim
from tsunagu.school.enums import Custody
from tsunagu.school.models import Guardian

pytestmark = pytest.mark.django_db
SHOWN = {Capacity.CHILD: ["paper-student"], Capacity.DELEGATE: ["paper-photo", "paper-mandate"]}


def ask(
    house: House,
    name: str,
    capacity: Capacity = Capacity.CHILD,
    guardian: Guardian | None = None,
    papers: Collection[str] = (),
) -> Claim:
    """A claim as somebody."""
    return receive(
        pupil=house.pupil,
        kind=ClaimKind.DISCLOSURE,
        asked_by=name,
        capacity=capacity,
        guardian=guardian,
        papers=papers or SHOWN.get(capacity, PAPERS),
        received_on=WEDNESDAY,
        by=house.reviewer,
    )


def reviewed(house: House, claim: Claim) -> Claim:
    """The claim, of which everything was decided."""
    gather(claim=claim, by=house.reviewer)
    decide_all(claim, house.reviewer)
    finish_review(claim=claim, by=house.reviewer)
    return claim


@pytest.mark.parametrize("name", ["御厨 さとる", "御厨さとる", "御厨　さとる ", "御厨 ｻﾄﾙ"])
@pytest.mark.parametrize("capacity", [Capacity.CHILD, Capacity.DELEGATE])
def test_asked_by_the_name_of_a_guardian_held_back_is_refused(
    house: House, capacity: Capacity, name: str
) -> None:
    if name.endswith("ﾙ"):
        house.pupil.guardians.filter(name="御厨 さとる").update(name="御厨 サトル")
    with pytest.raises(Refused, match="知らせないことがある保護者と同じ"):
        ask(house, name, capacity)


def test_asked_by_one_guardian_under_the_other_is_refused(house: House) -> None:
    mother = house.pupil.guardians.get(name="御厨 のぞみ")
    with pytest.raises(Refused, match="知らせないことがある保護者と同じ"):
        ask(house, "御厨 さとる", Capacity.GUARDIAN, mother)


@pytest.mark.parametrize("capacity", [Capacity.CHILD, Capacity.DELEGATE])
def test_who_confirmed_is_asked_of_the_approver_and_kept(house: House, capacity: Capacity) -> None:
    house.pupil.guardians.filter(name="御厨 さとる").update(custody=Custody.NONE)
    claim = reviewed(house, ask(house, "御厨 こはる", capacity))
    assert house.approver.person
    head, page = browser_of(house.approver.person), reverse("rights:page", args=[claim.pk])
    assert "請求した人がだれかを確かめました。" in head.get(page).content.decode()
    approval = reverse("rights:approval", args=[claim.pk])
    refused = head.post(approval, {"act": "approve"}, follow=True).content.decode()
    assert "印を付けてください" in refused
    head.post(approval, {"act": "approve", "who_confirmed": "1"})
    claim.refresh_from_db()
    assert (claim.state, claim.who_confirmed) == (ClaimState.APPROVED, True)
    assert Event.objects.filter(key=str(claim.pk), details__who_confirmed=True).exists()
    bundle(claim=claim, by=house.approver)


def test_limit_after_approval_stops_what_the_child_asked_for(house: House) -> None:
    claim = reviewed(house, ask(house, "御厨 こはる"))
    approve(claim=claim, by=house.approver)
    claim.refresh_from_db()
    assert not claim.who_confirmed
    limit(house)
    with pytest.raises(Refused, match="印を付けてください"):
        bundle(claim=claim, by=house.approver)


def test_guardian_deleted_from_the_roster_gets_nothing(house: House) -> None:
    claim = reviewed(house, house.claim())
    house.pupil.guardians.get(name="御厨 のぞみ").delete()
    claim.refresh_from_db()
    with pytest.raises(Refused, match="登録されていない"):
        approve(claim=claim, by=house.approver)
    Claim.objects.update(state=ClaimState.APPROVED)
    with pytest.raises(Refused, match="登録されていない"):
        bundle(claim=claim, by=house.approver)
    Claim.objects.update(state=ClaimState.IN_REVIEW)
    gather(claim=claim, by=house.reviewer)
    assert not claim.items.exists()
