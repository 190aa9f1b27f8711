"""A claim on screen, from its receipt to the download, and whoever tries to get at it otherwise."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_board, make_class, make_person, make_school
from tests.rights.conftest import PAPERS, House, house
from tests.web.school_life import browser_of
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.audit.models import Event
from tsunagu.clock import today
from tsunagu.rights.actions import approve, decide, finish_review, gather
from tsunagu.rights.enums import ClaimState
from tsunagu.rights.models import Claim
from tsunagu.school.models import PupilIdentity

__all__ = ["house"]
pytestmark = pytest.mark.django_db
FORM = {
    "kind": "disclosure",
    "asked_by": "御厨 のぞみ",
    "capacity": "guardian",
    "papers": PAPERS,
    "received_on": "2026-05-20",
}


def browser(actor: Actor) -> Client:
    """A browser signed in as an actor of the scene."""
    assert actor.person
    return browser_of(actor.person)


def ready(house: House, *, approved: bool = False) -> Claim:
    """A claim that waits for approval, or has it."""
    claim = house.claim()
    gather(claim=claim, by=house.reviewer)
    for item in claim.items.all():
        ground = "a78-1-2" if item.spans else ""
        black = range(len(item.spans))
        decide(item=item, withheld=False, ground=ground, black=black, by=house.reviewer)
    finish_review(claim=claim, by=house.reviewer)
    if approved:
        approve(claim=claim, by=house.approver)
    return claim


def test_from_receipt_to_download(house: House) -> None:
    deputy, head = browser(house.reviewer), browser(house.approver)
    number = PupilIdentity.objects.get(pupil=house.pupil).sourced_id
    found = deputy.post(reverse("rights:find"), {"sourced_id": number})
    assert found["Location"] == reverse("rights:new", args=[house.pupil.pk])
    mother = house.pupil.guardians.get(name="御厨 のぞみ")
    made = deputy.post(found["Location"], {**FORM, "guardian": mother.pk})
    claim = Claim.objects.get()
    assert made["Location"] == (page := reverse("rights:page", args=[claim.pk]))
    assert "記録を集める" in deputy.get(page).content.decode()
    step = reverse("rights:step", args=[claim.pk])
    deputy.post(step, {"act": "gather"})
    for kind in sorted(set(claim.items.values_list("holding", flat=True))):
        deputy.post(step, {"act": "settle", "holding": kind})
    item = claim.items.get(holding="response.contact")
    for other in claim.items.undecided().exclude(pk=item.pk):
        decide(item=other, withheld=True, ground="a78-1-2", black=(), by=house.reviewer)
    shown = deputy.get(reverse("rights:item", args=[claim.pk, item.pk])).content.decode()
    assert (
        '<mark class="black-out"><span class="visually-hidden">黒塗り：</span>綾瀬川</mark>'
        in shown
    )
    decision = reverse("rights:decide", args=[claim.pk, item.pk])
    asked = {"answer": "give", "span": ["0", "1"], "words": "遊びたい\n", "ground": ""}
    refused = deputy.post(decision, {**asked, "span": ["1"]})
    typed = refused.content.decode()
    assert refused.status_code == 422
    assert "根拠を選んでください" in typed
    assert 'value="0">' in typed
    assert 'value="1" checked>' in typed
    assert deputy.post(decision, {**asked, "ground": "a78-1-2"})["Location"] == page
    deputy.post(step, {"act": "finish"})
    approval = reverse("rights:approval", args=[claim.pk])
    deputy.post(approval, {"act": "approve"})
    claim.refresh_from_db()
    assert claim.state == ClaimState.REVIEWED
    head.post(approval, {"act": "approve"})
    answer = head.post(reverse("rights:bundle", args=[claim.pk]))
    assert answer["Content-Type"] == "application/zip"
    told = ZipFile(BytesIO(answer.content)).read("disclosure.json").decode()
    assert "綾瀬川" not in told
    assert "遊びたい" not in told
    assert "渡した" in head.get(page).content.decode()


def test_download_before_approval_gives_nothing(house: House) -> None:
    claim = ready(house)
    for actor in (house.approver, house.officer):
        answer = browser(actor).post(reverse("rights:bundle", args=[claim.pk]), follow=True)
        assert answer["Content-Type"].startswith("text/html")
        assert "まだ渡せません" in answer.content.decode()
    claim.refresh_from_db()
    assert claim.state == ClaimState.REVIEWED


@pytest.mark.parametrize(
    "who", ["other school", "other city", "ended", "agency", "homeroom", "administrator"]
)
def test_guessed_addresses_answer_as_what_is_not_there(house: House, who: str) -> None:
    claim = ready(house, approved=True)
    item = claim.items.get(holding="response.contact")
    city, room = house.pupil.municipality, house.classroom
    person = {
        "other school": lambda: make_person(make_class(make_school(city)), role=RoleKind.PRINCIPAL),
        "other city": lambda: make_person(make_class(make_school()), role=RoleKind.PRINCIPAL),
        "ended": lambda: make_person(room, role=RoleKind.PRINCIPAL, last=today()),
        "agency": lambda: make_person(make_board(city), role=RoleKind.AGENCY_LEAD),
        "homeroom": lambda: make_person(room, role=RoleKind.HOMEROOM),
        "administrator": lambda: make_person(make_board(city), role=RoleKind.ADMINISTRATOR),
    }[who]()
    if who == "ended":
        Role.objects.filter(person=person).update(last="2026-05-19")
    guess = browser_of(person)
    before = Event.objects.count()
    for name, keys in (("page", 1), ("items", 1), ("item", 2)):
        address = reverse(f"rights:{name}", args=[claim.pk, item.pk][:keys])
        assert guess.get(address).status_code == 404, name
    for name, keys in (("step", 1), ("approval", 1), ("bundle", 1), ("decide", 2)):
        address = reverse(f"rights:{name}", args=[claim.pk, item.pk][:keys])
        assert guess.post(address, {"act": "withdraw", "why": "x"}).status_code == 404, name
    assert guess.post(reverse("rights:new", args=[house.pupil.pk]), FORM).status_code == 404
    assert Event.objects.count() == before
    listed = guess.get(reverse("rights:list")).content.decode()
    assert "御厨" not in listed


def test_an_item_of_another_claim_is_not_there(house: House) -> None:
    claim = ready(house)
    item = claim.items.first()
    assert item
    claim.pk, claim.id = None, None  # type: ignore[assignment]
    other = Claim.objects.create(
        **{
            name: getattr(claim, name)
            for name in ("municipality", "pupil", "school", "kind", "asked_by", "capacity")
        },
        received_on=claim.received_on,
        due=claim.due,
        by=claim.by,
        at=claim.at,
        state=ClaimState.IN_REVIEW,
    )
    deputy = browser(house.reviewer)
    for name, how in (("item", deputy.get), ("decide", deputy.post)):
        assert how(reverse(f"rights:{name}", args=[other.pk, item.pk])).status_code == 404


def test_today_shows_the_claim_to_whom_the_next_step_falls(house: House) -> None:
    ready(house)
    for actor, falls in ((house.reviewer, False), (house.approver, True), (house.officer, True)):
        content = browser(actor).get(reverse("today")).content.decode()
        assert (f'{reverse("rights:list")}">開示などの請求<span class="count">' in content) == falls


def test_list_is_searched_by_child_and_by_who_asked_and_says_when_it_is_empty(
    house: House,
) -> None:
    head, address = browser(house.approver), reverse("rights:list")
    assert "まだ答えていない請求はありません" in head.get(address).content.decode()
    house.claim()
    for words, found in (("こはる", True), ("のぞみ", True), ("さとる", False)):
        shown = head.post(address, {"text": words}, follow=True).content.decode()
        assert ("2026年6月19日（金）" in shown) == found, words
        assert ("あてはまる請求がありません" in shown) != found
    assert "こはる" not in head.post(address, {"which": "ended"}, follow=True).content.decode()


def test_every_page_of_a_claim_leaves_a_look(house: House) -> None:
    claim = ready(house)
    item = claim.items.first()
    assert item
    head = browser(house.approver)
    Event.objects.all().delete()
    head.get(reverse("rights:page", args=[claim.pk]))
    head.get(reverse("rights:items", args=[claim.pk]))
    head.get(reverse("rights:item", args=[claim.pk, item.pk]))
    looks = Event.objects.filter(details__look=True, pupil=str(house.pupil.pk), kind="claim")
    assert looks.count() == 3
