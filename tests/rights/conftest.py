"""A child about whom much is written, two managers, and the board's privacy officer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import pytest

from tests.builders import make_actor, make_board, make_person, make_pupil
from tests.web.school_life import MONDAY, WEDNESDAY, third_day
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.models import Notice
from tsunagu.clock import JST, freeze, now
from tsunagu.response.models import Contact, Draft, ProtectionFlag, Sharing
from tsunagu.rights.actions import decide, finish_review, gather, receive
from tsunagu.rights.enums import Capacity, ClaimKind
from tsunagu.rights.models import Claim
from tsunagu.school.models import Classroom, GuardianLimit, Pupil

PAPERS = ("paper-photo", "paper-family-register")
THIRD_PERSON = "a78-1-2"
LINE = "綾瀬川さんと遊びたいと話した。雪平 すみれのことも気にしている"
SHELTER = "避難先は海辺の親類の家"


@dataclass
class House:
    """The places and people of the scene."""

    pupil: Pupil
    classroom: Classroom
    reviewer: Actor
    approver: Actor
    officer: Actor
    contact: Contact

    def claim(self) -> Claim:
        """A claim by the mother."""
        return receive(
            pupil=self.pupil,
            kind=ClaimKind.DISCLOSURE,
            asked_by="御厨 のぞみ",
            capacity=Capacity.GUARDIAN,
            guardian=self.pupil.guardians.get(name="御厨 のぞみ"),
            papers=PAPERS,
            received_on=WEDNESDAY,
            by=self.reviewer,
        )


@pytest.fixture
def house(db: None) -> Iterator[House]:
    """The third day of an absence, in whose contact two other children are named."""
    life = third_day()
    with freeze(WEDNESDAY):
        pupil = life.pupil
        pupil.family_name, pupil.given_name = "御厨", "こはる"
        pupil.save()
        _parents(pupil)
        make_pupil(life.classroom, family_name="綾瀬川", given_name="かなた", phone="090-7777-0000")
        make_pupil(life.classroom, family_name="雪平", given_name="すみれ")
        contact = _written(pupil, life.homeroom)
        board = make_board(life.school.municipality)
        yield House(
            pupil=pupil,
            classroom=life.classroom,
            reviewer=make_actor(life.classroom, role=RoleKind.DEPUTY_HEAD),
            approver=make_actor(life.classroom, role=RoleKind.PRINCIPAL),
            officer=actor_of(make_person(board, role=RoleKind.PRIVACY_OFFICER)),
            contact=contact,
        )


def _parents(pupil: Pupil) -> None:
    """The mother, of whom papers were seen, and the father, of whom none were."""
    mother, father = pupil.guardians.order_by("order")
    mother.name, mother.custody, mother.papers_seen_on = "御厨 のぞみ", "joint", MONDAY
    father.name = "御厨 さとる"
    mother.save()
    father.save()


def _written(pupil: Pupil, teacher: Actor) -> Contact:
    """A contact, a sharing, a draft, and what nobody outside the managers may know."""
    common = {"municipality": pupil.municipality, "pupil": pupil, "by": teacher.person}
    ProtectionFlag.objects.create(**common, first=MONDAY)
    Notice.objects.create(
        **common, kind="shelter", first=MONDAY, note=SHELTER, restricted=True, at=now()
    )
    Sharing.objects.create(**common, on=WEDNESDAY, at=now(), draft=False, attendees="学年の先生")
    drafted = {k: v for k, v in common.items() if k != "by"}
    Draft.objects.create(
        **drafted,
        person=teacher.person,
        form="contact",
        about=pupil.pk,
        typed={"line": "書きかけの心配ごと"},
        at=now(),
    )
    return Contact.objects.create(
        **common,
        at=datetime(2026, 5, 19, 17, 0, tzinfo=JST),
        way="visit",
        reached="child",
        child_seen=True,
        line=LINE,
    )


def looked_at(house: House, *, words: tuple[str, ...] = ()) -> Claim:
    """A claim of which every record was decided: names black, the guardians' withheld."""
    claim, by = house.claim(), house.reviewer
    gather(claim=claim, by=by)
    decide_all(claim, by, words=words)
    finish_review(claim=claim, by=by)
    return claim


def decide_all(claim: Claim, by: Actor, *, words: tuple[str, ...] = ()) -> None:
    """Every record is given but guardians' own; names are black, and words in contacts."""
    for item in claim.items.all():
        ours = words if item.holding == "response.contact" else ()
        withheld = item.holding == "school.guardian"
        hides = withheld or item.spans or ours
        decide(
            item=item,
            withheld=withheld,
            ground=THIRD_PERSON if hides else "",
            black=range(len(item.spans)),
            words=ours,
            by=by,
        )


def limit(house: House) -> GuardianLimit:
    """A protection order against the mother, from today on."""
    return GuardianLimit.objects.create(
        municipality=house.pupil.municipality,
        guardian=house.pupil.guardians.get(name="御厨 のぞみ"),
        kind="protection_order",
        first=date(2026, 5, 20),
        paper="決定書",
        by=house.approver.person,
        at=now(),
    )
