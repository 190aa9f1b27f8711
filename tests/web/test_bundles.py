"""Many sheets printed from the screen: begun, watched, cancelled, taken up, fetched."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import Settings

from tests.builders import make_class, make_person, make_pupil, make_school
from tests.forms.test_bundles import FORM, HELD, YEAR, completed
from tests.forms.town import Town
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.audit.models import Event
from tsunagu.clock import freeze
from tsunagu.forms import bundles
from tsunagu.forms.actions import withdraw_sheet
from tsunagu.forms.bundles import KEPT, print_bundle
from tsunagu.forms.enums import BundleState
from tsunagu.forms.models import Answer, Bundle, Listed, Sheet
from tsunagu.oversight.queries import Wanted

PAGE, WORK, FILE = (reverse(f"sheets:bundle{name}") for name in ("", "-work", "-file"))
CHOICE = {"form": f"{FORM}:{YEAR}"}
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def principal(client: Client, town: Town) -> Client:
    """The principal's browser."""
    assert town.principal.person
    return signed_in(client, town.principal.person)


def words(client: Client) -> str:
    """The page."""
    return client.get(PAGE).content.decode()


def test_from_the_list_to_the_papers_with_a_look_a_child(principal: Client, town: Town) -> None:
    sheets = [completed(town, number=number) for number in (1, 2)]
    assert PAGE in principal.get(reverse("sheets:list")).content.decode()
    assert "2件" in words(principal)
    principal.post(PAGE, CHOICE)
    assert "2件のうち2件を紙にしました" in words(principal)
    other = make_pupil(make_class(town.school, pupils=0))
    city = town.school.municipality
    Listed.objects.create(municipality=city, sheet=sheets[0], pupil=other, number=0)
    Event.objects.all().delete()
    answer = principal.get(FILE)
    assert len(PdfReader(BytesIO(answer.content)).pages) == 2
    assert unquote(answer["Content-Disposition"]).endswith("気になることシート_2026年度.pdf")
    looks = Wanted(what="out").of(Event.objects.all())
    assert set(looks.values_list("pupil", flat=True)) == {
        str(key) for key in (*(one.pupil_id for one in sheets), other.pk)
    }
    assert not looks.filter(details__listed=True)


def test_several_files_come_as_one_that_names_schools_and_nobody(
    principal: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "A_FILE", 1)
    for number in (1, 2):
        completed(town, number=number)
    beside = make_school(town.school.municipality, name="岬の中学校")
    make_person(beside, role=RoleKind.PRINCIPAL).roles.update(person=town.principal.person)
    Sheet.objects.filter(pk=completed(town, number=3).pk).update(school=beside)
    principal.post(PAGE, CHOICE)
    names = ZipFile(BytesIO(principal.get(FILE).content)).namelist()
    several = {"森の小学校-1.pdf", "森の小学校-2.pdf", "岬の中学校.pdf"}
    assert {name.partition("_")[2] for name in names} == several


def test_while_it_waits_it_shows_how_far_it_is_and_can_be_cancelled_and_taken_up(
    principal: Client, town: Town, settings: Settings
) -> None:
    settings.TASKS = HELD
    completed(town)
    principal.post(PAGE, CHOICE)
    shown = principal.get(WORK, **HTMX).content.decode()
    assert "順番を待っています" in shown
    assert 'value="0" max="1"' in shown
    assert principal.get(WORK)["Location"] == principal.get(FILE)["Location"] == PAGE
    principal.post(PAGE, CHOICE)
    assert "いま印刷しているもの" in words(principal)
    principal.post(PAGE, {"cancel": "1"})
    assert principal.get(WORK, **HTMX)["HX-Refresh"] == "true"
    assert "続きから印刷する" in words(principal)
    principal.post(PAGE, {"resume": "1"})
    print_bundle.func(str(Bundle.objects.get().pk))
    assert "1件のうち1件を紙にしました" in words(principal)
    principal.post(PAGE, {"close": "1"})
    assert not Bundle.objects.exists()
    assert principal.get(FILE)["Location"] == PAGE


def test_a_day_later_the_papers_are_gone_though_no_job_has_run(
    principal: Client, town: Town
) -> None:
    completed(town)
    principal.post(PAGE, CHOICE)
    begun = Bundle.objects.get().at
    with freeze(begun + KEPT):
        assert principal.get(FILE)["Content-Type"] == "application/pdf"
    with freeze(begun + KEPT + timedelta(seconds=1)):
        assert principal.get(FILE)["Location"] == PAGE
        assert not Bundle.objects.exists()


def test_papers_with_a_sheet_taken_back_since_are_not_given_out(
    principal: Client, town: Town
) -> None:
    completed(town, number=1)
    gone = completed(town, number=2)
    principal.post(PAGE, CHOICE)
    withdraw_sheet(sheet=gone, why="別の子どもだった", by=town.principal)
    assert principal.get(FILE)["Location"] == PAGE
    assert "印刷したあとで" in words(principal)
    principal.post(PAGE, {"resume": "1"})
    assert "2件のうち1件を紙にしました。あとの1件は" in words(principal)
    assert principal.get(FILE).content.startswith(b"%PDF-")


def test_a_character_that_cannot_be_set_is_told_with_a_way_to_its_sheet(
    principal: Client, town: Town
) -> None:
    odd = completed(town)
    Answer.objects.filter(sheet=odd, field="class").update(value="1組😀")
    principal.post(PAGE, CHOICE)
    shown = words(principal)
    assert "1件の様式に、紙の文字にない字があります" in shown
    assert f'<a href="{reverse("sheets:sheet", args=[odd.pk])}">森の小学校の1件め</a>' in shown


@pytest.mark.parametrize("posted", [{"form": "worry-sheet"}, {"form": "x:y"}])
def test_what_no_button_posts_is_not_there(
    principal: Client, town: Town, posted: dict[str, str]
) -> None:
    assert principal.post(PAGE, posted).status_code == 404


@pytest.mark.parametrize("posted", [{}, {"cancel": "1"}])
def test_what_chooses_nothing_is_told(
    principal: Client, town: Town, posted: dict[str, str]
) -> None:
    answer = principal.post(PAGE, posted, follow=True)
    assert "まとめて印刷する様式を選んでください" in answer.content.decode()


def test_nothing_to_print_is_said(principal: Client, town: Town) -> None:
    assert "印刷できる様式はありません" in words(principal)
    principal.post(PAGE, CHOICE)
    assert "印刷できる完成した様式がありません" in words(principal)


def test_who_is_no_manager_finds_nothing_and_another_manager_not_these_papers(
    principal: Client, town: Town
) -> None:
    completed(town)
    principal.post(PAGE, CHOICE)
    assert Bundle.objects.get().state == BundleState.DONE
    assert town.teacher.person
    teacher = signed_in(Client(), town.teacher.person)
    assert {teacher.get(url).status_code for url in (PAGE, WORK, FILE)} == {404}
    assert PAGE not in teacher.get(reverse("sheets:list")).content.decode()
    Bundle.objects.update(by=town.teacher.person)
    assert principal.get(FILE)["Location"] == PAGE
