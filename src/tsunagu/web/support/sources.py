"""What the timeline of a case is made of: a small function a source, each of what may be seen."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from uuid import uuid5

from django.urls import reverse

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.attendance.enums import Kind
from tsunagu.cases.models import (
    Case,
    CaseNote,
    CaseStep,
    Conference,
    Consultation,
    ConsultationStep,
    Member,
    ProcedureRecord,
    Rhythm,
    SmallStep,
    Wish,
)
from tsunagu.clock import JST, in_words, school_year_of
from tsunagu.forms.models import Sheet
from tsunagu.response.queries.strip import DayState, DayView
from tsunagu.web.pupil import timeline
from tsunagu.web.pupil.door import Opened
from tsunagu.web.pupil.reasons import Years
from tsunagu.web.pupil.timeline import Entry, Reader, Span, evening

NO_DAY = frozenset({DayState.NO_SCHOOL, DayState.NOT_ENROLLED, DayState.CLOSED, DayState.AHEAD})
"""Dates that neither belong to a stretch of days nor end it."""


@dataclass(frozen=True)
class Said(Entry):
    """An entry of the case: what it is, what it says, whose it is; `url` leads to its record."""

    kind_label: str
    title: str
    url: str
    words: str = ""
    who: str = ""
    template = "support/_entry.html"


@dataclass(frozen=True)
class About:
    """Whose timeline it is, and who reads it; without `opened` not the child's record."""

    actor: Actor
    case: Case
    opened: Opened | None
    years: Years

    @cached_property
    def cases(self) -> list[Case]:
        """The child's cases that the reader may see."""
        rows = Case.objects.visible_to(self.actor, Deed.SEE_CASE).filter(pupil=self.case.pupil_id)
        return list(rows.select_related("pupil", "school", "version").order_by("begun_at", "pk"))

    @cached_property
    def labels(self) -> dict[object, str]:
        """The kind of each case, in words, by its key."""
        return {one.pk: one.definition.label for one in self.cases}


Source = Callable[[About, Span], Iterator[Said]]


def _midnight(span: Span) -> tuple[datetime, datetime]:
    """From when until before when an instant lies in a span."""
    after = span.last + timedelta(days=1)
    return datetime.combine(span.first, time(), JST), datetime.combine(after, time(), JST)


def _page(case: object) -> str:
    return reverse("support:case", args=[case])


def steps(about: About, span: Span) -> Iterator[Said]:
    """What was done with the child's cases as a whole."""
    first, after = _midnight(span)
    rows = CaseStep.objects.filter(case__in=about.cases, at__gte=first, at__lt=after)
    for one in rows.select_related("by"):
        title = f"{about.labels[one.case_id]}：{one.get_move_display()}"
        yield Said(
            one.at, "step", one.pk, "ケース", title, _page(one.case_id), one.text, one.by.name
        )


def procedures(about: About, span: Span) -> Iterator[Said]:
    """What became of the steps of the procedures that their kinds have."""
    first, after = _midnight(span)
    labels = {(one.pk, step.id): step.label for one in about.cases for step in one.definition.steps}
    rows = ProcedureRecord.objects.filter(case__in=about.cases, at__gte=first, at__lt=after)
    for one in rows.select_related("by"):
        title = f"{labels[one.case_id, one.step]}：{one.get_outcome_display()}"
        url = reverse("support:procedure", args=[one.case_id])
        yield Said(one.at, "procedure", one.pk, "手順", title, url, one.text, one.by.name)


def conferences(about: About, span: Span) -> Iterator[Said]:
    """Case conferences on their days, with what they aim at or are to speak of."""
    rows = Conference.objects.filter(case__in=about.cases, day__range=(span.first, span.last))
    for one in rows.select_related("called_by", "held_by"):
        title = f"ケース会議：{one.get_state_display()}"
        url = reverse("support:meeting", args=[one.case_id, one.pk])
        who, words = (one.held_by or one.called_by).name, one.aim or one.agenda
        yield Said(evening(one.day), "conference", one.pk, "会議", title, url, words, who)


