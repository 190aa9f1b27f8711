"""What this room holds on a child."""

from tsunagu.clock import today
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding, Shown
from tsunagu.signs.models import Alert, CheckIn, Sign, SignAnswer, Visit, VisitReader, VisitReason
from tsunagu.signs.words import labels


def _seen(sign: Sign) -> str:
    return labels(sign.municipality, today()).get(sign.kind, sign.kind)


def _point(sign: Sign) -> str:
    return labels(sign.municipality, today()).get(sign.point, sign.point)


HOLDINGS = (
    Holding(
        Visit,
        "保健室に来たこと",
        day="day",
        topic=Topic.TIMES,
        one_by_one=True,
        shown=(
            Shown("day", "日"),
            Shown("came", "来た時刻"),
            Shown("left", "出た時刻"),
            Shown("outcome", "そのあと"),
            Shown("by", "書いた人"),
            Shown("ended_at", "取り消した時刻"),
            Shown("ended_why", "取り消したわけ"),
        ),
    ),
    Holding(
        CheckIn,
        "子どもが伝えた心の天気",
        day="day",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        shown=(
            Shown("day", "日"),
            Shown("heart", "心の天気"),
            Shown("body", "体"),
            Shown("sleep", "ねむり"),
            Shown("at", "伝えた時刻"),
            Shown("read_by", "読んだ人"),
        ),
    ),
    Holding(
        VisitReason,
        "保健室に来たわけ",
        pupil="visit__pupil",
        day="visit__day",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        shown=(Shown("text", "わけ"), Shown("by", "書いた人")),
    ),
    Holding(
        VisitReader,
        "保健室に来たわけを読んでよい人",
        pupil="visit__pupil",
        day="visit__day",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        shown=(Shown("person", "読んでよい人"),),
    ),
    Holding(
        Sign,
        "学校で気づいたこと",
        day="day",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        along=("municipality",),
        shown=(
            Shown("day", "気づいた日"),
            Shown("kind", "気づいたこと", _seen),
            Shown("point", "場面", _point),
            Shown("note", "見たこと"),
            Shown("by", "書いた人"),
            Shown("ended_at", "取り消した時刻"),
            Shown("ended_why", "取り消したわけ"),
        ),
    ),
    Holding(
        Alert,
        "学習ポータルからの知らせ",
        day="day",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        shown=(
            Shown("day", "日"),
            Shown("time", "時刻"),
            Shown("portal", "ポータル"),
            Shown("kind", "知らせの種類"),
            Shown("own_id", "ポータルのID"),
            Shown("at", "取り込んだ時刻"),
        ),
    ),
    Holding(
        SignAnswer,
        "気づいたことについてしたこと",
        day="at",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        shown=(
            Shown("at", "書いた時刻"),
            Shown("kind", "したこと"),
            Shown("words", "ことば"),
            Shown("by", "した人"),
            Shown("kept", "担任には知らせない"),
        ),
    ),
)
