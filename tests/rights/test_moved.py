"""A child who changed school: the former one reads nothing more through an old claim."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.builders import enrol, make_actor, make_class, make_school
from tests.rights.conftest import House, looked_at
from tests.web.school_life import WEDNESDAY, browser_of
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, Denied
from tsunagu.clock import freeze, now, today
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.models import Sheet
from tsunagu.response.models import Contact
from tsunagu.rights.actions import (
    Refused,
    approve,
    bundle,
    decide,
    extend,
    finish_review,
    gather,
    hand_over,
    send_back,
    settle_plain,
    withdraw,
)
from tsunagu.rights.models import Claim
from tsunagu.school.models import Classroom, Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(house: House) -> Iterator[Classroom]:
    """A class of another school, to which the child goes once it is five days later."""
    room = make_class(make_school(house.pupil.municipality, name="うみべ小学校"), pupils=1)
    with freeze(WEDNESDAY + timedelta(days=5)):
        yield room


def move(house: House, room: Classroom) -> None:
    """The child is at the new school from today on, which writes at once."""
    Enrolment.objects.filter(pupil=house.pupil).update(end=today())
    enrol(house.pupil, room, begin=today())
    Contact.objects.create(
        municipality=house.pupil.municipality,
        pupil=house.pupil,
        by=make_actor(room).person,
        at=now(),
        way="call",
        reached="guardian",
        line="新しい学校での話",
    )


DEEDS: dict[str, Callable[[Claim, Actor], object]] = {
    "gather": lambda claim, by: gather(claim=claim, by=by),
    "settle": lambda claim, by: settle_plain(claim=claim, holding="attendance.mark", by=by),
    "decide": lambda claim, by: decide(
        item=claim.items.all()[0], withheld=False, ground="", black=(), by=by
    ),
    "finish": lambda claim, by: finish_review(claim=claim, by=by),
    "extend": lambda claim, by: extend(claim=claim, why="多い", by=by),
    "withdraw": lambda claim, by: withdraw(claim=claim, why="電話で", by=by),
    "approve": lambda claim, by: approve(claim=claim, by=by),
    "send_back": lambda claim, by: send_back(claim=claim, why="もう一度", by=by),
    "bundle": lambda claim, by: bundle(claim=claim, by=by),
}


@pytest.mark.parametrize("name", DEEDS)
def test_former_school_does_nothing_more_on_the_claim(
    house: House, elsewhere: Classroom, name: str
) -> None:
    claim = looked_at(house)
    move(house, elsewhere)
    before = list(claim.items.values_list("pk", "lines"))
    for by in (house.reviewer, house.approver):
        with pytest.raises(Denied):
            DEEDS[name](claim, by)
    assert list(claim.items.values_list("pk", "lines")) == before


def test_former_school_finds_no_page_of_the_claim(house: House, elsewhere: Classroom) -> None:
    claim = looked_at(house)
    item = claim.items.all()[0]
    assert house.approver.person
    head = browser_of(house.approver.person)
    pages = [
        reverse(f"rights:{name}", args=[claim.pk, item.pk][:keys])
        for name, keys in (("page", 1), ("items", 1), ("item", 2))
    ]
    assert [head.get(page).status_code for page in pages] == [200, 200, 200]
    move(house, elsewhere)
    assert [head.get(page).status_code for page in pages] == [404, 404, 404]
    assert head.post(reverse("rights:bundle", args=[claim.pk])).status_code == 404
    assert house.pupil.family_name not in head.get(reverse("rights:list")).content.decode()


def test_new_school_finds_the_former_ones_sheets_for_a_claim_alone(
    house: House, elsewhere: Classroom
) -> None:
    school, by = house.classroom.school, make_actor(house.classroom)
    sheet = begin_sheet(form="assessment-sheet", school=school, pupil=house.pupil, by=by)
    move(house, elsewhere)
    head = make_actor(elsewhere, role=RoleKind.PRINCIPAL)
    assert not Sheet.objects.visible_to(head, Deed.SEE_SHEET).exists()
    claim = replace(house, reviewer=head).claim()
    gather(claim=claim, by=head)
    assert sheet.pk in claim.items.values_list("key", flat=True)


def test_officer_sees_that_the_child_moved_and_lets_the_new_school_answer(
    house: House, elsewhere: Classroom
) -> None:
    claim = house.claim()
    assert house.officer.person
    officer, page = browser_of(house.officer.person), reverse("rights:page", args=[claim.pk])
    assert "転校した" not in officer.get(reverse("rights:list")).content.decode()
    with pytest.raises(Refused, match="転校した"):
        hand_over(claim=claim, by=house.officer)
    move(house, elsewhere)
    head = make_actor(elsewhere, role=RoleKind.PRINCIPAL)
    assert "転校した" in officer.get(reverse("rights:list")).content.decode()
    assert "今の学校へ移す" in officer.get(page).content.decode()
    assert not Claim.objects.visible_to(head, Deed.SEE_CLAIMS).exists()
    officer.post(reverse("rights:approval", args=[claim.pk]), {"act": "hand-over"})
    moved = Claim.objects.visible_to(head, Deed.REVIEW_CLAIM).get()
    assert not moved.moved
    assert gather(claim=moved, by=head)
    assert "新しい学校での話" in str(list(moved.items.values_list("lines")))
