"""First values of every form about a child: what is known of a year is filled in, and no more."""

from datetime import date, datetime

import pytest

from tests.builders import enrol, make_class, make_person, roll
from tests.web.school_life import WEDNESDAY, Life, third_day
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.enums import Kind, Place, Reason
from tsunagu.attendance.inputs import MarkInput
from tsunagu.clock import JST, freeze, today
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.queries import forms_about
from tsunagu.response.enums import ContactWay, Reached
from tsunagu.response.models import Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def life() -> Life:
    """A child three days absent this week, once last year, heard and seen at a visit on Tuesday."""
    scene = third_day()
    scene.pupil.family_kana, scene.pupil.given_kana = "あかし", "たろう"
    scene.pupil.sex, scene.pupil.birth_date = "male", date(2017, 6, 1)
    scene.pupil.save()
    before = make_class(scene.school, pupils=0, school_year=2025)
    enrol(scene.pupil, before, end=date(2026, 4, 1))
    with freeze(date(2026, 1, 14)):
        teacher = actor_of(make_person(before))
        roll(before, today(), teacher, n1=MarkInput(kind=Kind.ABSENT, reason=Reason.ILLNESS))
    with freeze(date(2026, 5, 15)):
        marks = {"n1": MarkInput(kind=Kind.PRESENT, place=Place.SEPARATE_ROOM, late=True)}
        roll(scene.classroom, today(), scene.homeroom, **marks)
    counsellor = make_person(scene.classroom, role=RoleKind.COUNSELLOR)
    Contact.objects.create(
        municipality=scene.school.municipality,
        pupil=scene.pupil,
        at=datetime(2026, 5, 19, 16, 30, tzinfo=JST),
        way=ContactWay.VISIT,
        reached=Reached.GUARDIAN,
        child_heard=True,
        child_seen=True,
        line="玄関で話した",
        by=counsellor,
    )
    return scene


def filled(scene: Life, form: str) -> dict[str, object]:
    """The first values of a sheet begun on the Wednesday."""
    with freeze(WEDNESDAY):
        sheet = begin_sheet(form=form, school=scene.school, pupil=scene.pupil, by=scene.homeroom)
    return {name: one.value for name, one in sheet.answers().items()}


def test_the_detailed_sheet_has_every_dated_fact_and_no_judgement(life: Life) -> None:
    known = filled(life, "detailed-assessment-sheet")
    assert life.homeroom.person
    assert known == {
        "written-on": "2026-05-20",
        "school": life.school.name,
        "grade": "3年",
        "class": "1組",
        "class-kind": {"chosen": ["regular"], "notes": {}},
        "writer": life.homeroom.person.name,
        "initial-family": "A",
        "initial-given": "T",
        "sex": {"chosen": ["male"], "notes": {}},
        "absent-month": 3,
        "absent-year": 3,
        "absent-last-year": 1,
        "counsellor": {"chosen": ["doing"], "notes": {}},
    }


def test_the_slip_has_the_registers_sums_and_the_last_contacts(life: Life) -> None:
    known = filled(life, "long-absence-slip")
    wanted = {
        "absent-year": 3,
        "absent-last-year": 1,
        "credited": 0,
        "must-attend": 4,
        "late": 1,
        "early": 0,
        "other-room": 1,
        "contacts": "家庭訪問1回（最後は2026年5月19日（火））",
        "heard": "2026-05-19",
        "seen": "2026-05-19",
        "counsellor": {"chosen": ["doing"], "notes": {}},
    }
    assert {name: known.get(name) for name in wanted} == wanted
    assert "social-worker" not in known, "そのような記録がないことは、ないことの記録ではない"


def test_the_yearly_sheet_counts_month_by_month(life: Life) -> None:
    rows = filled(life, "understanding-sheet-yearly")["months"]
    assert rows == [
        {
            "row": "month-5",
            "cells": {
                "must-attend": "4",
                "attended": "1",
                "other-room": "1",
                "late": "1",
                "early": "0",
                "absent": "3",
                "credited": "0",
            },
        }
    ]


def test_every_form_about_a_child_can_be_begun(life: Life) -> None:
    for form in forms_about(life.school.municipality, "pupil"):
        assert filled(life, form.id)
