"""What holds for every command: exit codes, who acts where, and faults in words."""

import argparse
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.builders import add_calendar, make_board, make_city, make_class, make_person
from tsunagu import cli
from tsunagu.access.enums import RoleKind
from tsunagu.audit.actions import event, record, seal_events
from tsunagu.audit.models import Event
from tsunagu.cli.common import CommandFault, acting, the_municipality
from tsunagu.cli.main import COMMANDS, main, parser
from tsunagu.packs.loader import load_pack, packs_folder
from tsunagu.packs.models import RuleVersion
from tsunagu.school.enums import CalendarKind

pytestmark = pytest.mark.django_db
Out = pytest.CaptureFixture[str]


def args(**given: object) -> argparse.Namespace:
    """What argparse would have read."""
    return argparse.Namespace(command="import", **given)


def test_every_command_is_listed_and_every_listed_one_is_there() -> None:
    files = sorted(Path(cli.__file__).parent.glob("*.py"))
    commands = {file.stem for file in files if "\ndef add(sub: " in file.read_text()}
    assert commands == set(COMMANDS.values())


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        ["nothing"],
        ["audit"],
        ["serve", "--workers", "0"],
        ["responses", "--school-year", "0"],
    ],
)
def test_wrong_usage_is_2_and_says_how_in_japanese(wrong: list[str], capsys: Out) -> None:
    with pytest.raises(SystemExit) as left:
        main(wrong)
    assert left.value.code == 2
    assert "使い方が違います" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([], "COMMAND が要ります"),
        (["nothing"], "「nothing」は使えません"),
        (["responses", "--school-year", "x"], "--school-year: 「x」は読めません。整数を"),
        (["explain", "K1", "--on"], "--on: 値が要ります"),
        (["explain", "K1", "--on", "5月"], "日付として読めません"),
        (["responses", "--school-year", "2026", "y"], "「y」は使えません"),
        (["demo", "--no-serve=3"], "値「3」は付けられません"),
        (["serve", "--workers", "x"], "--workers: 「x」は読めません。整数を"),
        (["watch", "x", "--s=1", "--taken", "no"], "--taken: 「no」は使えません。all・listed"),
        (["import", "attendance", "--"], "が要ります"),
    ],
)
def test_wrong_usage_says_in_japanese_what_is_wrong(
    wrong: list[str], said: str, capsys: Out
) -> None:
    with pytest.raises(SystemExit):
        main(wrong)
    told = capsys.readouterr().err
    assert said in told
    assert not set(re.findall("[a-z]{4,}", told)) & {"usage", "argument", "arguments", "invalid"}