def small_steps(about: About, span: Span) -> Iterator[Said]:
    """What became of what the conferences decided."""
    first, after = _midnight(span)
    rows = SmallStep.objects.filter(case__in=about.cases, ended_at__gte=first, ended_at__lt=after)
    for one in rows.select_related("who", "ended_by"):
        title = f"会議で決めたこと：{one.get_state_display()}"
        url = reverse("support:meeting", args=[one.case_id, one.conference_id])
        words, who = "\n".join(filter(None, (one.what, one.why))), one.doer
        assert one.ended_at
        yield Said(one.ended_at, "small-step", one.pk, "会議で決めたこと", title, url, words, who)


def rhythms(about: About, span: Span) -> Iterator[Said]:
    """What was agreed on the rhythm of contact."""
    rows = Rhythm.objects.filter(case__in=about.cases, agreed_on__range=(span.first, span.last))
    for one in rows.select_related("by"):
        title, url = "連絡の間隔を決めた", reverse("support:agreements", args=[one.case_id])
        at = evening(one.agreed_on)
        yield Said(at, "rhythm", one.pk, "約束", title, url, one.how, one.agreed_with)


def wishes(about: About, span: Span) -> Iterator[Said]:
    """What the child and the guardians said that they wish."""
    days = (span.first, span.last)
    for one in Wish.objects.filter(case__in=about.cases, heard_on__range=days):
        title, who = f"{one.get_whose_display()}のことば", f"{one.heard_by}が聞いた"
        at, url = evening(one.heard_on), _page(one.case_id)
        yield Said(at, "wish", one.pk, "ことば", title, url, one.words, who)


def members(about: About, span: Span) -> Iterator[Said]:
    """Who came into the team, and who left it."""
    rows = Member.objects.filter(case__in=about.cases).select_related("person")
    for one in rows:
        url, who = _page(one.case_id), f"{one.name}（{one.part}）"
        if span.first <= one.first <= span.last:
            yield Said(
                evening(one.first), "member", one.pk, "チーム", f"チームに入った：{who}", url
            )
        if one.last and span.first <= one.last <= span.last:
            key, title = uuid5(one.pk, "left"), f"チームを離れた：{who}"
            yield Said(evening(one.last), "member", key, "チーム", title, url)


def meetings(about: About, span: Span) -> Iterator[Said]:
    """Conferences, with what they decided."""
    days = (span.first, span.last)
    rows = Conference.objects.filter(case__in=about.cases, day__range=days)
    for one in rows.select_related("called_by", "held_by"):
        url = reverse("support:meeting", args=[one.case_id, one.pk])
        title, who = f"ケース会議：{one.get_state_display()}", one.held_by or one.called_by
        words = one.why or one.agreed or one.aim
        yield Said(evening(one.day), "meeting", one.pk, "会議", title, url, words, who.name)


def notes(about: About, span: Span) -> Iterator[Said]:
    """What was written down; of what one may not read, that it is there and whose it is."""
    first, after = _midnight(span)
    scopes = {one.pk: one.scope for one in about.cases}
    rows = CaseNote.objects.filter(case__in=about.cases, at__gte=first, at__lt=after)
    for one in rows.select_related("by"):
        words = "チームと管理職だけが読む書きとめがあります。"
        if one.readable_by(about.actor, scopes[one.case_id]):
            words = f"取り消されました：{one.withdrawn_why}" if one.withdrawn_at else one.text
        url, who = _page(one.case_id), one.by.name
        yield Said(one.at, "note", one.pk, "書きとめ", "書きとめ", url, words, who)


