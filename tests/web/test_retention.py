"""Deletion by retention on screen: proposed by one, approved by another, carried out, shown."""

from datetime import date

import pytest
from django.urls import reverse

from tests.builders import make_board, make_class, make_person, make_school
from tests.rights.conftest import House, house
from tests.web.school_life import browser_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.models import Mark
from tsunagu.clock import freeze
from tsunagu.rights.actions import delete_approved
from tsunagu.rights.models import Deletion

__all__ = ["house"]
pytestmark = pytest.mark.django_db
LATER = date(2032, 4, 1)


def test_proposed_by_one_approved_by_another_and_shown_as_done(house: House) -> None:
    board = make_board(house.pupil.municipality)
    with freeze(LATER):
        officer = browser_of(make_person(board, role=RoleKind.PRIVACY_OFFICER))
        head = browser_of(make_person(board, role=RoleKind.BOARD_HEAD))
        content = officer.get(reverse("retention:page")).content.decode()
        assert '出欠</th><td class="num" data-label="件数">3' in content
        assert "学校教育法施行規則 28条2項" in content
        assert "こはる" not in content
        made = officer.post(reverse("retention:propose"))
        deletion = Deletion.objects.get()
        one = reverse("retention:one", args=[deletion.pk])
        assert made["Location"] == one
        decide = reverse("retention:decide", args=[deletion.pk])
        assert "提案した人は承認できません" in officer.get(one).content.decode()
        officer.post(decide, {"act": "approve"})
        assert delete_approved() == 0
        head.post(decide, {"act": "approve"})
        assert "消している" in head.get(one, headers={"HX-Request": "true"}).content.decode()
        delete_approved()
        assert "消し終えた" in officer.get(one).content.decode()
        assert not Mark.objects.exists()
        assert (
            "期間が過ぎた記録はありません"
            in officer.get(reverse("retention:page")).content.decode()
        )


@pytest.mark.parametrize("who", ["principal", "other city", "supervisor", "ended"])
def test_nobody_else_proposes_or_approves(house: House, who: str) -> None:
    board = make_board(house.pupil.municipality)
    with freeze(LATER):
        officer = browser_of(make_person(board, role=RoleKind.PRIVACY_OFFICER))
        officer.post(reverse("retention:propose"))
        deletion = Deletion.objects.get()
        person = {
            "principal": lambda: make_person(house.classroom, role=RoleKind.PRINCIPAL),
            "other city": lambda: make_person(
                make_board(make_class(make_school()).municipality), role=RoleKind.BOARD_HEAD
            ),
            "supervisor": lambda: make_person(board, role=RoleKind.SUPERVISOR),
            "ended": lambda: make_person(board, role=RoleKind.BOARD_HEAD, last=date(2032, 3, 31)),
        }[who]()
        guess = browser_of(person)
        for name in ("one", "decide"):
            address = reverse(f"retention:{name}", args=[deletion.pk])
            asked = guess.get(address) if name == "one" else guess.post(address, {"act": "approve"})
            assert asked.status_code == 404
        deletion.refresh_from_db()
        assert deletion.state == "proposed"