def every_parser(one: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parser, and those of its commands and their kinds."""
    yield one
    for action in one._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from every_parser(below)


def test_help_of_every_command_is_in_japanese() -> None:
    known = list(every_parser(parser()))
    assert len(known) > len(COMMANDS)
    for one in known:
        said = one.format_help()
        assert said.startswith("使い方: tsunagu"), one.prog
        assert "この説明を見せて終わる" in said, one.prog
        for english in ("usage:", "options:", "arguments:", "show this", "optional"):
            assert english not in said, one.prog
        for action in one._actions:
            assert action.help or action.metavar, f"{one.prog}: {action.dest} has no help"


@pytest.mark.parametrize("text", ["R8.5.22", "令和8年5月22日", "2026/5/22"])
def test_on_and_as_of_take_every_style_of_date(text: str) -> None:
    explained = parser().parse_args(["explain", "K1", "--on", text])
    listed = parser().parse_args(["responses", "--school-year", "2026", "--as-of", text])
    assert explained.on == listed.as_of == date(2026, 5, 22)


def test_every_start_keeps_the_rule_versions_in_force(capsys: Out) -> None:
    assert main(["audit", "verify"]) == 0
    assert RuleVersion.objects.filter(pack="national", rule="see-child-run-7").exists()


def test_a_changed_version_once_in_force_stops_the_start(capsys: Out) -> None:
    assert main(["audit", "verify"]) == 0
    RuleVersion.objects.filter(rule="see-child-run-7").update(digest="0" * 64)
    assert main(["audit", "verify"]) == 1
    said = capsys.readouterr().err
    assert "see-child-run-7" in said
    assert "national" in said


def test_a_bad_pack_stops_the_start_with_file_line_and_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    bad = tmp_path / "national" / "responses.yaml"
    bad.parent.mkdir()
    head = (packs_folder() / "national" / "pack.yaml").read_text()
    (bad.parent / "pack.yaml").write_text(head)
    bad.write_text("responses:\n  - id: half\n    nonsense: 1\n")
    monkeypatch.setenv("TSUNAGU_PACKS", str(tmp_path))
    load_pack.cache_clear()
    try:
        assert main(["audit", "verify"]) == 1
    finally:
        load_pack.cache_clear()
    assert f"{bad}:2:" in capsys.readouterr().err


def sealed_events(code: str) -> None:
    """Three events of a municipality under a seal."""
    record(
        event(municipality=code, actor="system:x", deed="roll.take", kind="roll", key=number)
        for number in range(3)
    )
    seal_events()


def test_audit_verify_names_the_first_broken_place(capsys: Out) -> None:
    sealed_events("990001")
    assert main(["audit", "verify"]) == 0
    Event.objects.filter(key="1").update(actor="system:y")
    assert main(["audit", "verify"]) == 1
    assert "990001" in capsys.readouterr().err


def test_audit_verify_checks_the_municipality_that_is_named(capsys: Out) -> None:
    for code, name in (("990001", "東の市"), ("990002", "西の市")):
        make_city(code=code, name=name)
        sealed_events(code)
    Event.objects.filter(municipality="990002", key="1").update(actor="system:y")
    assert main(["audit", "verify"]) == 1
    assert "--municipality で指定" in capsys.readouterr().err
    assert main(["audit", "verify", "--municipality", "990001"]) == 0
    assert "東の市の監査の記録の連なりは保たれています" in capsys.readouterr().out
    assert main(["audit", "verify", "--municipality", "990002"]) == 1
    assert "西の市の監査の記録の連なりが切れています" in capsys.readouterr().err
    told = Event.objects.filter(deed="audit.verify").order_by("municipality")
    assert [one.details for one in told] == [{"holds": True}, {"holds": False}]


@pytest.mark.parametrize(
    ("role", "answer"), [(RoleKind.ADMINISTRATOR, 0), (RoleKind.SUPERVISOR, 1)]
)
def test_audit_verify_as_a_person_passes_the_policy_table(
    role: RoleKind, answer: int, capsys: Out
) -> None:
    person = make_person(make_board(make_city()), role=role)
    assert main(["audit", "verify", "--as", str(person.pk)]) == answer
    assert Event.objects.filter(actor__contains=str(person.pk)).count() == 1 - answer


def test_municipality_is_the_only_one_or_named() -> None:
    with pytest.raises(CommandFault, match="自治体がまだありません"):
        the_municipality(args())
    first = make_city(code="990001")
    assert the_municipality(args()) == first
    second = make_city(code="990002")
    with pytest.raises(CommandFault, match=r"--municipality.*990001.*990002"):
        the_municipality(args(municipality=None))
    assert the_municipality(args(municipality="990002")) == second
    with pytest.raises(CommandFault, match="990003"):
        the_municipality(args(municipality="990003"))


def test_as_names_one_person_of_the_municipality() -> None:
    classroom = make_class(pupils=0)
    code = classroom.municipality.code
    person = make_person(classroom)
    stranger = make_person(make_class(pupils=0))
    for given in (person.sourced_id, str(person.pk)):
        assert acting(args(municipality=code, as_person=given)).person == person
    for given in (stranger.sourced_id, str(stranger.pk), ""):
        with pytest.raises(CommandFault, match="--as"):
            acting(args(municipality=code, as_person=given))
    by = acting(args(municipality=code, as_person=None))
    assert (by.system, by.audit_key) == (True, "system:tsunagu import")


def test_a_pack_that_counts_by_term_asks_for_terms_in_the_calendar(capsys: Out) -> None:
    city = make_city(packs=["new-zealand-star"])
    main(["responses", "--school-year", "2026", "--format", "jsonl"])
    said = capsys.readouterr()
    assert "2026年度の校暦に学期がありません" in said.err
    assert said.out == ""
    first, last = date(2026, 4, 1), date(2026, 7, 20)
    add_calendar(city, first, last, kind=CalendarKind.TERM)
    main(["responses", "--school-year", "2026", "--format", "jsonl"])
    assert capsys.readouterr().err == ""
