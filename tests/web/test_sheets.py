"""A sheet on screen: begun, written by two, completed with every fault in place, signed, read."""

from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.builders import make_class, make_person
from tests.forms.town import Town, ask_otherwise
from tests.web.cast import signed_in
from tsunagu.audit.models import Event
from tsunagu.cases.actions.cases import begin_case
from tsunagu.cases.actions.teams import record_wish
from tsunagu.cases.case_enums import CaseOrigin, Wisher
from tsunagu.clock import today
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Answer, Sheet
from tsunagu.web.entry.proofs import GIVEN

TYPED = {"HTTP_HX_REQUEST": "true"}


def begun(client: Client, town: Town) -> Sheet:
    """A sheet begun by the teacher on the child's page."""
    assert town.teacher.person
    signed_in(client, town.teacher.person)
    client.post(reverse("sheets:begin", args=[town.pupil.pk]), {"form": "worry-sheet"})
    return Sheet.objects.get(pupil=town.pupil)


def at(sheet: Sheet, name: str = "sheet", *more: str) -> str:
    """An address of the sheet's."""
    return reverse(f"sheets:{name}", args=[sheet.pk, *more])


def type_in(client: Client, sheet: Sheet, name: str, **posted: object) -> tuple[int, str]:
    """Save one answer as the page does while one types: status and words."""
    data = {f"{name}.{key.replace('_', '-')}": value for key, value in posted.items()}
    response = client.post(at(sheet, "answer", name), data, **TYPED)
    return response.status_code, response.content.decode()


def test_a_sheet_begins_from_the_childs_page_with_facts_and_their_origin(
    client: Client, town: Town
) -> None:
    sheet = begun(client, town)
    page = client.get(reverse("sheets:pupil", args=[town.pupil.pk])).content.decode()
    assert "気になることシート" in page
    words = client.get(at(sheet)).content.decode()
    assert "森の小学校" in words
    assert "名簿から（2026年5月20日（水））" in words


def test_typing_is_saved_at_once_and_says_when(client: Client, town: Town) -> None:
    sheet = begun(client, town)
    status, words = type_in(client, sheet, "days", value="3", number="0")
    assert (status, "保存しました" in words) == (200, True)
    assert 'name="days.number" value="1"' in words
    assert sheet.answers()["days"].value == 3


def test_who_types_what_another_has_written_is_told_and_chooses(client: Client, town: Town) -> None:
    sheet = begun(client, town)
    type_in(client, sheet, "days", value="3", number="0")
    assert town.principal.person
    other = signed_in(Client(), town.principal.person)
    status, words = type_in(other, sheet, "days", value="5", number="0")
    assert (status, "と書きました" in words, sheet.answers()["days"].value) == (409, True, 3)
    looks = Event.objects.filter(details__look=True, pupil=str(sheet.pupil_id), key=str(sheet.pk))
    assert looks.filter(actor=str(town.principal.person.pk)).exists()
    assert type_in(other, sheet, "days", value="5", number="1")[0] == 200
    seen = client.get(at(sheet, "changes"), {"since": "2026-05-01T08:00:00+09:00"})
    assert "日数" in seen.content.decode()


def test_without_scripts_the_whole_page_is_saved_and_what_is_wrong_stays_typed(
    client: Client, town: Town
) -> None:
    sheet = begun(client, town)
    posted = {"days.value": "三日", "days.number": "0", "class.value": "2組", "class.number": "1"}
    response = client.post(at(sheet), posted)
    words = response.content.decode()
    assert response.status_code == 422
    assert "「日数」は数字（整数）で書いてください" in words
    assert 'value="三日"' in words
    assert sheet.answers()["class"].value == "2組"


def test_completing_shows_every_fault_in_its_place(client: Client, town: Town) -> None:
    sheet = begun(client, town)
    posted = {"eats.value": "no", "eats.number": "0", "complete": "1"}
    words = client.post(at(sheet), posted).content.decode()
    for fault in ("だれが・いつ・何を見たか", "「食べないわけ」を書いてください"):
        assert fault in words
    sheet.refresh_from_db()
    assert sheet.state == SheetState.DRAFT


