"""What was done in the child's cases: their steps, procedures, meetings, team and agreements."""

from collections.abc import Iterator
from uuid import uuid5

from django.urls import reverse

from tsunagu.cases.models import (
    CaseNote,
    CaseStep,
    Conference,
    Member,
    ProcedureRecord,
    Rhythm,
    SchoolDay,
    SmallStep,
    Wish,
)
from tsunagu.cases.queries.school_days import words_of
from tsunagu.web.pupil.timeline import Span, evening
from tsunagu.web.support.sources.said import About, Said, from_to, instants_of


def _page(case: object) -> str:
    return reverse("support:case", args=[case])


def steps(about: About, span: Span) -> Iterator[Said]:
    """What was done with the child's cases as a whole."""
    first, after = instants_of(span)
    rows = CaseStep.objects.filter(case__in=about.cases, at__gte=first, at__lt=after)
    for one in rows.select_related("by"):
        title = f"{about.labels[one.case_id]}：{one.get_move_display()}"
        yield Said(
            one.at, "step", one.pk, "ケース", title, _page(one.case_id), one.text, one.by.name
        )


def procedures(about: About, span: Span) -> Iterator[Said]:
    """What became of the steps of the procedures that their kinds have."""
    first, after = instants_of(span)
    labels = {(one.pk, step.id): step.label for one in about.cases for step in one.definition.steps}
    rows = ProcedureRecord.objects.filter(case__in=about.cases, at__gte=first, at__lt=after)
    for one in rows.select_related("by"):
        title = f"{labels[one.case_id, one.step]}：{one.get_outcome_display()}"
        url = reverse("support:procedure", args=[one.case_id])
        yield Said(one.at, "procedure", one.pk, "手順", title, url, one.text, one.by.name)


def conferences(about: About, span: Span) -> Iterator[Said]:
    """Case conferences on their days: what they aim at and agreed, or are to speak of."""
    rows = Conference.objects.filter(case__in=about.cases, day__range=(span.first, span.last))
    for one in rows.select_related("called_by", "held_by"):
        title = f"ケース会議：{one.get_state_display()}"
        url = reverse("support:meeting", args=[one.case_id, one.pk])
        words = "\n".join(filter(None, (one.aim, one.agreed, one.why))) or one.agenda
        who = (one.held_by or one.called_by).name
        yield Said(evening(one.day), "conference", one.pk, "会議", title, url, words, who)


def small_steps(about: About, span: Span) -> Iterator[Said]:
    """What became of what the conferences decided."""
    first, after = instants_of(span)
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


def school_days(about: About, span: Span) -> Iterator[Said]:
    """What was agreed about school days, and what of it was ended before its day."""
    first, after = instants_of(span)
    for one in SchoolDay.objects.filter(case__in=about.cases).select_related("by", "ended_by"):
        kind, url = one.get_kind_display(), reverse("support:school-days", args=[one.case_id])
        if first <= one.at < after:
            words = f"{words_of(one)}\n{from_to(one.first, one.last)}"
            told = ("約束", f"{kind}：決めた", url, words, one.by.name)
            yield Said(one.at, "school-day", one.pk, *told)
        if one.ended_by and one.ended_at and first <= one.ended_at < after:
            told = ("約束", f"{kind}：約束を終えた", url, one.ended_why, one.ended_by.name)
            yield Said(one.ended_at, "school-day", uuid5(one.pk, "ended"), *told)


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


def notes(about: About, span: Span) -> Iterator[Said]:
    """What was written down; of what one may not read, that it is there and whose it is."""
    first, after = instants_of(span)
    scopes = {one.pk: one.scope for one in about.cases}
    rows = CaseNote.objects.filter(case__in=about.cases, at__gte=first, at__lt=after)
    for one in rows.select_related("by"):
        words = "チームと管理職だけが読む書きとめがあります。"
        if one.readable_by(about.actor, scopes[one.case_id]):
            words = f"取り消されました：{one.withdrawn_why}" if one.withdrawn_at else one.text
        url, who = _page(one.case_id), one.by.name
        yield Said(one.at, "note", one.pk, "書きとめ", "書きとめ", url, words, who)
