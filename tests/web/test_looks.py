"""Seeing pupils' records is on record, by keys alone (the guide's page 15 lists where)."""

from pathlib import Path

import pytest
from django.urls import reverse

from tests.builders import make_person, pupils_of
from tests.web.school_life import TUESDAY, WEDNESDAY, Life
from tsunagu.access.enums import RoleKind
from tsunagu.audit.models import Event
from tsunagu.cli.main import main
from tsunagu.school.models import PupilIdentity

pytestmark = pytest.mark.django_db
LISTED = {"look": True, "listed": True}


def looks(life: Life, address: str, role: RoleKind = RoleKind.PRINCIPAL) -> list[Event]:
    """The looks that a page leaves, in which no name stands."""
    assert life.browser(role).get(address).status_code == 200
    events = list(Event.objects.filter(details__look=True).order_by("at", "id"))
    told = str([(e.actor, e.kind, e.key, e.details) for e in events])
    assert life.pupil.family_name not in told
    return events


def test_call_list_and_number_name_the_pupils_seen(life: Life) -> None:
    (look,) = looks(life, reverse("call-list"), RoleKind.HOMEROOM)
    assert (look.deed, look.kind) == ("guardian.see", "call_list")
    assert (look.pupil, look.details) == (str(life.pupil.pk), LISTED)
    _, look = looks(life, reverse("school:counted", args=[life.school.pk, "absent"]))
    assert (look.kind, look.key, look.pupil) == ("school", str(life.school.pk), str(life.pupil.pk))
    assert look.details == {**LISTED, "what": "absent", "day": "2026-05-20"}


def test_correction_page_and_register_on_screen_leave_a_look(life: Life) -> None:
    room, child = life.classroom, life.pupil
    (look,) = looks(life, reverse("roll-correct", args=[room.pk, TUESDAY, child.pk]))
    assert (look.deed, look.pupil) == ("roll.correct", str(child.pk))
    assert look.details == {"look": True, "day": "2026-05-19"}
    _, *rows = looks(life, reverse("office:months", args=[life.school.pk]))
    assert {row.pupil for row in rows} == {str(pupil.pk) for pupil in pupils_of(room)}
    assert {(row.deed, row.key) for row in rows} == {("register.see", str(life.school.pk))}
    assert rows[0].details == {**LISTED, "month": "2026-05"}


def test_lists_of_today_leave_a_look_at_each_pupil(life: Life) -> None:
    (look,) = looks(life, reverse("today"), RoleKind.HOMEROOM)
    assert (look.kind, look.pupil) == ("today_list", str(life.pupil.pk))


@pytest.mark.parametrize("page", ["today-unreviewed", "today-unreported"])
def test_an_empty_list_leaves_none(life: Life, page: str) -> None:
    assert not looks(life, reverse(page))


@pytest.mark.parametrize("page", ["missing", "roll"])
def test_pages_of_every_morning_leave_none(life: Life, page: str) -> None:
    keys = [life.classroom.pk, WEDNESDAY] if page == "roll" else []
    assert not looks(life, reverse(page, args=keys), RoleKind.HOMEROOM)


@pytest.mark.parametrize("form", ["pdf", "csv"])
def test_register_leaves_a_row_for_each_pupil_on_it(life: Life, form: str, tmp_path: Path) -> None:
    school, out = str(life.school.pk), str(tmp_path / f"register.{form}")
    assert main(["register", school, "--month", "2026-05", "--out", out]) == 0
    rows = Event.objects.filter(kind="register", key=school)
    assert {row.pupil for row in rows} == {str(one.pk) for one in pupils_of(life.classroom)}
    assert {(row.via, row.basis, row.details["form"]) for row in rows} == {
        ("command", "system", form)
    }


def test_explain_and_responses_leave_a_look(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    PupilIdentity.objects.create(
        municipality=life.school.municipality,
        pupil=life.pupil,
        source="roster",
        sourced_id="K1",
        first=TUESDAY,
    )
    person = make_person(life.classroom, role=RoleKind.PRINCIPAL)
    assert main(["explain", "K1", "--on", "2026-05-20", "--as", str(person.pk)]) == 0
    look = Event.objects.get(details__look=True)
    assert (str(person.pk) in look.actor, look.pupil) == (True, str(life.pupil.pk))
    assert main(["responses", "--school-year", "2026"]) == 0
    assert "K1" in capsys.readouterr().out
    listed = Event.objects.get(kind="responses")
    assert (listed.actor, listed.key) == ("system:tsunagu responses", "2026")
    assert listed.pupil == str(life.pupil.pk)
    assert listed.details == {"look": True, "as_of": "2026-05-20", "withdrawn": False}
