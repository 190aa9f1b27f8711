"""What is held of a child in what the school asks the board, and the board the school."""

from tsunagu.cases.holdings.logs import what_was_done
from tsunagu.cases.models import (
    Consultation,
    ConsultationStep,
    DivisionRequest,
    DivisionRequestStep,
    FollowUp,
    FollowUpStep,
)
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding, Shown

ASKING: tuple[Holding, ...] = (
    Holding(
        Consultation,
        "教育委員会への相談",
        pupil="sheet__pupil",
        day="at",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(
            Shown("at", "管理職に出した時刻"),
            Shown("asked_by", "出した人"),
            Shown("sent_at", "教育委員会に送った時刻"),
            Shown("state", "状態"),
            Shown("adviser", "担当"),
        ),
    ),
    what_was_done(
        ConsultationStep,
        "教育委員会への相談でしたこと",
        pupil="consultation__sheet__pupil",
        beside=Shown("on", "訪問・会議の日"),
    ),
    Holding(
        FollowUp,
        "不登校解消対策個票の提出",
        pupil="sheet__pupil",
        day="at",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(Shown("at", "教育委員会に出した時刻"), Shown("state", "状態")),
    ),
    what_was_done(FollowUpStep, "不登校解消対策個票でしたこと", pupil="follow_up__sheet__pupil"),
    Holding(
        DivisionRequest,
        "教育委員会への依頼",
        pupil="case__pupil",
        day="at",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(
            Shown("at", "管理職に出した時刻"),
            Shown("kind", "頼むこと", lambda one: one.label),
            Shown("text", "頼みたいこと"),
            Shown("state", "状態"),
            Shown("sent_at", "送った時刻"),
            Shown("on", "決めた日"),
            Shown("adviser", "担当"),
        ),
        along=("municipality",),
    ),
    what_was_done(
        DivisionRequestStep,
        "教育委員会への依頼でしたこと",
        pupil="request__case__pupil",
        beside=Shown("on", "日"),
    ),
)
