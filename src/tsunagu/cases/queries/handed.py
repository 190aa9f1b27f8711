"""What a handover says: the chosen parts with their lines, frozen when it is sent."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, may
from tsunagu.cases.conference_enums import ConferenceState
from tsunagu.cases.enums import Section
from tsunagu.cases.handover_enums import HandoverPart
from tsunagu.cases.models import Handover, SchoolDay
from tsunagu.cases.queries.consultations import asks, given_to
from tsunagu.cases.queries.school_days import words_of
from tsunagu.cases.queries.shared import READERS, Records
from tsunagu.clock import JST, in_words, today
from tsunagu.forms.models import Sheet
from tsunagu.forms.wording import in_words_of

P = HandoverPart
NEEDS: dict[HandoverPart, Deed] = {
    P.WISHES: Deed.SEE_CASE,
    P.HELPED: Deed.WRITE_HANDOVER,
    P.AVOID: Deed.WRITE_HANDOVER,
    P.ATTENDANCE: Deed.SEE_PUPIL,
    P.CONTACTS: Deed.SEE_PUPIL,
    P.AGREEMENTS: Deed.SEE_CASE,
    P.CONFERENCES: Deed.SEE_CASE,
    P.TEAM: Deed.SEE_CASE,
    P.SHEETS: Deed.SEE_SHEET,
}
"""What one must be allowed to see to hand a part on, and to read or print it at one's school."""
OF_THE_CASE = frozenset({P.WISHES, P.AGREEMENTS, P.CONFERENCES, P.TEAM})
"""Parts that there are of a case alone."""


@dataclass(frozen=True)
class HandedLine:
    """A line: what of, the words, who said or wrote it, and of which day it is."""

    label: str
    text: str
    origin: str = ""
    on: str = ""


@dataclass(frozen=True)
class HandedPart:
    """A part with its lines."""

    code: str
    title: str
    lines: list[HandedLine]


def contents(handover: Handover) -> list[HandedPart]:
    """What a handover says: as it was frozen, or as it would be sent today."""
    if handover.in_hand:
        return list(_read(handover))
    return [_part(one) for one in handover.content]


def readable(actor: Actor, handover: Handover) -> tuple[list[HandedPart], list[str]]:
    """The parts that somebody of the preparing school may read, and the titles of the others."""
    needs = {part.value: deed for part, deed in NEEDS.items()}
    shown: list[HandedPart] = []
    hidden: list[str] = []
    for part in contents(handover):
        if may(actor, needs[part.code], handover.scope):
            shown.append(part)
        else:
            hidden.append(part.title)
    return shown, hidden


def frozen(handover: Handover) -> list[dict[str, Any]]:
    """What a handover says today, to be kept as it is."""
    return [asdict(one) for one in _read(handover)]


def _part(kept: dict[str, Any]) -> HandedPart:
    lines = [HandedLine(**line) for line in kept["lines"]]
    return HandedPart(kept["code"], kept["title"], lines)


def _read(handover: Handover) -> Iterator[HandedPart]:
    for part in HandoverPart:
        if part in handover.parts and part != P.SHEETS:
            yield HandedPart(part.value, str(part.label), list(_READERS[part](handover)))
    chosen = handover.sheets.select_related("version", "ended_by").order_by("begun_at", "pk")
    for sheet in chosen:
        yield HandedPart(P.SHEETS.value, sheet.definition.title, list(_sheet(sheet)))


def _wishes(handover: Handover) -> Iterator[HandedLine]:
    """Everybody's own words, the newest first."""
    if handover.case:
        for one in handover.case.wishes.all():
            origin = f"{one.heard_by}が聞いた"
            yield HandedLine(one.get_whose_display(), one.words, origin, _day(one.heard_on))


def _team(handover: Handover) -> Iterator[HandedLine]:
    if handover.case:
        team = handover.case.members.on(today())
        for one in team.select_related("person", "organisation"):
            yield HandedLine(one.part, one.name, "", f"{_day(one.first)}から")


