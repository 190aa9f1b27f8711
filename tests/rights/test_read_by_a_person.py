"""What a person wrote is read by a person; what is others' starts as withheld."""

from datetime import timedelta

import pytest

from tests.cases.scene import make_agency
from tests.rights.conftest import THIRD_PERSON, House
from tests.web.school_life import WEDNESDAY
from tsunagu.attendance.models import Mark
from tsunagu.cases.actions import ask_share, confirm_share
from tsunagu.cases.enums import Basis, Section
from tsunagu.clock import today
from tsunagu.response.models import Contact
from tsunagu.rights.actions import gather, receive, settle_plain
from tsunagu.rights.enums import Capacity, ClaimKind
from tsunagu.rights.models import Claim
from tsunagu.school.held import holdings
from tsunagu.school.models import Pupil

pytestmark = pytest.mark.django_db


def gathered(house: House) -> Claim:
    """The mother's claim, of which all was settled that can be settled together."""
    claim = house.claim()
    gather(claim=claim, by=house.reviewer)
    for kind in holdings():
        settle_plain(claim=claim, holding=kind.name, by=house.reviewer)
    return claim


def test_plain_records_alone_are_settled_together(house: House) -> None:
    Contact.objects.filter(pk=house.contact.pk).update(line="父にたたかれたと話した")
    noted = Mark.objects.filter(pupil=house.pupil)[0]
    Mark.objects.filter(pk=noted.pk).update(note="児童相談所に相談する")
    claim = gathered(house)
    left = claim.items.undecided()
    kinds = set(left.values_list("holding", flat=True))
    assert {"response.contact", "response.sharing", "school.guardian"} <= kinds
    assert not {"school.enrolment", "response.taskreason", "response.task"} & kinds
    assert [one.key for one in left.filter(holding="attendance.mark")] == [noted.pk]
    assert claim.items.filter(holding="attendance.mark", decided_by__isnull=False).count() == 2


def test_withheld_from_the_start_are_other_guardians_and_shares_on_a_duty(house: House) -> None:
    for basis in (Basis.DUTY, Basis.OWN_TASK):
        share = ask_share(
            pupil=house.pupil,
            receiver=make_agency(house.pupil.municipality, name=basis),
            basis=basis,
            law="児童虐待の防止等に関する法律第6条",
            purpose="通告のあとの見守り",
            sections=[Section.ATTENDANCE],
            named=False,
            first=today(),
            last=today() + timedelta(days=3),
            by=house.reviewer,
        )
        confirm_share(share=share, by=house.approver)
    claim = gathered(house)
    starts = {
        (one.lines[0]["text"], one.withheld, one.ground, one.decided_by)
        for one in claim.items.filter(holding__in=("school.guardian", "cases.share"))
    }
    assert starts == {
        ("御厨 のぞみ", False, "", None),
        ("御厨 さとる", True, THIRD_PERSON, None),
        ("duty", True, "a78-1-1", None),
        ("own_task", False, "", None),
    }


@pytest.fixture
def told(house: House) -> str:
    """A contact in which others are named in kana, and both parents."""
    Pupil.objects.filter(family_name="綾瀬川").update(family_kana="アヤセガワ")
    line = "あやせがわさん、ｱﾔｾｶﾞﾜさん。さとる、のぞみ"
    Contact.objects.filter(pk=house.contact.pk).update(line=line)
    return line


@pytest.mark.parametrize(
    ("capacity", "black"),
    [
        (Capacity.GUARDIAN, ["あやせがわ", "ｱﾔｾｶﾞﾜ", "さとる"]),
        (Capacity.CHILD, ["あやせがわ", "ｱﾔｾｶﾞﾜ", "さとる", "のぞみ"]),
    ],
)
def test_names_in_kana_and_of_the_other_guardians_are_proposed(
    house: House, told: str, capacity: Capacity, black: list[str]
) -> None:
    claim = house.claim()
    if capacity == Capacity.CHILD:
        claim = receive(
            pupil=house.pupil,
            kind=ClaimKind.DISCLOSURE,
            asked_by="御厨 こはる",
            capacity=capacity,
            papers=["paper-student"],
            received_on=WEDNESDAY,
            by=house.reviewer,
        )
    gather(claim=claim, by=house.reviewer)
    spans = claim.items.get(key=house.contact.pk).spans
    assert [told[span["start"] : span["end"]] for span in spans] == black