def test_signed_and_completed_it_is_read_and_no_longer_written(client: Client, town: Town) -> None:
    sheet = begun(client, town)
    assert town.principal.person
    manager = signed_in(Client(), town.principal.person)
    assert client.post(at(sheet, "sign", "signed")).status_code == 404
    manager.post(at(sheet, "sign", "signed"))
    client.post(at(sheet), {"complete": "1"})
    words = client.get(at(sheet)).content.decode()
    assert "訂正を書き始める" in words
    assert type_in(client, sheet, "days", value="3", number="0")[0] == 422
    client.post(at(sheet, "correct"))
    assert Sheet.objects.filter(replaces=sheet, state=SheetState.DRAFT).exists()


def test_it_is_taken_back_with_why(client: Client, town: Town) -> None:
    sheet = begun(client, town)
    client.post(at(sheet, "withdraw"), {"why": "別の子どもだった"})
    assert "別の子どもだった" in client.get(at(sheet)).content.decode()


def test_a_million_characters_are_refused_with_their_number(client: Client, town: Town) -> None:
    sheet = begun(client, town)
    status, words = type_in(client, sheet, "why-not", value="長" * 1_000_000, number="0")
    assert (status, "1,000,000文字" in words) == (422, True)


def test_what_no_request_may_hold_is_refused_and_changes_nothing(
    client: Client, town: Town
) -> None:
    sheet = begun(client, town)
    much = {"why-not.value": "🙂" * 3_000_000, "why-not.number": "0"}
    assert client.post(at(sheet, "answer", "why-not"), much, **TYPED).status_code == 400
    assert "why-not" not in sheet.answers()


def test_who_leaves_writes_over_their_own_words_of_just_before_alone(
    client: Client, town: Town
) -> None:
    sheet = begun(client, town)
    address = at(sheet, "answer", "days")
    client.post(address, {"days.value": "3", "days.number": "0"}, **TYPED)
    leaving = {"days.value": "5", "days.number": "0", "leaving": "1"}
    assert client.post(address, leaving).status_code == 200
    assert sheet.answers()["days"].value == 5
    assert town.principal.person
    other = signed_in(Client(), town.principal.person)
    assert other.post(address, leaving | {"days.value": "7"}).status_code == 409
    other.post(address, {"days.value": "7", "days.number": "2"}, **TYPED)
    assert client.post(address, leaving | {"days.number": "2"}).status_code == 409
    assert sheet.answers()["days"].value == 7


def test_who_is_signed_out_while_writing_is_told_and_led_nowhere(
    client: Client, town: Town
) -> None:
    sheet = begun(client, town)
    client.logout()
    status, words = type_in(client, sheet, "days", value="3", number="0")
    assert (status, "サインインが切れました" in words) == (401, True)


def test_who_must_prove_anew_while_writing_is_told_and_led_nowhere(
    client: Client, town: Town
) -> None:
    sheet = begun(client, town)
    session = client.session
    del session[GIVEN]
    session.save()
    status, words = type_in(client, sheet, "days", value="3", number="0")
    assert (status, "もう一度確かめる必要があります" in words) == (401, True)


def test_the_childs_own_words_come_first_for_who_may_see_the_case(
    client: Client, town: Town
) -> None:
    sheet = begun(client, town)
    assert "まだ聞いていません" not in client.get(at(sheet)).content.decode()
    address = reverse("support:pupil", args=[town.pupil.pk]) + "?origin=consultation"
    assert 'value="consultation" selected' in client.get(address).content.decode()
    case = begin_case(
        pupil=town.pupil, kind="absence", origin=CaseOrigin.SIGN, why="x", by=town.teacher
    )
    assert "まだ聞いていません" in client.get(at(sheet)).content.decode()
    wish = {"whose": Wisher.CHILD, "words": "朝はしずかなほうがいい", "heard_by": "担任"}
    record_wish(case=case, heard_on=today(), by=town.teacher, **wish)
    words = client.get(at(sheet)).content.decode()
    assert words.index("朝はしずかなほうがいい") < words.index("q-days")


@pytest.mark.parametrize("name", ["sheet", "changes", "withdraw"])
def test_another_classs_teacher_finds_nothing(client: Client, town: Town, name: str) -> None:
    sheet = begun(client, town)
    stranger = signed_in(Client(), make_person(make_class(town.school, name="2組")))
    assert stranger.get(at(sheet, name)).status_code == 404
    assert type_in(stranger, sheet, "days", value="3", number="0")[0] == 404
    assert not Answer.objects.filter(sheet=sheet, field="days").exists()
    assert "気になること" not in stranger.get(reverse("sheets:list")).content.decode().replace(
        "気になることシート</option>", ""
    )


