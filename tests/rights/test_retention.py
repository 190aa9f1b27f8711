"""What is due is listed exactly, deleted only after a second person's approval, and gone."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db.models import Model
from django.urls import reverse

from tests.builders import enrol, make_board, make_class, make_person, pupils_of, roll
from tests.rights.conftest import House, limit
from tests.signed_in import browser_of
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.models import FileMark, Mark
from tsunagu.audit.actions import broken_links, seal_events
from tsunagu.audit.models import Event
from tsunagu.cli.main import main
from tsunagu.clock import freeze, now
from tsunagu.intake.models import ImportRun, JournalPage
from tsunagu.intake.signals import acted_on
from tsunagu.packs.loader import load_pack, pack_names
from tsunagu.response.models import ProtectionFlag, TaskReason
from tsunagu.response.reconcile import reconcile
from tsunagu.rights.actions import (
    Refused,
    approve_deletion,
    delete_approved,
    gather,
    propose,
    refuse_deletion,
)
from tsunagu.rights.enums import DELETION_TRANSITIONS, DeletionState
from tsunagu.rights.models import Deletion
from tsunagu.rights.retention import counts_of, cutoff, due
from tsunagu.school.held import holdings
from tsunagu.school.models import Enrolment, Guardian, Pupil, PupilIdentity

pytestmark = pytest.mark.django_db


def proposer_and_approver(pupil: Pupil) -> tuple[Actor, Actor]:
    """Two people at the board above."""
    board = make_board(pupil.municipality)
    officer = make_person(board, role=RoleKind.PRIVACY_OFFICER)
    return actor_of(officer), actor_of(make_person(board, role=RoleKind.BOARD_HEAD))


def counted(pupil: Pupil, on: date) -> dict[str, int]:
    """How many rows of each kind are due."""
    return {one["holding"]: one["count"] for one in counts_of(due(pupil.municipality, on))}


def delete_all(pupil: Pupil, on: date) -> Deletion:
    """Everything due by a day, as that day proposed, approved and carried out."""
    with freeze(on):
        first, second = proposer_and_approver(pupil)
        deletion = propose(by=first)
        approve_deletion(deletion=deletion, by=second)
        delete_approved()
    deletion.refresh_from_db()
    return deletion


def dumped() -> str:
    """Every row of every table."""
    models: Iterator[type[Model]] = iter(apps.get_models(include_auto_created=True))
    return "".join(
        serializers.serialize("json", model._base_manager.all(), ensure_ascii=False)
        for model in models
    )


@pytest.mark.parametrize(
    ("on", "years", "last"),
    [
        (date(2032, 3, 31), 5, date(2026, 3, 31)),
        (date(2032, 4, 1), 5, date(2027, 3, 31)),
        (date(2048, 4, 1), 20, date(2028, 3, 31)),
    ],
)
def test_years_are_counted_from_the_end_of_the_school_year(
    on: date, years: int, last: date
) -> None:
    assert cutoff(on, years) == last


def test_every_kind_that_is_held_has_one_rule_and_every_rule_a_kind_that_is_there() -> None:
    rules = [rule for name in pack_names() for rule in load_pack(name).retention]
    named = [name for rule in rules for name in rule.holds]
    assert sorted(named) == sorted({one.name for one in holdings()})
    by_id = {rule.id: rule for rule in rules}
    assert (by_id["register"].years, by_id["guidance-enrolment"].years) == (5, 20)
    assert by_id["guidance-teaching"].years == 5
    assert by_id["imports"].years == min(rule.years for rule in rules)
    longest = by_id["guidance-enrolment"]
    assert longest.years == max(rule.years for rule in rules)
    counted_by_day = [one for one in holdings() if not one.pupil]
    assert all(one.day for one in counted_by_day)


def test_register_is_due_five_years_after_its_school_year_and_not_a_day_before(
    house: House,
) -> None:
    assert counted(house.pupil, date(2032, 3, 31)) == {}
    found = counted(house.pupil, date(2032, 4, 1))
    assert (found["attendance.mark"], found["attendance.rollcall"]) == (3, 3)
    assert "attendance.notice" not in found, "a shelter without an end is still going on"
    assert "response.contact" not in found, "the child has not left"


def test_open_end_and_enrolment_decide_when_a_child_has_left(house: House) -> None:
    Enrolment.objects.filter(pupil=house.pupil).update(end=date(2027, 4, 1))
    assert "response.contact" not in counted(house.pupil, date(2032, 3, 31))
    found = counted(house.pupil, date(2032, 4, 1))
    assert (found["response.contact"], found["response.sharing"]) == (2, 1)
    assert found["school.guardian"] == 2
    assert "school.pupil" not in counted(house.pupil, date(2047, 3, 31))
    assert counted(house.pupil, date(2047, 4, 1))["school.pupil"] == 1
    assert counted(house.pupil, date(2047, 4, 1))["attendance.notice"] == 1


def _imported(pupil: Pupil) -> None:
    """What an import of the child's guardians leaves behind."""
    run = ImportRun.objects.create(
        municipality=pupil.municipality,
        number=1,
        kind="guardians",
        state="active",
        file_name="御厨こはるの保護者.csv",
        digest="d" * 64,
        at=now(),
        by_label="事務",
        warnings=["3行目: 090-0000-0001"],
    )
    JournalPage.objects.create(
        municipality=pupil.municipality,
        run=run,
        number=1,
        model="school.guardian",
        before={str(pupil.pk): {"name": "御厨 のぞみ", "phone": "090-0000-0001"}},
    )
    FileMark.objects.create(
        municipality=pupil.municipality,
        run=run,
        school=pupil.enrolments.get().classroom.school,
        classroom=pupil.enrolments.get().classroom,
        pupil=pupil,
        day=date(2026, 5, 20),
        note="歯が痛いと母から",
    )


