"""From the claim to the ZIP: looked at by one, approved by another, and only then given."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from tests.builders import make_person
from tests.rights.conftest import (
    LINE,
    PAPERS,
    SHELTER,
    THIRD_PERSON,
    House,
    decide_all,
    limit,
    looked_at,
)
from tsunagu.access.actor import system_actor
from tsunagu.access.policy import Denied
from tsunagu.attendance.models import Mark
from tsunagu.audit.models import Event
from tsunagu.cli.main import main
from tsunagu.clock import new_id, now
from tsunagu.response.enums import TaskKind
from tsunagu.response.models import Task
from tsunagu.rights.actions import (
    Refused,
    approve,
    bundle,
    decide,
    extend,
    finish_review,
    gather,
    receive,
    send_back,
    withdraw,
)
from tsunagu.rights.enums import Capacity, ClaimKind, ClaimState
from tsunagu.rights.models import Claim, Item
from tsunagu.rights.rules import BLACK
from tsunagu.school.models import Guardian, PupilIdentity

pytestmark = pytest.mark.django_db


def given(house: House, **options: tuple[str, ...]) -> tuple[str, str]:
    """The PDF's text and the JSON of an approved claim."""
    claim = looked_at(house, **options)
    approve(claim=claim, by=house.approver)
    with ZipFile(BytesIO(bundle(claim=claim, by=house.approver))) as zipped:
        assert zipped.namelist() == ["disclosure.pdf", "disclosure.json"]
        pages = PdfReader(BytesIO(zipped.read("disclosure.pdf"))).pages
        paper = "".join(page.extract_text() for page in pages)
        return "".join(paper.split()), zipped.read("disclosure.json").decode()


def test_others_and_own_words_are_in_neither_text_layer_nor_json(house: House) -> None:
    paper, told = given(house, words=("遊びたい",))
    for gone in ("綾瀬川", "雪平", "すみれ", "遊びたい", "090-0000"):
        assert gone not in paper, gone
        assert gone not in told, gone
    line = f"{BLACK}さんと{BLACK}と話した。{BLACK}のことも気にしている"
    assert line in paper
    kinds = {kind["kind"]: kind["records"] for kind in json.loads(told)["kinds"]}
    (contact,) = kinds["response.contact"]
    facts = {one["field"]: one for one in contact["lines"]}
    assert facts["line"] == {"field": "line", "label": "ひとこと", "text": line}
    assert facts["way"]["value"] == "visit"
    assert contact["blacked_out"] == 3
    assert "第78条第1項第2号" in contact["ground"]
    assert [record["withheld"] for record in kinds["school.guardian"]] == [True, True]
    assert len(kinds["attendance.mark"]) == 3


def test_protection_shelter_and_drafts_never_appear(house: House) -> None:
    mark = Task.objects.filter(pupil=house.pupil)[0]
    mark.pk, mark.kind, mark.why = None, TaskKind.PROTECTION, "要対協へ知らせた"
    mark.save(force_insert=True)
    claim = house.claim()
    gather(claim=claim, by=house.reviewer)
    held = str(list(claim.items.values_list("holding", "lines")))
    assert LINE in held
    for hidden in (
        SHELTER,
        "避難",
        "要対協",
        "protectionflag",
        "要保護",
        "市町村・児童相談所",
        "書きかけの",
    ):
        assert hidden not in held, hidden


def test_what_was_looked_at_is_given_though_the_record_changed(house: House) -> None:
    claim = looked_at(house)
    house.contact.line = "雪平すみれの電話は080-1111-2222"
    house.contact.save()
    approve(claim=claim, by=house.approver)
    with ZipFile(BytesIO(bundle(claim=claim, by=house.approver))) as zipped:
        assert b"080-1111" not in zipped.read("disclosure.json")


def test_gathered_again_only_what_changed_is_undecided(house: House) -> None:
    claim = house.claim()
    gather(claim=claim, by=house.reviewer)
    decide_all(claim, house.reviewer)
    left = claim.items.get(holding="response.contact")
    assert len(left.spans) == 2
    decide(item=left, withheld=False, ground=THIRD_PERSON, black=[0, 1], by=house.reviewer)
    house.contact.line = "綾瀬川とけんかをした"
    house.contact.save()
    assert gather(claim=claim, by=house.reviewer) == 1
    assert [item.lines[-1]["text"] for item in claim.items.undecided()] == ["綾瀬川とけんかをした"]
    assert gather(claim=claim, by=house.reviewer) == 0


def test_gathering_asks_no_query_a_record(house: House) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            gather(claim=claim, by=house.reviewer)
        return len(asked)

    claim = house.claim()
    gather(claim=claim, by=house.reviewer)
    one = queries()
    for _ in range(5):
        house.contact.pk = house.contact.id = new_id()
        house.contact.save(force_insert=True)
    assert gather(claim=claim, by=house.reviewer) == 5
    assert queries() == one


