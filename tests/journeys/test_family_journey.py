"""A mother who reads Portuguese: invited, in, tells an absence; the roll call and the call know."""

import re
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.builders import make_city, make_class, make_person, make_school
from tests.journeys.conftest import Enter, Look
from tsunagu.access.enums import RoleKind
from tsunagu.clock import JST
from tsunagu.response.models import Task
from tsunagu.school.models import Guardian

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")
BORN, PASSWORD = date(2017, 5, 4), "kawa yama hoshi sora"


def test_a_mother_who_reads_portuguese_tells_and_is_received(
    enter: Enter,
    look: Look,
    open_page: Callable[..., Page],
    live_server: object,
    set_clock: Callable[[datetime], None],
) -> None:
    set_clock(datetime(2026, 5, 20, 7, 40, tzinfo=JST))
    room = make_class(make_school(make_city()), grade="P3", pupils=3)
    for one in room.enrolments.all():
        one.pupil.birth_date = BORN
        one.pupil.save()
        for order, relation in enumerate(("母", "父")):
            Guardian.objects.create(
                municipality=room.municipality,
                pupil=one.pupil,
                name=f"{one.pupil.family_name} {relation}",
                relation=relation,
                language="ポルトガル語",
                order=order,
            )

    office = enter(make_person(room.school, role=RoleKind.OFFICE), "/letters/", "desktop")
    look(office, "letters-classes")
    office.get_by_role("link", name="1組").click()
    look(office, "letters-class")
    office.get_by_role("checkbox").first.check()
    for box in office.get_by_role("checkbox").all()[1:]:
        box.uncheck()
    with office.expect_download() as given:
        office.get_by_role("button", name="招待状を作る").click()
    paper = PdfReader(BytesIO(given.value.path().read_bytes())).pages[0].extract_text()
    code = CODE.findall(paper.replace("\u200b", ""))[0]
    office.reload()
    office.get_by_role("checkbox").first.check()
    for box in office.get_by_role("checkbox").all()[1:]:
        box.uncheck()
    office.get_by_role("button", name="郵送した").click()
    expect(office.locator("#messages")).to_contain_text("1通")
    look(office, "letters-posted")
    office.goto(f"{live_server}/letters/texts/")
    look(office, "letters-texts")

    phone = open_page("phone")
    phone.goto(f"{live_server}/family/")
    phone.get_by_role("button", name="Português").click()
    expect(phone.locator("html")).to_have_attribute("lang", "pt-BR")
    look(phone, "family-door")
    phone.get_by_role("link", name="Digitar o código").click()
    phone.get_by_label("Código", exact=False).first.fill("abcd")
    phone.get_by_label("Data de nascimento").fill(BORN.isoformat())
    phone.get_by_role("button", name="Continuar").click()
    expect(phone.get_by_role("alert")).to_contain_text("não está certo")
    look(phone, "family-code-wrong")
    phone.locator("#code").fill(code.upper())
    phone.get_by_role("button", name="Continuar").click()
    phone.locator("#name").fill("maria.silva")
    phone.locator("#password").fill(PASSWORD)
    phone.locator("#again").fill(PASSWORD)
    look(phone, "family-account")
    phone.get_by_role("button", name="Salvar e entrar").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Página da sua família")
    child = room.enrolments.get(number="1").pupil
    look(phone, "family-home")
    phone.get_by_role("link", name=child.name).click()
    look(phone, "family-child")
    phone.get_by_role("link", name="Avisar a escola").click()
    phone.get_by_label("Vai faltar").check()
    phone.get_by_label("Doença").check()
    phone.locator("details.part summary").click()
    phone.get_by_label("Com febre ou dor").check()
    phone.locator("#words").fill("Febre desde ontem à noite.")
    look(phone, "family-tell")
    phone.get_by_role("button", name="Avisar a escola").click()
    expect(phone.locator(".said")).to_have_text("A escola recebeu o aviso.")
    expect(phone.locator(".told")).to_contain_text("7:40")
    look(phone, "family-told")

    set_clock(datetime(2026, 5, 20, 8, 25, tzinfo=JST))
    homeroom = make_person(room)
    teacher = enter(homeroom, f"/roll/{room.pk}/2026-05-20/", "tablet")
    expect(teacher.locator("main")).to_contain_text("欠席の連絡：病気")
    look(teacher, "family-roll")
    teacher.get_by_role("button", name=re.compile("保存|出欠")).last.click()
    expect(teacher.locator("main")).to_contain_text("8:25")
    call = Task.objects.get(pupil=child, kind="contact")
    assert call.ended_by == "guardian_message"

    set_clock(datetime(2026, 5, 20, 9, 0, tzinfo=JST))
    phone.reload()
    expect(phone.locator(".told")).to_contain_text("A chamada já foi feita")
    expect(phone.get_by_role("link", name="Mudar", exact=True)).to_have_count(0)
    look(phone, "family-told-taken")
    phone.get_by_role("link", name="Presenças e faltas").click()
    month = phone.locator(".told").filter(has_text="maio de 2026")
    expect(month).to_contain_text("quarta-feira, 20 de maio")
    look(phone, "family-days")
    phone.get_by_role("link", name="Voltar").click()
    phone.get_by_role("link", name="Para a página da sua família").click()
    phone.get_by_role("button", name="Sair").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Página das famílias")


@pytest.mark.parametrize("language", ["やさしい にほんご", "中文（简体）", "Tiếng Việt"])
def test_axe_looks_at_the_pages_in_a_language(
    look: Look, open_page: Callable[..., Page], live_server: object, language: str
) -> None:
    phone = open_page("phone")
    phone.goto(f"{live_server}/family/")
    phone.get_by_role("button", name=language).click()
    look(phone, f"family-door-{language[:2]}")
    phone.goto(f"{live_server}/family/code/")
    look(phone, f"family-code-{language[:2]}")