def _agreements(handover: Handover) -> Iterator[HandedLine]:
    """The rhythm of contact and the school days that hold or are to come."""
    if handover.case is None:
        return
    rhythms = handover.case.rhythms.ahead().filter(ended_at=None)
    for one in rhythms.select_related("contact"):
        often = f"{one.contact.every_days}日ごと　{one.contact.get_way_display()}"
        text = "\n".join(filter(None, (often, one.how)))
        yield HandedLine("連絡の間隔", text, f"{one.agreed_with}と決めた", _day(one.agreed_on))
    ahead = SchoolDay.objects.between(today(), date.max).filter(case=handover.case)
    for day in ahead.select_related("by").order_by("first", "pk"):
        yield HandedLine(day.get_kind_display(), words_of(day), day.by.name, _span(day))


def _conferences(handover: Handover) -> Iterator[HandedLine]:
    """What was agreed where a conference was held, the newest first, and steps not done yet."""
    if handover.case is None:
        return
    held = handover.case.conferences.filter(state=ConferenceState.HELD)
    for one in held.select_related("held_by").order_by("-day", "pk"):
        said = (("支援目標", one.aim), ("確認・同意事項", one.agreed))
        text = "\n".join(f"{label}：{words}" for label, words in said if words)
        by = one.held_by.name if one.held_by else ""
        yield HandedLine("ケース会議", text, by, _day(one.day))
    steps = handover.case.small_steps.to_do()
    for step in steps.select_related("who").order_by("until", "pk"):
        until = f"{_day(step.until)}まで" if step.until else ""
        text = "\n".join(filter(None, (step.what, step.how)))
        yield HandedLine("これからのこと", text, step.doer, until)


def _span(day: SchoolDay) -> str:
    return f"{_day(day.first)}から{f'{_day(day.until)}まで' if day.until else ''}"


def _written(words: str, handover: Handover) -> Iterator[HandedLine]:
    if words:
        written = _day(handover.at.astimezone(JST).date())
        yield HandedLine("", words, handover.prepared_by.name, written)


def _attendance(handover: Handover) -> Iterator[HandedLine]:
    """This school year's days, month by month, and its sums."""
    records = Records(handover.pupil)
    sums = records.view.now
    text = f"欠席 {sums.total}日　登校していない日数 {sums.not_come}日"
    yield HandedLine("今年度", text, "出欠の記録", _day(today()))
    for label, words in READERS[Section.ATTENDANCE](records):
        yield HandedLine(label, words, "出欠の記録")


def _contacts(handover: Handover) -> Iterator[HandedLine]:
    for day, words in READERS[Section.CONTACTS](Records(handover.pupil)):
        yield HandedLine("", words, "連絡の記録", day)


_READERS: dict[HandoverPart, Callable[[Handover], Iterator[HandedLine]]] = {
    P.WISHES: _wishes,
    P.HELPED: lambda handover: _written(handover.helped, handover),
    P.AVOID: lambda handover: _written(handover.avoid, handover),
    P.ATTENDANCE: _attendance,
    P.CONTACTS: _contacts,
    P.AGREEMENTS: _agreements,
    P.CONFERENCES: _conferences,
    P.TEAM: _team,
}


def _sheet(sheet: Sheet) -> Iterator[HandedLine]:
    """What a sheet says; of a judgement, who saw what and when, as it was written down."""
    answers = sheet.answers()
    done = _day(sheet.ended_at.astimezone(JST).date()) if sheet.ended_at else ""
    writer = sheet.ended_by.name if sheet.ended_by else ""
    for field in asks(sheet):
        given = given_to(answers, field)
        if words := in_words_of(field, given.value):
            seen, what = given.seen, f"見たこと：{given.seen.what}"
            text = f"{words}\n{what}" if seen.what else words
            on = _day(seen.on) if seen.on else done
            yield HandedLine(field.label, text, seen.by or given.origin or writer, on)


def _day(day: date) -> str:
    return in_words(day, year=True)
