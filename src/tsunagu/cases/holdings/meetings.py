"""What is held of a child in conferences, their small steps, and handovers."""

from tsunagu.cases.holdings.logs import what_was_done
from tsunagu.cases.models import Assent, Conference, Handover, HandoverStep, Invitation, SmallStep
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding, Shown


def _areas(conference: Conference) -> str:
    """What was said, a line an area."""
    return "\n".join(f"{label}：{text}" for label, text in conference.said)


def _handed(one: Handover) -> str:
    """What was sent, line by line."""
    lines = [(part["title"], line) for part in one.content for line in part["lines"]]
    return "\n".join(f"{title}　{line['label']}：{line['text']}" for title, line in lines)


MEETINGS: tuple[Holding, ...] = (
    Holding(
        Conference,
        "ケース会議",
        pupil="case__pupil",
        day="day",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(
            Shown("day", "日"),
            Shown("place", "場所"),
            Shown("agenda", "話すこと"),
            Shown("state", "状態"),
            Shown("why", "開かないわけ"),
            Shown("areas", "話したこと", _areas),
            Shown("aim", "支援目標"),
            Shown("agreed", "確認・同意事項"),
            Shown("next_on", "次に集まる日"),
            Shown("no_next_why", "次を決めないわけ"),
            Shown("held_by", "記録した人"),
        ),
    ),
    Holding(
        Invitation,
        "ケース会議に招いた人",
        pupil="conference__case__pupil",
        day="at",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(
            Shown("person", "校内の人"),
            Shown("outside", "校外の人"),
            Shown("answer", "返事"),
            Shown("word", "ひとこと"),
            Shown("attended", "出た"),
        ),
    ),
    Holding(
        Assent,
        "ケース会議で決めたことへの同意",
        pupil="conference__case__pupil",
        day="on",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        shown=(
            Shown("on", "聞いた日"),
            Shown("whose", "だれの"),
            Shown("who", "名前・続柄"),
            Shown("answer", "気持ち"),
            Shown("words", "ことば"),
            Shown("by", "書いた人"),
        ),
    ),
    Holding(
        SmallStep,
        "ケース会議で決めた一歩",
        pupil="case__pupil",
        day="conference__day",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(
            Shown("what", "何を"),
            Shown("who", "だれが"),
            Shown("outside", "校外の人"),
            Shown("until", "いつまでに"),
            Shown("times", "いつ"),
            Shown("where", "どこで"),
            Shown("how", "どのように"),
            Shown("towards", "だれに対して"),
            Shown("state", "状態"),
            Shown("why", "どうなったか"),
        ),
    ),
    Holding(
        Handover,
        "引き継ぎ",
        day="at",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(
            Shown("at", "用意を始めた時刻"),
            Shown("receiver", "宛先", lambda one: one.receiver),
            Shown("ground", "根拠"),
            Shown("law", "根拠の法令"),
            Shown("given_by", "同意した人"),
            Shown("way", "方法"),
            Shown("agreed_on", "同意した日"),
            Shown("child_agrees", "本人の気持ち"),
            Shown("child_said", "本人のことば・聞いていないわけ"),
            Shown("helped", "助けになったこと"),
            Shown("avoid", "避けたいこと"),
            Shown("state", "状態"),
            Shown("sent_at", "送った時刻"),
            Shown("content", "送った中身", _handed),
        ),
        along=("to_school", "to"),
    ),
    what_was_done(HandoverStep, "引き継ぎでしたこと", pupil="handover__pupil"),
)