def test_only_another_person_approves_and_only_then_it_is_given(house: House) -> None:
    claim = looked_at(house)
    system = system_actor(house.pupil.municipality, "x")
    for by in (house.approver, house.officer):
        with pytest.raises(Refused, match="まだ渡せません"):
            bundle(claim=claim, by=by)
    with pytest.raises(Refused, match="見直した人は承認できません"):
        approve(claim=claim, by=house.reviewer)
    with pytest.raises(Denied):
        approve(claim=claim, by=system)
    approve(claim=claim, by=house.officer)
    with pytest.raises(Denied):
        bundle(claim=claim, by=system)
    bundle(claim=claim, by=house.officer)
    claim.refresh_from_db()
    assert (claim.state, claim.ended_on) == (ClaimState.ANSWERED, date(2026, 5, 20))
    bundle(claim=claim, by=house.approver)
    with pytest.raises(Refused):
        gather(claim=claim, by=house.reviewer)


def test_whoever_decided_on_a_single_record_may_not_approve(house: House) -> None:
    claim = house.claim()
    gather(claim=claim, by=house.reviewer)
    decide_all(claim, house.reviewer)
    left = claim.items.get(holding="response.contact")
    decide(item=left, withheld=True, ground=THIRD_PERSON, black=(), by=house.approver)
    finish_review(claim=claim, by=house.reviewer)
    with pytest.raises(Refused, match="見直した人"):
        approve(claim=claim, by=house.approver)
    send_back(claim=claim, why="妹の名前も塗ってください", by=house.officer)
    claim.refresh_from_db()
    assert claim.state == ClaimState.IN_REVIEW


def test_undecided_records_and_missing_grounds_are_refused(house: House) -> None:
    claim, by = house.claim(), house.reviewer
    gather(claim=claim, by=by)
    with pytest.raises(Refused, match="まだ決めていない記録が"):
        finish_review(claim=claim, by=by)
    item = claim.items.get(holding="response.contact")
    for withheld, black, ground in ((True, [], ""), (False, [0], ""), (True, [], "because")):
        with pytest.raises(Refused, match="根拠を選んでください"):
            decide(item=item, withheld=withheld, ground=ground, black=black, by=by)
    with pytest.raises(Refused, match="「知らない人」は、この記録の中にありません"):
        decide(item=item, withheld=False, ground="", black=[], words=["知らない人"], by=by)
    item.refresh_from_db()
    assert item.decided_by is None


def test_due_thirty_days_after_receipt_and_thirty_more_once_with_a_reason(house: House) -> None:
    claim = house.claim()
    assert claim.due == date(2026, 6, 19)
    with pytest.raises(Refused, match="理由を書いてください"):
        extend(claim=claim, why=" ", by=house.reviewer)
    extend(claim=claim, why="記録が多く、見直しに日数がかかる", by=house.reviewer)
    claim.refresh_from_db()
    assert claim.due == date(2026, 7, 19)
    with pytest.raises(Refused, match="一度だけ"):
        extend(claim=claim, why="もう一度", by=house.reviewer)


def test_papers_of_identity_and_capacity_must_have_been_seen(house: House) -> None:
    def ask(capacity: Capacity, *papers: str, on: date = date(2026, 5, 20)) -> Claim:
        return receive(
            pupil=house.pupil,
            kind=ClaimKind.DISCLOSURE,
            asked_by=" 御厨 のぞみ ",
            capacity=capacity,
            papers=papers,
            received_on=on,
            by=house.officer,
        )

    with pytest.raises(Refused, match="法定代理人の資格") as refused:
        ask(Capacity.GUARDIAN, on=date(2026, 5, 21))
    assert len(refused.value.reasons) == 4
    with pytest.raises(Refused, match="任意代理人の資格"):
        ask(Capacity.DELEGATE, *PAPERS)
    claim = ask(Capacity.CHILD, "paper-student")
    assert (claim.asked_by, claim.school) == ("御厨 のぞみ", house.classroom.school)
    with pytest.raises(Refused, match="まだ答えていません"):
        ask(Capacity.CHILD, "paper-student")


def test_withdrawn_leaves_no_copy_of_the_records(house: House) -> None:
    claim = looked_at(house)
    withdraw(claim=claim, why="5月20日に電話で", by=house.reviewer)
    assert not Item.objects.exists()


def test_audit_holds_keys_and_codes_alone(house: House) -> None:
    given(house, words=("遊びたい",))
    events = Event.objects.filter(kind="claim")
    assert {event.pupil for event in events} == {str(house.pupil.pk)}
    told = str(list(events.values()))
    for name in ("御厨", "綾瀬川", "雪平", "のぞみ", "遊びたい", "こはる"):
        assert name not in told
    last = events.order_by("at", "id").last()
    assert last
    assert last.details["form"] == "zip"


