"""An answer that gives to suspect abuse: recorded at once for the managers, once a sheet."""

from typing import Any

import pytest

from tests.builders import make_actor, make_city, make_class, make_school, pupils_of
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.audit.models import Event
from tsunagu.cases.actions.suspicions import notify
from tsunagu.cases.enums import SuspicionMove, SuspicionState
from tsunagu.cases.knowing import to_decide
from tsunagu.cases.models import Suspicion
from tsunagu.clock import now, today
from tsunagu.forms.actions import begin_sheet, correct_sheet, save_answer
from tsunagu.forms.answers import Seen
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Answer, Sheet
from tsunagu.school import held
from tsunagu.school.models import Classroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom(clock: object) -> Classroom:
    return make_class(make_school(make_city(packs=("national", "akashi"))), pupils=1)


@pytest.fixture
def teacher(classroom: Classroom) -> Actor:
    return make_actor(classroom)


@pytest.fixture
def principal(classroom: Classroom) -> Actor:
    return make_actor(classroom, role=RoleKind.PRINCIPAL)


@pytest.fixture
def sheet(classroom: Classroom, teacher: Actor, principal: Actor) -> Sheet:
    pupil = pupils_of(classroom)[0]
    return begin_sheet(
        form="detailed-assessment-sheet", school=classroom.school, pupil=pupil, by=teacher
    )


def says(sheet: Sheet, chosen: str, by: Actor, name: str = "abuse", **seen: Any) -> Answer:
    """Choose an answer, as whoever read what stands there now."""
    field = next(one for one in sheet.definition.fields if one.id == name)
    stands = sheet.written.filter(field=name).first()
    return save_answer(
        sheet=sheet,
        field=field,
        value={"chosen": [chosen], "notes": {}},
        number=stands.number if stands else 0,
        seen=Seen(**seen),
        by=by,
    )


def test_an_answer_that_tells_of_abuse_stands_on_the_managers_today_with_its_place(
    sheet: Sheet, teacher: Actor, principal: Actor
) -> None:
    says(sheet, "yes", teacher)
    one = to_decide(principal).get()
    assert (one.sheet, one.pupil, one.by, one.on) == (sheet, sheet.pupil, teacher.person, today())
    assert one.seen == (
        "様式「(参考資料2) 実態把握シート (詳細版)」の「(12) 虐待の可能性がある」の答え：ある"
    )
    assert not Suspicion.objects.visible_to(teacher)
    event = Event.objects.filter(deed="suspicion.record").get()
    assert event.managers_only


@pytest.mark.parametrize("chosen", ["no", "unknown"])
def test_an_answer_that_says_no_or_not_known_tells_nobody(
    sheet: Sheet, teacher: Actor, chosen: str
) -> None:
    says(sheet, chosen, teacher)
    says(sheet, "shoplifting", teacher, "delinquency")
    says(sheet, "yes", teacher, "developmental")
    assert not Suspicion.objects.exists()


def test_on_one_sheet_it_is_told_once_and_what_changes_is_written_beside_it(
    sheet: Sheet, teacher: Actor, principal: Actor
) -> None:
    says(sheet, "yes", teacher)
    says(sheet, "yes", teacher, what="あざ")
    one = Suspicion.objects.get()
    assert not one.steps.exists()
    says(sheet, "no", teacher)
    says(sheet, "yes", principal)
    moves = list(one.steps.values_list("move", "by"))
    assert teacher.person
    assert principal.person
    assert moves == [
        (SuspicionMove.FOLLOW, teacher.person.pk),
        (SuspicionMove.FOLLOW, principal.person.pk),
    ]
    assert Suspicion.objects.get().state == SuspicionState.OPEN


def test_a_correction_of_the_sheet_doubles_nothing(sheet: Sheet, teacher: Actor) -> None:
    says(sheet, "yes", teacher)
    whole = {"state": SheetState.COMPLETE, "ended_by": teacher.person, "ended_at": now()}
    Sheet.objects.filter(pk=sheet.pk).update(**whole)
    new = correct_sheet(sheet=sheet, by=teacher)
    says(new, "yes", teacher, what="あざ")
    says(new, "no", teacher)
    says(new, "yes", teacher)
    assert Suspicion.objects.get().sheet == sheet


def test_once_nobody_acts_on_it_any_more_it_is_told_anew(
    sheet: Sheet, teacher: Actor, principal: Actor, classroom: Classroom
) -> None:
    says(sheet, "yes", teacher)
    one = Suspicion.objects.get()
    notify(suspicion=one, to="189", on=today(), time=None, text="", by=principal)
    says(sheet, "no", teacher)
    says(sheet, "yes", teacher)
    assert Suspicion.objects.count() == 1
    Suspicion.objects.update(state=SuspicionState.SETTLED)
    says(sheet, "no", teacher)
    says(sheet, "yes", teacher)
    assert to_decide(principal).get().pk != one.pk


def test_of_the_answer_no_disclosure_tells_that_it_is_withheld(
    sheet: Sheet, teacher: Actor
) -> None:
    kept, told = says(sheet, "yes", teacher), says(sheet, "yes", teacher, "bullied")
    holding = next(one for one in held.holdings() if one.model is Answer)
    assert (holding.untold(kept), holding.ground(kept)) == (True, "a78-1-1")
    assert (holding.untold(told), holding.ground(told)) == (False, "")
