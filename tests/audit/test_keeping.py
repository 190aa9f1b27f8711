"""A seal kept elsewhere shows what nobody sees from inside: the end of the chain taken away."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.audit.test_chain import MONDAY, write
from tests.builders import make_city
from tsunagu.audit.actions import broken_links, seal_events
from tsunagu.audit.keeping import NAME, differing, keep_todays_seals, newest_seals, read_lines
from tsunagu.audit.models import Event, Seal
from tsunagu.cli.jobs import all_jobs
from tsunagu.cli.main import main
from tsunagu.clock import freeze

pytestmark = pytest.mark.django_db
Out = pytest.CaptureFixture[str]


def test_newest_end_of_the_chain_taken_away_shows_against_the_kept_seal() -> None:
    for day in range(2):
        write(2, day=MONDAY + timedelta(days=day))
        seal_events()
    kept = newest_seals()
    assert [(one.municipality, one.number) for one in kept] == [("990001", 2)]
    assert not list(differing(kept))
    Event.objects.filter(seal=2).delete()
    Seal.objects.filter(number=2).delete()
    assert not list(broken_links())
    assert [one.why for one in differing(kept)] == ["控えにある封印がなくなっています"]


def test_chain_written_anew_shows_against_the_kept_seal() -> None:
    write(2)
    kept = newest_seals()
    Event.objects.all().delete()
    Seal.objects.all().delete()
    write(2)
    seal_events()
    assert not list(broken_links())
    assert [one.why for one in differing(kept)] == ["封印が控えと違います"]
    assert not list(differing(kept, "990002"))


def test_seal_and_verify_by_command(tmp_path: Path, capsys: Out) -> None:
    make_city(code="990001")
    out = str(tmp_path / "seals.jsonl")
    assert main(["audit", "seal", "--out", out]) == 1
    assert "まだ封印する記録がありません" in capsys.readouterr().err
    write(3)
    for _ in range(2):
        assert main(["audit", "seal", "--out", out]) == 0
    lines = Path(out).read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0]).keys() == {"municipality", "day", "number", "digest"}
    assert main(["audit", "verify", "--against", out]) == 0
    Seal.objects.update(digest="0" * 64)
    Event.objects.update(seal=None)
    Seal.objects.all().delete()
    assert main(["audit", "verify", "--against", out]) == 1
    assert "控え" in capsys.readouterr().err


def test_file_that_holds_no_seals_is_told_with_every_line(tmp_path: Path, capsys: Out) -> None:
    make_city(code="990001")
    file = tmp_path / "seals.jsonl"
    good = '{"municipality":"1","day":"2026-05-20","number":1,"digest":"0"}'
    file.write_text(f'{good}\n[]\n{{"day":1}}\n{good.replace("2026-05-20", "きのう")}\n', "utf-8")
    assert main(["audit", "verify", "--against", str(file)]) == 1
    told = capsys.readouterr().err
    assert [f"{number}行目" in told for number in (1, 2, 3, 4)] == [False, True, True, True]
    assert main(["audit", "verify", "--against", str(tmp_path / "none")]) == 1


def test_job_keeps_one_line_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TSUNAGU_DATA", str(tmp_path))
    assert "keep_seals" in {job.name for job in all_jobs()}
    for day in (20, 20, 22):
        write(1)
        with freeze(date(2026, 5, day)):
            keep_todays_seals()
    kept = read_lines((tmp_path / NAME).read_text("utf-8"))
    assert [(one.day, one.number) for one in kept] == [("2026-05-20", 1), ("2026-05-22", 2)]
