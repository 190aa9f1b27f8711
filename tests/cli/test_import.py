"""`tsunagu import` and `tsunagu packs check`: one JSON line, exit codes, and messages."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.roster_files import RosterFiles
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.audit.models import Event
from tsunagu.cli.main import main
from tsunagu.org.models import Municipality, Person
from tsunagu.packs.loader import load_pack, packs_folder
from tsunagu.school.models import Enrolment

pytestmark = pytest.mark.django_db
Out = pytest.CaptureFixture[str]


@pytest.fixture
def city(tmp_path: Path, clock: date, capsys: Out) -> Path:
    """A folder with a small roster that has been taken in."""
    roster = RosterFiles()
    roster.school("S1")
    roster.homeroom("C1", school="S1")
    roster.pupil("K1", homeroom="C1")
    roster.pupil("K2", homeroom="C1")
    roster.staff("T1", role="principal", org="S1")
    roster.staff("T2", role="districtAdministrator", org="D1")
    path = roster.write(tmp_path / "roster")
    assert main(["import", "roster", str(path)]) == 0
    assert Municipality.objects.get().packs == ["national", "akashi"]
    capsys.readouterr()
    return tmp_path


def answer(capsys: Out) -> Any:
    """The one JSON line on standard output."""
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    return json.loads(lines[0])


def test_roster_twice_says_that_nothing_changed(city: Path, capsys: Out) -> None:
    assert main(["import", "roster", str(city / "roster")]) == 0
    said = answer(capsys)
    assert (said["kind"], said["dry_run"], said["warnings"]) == ("roster", False, [])
    assert (said["counts"]["pupils"], said["counts"]["created"]) == (2, 0)


def test_every_kind_by_the_system_and_its_undo(city: Path, capsys: Out) -> None:
    files = {
        "staff": "person,role,scope,from,to\nT1,attendance_lead,S1,2026-04-01,\n",
        "guardians": "pupil,name,phone\nK1,名,078-000-0000\n",
        "calendar": "from,to,kind\n2026-07-21,2026-08-31,休業\n",
    }
    for kind, text in files.items():
        path = city / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        assert main(["import", kind, str(path), "--dry-run"]) == 0
        assert answer(capsys)["import"] is None
        assert main(["import", kind, str(path)]) == 0
        said = answer(capsys)
        assert (said["kind"], said["counts"]["created"]) == (kind, 1)
        event = Event.objects.get(kind=f"import.{kind}")
        assert (event.key, event.actor) == (said["import"], "system:tsunagu import")
        assert main(["import", "undo", said["import"]]) == 0
        assert answer(capsys) == {"undone": said["import"], "kind": kind}
        assert main(["import", "undo", said["import"]]) == 1
        assert "すでに取り消されています" in capsys.readouterr().err


def test_what_a_command_did_is_sealed_when_it_ends(city: Path, capsys: Out) -> None:
    assert not Event.objects.filter(seal__isnull=True).exists()
    assert main(["audit", "verify"]) == 0
    assert "封印を待っている" not in capsys.readouterr().out
    Event.objects.all().delete()
    assert main(["audit", "verify"]) == 1
    assert "連なりが切れています" in capsys.readouterr().err


def test_a_roster_of_another_district_is_not_taken_for_this_one(city: Path, capsys: Out) -> None:
    orgs = city / "roster" / "orgs.csv"
    before = Municipality.objects.get().code
    orgs.write_text(orgs.read_text().replace(before, "141003"))
    assert main(["import", "roster", str(city / "roster")]) == 1
    said = capsys.readouterr().err
    assert "orgs.csv:" in said
    assert "自治体「141003」は登録されていません" in said
    assert Municipality.objects.get().code == before


def test_a_register_of_a_year_without_classes_is_refused(city: Path, capsys: Out) -> None:
    out = city / "register.csv"
    assert main(["register", "S1", "--month", "2020-03", "--out", str(out)]) == 1
    assert "2020年3月の年度の学級がありません" in capsys.readouterr().err
    assert not out.exists()


def test_faults_leave_with_1_and_name_file_line_and_column(city: Path, capsys: Out) -> None:
    path = city / "calendar.csv"
    path.write_text("from,to,kind\n2026-02-30,2026-03-01,休\n", encoding="utf-8")
    assert main(["import", "calendar", str(path)]) == 1
    said = capsys.readouterr()
    assert [line.split(": ")[0] for line in said.err.splitlines()] == [
        "calendar.csv:2:1",
        "calendar.csv:2:3",
    ]
    assert not said.out
    assert main(["import", "undo", "nothing"]) == 1
    assert "という取り込みはありません" in capsys.readouterr().err


def test_as_a_person_the_policy_table_decides(city: Path, capsys: Out) -> None:
    roster = str(city / "roster")
    assert main(["import", "roster", roster, "--as", "T2", "--dry-run"]) == 0
    assert main(["import", "roster", roster, "--as", "T1"]) == 1
    assert "許されていない" in capsys.readouterr().err
    Role.objects.filter(kind=RoleKind.ADMINISTRATOR).delete()
    assert Person.objects.filter(sourced_id="T2").exists()
    assert main(["import", "roster", roster, "--as", "T2"]) == 1


def test_as_a_clerk_or_for_oneself_no_role_is_given(city: Path, capsys: Out) -> None:
    path = city / "staff.csv"
    path.write_text("person,role,scope,from\nT1,principal,S1,2026-04-01\n", encoding="utf-8")
    Role.objects.filter(person__sourced_id="T1").update(kind=RoleKind.OFFICE)
    assert main(["import", "staff", str(path), "--as", "T1"]) == 1
    assert "許されていない" in capsys.readouterr().err
    Role.objects.filter(person__sourced_id="T1").update(kind=RoleKind.DEPUTY_HEAD)
    assert main(["import", "staff", str(path), "--as", "T1"]) == 1
    said = capsys.readouterr().err
    assert "staff.csv:2:1" in said
    assert "staff.csv:2:2" in said
    assert not Role.objects.filter(kind=RoleKind.PRINCIPAL).exists()


def test_effective_same_and_new(city: Path, capsys: Out) -> None:
    roster = RosterFiles()
    roster.school("S1")
    roster.homeroom("C1", school="S1")
    roster.pupil("N1", homeroom="C1", master="")
    path = str(roster.write(city / "later"))
    given = ["--same", "N1=K1", "--effective", "R8.5.11"]
    assert main(["import", "roster", path, *given]) == 0
    assert answer(capsys)["counts"]["ended"] > 0
    ends = Enrolment.objects.filter(pupil__identities__sourced_id="K2").values_list("end")
    assert list(ends) == [(date(2026, 5, 11),)]
    for wrong in (["--same", "N1"], ["--effective", "tomorrow"]):
        with pytest.raises(SystemExit) as left:
            main(["import", "roster", path, *wrong])
        assert left.value.code == 2


def test_an_import_warns_of_terms_that_a_pack_counts_by(
    city: Path, capsys: Out, clock: date
) -> None:
    Municipality.objects.update(packs=["national", "new-zealand-star"])
    missing = "2026年度の校暦に学期がありません"
    attendance, calendar = city / "attendance.csv", city / "calendar.csv"
    attendance.write_text("date,pupil,kind\n2026-05-19,K1,absent\n", encoding="utf-8")
    calendar.write_text("from,to,kind\n2026-07-21,2026-08-31,休業\n", encoding="utf-8")
    period = ["--from", "2026-05-19", "--to", "2026-05-19"]
    for call in (["attendance", str(attendance), *period], ["calendar", str(calendar)]):
        assert main(["import", *call, "--dry-run"]) == 0
        assert capsys.readouterr().err == ""
        assert main(["import", *call]) == 0
        assert missing in capsys.readouterr().err
    terms = "2026-04-01,2026-07-20,学期\n2026-09-01,2026-12-24,学期\n"
    calendar.write_text(f"from,to,kind\n{terms}", encoding="utf-8")
    for call in (["calendar", str(calendar)], ["roster", str(city / "roster")]):
        assert main(["import", *call]) == 0
        assert capsys.readouterr().err == ""


def test_municipality_is_named_where_there_are_several(city: Path, capsys: Out) -> None:
    other = RosterFiles(code="131000", source="x")
    other.school("S1")
    other.homeroom("C1", school="S1")
    other.pupil("K1", homeroom="C1")
    path = str(other.write(city / "other"))
    assert main(["import", "roster", path]) == 1
    assert "--municipality 131000" in capsys.readouterr().err
    assert main(["import", "roster", path, "--municipality", "131000"]) == 0
    assert Municipality.objects.count() == 2
    (city / "c.csv").write_text("from,to,kind\n2026-07-21,2026-08-31,休業\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["import", "calendar", str(city / "c.csv")]) == 1
    assert "131000" in capsys.readouterr().err


def test_packs_check_tells_every_fault_with_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    assert main(["packs", "check"]) == 0
    assert "akashi: 誤りはありません" in capsys.readouterr().out
    for name in ("national", "town"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(f"id: {name}\ntitle: 町\n", encoding="utf-8")
    (tmp_path / "town" / "a.yaml").write_text("settings:\n  - id: x\n", encoding="utf-8")
    monkeypatch.setenv("TSUNAGU_PACKS", str(tmp_path))
    load_pack.cache_clear()
    try:
        assert main(["packs", "check", "town"]) == 1
        assert main(["packs", "check", "national", "nowhere"]) == 1
    finally:
        load_pack.cache_clear()
    said = capsys.readouterr()
    assert f"{tmp_path}/town/a.yaml:2: " in said.err
    assert "nowhere" in said.err
    assert "national: 誤りはありません" in said.out


def checked_anew(name: str) -> int:
    """What `packs check` of a pack ends with, read from its files and remembered by nobody."""
    load_pack.cache_clear()
    try:
        return main(["packs", "check", name])
    finally:
        load_pack.cache_clear()


FAULTY = """\
forms:
  - id: slip
    title: 票
    about: pupil
    names: full
    data: "2"
    valid_from: 2026-04-01
    source: ours
    checked_on: 2026-11-21
    sections:
      - id: head
        fields:
          - {id: name, label: 氏名, kind: text, from: pupil-nam}
          - {id: sees, label: 様子, kind: essay, empty: judgement}
          - {id: name, label: よみがな, kind: text, from: pupil-kana}
          - {id: more, label: 続き, kind: text, empty: judgement, when: {field: seems, is: [well]}}
