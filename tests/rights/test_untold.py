"""What a disclosure does not tell of leaves no trace: no kind, no count, no number."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.builders import make_actor
from tests.cases.scene import make_agency
from tests.rights.conftest import THIRD_PERSON, House, decide_all
from tsunagu.access.enums import RoleKind
from tsunagu.cases.actions import ask_share, confirm_share
from tsunagu.cases.actions.suspicions import record_suspicion
from tsunagu.cases.enums import Basis, Section
from tsunagu.cases.models import Copy, Note, Report, Share
from tsunagu.clock import now, today
from tsunagu.rights.actions import approve, bundle, decide, finish_review, gather
from tsunagu.rights.models import Claim
from tsunagu.rights.printing.disclosure import disclosure_of, disclosure_pdf

pytestmark = pytest.mark.django_db


def told_outside(house: House, basis: Basis) -> Share:
    """A share on a basis with a report, a note and a copy."""
    share = ask_share(
        pupil=house.pupil,
        receiver=make_agency(house.pupil.municipality, name=basis.value),
        basis=basis,
        law="児童虐待の防止等に関する法律第6条",
        purpose="見守り",
        sections=[Section.ATTENDANCE],
        named=False,
        first=today(),
        last=today() + timedelta(days=3),
        by=house.reviewer,
    )
    confirm_share(share=share, by=house.approver)
    person = house.reviewer.person
    same = {"municipality": share.municipality, "share": share, "by": person, "at": now()}
    Report.objects.create(**same, on=today(), text="家庭を訪ねた")
    Note.objects.create(**same, text="午後に")
    Copy.objects.create(**same, number=1)
    return share


def answered(house: House, *, withheld: bool) -> tuple[dict[str, Any], str]:
    """A claim's answer, as plain values and as paper; all of sharing outside is withheld or not."""
    claim = house.claim()
    gather(claim=claim, by=house.reviewer)
    decide_all(claim, house.reviewer)
    for item in claim.items.filter(holding__startswith="cases."):
        ground = THIRD_PERSON if withheld else ""
        decide(item=item, withheld=withheld, ground=ground, black=(), by=house.reviewer)
    finish_review(claim=claim, by=house.reviewer)
    approve(claim=claim, by=house.approver)
    bundle(claim=claim, by=house.approver)
    written = disclosure_of(Claim.objects.get(pk=claim.pk))
    pages = PdfReader(BytesIO(disclosure_pdf(written))).pages
    return written, "".join("".join(page.extract_text() for page in pages).split())


def test_duty_network_and_suspicion_leave_no_trace_in_what_is_given(house: House) -> None:
    before = answered(house, withheld=True)
    told_outside(house, Basis.DUTY)
    told_outside(house, Basis.PROTECTION_NETWORK)
    record_suspicion(
        pupil=house.pupil,
        child_words="帰りたくない",
        seen="",
        witness="担任",
        on=today(),
        time=None,
        by=make_actor(house.classroom, role=RoleKind.NURSE),
    )
    assert answered(house, withheld=True) == before


def test_withheld_on_another_basis_shows_its_kind_and_a_duty_that_is_given_too(
    house: House,
) -> None:
    told_outside(house, Basis.OWN_TASK)
    told_outside(house, Basis.DUTY)
    written, paper = answered(house, withheld=True)
    records = {kind["kind"]: kind["records"] for kind in written["kinds"]}
    for kind in ("cases.share", "cases.report", "cases.note", "cases.copy"):
        assert [one["withheld"] for one in records[kind]] == [True]
    assert "校外との共有（1件）" in paper
    written, paper = answered(house, withheld=False)
    assert "校外との共有（2件）" in paper
    assert "法令の定め" in paper
