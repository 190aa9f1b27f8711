"""What reached the board, printed together there: by initials, and nothing that was not sent."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.builders import make_actor, make_board, make_city, make_school
from tests.cases.scene import FAMILY, GIVEN, KANA, make_siblings
from tests.forms.test_bundles import complete
from tests.web.test_follow_ups import Followed, browser, scene
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.audit.models import Event
from tsunagu.cases.enums import ConsultationState as S
from tsunagu.cases.models import Consultation
from tsunagu.cases.queries.consultations import veiled_value
from tsunagu.cases.sheets import FORM
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.models import Answer, Bundle, Sheet

__all__ = ["scene"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE, FILE = reverse("sheets:bundle"), reverse("sheets:bundle-file")
CONSULTATIONS, SLIPS = f"{FORM}:2026", "follow-up-slip:2026"
NAMES = (FAMILY, GIVEN, *KANA)


def words(at: Client) -> str:
    """The page on which printing begins."""
    return at.get(PAGE).content.decode()


def printed(at: Client, form: str, school: str = "") -> str:
    """All that comes on paper, without the breaks of its lines."""
    at.post(PAGE, {"form": form, "school": school})
    content = at.get(FILE).content
    files = [content]
    if content.startswith(b"PK"):
        packed = ZipFile(BytesIO(content))
        files = [packed.read(name) for name in packed.namelist()]
    pages = (page for one in files for page in PdfReader(BytesIO(one)).pages)
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_consultation_sheets_come_by_initials_with_a_look_a_child(scene: Followed) -> None:
    scene.sent()
    at = browser(scene.board.supervisor)
    assert PAGE in at.get(reverse("sheets:list")).content.decode()
    assert "1件" in words(at)
    Event.objects.all().delete()
    paper = printed(at, CONSULTATIONS)
    assert "朝に泣くことがある" in paper
    assert not [name for name in NAMES if name in paper]
    look = Event.objects.get(kind="bundle", details__look=True)
    assert (look.pupil, look.actor) == (str(scene.pupil.pk), str(scene.board.supervisor.person.pk))


def test_slips_whose_form_names_the_child_name_nobody_at_the_board(scene: Followed) -> None:
    scene.handed_in()
    paper = printed(browser(scene.board.head), SLIPS)
    assert "図書室なら来られるという" in paper
    assert not [name for name in NAMES if name in paper]
    assert FAMILY in printed(browser(scene.school.manager), SLIPS)


def test_papers_by_full_names_are_set_anew_by_initials_for_who_now_is_at_the_board(
    scene: Followed,
) -> None:
    scene.handed_in()
    person = scene.school.manager.person
    assert FAMILY in printed(browser(scene.school.manager), SLIPS)
    Role.objects.filter(person=person).update(
        kind=RoleKind.SUPERVISOR, organisation=scene.board.organisation
    )
    at = browser(actor_of(person))
    assert "あなたの見られる形が変わった" in words(at)
    assert at.get(FILE)["Location"] == PAGE
    at.post(PAGE, {"resume": "1"})
    (page, *_) = PdfReader(BytesIO(at.get(FILE).content)).pages
    assert not [name for name in NAMES if name in page.extract_text()]


def test_no_sibling_at_another_school_is_named_on_page_or_paper(scene: Followed) -> None:
    names = make_siblings(scene.pupil)
    told = f"兄の{names[0]}（中学校）と{FAMILY}{names[1]}も休む"
    sent, slip = scene.sent(), scene.handed_in()
    Answer.objects.filter(sheet=sent.sheet, field="consultation").update(value=told)
    Answer.objects.filter(sheet=slip.sheet, field="child-wish").update(value=told)
    at = browser(scene.board.supervisor)
    pages = [
        at.get(reverse("consultations:received", args=[sent.pk])).content.decode(),
        at.get(reverse("follow-ups:received", args=[slip.pk])).content.decode(),
        printed(at, CONSULTATIONS),
        printed(at, SLIPS),
    ]
    for said in pages:
        assert "兄の〇〇（中学校）と〇〇も休む" in said
        assert not [name for name in names if name in said]


@pytest.mark.parametrize("state", [S.WAITING, S.RETURNED, S.WITHDRAWN])
def test_what_was_not_sent_or_was_taken_back_is_not_there(scene: Followed, state: S) -> None:
    scene.brought_to(state)
    school, by = scene.school.classroom.school, scene.school.teacher
    complete(begin_sheet(form="assessment-sheet", school=school, pupil=scene.pupil, by=by))
    at = browser(scene.board.supervisor)
    assert "印刷できる様式はありません" in words(at)
    for form in (CONSULTATIONS, "assessment-sheet:2026"):
        at.post(PAGE, {"form": form})
    assert not Bundle.objects.exists()


def test_one_schools_or_the_whole_citys(scene: Followed) -> None:
    scene.sent()
    there = make_school(scene.pupil.municipality, name="岬の小学校")
    second = scene.sent()
    Sheet.objects.filter(pk=second.sheet_id).update(school=there)
    Consultation.objects.filter(pk=second.pk).update(school=there)
    at = browser(scene.board.supervisor)
    assert f'<option value="{there.pk}">岬の小学校（1件）</option>' in words(at)
    for school, count in ((str(there.pk), 1), ("", 2)):
        assert printed(at, CONSULTATIONS, school).count("朝に泣くことがある") == count
    assert at.post(PAGE, {"form": CONSULTATIONS, "school": "x"}).status_code == 404


def test_a_character_that_cannot_be_set_leads_to_the_sheet_as_the_board_reads_it(
    scene: Followed,
) -> None:
    one = scene.sent()
    Answer.objects.filter(sheet=one.sheet, field="consultation").update(value="朝😀")
    at = browser(scene.board.supervisor)
    at.post(PAGE, {"form": CONSULTATIONS})
    assert f'<a href="{reverse("consultations:received", args=[one.pk])}">' in words(at)


@pytest.mark.parametrize("kind", [RoleKind.LEAD_COUNSELLOR, RoleKind.LEAD_SOCIAL_WORKER])
def test_others_of_the_board_print_nothing_together(scene: Followed, kind: RoleKind) -> None:
    scene.sent()
    at = browser(make_actor(scene.board.organisation, role=kind))
    for address in (PAGE, FILE):
        assert at.get(address).status_code == 404


def test_another_citys_board_has_nothing_of_it(scene: Followed) -> None:
    scene.sent()
    other = make_board(make_city())
    at = browser(make_actor(other, role=RoleKind.SUPERVISOR))
    assert "印刷できる様式はありません" in words(at)


def test_every_text_is_veiled_and_what_was_chosen_stands() -> None:
    value = {
        "chosen": ["みなと"],
        "notes": {"みなと": ["みなとさんの姉", "朝"]},
        "rows": [{"row": "みなと", "cells": {"when": "みなとが来た"}}],
    }
    said = veiled_value(value, lambda text: text.replace("みなと", "M"))
    assert said == {
        "chosen": ["みなと"],
        "notes": {"みなと": ["Mさんの姉", "朝"]},
        "rows": [{"row": "みなと", "cells": {"when": "Mが来た"}}],
    }
    assert veiled_value(None, str.upper) is None
    assert veiled_value(7, str.upper) == 7