@pytest.mark.parametrize(("name", "head"), [("pdf", b"%PDF-"), ("xlsx", b"PK")])
def test_it_prints_and_its_file_name_names_nobody(
    client: Client, town: Town, name: str, head: bytes
) -> None:
    sheet = begun(client, town)
    response = client.get(at(sheet, name))
    assert response.content.startswith(head)
    assert town.pupil.family_name not in unquote(response["Content-Disposition"])
    stranger = signed_in(Client(), make_person(make_class(town.school, name="2組")))
    assert stranger.get(at(sheet, name)).status_code == 404


def test_the_blank_form_is_for_whoever_writes_sheets(client: Client, town: Town) -> None:
    begun(client, town)
    blank = reverse("sheets:blank", args=["worry-sheet"])
    assert client.get(blank).content.startswith(b"%PDF-")
    assert client.get(reverse("sheets:blank", args=["no-such"])).status_code == 404


def test_it_prints_with_or_without_where_values_came_from(client: Client, town: Town) -> None:
    sheet = begun(client, town)
    printed = [client.get(at(sheet, "pdf") + query).content for query in ("", "?plain")]
    told = ["名簿" in PdfReader(BytesIO(one)).pages[0].extract_text() for one in printed]
    assert told == [True, False]


def test_a_form_changed_while_its_sheet_is_open_leaves_page_and_paper_as_they_were(
    client: Client, town: Town, town_pack: Path
) -> None:
    sheet = begun(client, town)
    opened = client.get(at(sheet)).content.decode()
    ask_otherwise(town_pack, today())
    assert type_in(client, sheet, "days", value="3", number="0")[0] == 200
    again = client.get(at(sheet)).content.decode()
    pdf = PdfReader(BytesIO(client.get(at(sheet, "pdf")).content))
    paper = "".join(page.extract_text() for page in pdf.pages)
    book = load_workbook(BytesIO(client.get(at(sheet, "xlsx")).content)).worksheets[0]
    cells = "".join(str(cell.value) for row in book.iter_rows() for cell in row if cell.value)
    for words in (opened, again, paper, cells):
        assert "日数" in words
        assert "休んだ日数" not in words
    for words in (paper, cells):
        assert "worry-sheet　2024-04-01" in words
    blank = PdfReader(BytesIO(client.get(reverse("sheets:blank", args=["worry-sheet"])).content))
    assert "休んだ日数" in blank.pages[0].extract_text()


def test_a_character_that_print_cannot_set_is_told_before_printing(
    client: Client, town: Town
) -> None:
    sheet = begun(client, town)
    assert "ちがう形になる文字" not in client.get(at(sheet)).content.decode()
    type_in(client, sheet, "class", value="2組😀", number="1")
    words = client.get(at(sheet)).content.decode()
    assert "「😀」（U+1F600、GRINNING FACE）は書体にないので、「〔U+1F600〕」と印刷します" in words


def test_a_table_with_one_wrong_date_keeps_all_that_was_typed_into_it(
    client: Client, town: Town
) -> None:
    sheet = begun(client, town)
    posted = {
        "friends.number": "0",
        "friends.cell-0-name": "つむぎさん",
        "friends.cell-0-since": "さくねん",
        "friends.cell-2-name": "れんさん",
    }
    response = client.post(at(sheet), posted)
    words = response.content.decode()
    assert response.status_code == 422
    assert "「いつから」は、ある日付を選んでください" in words
    for typed in ("つむぎさん", "さくねん", "れんさん"):
        assert f'value="{typed}"' in words


def test_a_choice_that_is_refused_stays_chosen_with_its_words(client: Client, town: Town) -> None:
    sheet = begun(client, town)
    long = "長" * 501
    posted = {"eats.number": "0", "eats.value": "no", "eats.note-no-0": long}
    words = client.post(at(sheet), posted).content.decode()
    assert f'value="{long}"' in words
    assert 'value="no" checked' in words


def test_who_saw_it_is_never_cut_short(client: Client, town: Town) -> None:
    sheet = begun(client, town)
    status, words = type_in(client, sheet, "eats", value="no", number="0", seen_by="名" * 201)
    assert (status, "200文字" in words) == (422, True)
    assert "eats" not in sheet.answers()