def test_disclose_writes_the_zip_only_once_it_is_approved(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = PupilIdentity.objects.get(pupil=house.pupil).sourced_id
    out = tmp_path / "answer.zip"
    command = ["disclose", number, "--out", str(out)]
    with pytest.raises(SystemExit, match="2"):
        main(command)
    assert "--as が要ります" in capsys.readouterr().err
    assert house.approver.person
    command = [*command[:2], "--as", str(house.approver.person.pk), *command[2:]]
    assert main(command) == 1
    assert "受け付けていません" in capsys.readouterr().err
    claim = looked_at(house)
    assert main(command) == 1
    assert "まだ渡せません" in capsys.readouterr().err
    assert not out.exists()
    approve(claim=claim, by=house.approver)
    assert main([*command[:-1], str(tmp_path / "answer.pdf")]) == 1
    teacher = make_person(house.classroom)
    assert main([*command[:3], str(teacher.pk), *command[4:]]) == 1
    assert "受け付けていません" in capsys.readouterr().err
    assert not out.exists()
    assert main(command) == 0
    assert ZipFile(out).testzip() is None
    last = Event.objects.filter(kind="claim", details__form="zip").get()
    assert (last.actor, last.via) == (str(house.approver.person.pk), "command")


def test_disclose_names_who_takes_it_and_which_claim(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    approve(claim=(first := looked_at(house)), by=house.approver)
    other = receive(
        pupil=house.pupil,
        kind=ClaimKind.DISCLOSURE,
        asked_by="御厨 こはる",
        capacity=Capacity.CHILD,
        papers=["paper-student"],
        received_on=date(2026, 5, 20),
        by=house.reviewer,
    )
    number = PupilIdentity.objects.get(pupil=house.pupil).sourced_id
    command = ["disclose", number, "--out", str(tmp_path / "answer.zip")]
    assert house.officer.person
    who = ["--as", str(house.officer.person.pk)]
    assert main([*command, *who]) == 1
    told = capsys.readouterr().err
    assert "--claim" in told
    assert str(first.pk) in told
    assert "御厨" not in told
    named = [*who, "--claim"]
    assert main([*command, *named, str(other.pk)]) == 1
    assert "まだ渡せません" in capsys.readouterr().err
    assert main([*command, *named, str(first.pk)]) == 0
    last = Event.objects.filter(kind="claim", details__form="zip").get()
    assert last.actor == str(house.officer.person.pk)


def test_guardian_under_a_limit_gets_no_place_times_or_other_guardian(house: House) -> None:
    limit(house)
    Mark.objects.filter(pupil=house.pupil).update(
        kind="present", place="nurse_room", late=True, note="母子で海町小へ見学", entered_at=now()
    )
    PupilIdentity.objects.filter(pupil=house.pupil).update(source="umibe", sourced_id="UMIBE-017")
    paper, told = given(house)
    names = {kind["kind"] for kind in json.loads(told)["kinds"]}
    assert names == {
        "school.pupil",
        "attendance.mark",
        "response.taskreason",
    }
    school = house.classroom.school.name
    for hidden in (
        "保健室",
        "nurse_room",
        school,
        "さとる",
        "090-",
        LINE,
        "保護命令",
        "制限",
        "海町",
        "UMIBE",
        "記録した時刻",
    ):
        assert hidden not in paper, hidden
        assert hidden not in told, hidden


def test_limit_that_comes_after_gathering_stops_approval_and_giving(house: House) -> None:
    claim = looked_at(house)
    approve(claim=claim, by=house.approver)
    limit(house)
    with pytest.raises(Refused, match="集めなおして"):
        bundle(claim=claim, by=house.approver)
    send_back(claim=claim, why="制限が入ったため", by=house.approver)
    finish_review(claim=claim, by=house.reviewer)
    with pytest.raises(Refused, match="集めなおして"):
        approve(claim=claim, by=house.approver)


def test_guardian_who_may_be_told_nothing_cannot_claim(house: House) -> None:
    father = house.pupil.guardians.get(name="御厨 さとる")
    other = Guardian.objects.exclude(pupil=house.pupil).first()
    for guardian, why in (
        (father, "親権を確かめた書類"),
        (other, "登録されている保護者"),
        (None, "選んで"),
    ):
        with pytest.raises(Refused, match=why):
            receive(
                pupil=house.pupil,
                kind=ClaimKind.DISCLOSURE,
                asked_by="御厨 さとる",
                capacity=Capacity.GUARDIAN,
                guardian=guardian,
                papers=PAPERS,
                received_on=date(2026, 5, 20),
                by=house.reviewer,
            )