def test_nothing_personal_is_left_and_the_audit_still_verifies(house: House) -> None:
    claim = house.claim()
    gather(claim=claim, by=house.reviewer)
    claim.state = "answered"
    claim.save()
    _imported(house.pupil)
    Enrolment.objects.update(end=date(2027, 4, 1))
    Guardian.objects.filter(pupil=house.pupil).update(note="夜は父の店にいる")
    seal_events()
    words = (
        "こはる",
        "御厨",
        "のぞみ",
        "090-0000",
        "遊びたいと話した",
        "海辺の親類",
        "書きかけの心配ごと",
        "夜は父の店",
        "歯が痛い",
        "学年の先生",
        PupilIdentity.objects.get(pupil=house.pupil).sourced_id,
    )
    before = dumped()
    assert [word for word in words if word not in before] == []
    deletion = delete_all(house.pupil, date(2047, 4, 1))
    assert (deletion.state, deletion.done) == (DeletionState.DONE, deletion.total)
    after = dumped()
    assert [word for word in words if word in after] == []
    assert not Pupil.objects.filter(pk=house.pupil.pk).exists()
    seal_events()
    assert list(broken_links()) == []


def test_import_whose_values_before_were_deleted_is_not_taken_back(house: House) -> None:
    _imported(house.pupil)
    run = ImportRun.objects.get()
    assert not any(said for _, said in acted_on.send(ImportRun, run=run, created={}, changed={}))
    delete_all(house.pupil, date(2028, 4, 1))
    run.refresh_from_db()
    assert not JournalPage.objects.exists()
    said = [
        line
        for _, told in acted_on.send(ImportRun, run=run, created={}, changed={})
        for line in told
    ]
    assert said == ["保存の期間が過ぎて、取り込む前の値を消しました"]


def test_responses_of_a_retained_year_stay_as_they_were(house: House) -> None:
    with freeze(date(2027, 4, 5)):
        room = make_class(house.classroom.school, pupils=0, school_year=2027)
        Enrolment.objects.filter(pupil=house.pupil).update(end=date(2027, 4, 1))
        enrol(house.pupil, room)
        teacher = actor_of(make_person(room))
    for day in (date(2027, 5, 18), date(2027, 5, 19), date(2027, 5, 20)):
        with freeze(day):
            roll(room, day, teacher, n1=MarkInput(kind="absent", reason="unknown"))

    def reasons(year: int) -> list[tuple[Any, ...]]:
        rows = TaskReason.objects.filter(school_year=year, withdrawn=False)
        shown = rows.values_list("key", "rule", "day", "run", "total", "task__status")
        return sorted(shown)

    city = house.pupil.municipality
    with freeze(date(2032, 3, 31)):
        reconcile(municipality=city, pupils=[house.pupil.pk], school_year=2027)
    before = reasons(2027)
    assert len(before) > 3
    assert reasons(2026)
    delete_all(house.pupil, date(2032, 4, 1))
    assert reasons(2026) == []
    assert not Mark.objects.filter(day__year=2026).exists()
    with freeze(date(2032, 4, 2)):
        reconcile(municipality=city, pupils=[house.pupil.pk], school_year=2027)
    assert reasons(2027) == before


