"""A sheet's life: begun with what is known, written by several, signed, completed, corrected."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from tests.builders import enrol, make_actor, make_class, make_school
from tests.forms.town import Town, ask_otherwise, question
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, Denied, may
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.clock import freeze, today
from tsunagu.forms.actions import (
    Changed,
    begin_sheet,
    complete_sheet,
    correct_sheet,
    save_answer,
    sign_sheet,
    withdraw_sheet,
)
from tsunagu.forms.answers import Seen
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Answer, Sheet
from tsunagu.school.models import Classroom, Enrolment

R = RoleKind
NO = {"chosen": ["no"], "notes": {}}
SAW = Seen("担任", date(2026, 5, 19), "昼まで何も食べていないと話した")


def write(sheet: Sheet, name: str, value: object, by: Actor, *, seen: Seen = SAW) -> Answer:
    """Write an answer over what stands there now."""
    known = Answer.objects.filter(sheet=sheet, field=name).first()
    return save_answer(
        sheet=sheet,
        field=question(sheet, name),
        value=value,
        number=known.number if known else 0,
        by=by,
        seen=seen if question(sheet, name).judged else Seen(),
    )


def test_dated_facts_are_filled_in_with_their_origin_and_judgements_start_empty(town: Town) -> None:
    sheet = town.begin()
    given = sheet.answers()
    assert {name: one.value for name, one in given.items()} == {
        "written-on": "2026-05-20",
        "school": "森の小学校",
        "class": "1組",
    }
    assert (given["class"].origin, given["class"].origin_on) == ("名簿", today())


def test_what_was_found_is_kept_when_somebody_writes_over_it(town: Town) -> None:
    sheet = town.begin()
    write(sheet, "class", "2組", town.teacher)
    given = sheet.answers()["class"]
    assert (given.value, given.first, given.overwritten) == ("2組", "1組", True)


def test_two_writers_never_lose_a_word_of_each_other(town: Town) -> None:
    sheet = town.begin()
    field = question(sheet, "days")
    first = save_answer(sheet=sheet, field=field, value=3, number=0, by=town.teacher)
    with pytest.raises(Changed) as met:
        save_answer(sheet=sheet, field=field, value=5, number=0, by=town.principal)
    assert (met.value.now.value, met.value.now.by) == (3, town.teacher.person)
    save_answer(sheet=sheet, field=field, value=5, number=first.number, by=town.principal)
    assert sheet.answers()["days"].value == 5


def test_the_same_words_again_change_nothing(town: Town) -> None:
    sheet = town.begin()
    write(sheet, "days", 3, town.teacher)
    events = Event.objects.count()
    again = save_answer(
        sheet=sheet, field=question(sheet, "days"), value=3, number=0, by=town.teacher
    )
    assert (again.number, Event.objects.count()) == (1, events)


def test_completing_asks_for_everything_at_once_and_for_what_was_seen(town: Town) -> None:
    sheet = town.begin()
    write(sheet, "eats", NO, town.teacher, seen=Seen())
    with pytest.raises(Refused) as refused:
        complete_sheet(sheet=sheet, by=town.teacher)
    assert refused.value.reasons == [
        "「朝食」は、だれが・いつ・何を見たかを書いてください",
        "「食べないわけ」を書いてください",
        "「管理職」がまだありません",
    ]


def test_a_completed_sheet_is_closed_and_corrected_by_another(town: Town) -> None:
    sheet = town.begin()
    write(sheet, "eats", {"chosen": ["not-confirmed"], "notes": {}}, town.teacher)
    sign_sheet(sheet=sheet, field=question(sheet, "signed"), by=town.principal)
    done = complete_sheet(sheet=sheet, by=town.teacher)
    assert done.state == SheetState.COMPLETE
    with pytest.raises(Refused):
        write(sheet, "days", 1, town.teacher)
    new = correct_sheet(sheet=done, by=town.teacher)
    assert new.replaces == done
    assert new.answers()["eats"].seen == SAW
    assert "signed" not in new.answers()
    with pytest.raises(Refused):
        correct_sheet(sheet=done, by=town.teacher)


def test_a_correction_taken_back_makes_room_for_another(town: Town) -> None:
    sheet = town.begin()
    write(sheet, "eats", {"chosen": ["not-confirmed"], "notes": {}}, town.teacher)
    sign_sheet(sheet=sheet, field=question(sheet, "signed"), by=town.principal)
    done = complete_sheet(sheet=sheet, by=town.teacher)
    first = correct_sheet(sheet=done, by=town.teacher)
    withdraw_sheet(sheet=first, why="直すところがなかった", by=town.teacher)
    again = correct_sheet(sheet=done, by=town.teacher)
    with pytest.raises(Refused, match="まだ訂正のないもの"):
        correct_sheet(sheet=done, by=town.teacher)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.filter(pk=first.pk).update(state=SheetState.COMPLETE)
    assert set(done.replaced_by.all()) == {first, again}


def test_managers_alone_sign_and_only_once(town: Town) -> None:
    sheet = town.begin()
    field = question(sheet, "signed")
    with pytest.raises(Denied):
        sign_sheet(sheet=sheet, field=field, by=town.teacher)
    with pytest.raises(Refused):
        save_answer(sheet=sheet, field=field, value={"name": "校長"}, number=0, by=town.principal)
    sign_sheet(sheet=sheet, field=field, by=town.principal)
    with pytest.raises(Refused):
        sign_sheet(sheet=sheet, field=field, by=town.principal)


def test_a_sheet_is_taken_back_with_the_reason_and_stays(town: Town) -> None:
    sheet = town.begin()
    with pytest.raises(Refused):
        withdraw_sheet(sheet=sheet, why=" ", by=town.teacher)
    with pytest.raises(Refused, match="500文字まで"):
        withdraw_sheet(sheet=sheet, why="長" * 501, by=town.teacher)
    assert withdraw_sheet(sheet=sheet, why="別の子どもだった", by=town.teacher).ended_why
    with pytest.raises(Refused):
        withdraw_sheet(sheet=sheet, why="二度め", by=town.teacher)


def test_who_has_nothing_to_do_with_the_child_neither_begins_writes_nor_sees(town: Town) -> None:
    sheet = town.begin()
    stranger = make_actor(make_class(town.school, name="2組"))
    with pytest.raises(Denied):
        begin_sheet(form="worry-sheet", school=town.school, pupil=town.pupil, by=stranger)
    with pytest.raises(Denied):
        write(sheet, "days", 1, stranger)
    for actor, seen in ((town.teacher, 1), (town.principal, 1), (stranger, 0)):
        assert Sheet.objects.visible_to(actor, Deed.SEE_SHEET).count() == seen


def test_in_the_next_year_the_next_class_of_the_same_school_reads_it(town: Town) -> None:
    sheet = town.begin()
    assert town.teacher.held[0].classroom
    former = Classroom.objects.get(pk=town.teacher.held[0].classroom)
    with freeze(date(2027, 4, 7)):
        room = make_class(town.school, grade="P4", pupils=0)
        Enrolment.objects.filter(pupil=town.pupil).update(end=date(2027, 4, 1))
        enrol(town.pupil, room)
        beside = make_class(town.school, grade="P4", name="2組", pupils=0)
        lead, other = (make_actor(room, role=R.GRADE_LEAD, grade=grade) for grade in ("P4", "P3"))
        for actor, seen in (
            (make_actor(room), 1),
            (lead, 1),
            (town.principal, 1),
            (make_actor(former), 0),
            (make_actor(beside), 0),
            (other, 0),
        ):
            assert Sheet.objects.visible_to(actor, Deed.SEE_SHEET).count() == seen
            assert may(actor, Deed.SEE_SHEET, Sheet.objects.get(pk=sheet.pk).scope) == bool(seen)


def test_a_child_that_left_the_city_or_comes_back_is_its_schools_on_every_day(town: Town) -> None:
    sheet = town.begin()
    Enrolment.objects.filter(pupil=town.pupil).update(end=date(2026, 6, 1))
    there = make_class(make_school(town.school.municipality), pupils=0)
    back = make_class(town.school, pupils=0, name="2組")
    enrol(town.pupil, there, begin=date(2026, 7, 1), end=date(2026, 10, 1))
    enrol(town.pupil, back, begin=date(2026, 10, 1))
    teachers = town.teacher, make_actor(there), make_actor(back), town.principal
    for day, moved, seen in (
        (date(2026, 5, 31), False, (1, 0, 0, 1)),
        (date(2026, 6, 15), False, (0, 0, 0, 1)),
        (date(2026, 7, 1), True, (0, 0, 0, 1)),
        (date(2026, 9, 30), True, (0, 0, 0, 1)),
        (date(2026, 10, 1), False, (0, 0, 1, 1)),
    ):
        with freeze(day):
            rows = [Sheet.objects.visible_to(one, Deed.SEE_SHEET) for one in teachers]
            assert tuple(one.count() for one in rows) == seen
            one = Sheet.objects.with_elsewhere().get(pk=sheet.pk)
            assert (one.moved, one.elsewhere) == (moved, moved)


def test_on_a_child_who_was_never_there_no_school_begins_a_sheet(town: Town) -> None:
    room = make_class(make_school(town.school.municipality), pupils=0)
    head = make_actor(room, role=R.PRINCIPAL)
    with pytest.raises(Denied):
        begin_sheet(form="worry-sheet", school=room.school, pupil=town.pupil, by=head)
    with pytest.raises(Denied):
        begin_sheet(form="worry-sheet", school=town.school, pupil=town.pupil, by=head)


def test_nobody_saw_what_lies_ahead(town: Town) -> None:
    sheet = town.begin()
    ahead = replace(SAW, on=today() + timedelta(days=1))
    with pytest.raises(Refused):
        write(sheet, "eats", NO, town.teacher, seen=ahead)


def test_an_older_version_stays_readable_when_the_file_has_a_new_one(
    town: Town, town_pack: Path
) -> None:
    sheet = town.begin()
    write(sheet, "days", 4, town.teacher)
    ask_otherwise(town_pack, date(2026, 6, 1))
    with freeze(date(2026, 6, 2)):
        later = town.begin()
    asked = {one.pk: question(one, "days").label for one in (sheet, later)}
    assert asked == {sheet.pk: "日数", later.pk: "休んだ日数"}


def test_the_audit_tells_of_each_deed_and_of_no_words(town: Town) -> None:
    sheet = town.begin()
    write(sheet, "eats", NO, town.teacher)
    told = list(Event.objects.order_by("id").values_list("deed", "kind", "pupil", "details"))
    assert told == [
        (Deed.WRITE_SHEET, "sheet", str(town.pupil.pk), {"form": "worry-sheet", "begun": True}),
        (Deed.WRITE_SHEET, "answer", str(town.pupil.pk), {"form": "worry-sheet", "field": "eats"}),
    ]
