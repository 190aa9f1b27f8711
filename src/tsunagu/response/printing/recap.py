"""The recap of a sharing: its parts in the packs' words, and the page to hand on as PDF."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from tsunagu.clock import JST, ago_in_words, in_words, today
from tsunagu.packs.loader import phrases
from tsunagu.response.last_contacts import last_contact
from tsunagu.response.models import Decision, Sharing
from tsunagu.response.reviews import next_review
from tsunagu.typeset import pdf_of

TEMPLATE = Path(__file__).with_name("recap.typ")


@dataclass(frozen=True)
class Part:
    """A part of the recap: a heading and what was written under each label."""

    title: str
    lines: list[tuple[str, str]]
    decided: bool = False


def recap_parts(sharing: Sharing) -> list[Part]:
    """What was written, with the packs' labels of that day, in their order."""
    titles = (
        ("共有したこと", "sharing.agenda", sharing.agenda),
        ("翌日、登校できそうなとき", "sharing.comes", sharing.comes),
        ("翌日、登校できそうにないとき", "sharing.does_not", sharing.does_not),
    )
    day = sharing.at.astimezone(JST).date()
    parts = []
    for title, group, written in titles:
        asked = phrases(sharing.municipality.packs, group, day)
        parts.append(Part(title, [(p.label, written[p.id]) for p in asked if written.get(p.id)]))
    return [part for part in parts if part.lines]


def recap_pdf(sharing: Sharing, place: str, said: list[tuple[str, str]]) -> bytes:
    """One page of A4, set smaller where much was written; a second one with its head if it must.

    `said` are the child's and the family's own words, by whose they are: they stand first.
    """
    pupil = sharing.pupil
    words = [Part("本人と家族のことば", said)] if said else []
    data = {
        "name": pupil.name,
        "kana": pupil.kana,
        "place": place,
        "draft": sharing.draft,
        "parts": [asdict(part) for part in [*words, _decided(sharing), *recap_parts(sharing)]],
        "since": _since(sharing),
        "record": _record(sharing),
        "printed": f"{in_words(today(), year=True)} 印刷",
    }
    return pdf_of(TEMPLATE, data)


def _decided(sharing: Sharing) -> Part:
    """What was decided, which stands before what was spoken of."""
    review = next_review(sharing.pupil)
    decided = [_decision(one) for one in sharing.decisions.select_related("who")]
    lines = [
        ("共有した日", in_words(sharing.on, year=True)),
        ("参加した人", sharing.attendees),
        *(decided or [("決めたこと", "まだ決めていません")]),
        ("次に見直す日", in_words(review, year=True) if review else ""),
    ]
    return Part("決めたこと", [(label, text) for label, text in lines if text], decided=True)


def _decision(one: Decision) -> tuple[str, str]:
    """What was decided, and beneath it who does it until when."""
    until = f"{in_words(one.until, year=True)}まで" if one.until else ""
    named = "　".join(part for part in (one.who.name if one.who else "", until) if part)
    return "決めたこと", "\n".join(part for part in (one.what, named) if part)


def _since(sharing: Sharing) -> str:
    since = last_contact(sharing.pupil.pk)
    days = {"連絡で最後に声を聞いた日": since.heard, "連絡・訪問で最後に会った日": since.seen}
    return "　".join(
        f"{label} {in_words(day)}（{ago_in_words((today() - day).days)}）"
        if day
        else f"{label} 記録がありません"
        for label, day in days.items()
    )


def _record(sharing: Sharing) -> str:
    """Who wrote it when, and to whom it was reported."""
    told = "まだ"
    if sharing.reported_to and sharing.reported_at:
        told = f"{sharing.reported_to.name}（{_moment(sharing.reported_at)}）"
    return f"記録 {sharing.by.name}　{_moment(sharing.at)}　管理職への報告 {told}"


def _moment(at: datetime) -> str:
    here = at.astimezone(JST)
    return f"{in_words(here.date())} {here.hour}:{here.minute:02}"