"""


def test_packs_check_tells_every_fault_of_a_form_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    """A source that is none, an unknown kind, an id that stands twice, a condition on nothing."""
    (tmp_path / "town").mkdir()
    (tmp_path / "town" / "pack.yaml").write_text("id: town\ntitle: 町\n", encoding="utf-8")
    form = tmp_path / "town" / "form-slip.yaml"
    form.write_text(FAULTY, encoding="utf-8")
    monkeypatch.setenv("TSUNAGU_PACKS", str(tmp_path))
    assert checked_anew("town") == 1
    said = capsys.readouterr()
    assert said.out == ""
    place = "forms.0.sections.0.fields"
    for line, begins in zip(
        said.err.splitlines(),
        (
            f"{form}:13: from の「pupil-nam」という出どころはありません",
            f"{form}:14: {place}.1.kind: 'text', 'long_text'",
            f"{form}:15: {place}.2.id: 「name」が二度あります",
            f"{form}:16: {place}.3.when: 「seems」は、前にある選択の項目ではありません",
        ),
        strict=True,
    ):
        assert line.startswith(begins)


def test_packs_check_tells_of_a_first_value_that_nothing_fills_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    folder = tmp_path / "packs"
    shutil.copytree(packs_folder(), folder)
    form = folder / "akashi" / "form-consultation-sheet.yaml"
    text = form.read_text(encoding="utf-8")
    line = text[: text.index("from: homeroom-name")].count("\n") + 1
    form.write_text(text.replace("from: homeroom-name", "from: homeroom-nam"), encoding="utf-8")
    monkeypatch.setenv("TSUNAGU_PACKS", str(folder))
    assert checked_anew("akashi") == 1
    assert f"{form}:{line}: from の「homeroom-nam」" in capsys.readouterr().err
