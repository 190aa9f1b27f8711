"""The child's and the family's own words stand first on the pages and papers about the child."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.builders import make_actor, make_school
from tests.web.school_life import WEDNESDAY, Life
from tsunagu.access.enums import RoleKind
from tsunagu.cases.actions.cases import begin_case, move_case
from tsunagu.cases.actions.teams import record_wish
from tsunagu.cases.case_enums import CaseMove, CaseOrigin, Wisher
from tsunagu.cases.models import Case
from tsunagu.response.actions import share
from tsunagu.response.models import Sharing

pytestmark = pytest.mark.django_db
CHILD, ELSEWHERE = "朝はしずかに起きたい", "前の学校で話したことば"


@pytest.fixture
def case(life: Life) -> Case:
    """A case in which the child has said something."""
    origin = CaseOrigin.RESPONSE
    case = begin_case(pupil=life.pupil, kind="absence", origin=origin, why="x", by=life.homeroom)
    said(life, case, CHILD)
    return case


def said(life: Life, case: Case, words: str, by: object = None) -> None:
    """The child says something to its teacher."""
    record_wish(
        case=case,
        whose=Wisher.CHILD,
        words=words,
        heard_by="担任",
        heard_on=WEDNESDAY,
        by=by or life.homeroom,  # type: ignore[arg-type]
    )


def shared(life: Life) -> Sharing:
    """What was spoken of at school, still a draft."""
    asked = {"agenda": {"friends": "席替えのあと"}, "comes": {}, "does_not": {}}
    by = life.homeroom
    return share(
        pupil=life.pupil, on=WEDNESDAY, attendees="", decided=[], draft=True, by=by, **asked
    )


def pages(life: Life, browser: Client) -> dict[str, str]:
    """The child's page, the sharing to write, the one written and its paper, as text."""
    key, held = life.pupil.pk, shared(life).pk
    addresses = {
        "page": reverse("pupil:page", args=[key]),
        "form": reverse("pupil:sharing-new", args=[key]),
        "recap": reverse("pupil:sharing", args=[key, held]),
    }
    found = {name: browser.get(address).content.decode() for name, address in addresses.items()}
    paper = browser.get(reverse("pupil:sharing-pdf", args=[key, held])).content
    return found | {"paper": PdfReader(BytesIO(paper)).pages[0].extract_text()}


AFTER = {"page": "声と姿", "form": "参加した人", "recap": "決めたこと", "paper": "決めたこと"}
"""What stands below the words."""


def test_words_come_before_all_else(life: Life, case: Case) -> None:
    for name, text in pages(life, life.browser()).items():
        assert CHILD in text, name
        assert "まだ聞いていません" in text, name
        assert text.index(CHILD) < text.index(AFTER[name]), name


def test_paper_says_who_heard_them_when(life: Life, case: Case) -> None:
    assert "2026年5月20日（水）　担任が聞いた" in pages(life, life.browser())["paper"]


def test_words_of_a_case_elsewhere_or_over_are_not_there(life: Life, case: Case) -> None:
    move_case(
        case=case, move=CaseMove.CLOSE, text="元気に過ごしている", until=None, by=life.homeroom
    )
    other = make_school(life.school.municipality)
    principal = make_actor(other, role=RoleKind.PRINCIPAL)
    apart = Case.objects.get(pk=case.pk)
    apart.pk, apart._state.adding = None, True
    apart.school, apart.state, apart.due = other, "noticed", date(2026, 6, 1)
    apart.save()
    said(life, apart, ELSEWHERE, principal)
    for name, text in pages(life, life.browser()).items():
        assert CHILD not in text, name
        assert ELSEWHERE not in text, name
        assert "本人と家族のことば" not in text, name
