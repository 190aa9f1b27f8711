"""What a row says: every fault of its cells at once, rows that join, days to come."""

from datetime import date

from tests.attendance.imports.conftest import City
from tsunagu.attendance.models import Mark, RollCall

FIRST, TODAY = date(2026, 5, 11), date(2026, 5, 20)


def places(found: object) -> list[str]:
    """Line and column of faults."""
    assert isinstance(found, list)
    return [fault.split(": ")[0].removeprefix("attendance.csv:") for fault in found]


def test_every_cell_of_a_row_is_named_whatever_else_is_wrong_with_the_row(city: City) -> None:
    found = city.faults(
        "2026-02-30,p1,けっせき,,,,,",
        "2026-06-30,p1,欠席,1,,保健室,,",
        "2026-06-30,PX,けっせき,x,,体育館,,",
        ",PX,欠席,,○,,,",
        "2026-06-30,,所在未確認,1,,,ねむい,",
        "2026-05-16,p1,欠席,1,,,,",
        "2026-05-19,p1,absent,,,nurse_room,,",
        last=date(2026, 5, 20),
    )
    assert places(found) == [
        *("2:1", "2:3"),
        *("3:1", "3:3", "3:3"),
        *("4:1", "4:2", "4:3", "4:4", "4:6"),
        *("5:1", "5:2", "5:3"),
        *("6:1", "6:2", "6:3", "6:7"),
        *("7:1", "7:3"),
        "8:3",
    ]
    assert "名簿にいません" in found[6]
    assert "空欄" in found[10]


def test_a_contradiction_stands_at_the_row_that_gives_the_kind(city: City) -> None:
    assert city.faults(
        "2026-05-18,p1,,1,,,,",
        "2026-05-18,p1,欠席,,,,,",
        "2026-05-18,p1,忌引,,,,,",
    ) == [
        "attendance.csv:3:3: 出欠: 「欠席」と遅刻・早退は同時に記録できません",
        "attendance.csv:4:3: 出欠: 同じ児童生徒・同じ日の3行目と出欠が食い違っています",
    ]


def test_late_of_two_rows_yes_and_a_written_no_contradict_blank_yields(city: City) -> None:
    """The contract: "blank yields to filled, two different values contradict".

    A cell that holds 0 or false is filled, with no; only an empty one is blank.
    """
    assert city.faults(
        "2026-05-18,p1,,1,0,,,",
        "2026-05-18,p1,,0,true,,,",
        "2026-05-19,p1,チ,,,,,",
        "2026-05-19,p1,,false,,,,",
    ) == [
        "attendance.csv:3:4: 遅刻: 同じ児童生徒・同じ日の2行目と遅刻が食い違っています",
        "attendance.csv:3:5: 早退: 同じ児童生徒・同じ日の2行目と早退が食い違っています",
        "attendance.csv:5:4: 遅刻: 同じ児童生徒・同じ日の4行目と遅刻が食い違っています",
    ]
    city.take("2026-05-18,p1,,1,,,,", "2026-05-18,p1,,true,0,,,", "2026-05-18,p1,,,,,,")
    mark = Mark.objects.get()
    assert (mark.late, mark.left_early) == (True, False)


def test_rows_of_days_to_come_are_kept_with_a_warning_and_no_roll(city: City) -> None:
    rows = ("2026-05-20,p1,欠席,,,,,", "2026-05-21,p1,欠席,,,,,", "2026-05-22,p2,欠席,,,,,")
    tried, done = city.take(*rows, dry_run=True), city.take(*rows)
    assert tried.warnings == done.warnings
    assert list(done.warnings) == [
        "attendance.csv: 今日（2026年5月20日（水））より後の日の行が2行あります。"
        "その日の記録として預かりますが、その日の出欠を確認したことにはなりません"
    ]
    assert not RollCall.objects.filter(day__gt=TODAY).exists()
    assert city.take(rows[0], last=TODAY).warnings == ()
