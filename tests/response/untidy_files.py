"""Attendance as schools really write it: twice, too much, in CP932 with labels and eras."""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.response.city_files import ATTENDANCE
from tests.response.independent import City


def with_noise(city: City, random: Random, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The same days told less tidily: a day in two rows, and rows that change nothing."""
    found: list[dict[str, str]] = []
    home, last = city.home(), max(row["date"] for row in rows)
    for row in rows:
        if random.random() < 0.1:
            who = {"date": row["date"], "pupil": row["pupil"]}
            first = {key: row[key] for key in row if key in {"kind", "late"}}
            found += [who | first | {"note": "一行目"}, row | {"kind": "", "note": "二行目"}]
        else:
            found.append(row)
        day = date.fromisoformat(row["date"]) + timedelta(days=5 - random.randrange(5))
        classroom = home[row["pupil"]].get(day) if random.random() < 0.02 else None
        if classroom and str(day) <= last and not city.school_day(classroom, day)[0]:
            kind = random.choice(("suspended", "bereavement", "excused"))
            found.append({"date": str(day), "pupil": row["pupil"], "kind": kind})
    return found


HEADERS = dict(
    zip(
        ATTENDANCE,
        ["日付", "児童生徒ID", "出欠", "遅刻", "早退", "場所", "理由", "備考"],
        strict=True,
    )
)
LABELS = {
    "present": "出席",
    "absent": "欠席",
    "missing": "所在未確認",
    "suspended": "出席停止",
    "bereavement": "忌引",
    "excused": "校長が認めた日",
    "nurse_room": "保健室",
    "after_school": "放課後登校",
    "support_centre": "教育支援センター",
    "free_school": "フリースクール",
    "home_online": "自宅ICT",
    "other": "その他",
    "illness": "病気",
    "family": "家庭の都合",
    "cannot_come": "登校できない",
    "unknown": "不明",
}


def write_japanese(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    """The same attendance as a school writes it: CP932, Japanese headers, labels, eras and ○."""
    with path.open("w", encoding="cp932", newline="") as file:
        writer = csv.DictWriter(file, HEADERS.values(), restval="", lineterminator="\r\n")
        writer.writeheader()
        for row in rows:
            day = date.fromisoformat(row["date"])
            era = f"R{day.year - 2018}.{day.month}.{day.day}"
            named = {HEADERS[k]: "○" if v == "1" else LABELS.get(v, v) for k, v in row.items()}
            writer.writerow(named | {"日付": era})
    return path
