"""What this room holds on a child."""

from typing import Any

from django.db.models import Q

from tsunagu.attendance.enums import Kind, Place, Reason
from tsunagu.attendance.models import (
    Correction,
    CreditPeriod,
    FileMark,
    Mark,
    MissingEnd,
    Notice,
    OpeningBalance,
    RollCall,
    Stay,
)
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding, Shown


def _facts(facts: dict[str, Any]) -> str:
    """A day's facts as a correction keeps them; nothing kept means simply present."""
    parts = [str(Kind(facts.get("kind") or Kind.PRESENT).label)]
    parts += [word for key, word in (("late", "遅刻"), ("left_early", "早退")) if facts.get(key)]
    parts += [str(Place(facts["place"]).label)] if facts.get("place") else []
    parts += [str(Reason(facts["reason"]).label)] if facts.get("reason") else []
    parts += [str(facts["note"])] if facts.get("note") else []
    return "・".join(parts)


def _before(correction: Correction) -> str:
    return _facts(correction.before)


def _after(correction: Correction) -> str:
    return _facts(correction.after)


def _stay_day(stay: Stay) -> str:
    return f"{stay.mark.day:%Y-%m-%d}"


DAY = (
    Shown("day", "日"),
    Shown("kind", "出欠"),
    Shown("late", "遅刻"),
    Shown("left_early", "早退"),
    Shown("place", "場所", topic=Topic.PLACE),
    Shown("reason", "理由"),
    Shown("note", "備考", topic=Topic.PLACE),
)
WITHDRAWN = (Shown("withdrawn_at", "取り消した時刻"), Shown("withdrawn_why", "取り消した理由"))
HOLDINGS = (
    Holding(
        RollCall,
        "学級の出欠をとった記録",
        pupil="",
        day="day",
        never="一人の子どもの記録ではない",
    ),
    Holding(
        Mark,
        "出欠",
        day="day",
        shown=(
            *DAY,
            Shown("late_at", "登校時刻", topic=Topic.TIMES),
            Shown("left_at", "早退時刻", topic=Topic.TIMES),
            Shown("ground", "出席停止の根拠"),
            Shown("credit", "出席扱い", topic=Topic.PLACE),
            Shown("entered_at", "記録した時刻", topic=Topic.TIMES),
        ),
    ),
    Holding(
        Stay,
        "一日のうちの居場所",
        pupil="mark__pupil",
        day="mark__day",
        topic=Topic.PLACE,
        fixed=("day",),
        shown=(
            Shown("day", "日", _stay_day),
            Shown("place", "場所"),
            Shown("begin", "から"),
            Shown("end", "まで"),
            Shown("watched_by", "見守る人"),
        ),
    ),
    Holding(FileMark, "取り込んだファイルの出欠", day="day", shown=DAY),
    Holding(
        Correction,
        "出欠の訂正",
        day="day",
        topic=Topic.PLACE,
        shown=(
            Shown("day", "日"),
            Shown("before", "訂正の前", _before),
            Shown("after", "訂正のあと", _after),
            Shown("why", "理由"),
            Shown("by", "訂正した人"),
            Shown("at", "訂正した時刻"),
        ),
    ),
    Holding(
        MissingEnd,
        "所在の確認",
        day="day",
        topic=Topic.PLACE,
        shown=(
            Shown("day", "日"),
            Shown("since", "所在未確認になった時刻"),
            Shown("arrived", "登校した"),
            Shown("reached", "だれと確認したか"),
        ),
    ),
    Holding(
        OpeningBalance,
        "転入前の欠席日数",
        day="day",
        topic=Topic.PLACE,
        shown=(
            Shown("day", "転入日"),
            Shown("absent_days", "欠席日数"),
            Shown("credited_days", "出席扱い日数"),
            Shown("note", "備考"),
        ),
    ),
    Holding(
        CreditPeriod,
        "出席扱いの期間",
        day="first",
        until="last",
        topic=Topic.PLACE,
        shown=(Shown("place", "場所"), Shown("first", "から"), Shown("last", "まで")),
    ),
    Holding(
        Notice,
        "届け出・わかっていること",
        day="first",
        until="last",
        which=Q(restricted=False),
        topic=Topic.PLACE,
        shown=(
            Shown("kind", "種類"),
            Shown("first", "から"),
            Shown("last", "まで"),
            Shown("fills", "出欠"),
            Shown("place", "場所"),
            Shown("reason", "理由"),
            Shown("note", "備考"),
            Shown("time", "時刻", topic=Topic.TIMES),
            Shown("from_guardian", "保護者からの連絡"),
            *WITHDRAWN,
        ),
    ),
)