def sheets(about: About, span: Span) -> Iterator[Said]:
    """Sheets, when they were begun, and when they were completed or taken back."""
    first, after = _midnight(span)
    rows = Sheet.objects.visible_to(about.actor, Deed.SEE_SHEET).filter(pupil=about.case.pupil_id)
    for one in rows.select_related("version", "begun_by", "ended_by"):
        url, title = reverse("sheets:sheet", args=[one.pk]), one.definition.title
        if first <= one.begun_at < after:
            told = (f"{title}を書き始めた", url, "", one.begun_by.name)
            yield Said(one.begun_at, "sheet", one.pk, "様式", *told)
        if one.ended_at and first <= one.ended_at < after:
            who, key = one.ended_by.name if one.ended_by else "", uuid5(one.pk, "ended")
            told = (f"{title}：{one.get_state_display()}", url, one.ended_why, who)
            yield Said(one.ended_at, "sheet", key, "様式", *told)


def consultations(about: About, span: Span) -> Iterator[Said]:
    """What was done in consultations with the board, as the school reads it."""
    first, after = _midnight(span)
    seen = Consultation.objects.visible_to(about.actor, Deed.ASK_CONSULTATION)
    seen = seen.filter(sheet__pupil=about.case.pupil_id)
    rows = ConsultationStep.objects.filter(consultation__in=seen, at__gte=first, at__lt=after)
    for one in rows.select_related("by", "consultation"):
        title = f"教育委員会への相談：{one.get_move_display()}"
        url = reverse("consultations:sheet", args=[one.consultation.sheet_id])
        told = (title, url, one.text, one.by.name)
        yield Said(one.at, "consultation", one.pk, "相談", *told)


def _spent(view: DayView) -> str:
    """How a day was spent, in words; nothing of one simply in class."""
    mark = view.mark
    if mark is None or (
        mark.kind == Kind.PRESENT and not (mark.late or mark.left_early or mark.place)
    ):
        return ""
    return timeline.in_words(asdict(mark))


def days(about: About, span: Span) -> Iterator[Said]:
    """Days not simply in class, those alike in a row as one: where they were spent."""
    pupil = about.case.pupil_id
    years = range(school_year_of(span.first).year, school_year_of(span.last).year + 1)
    views = (view for year in years for view in about.years(year).days)
    own = [v for v in views if span.first <= v.day <= span.last and v.state not in NO_DAY]
    for words, group in groupby(own, key=_spent):
        alike = list(group)
        first, last = alike[0].day, alike[-1].day
        if not words:
            continue
        url = f"{reverse('pupil:page', args=[pupil])}?year={school_year_of(last).year}#h-year"
        until = f"{in_words(first)}から{in_words(last)}まで{len(alike)}日" if last > first else ""
        key = uuid5(pupil, first.isoformat())
        yield Said(evening(last), "day", key, "出欠・場所", words, url, until)


SOURCES: dict[str, tuple[str, Source]] = {
    "step": ("ケースでしたこと", steps),
    "procedure": ("手順", procedures),
    "conference": ("ケース会議", conferences),
    "small-step": ("会議で決めたこと", small_steps),
    "rhythm": ("約束（連絡の間隔）", rhythms),
    "wish": ("本人・保護者のことば", wishes),
    "meeting": ("ケース会議", meetings),
    "note": ("書きとめ", notes),
    "member": ("チーム", members),
    "sheet": ("様式", sheets),
    "consultation": ("教育委員会への相談", consultations),
}
"""The sources of a case by the kind that they give, with its words."""
OF_THE_RECORD: dict[str, tuple[str, Source]] = {"day": ("出欠・場所", days)}
"""Those of the child's record, beside what its own page reads."""


def read_by(source: Source, about: About) -> Reader:
    """A source as the timeline reads it; a case's are few enough to be told as they are found."""
    told: dict[object, Said] = {}

    def found(span: Span) -> list[tuple[object, datetime]]:
        told.update((one.key, one) for one in source(about, span))
        return [(one.key, one.at) for one in told.values()]

    return Reader(found, lambda keys: [told[key] for key in keys])
