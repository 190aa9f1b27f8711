"""Every official form on a child, begun and opened: the roster's facts are in it, nothing else."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_actor, make_city, make_class, make_pupil, make_school
from tests.web.cast import signed_in
from tsunagu.access.enums import RoleKind
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.answers import Value
from tsunagu.forms.facts import SOURCES
from tsunagu.forms.models import Sheet
from tsunagu.packs.forms import CHOICES, FormField
from tsunagu.packs.loader import load_packs

ON_A_CHILD = [
    form.id for pack in load_packs(["akashi"]) for form in pack.forms if form.about == "pupil"
]


@pytest.fixture
def begun(request: pytest.FixtureRequest, clock: object, db: None) -> Sheet:
    """A sheet of the form asked for, on a boy of a special-needs class with a teacher."""
    school = make_school(make_city(packs=("national", "akashi")), name="森の小学校")
    room = make_class(school, pupils=0)
    room.special_needs = True
    room.save()
    pupil = make_pupil(room, phone="090-0000-0001")
    pupil.guardians.update(language="ポルトガル語")
    pupil.sex, pupil.birth_date = "male", date(2017, 6, 1)
    pupil.save()
    make_actor(room)
    principal = make_actor(school, role=RoleKind.PRINCIPAL)
    return begin_sheet(form=request.param, school=school, pupil=pupil, by=principal)


def fits(field: FormField, value: Value) -> bool:
    """Is a value one that the question can have?"""
    if field.kind in CHOICES:
        few = field.kind == "many_of" or len(value["chosen"]) == 1
        return few and set(value["chosen"]) | set(value["notes"]) <= set(field.choices)
    if field.kind == "table":
        rows, columns = {row.id for row in field.rows} or {""}, {one.id for one in field.columns}
        return all(row["row"] in rows and set(row["cells"]) <= columns for row in value)
    if field.kind == "date":
        return bool(date.fromisoformat(value))
    return isinstance(value, int if field.kind == "number" else str)


@pytest.mark.parametrize("begun", ON_A_CHILD, indirect=True)
def test_begins_with_every_fact_of_the_roster_and_with_no_judgement(begun: Sheet) -> None:
    answers = begun.answers()
    fields = {field.id: field for field in begun.definition.fields}
    assert {name for name, field in fields.items() if field.first in SOURCES} <= set(answers)
    assert all(fields[name].first and given.origin for name, given in answers.items())
    assert all(fits(fields[name], given.value) for name, given in answers.items())


@pytest.mark.parametrize("begun", ON_A_CHILD, indirect=True)
def test_asks_every_question_on_screen(begun: Sheet, client: Client) -> None:
    signed_in(client, begun.begun_by)
    response = client.get(reverse("sheets:sheet", args=[begun.pk]))
    words = response.content.decode()
    assert response.status_code == 200
    assert all(field.label in words for field in begun.definition.fields)
