"""What the timeline of a case is made of: a small function a source, each of what may be seen."""

from datetime import datetime

from tsunagu.web.pupil.timeline import Reader, Span
from tsunagu.web.support.sources.of_case import (
    conferences,
    members,
    notes,
    procedures,
    rhythms,
    school_days,
    small_steps,
    steps,
    wishes,
)
from tsunagu.web.support.sources.of_papers import consultations, handovers, requests, sheets
from tsunagu.web.support.sources.of_record import days, facts, shares, signs
from tsunagu.web.support.sources.said import About, Said, Source

__all__ = ["OF_THE_RECORD", "SOURCES", "About", "Said", "Source", "read_by"]

SOURCES: dict[str, tuple[str, Source]] = {
    "step": ("ケースでしたこと", steps),
    "procedure": ("手順", procedures),
    "conference": ("ケース会議", conferences),
    "small-step": ("会議で決めたこと", small_steps),
    "rhythm": ("約束（連絡の間隔）", rhythms),
    "school-day": ("約束（学校での過ごし方・給食）", school_days),
    "wish": ("本人・保護者のことば", wishes),
    "note": ("書きとめ", notes),
    "member": ("チーム", members),
    "sheet": ("様式", sheets),
    "consultation": ("教育委員会への相談", consultations),
    "request": ("教育委員会への依頼", requests),
    "handover": ("引き継ぎ", handovers),
}
"""The sources of a case by the kind that they give, with its words."""
OF_THE_RECORD: dict[str, tuple[str, Source]] = {
    "day": ("出欠・場所", days),
    "fact": ("わかっていること", facts),
    "share": ("校外との共有", shares),
    "sign": ("気づき", signs),
}
"""Those of the child's record, beside what its own page reads."""


def read_by(source: Source, about: About) -> Reader:
    """A source as the timeline reads it; a case's are few enough to be told as they are found."""
    told: dict[object, Said] = {}

    def found(span: Span) -> list[tuple[object, datetime]]:
        told.update((one.key, one) for one in source(about, span))
        return [(one.key, one.at) for one in told.values()]

    return Reader(found, lambda keys: [told[key] for key in keys])