def test_open_claim_keeps_everything_of_the_child(house: House) -> None:
    house.claim()
    found = counted(house.pupil, date(2032, 4, 1))
    assert set(found) == {"attendance.rollcall"}


def test_second_person_approves_exactly_what_was_proposed(house: House) -> None:
    with freeze(date(2032, 4, 1)):
        first, second = proposer_and_approver(house.pupil)
        deletion = propose(by=first)
        with pytest.raises(Refused, match="承認を待っているか"):
            propose(by=second)
        with pytest.raises(Refused, match="提案した人は承認できません"):
            approve_deletion(deletion=deletion, by=first)
        with pytest.raises(Denied):
            approve_deletion(deletion=deletion, by=house.approver)
        Mark.objects.filter(pupil=house.pupil)[0].delete()
        with pytest.raises(Refused, match="記録が変わりました"):
            approve_deletion(deletion=deletion, by=second)
        assert delete_approved() == 0
        refuse_deletion(deletion=deletion, by=first)
        assert Mark.objects.filter(pupil=house.pupil).count() == 2
        approve_deletion(deletion=propose(by=first), by=second)
        with pytest.raises(Refused, match="今日まで"):
            propose(by=first, on=date(2032, 4, 2))


def test_deletion_goes_step_by_step_and_catches_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tsunagu.rights.actions.deleting.A_STEP", 2)
    deletion = delete_all(house.pupil, date(2032, 4, 1))
    steps = [e for e in Event.objects.filter(kind="deletion") if "keys" in e.details]
    assert sum(step.details["rows"] for step in steps) == deletion.total
    assert max(len(step.details["keys"]) for step in steps) == 2
    assert {step.actor for step in steps} == {"system:retention"}
    assert "御厨" not in json.dumps([step.details for step in steps], ensure_ascii=False)
    with freeze(date(2032, 4, 1)), pytest.raises(Refused, match="過ぎた記録はありません"):
        propose(by=proposer_and_approver(house.pupil)[0])


@pytest.mark.parametrize("before", DeletionState)
@pytest.mark.parametrize("after", DeletionState)
def test_deletion_transitions_of_every_state(before: DeletionState, after: DeletionState) -> None:
    assert Deletion(state=before).may_become(after) == (after in DELETION_TRANSITIONS[before])


def test_other_city_is_neither_counted_nor_deleted(house: House) -> None:
    other = make_class(pupils=1)
    with freeze(date(2026, 5, 20)):
        roll(other, date(2026, 5, 20), actor_of(make_person(other)), n1=MarkInput(kind="absent"))
    before = counted(pupils_of(other)[0], date(2032, 4, 1))
    with freeze(date(2032, 4, 1)):
        strangers = proposer_and_approver(pupils_of(other)[0])
        deletion = propose(by=proposer_and_approver(house.pupil)[0])
        for verb in (approve_deletion, refuse_deletion):
            with pytest.raises(Denied):
                verb(deletion=deletion, by=strangers[1])
        deletion.delete()
    delete_all(house.pupil, date(2032, 4, 1))
    assert counted(pupils_of(other)[0], date(2032, 4, 1)) == before


def test_retention_prints_what_is_due_and_deletes_nothing(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["retention", "--on", "2032-04-01", "--keys"]) == 0
    told = capsys.readouterr().out
    assert "出欠（attendance.mark）\t3件\t出席簿と、その年の対応の記録（register、5年）" in told
    assert all(str(mark.pk) in told for mark in Mark.objects.filter(pupil=house.pupil))
    assert "御厨" not in told
    assert Mark.objects.count() == 3
    assert main(["retention", "--on", "2026-05-20"]) == 0
    assert "合計\t0件" in capsys.readouterr().out


def test_what_managers_alone_know_is_no_number_of_its_own(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    limit(house)
    Enrolment.objects.filter(pupil=house.pupil).update(end=date(2027, 4, 1))
    assert main(["retention", "--on", "2032-04-01", "--keys"]) == 0
    told = capsys.readouterr().out
    assert "家庭との連絡など（response.contact）\t3件" in told
    assert str(ProtectionFlag.objects.get().pk) in told
    with freeze(date(2032, 4, 1)):
        first, _ = proposer_and_approver(house.pupil)
        page = browser_of(first).get(reverse("retention:page")).content.decode()
        deletion = propose(by=first)
    noted = Event.objects.get(kind="deletion", key=deletion.pk).details
    for text in (told, page, json.dumps([deletion.counts, noted])):
        for secret in ("要保護", "protectionflag", "制限", "guardianlimit"):
            assert secret not in text, secret
