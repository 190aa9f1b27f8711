"""What the child's own record says beside what its page reads."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from uuid import uuid5

from django.urls import reverse

from tsunagu.access.policy import Deed
from tsunagu.attendance.enums import Kind
from tsunagu.attendance.models import Notice
from tsunagu.cases.enums import Standing, State
from tsunagu.cases.models import Report, Share
from tsunagu.clock import in_words, school_year_of, today
from tsunagu.response.models import GoodReason, ProtectionFlag, RuleFreeze
from tsunagu.response.queries.strip import DayState, DayView
from tsunagu.signs.queries import alerts_of, answers_of, signs_of
from tsunagu.web.cases.school import told_shares
from tsunagu.web.pupil import timeline
from tsunagu.web.pupil.timeline import Span, evening
from tsunagu.web.support.sources.said import About, Said, from_to, instants_of

NO_DAY = frozenset({DayState.NO_SCHOOL, DayState.NOT_ENROLLED, DayState.CLOSED, DayState.AHEAD})
"""Dates that neither belong to a stretch of days nor end it."""


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


def facts(about: About, span: Span) -> Iterator[Said]:
    """What is known of the child from a day on: notices, good reasons, reviews, registrations.

    Of a restricted notice others read that it is there. What managers alone know of besides has no
    line for anybody else.
    """
    assert about.opened
    within = {"pupil": about.case.pupil_id, "first__range": (span.first, span.last)}

    def said(
        fact: Notice | GoodReason | RuleFreeze | ProtectionFlag, title: str, words: str
    ) -> Said:
        url = f"{reverse('pupil:page', args=[fact.pupil_id])}#h-notices"
        told = "\n".join(filter(None, (words, from_to(fact.first, fact.last))))
        who = fact.by.name if fact.by else ""
        return Said(evening(fact.first), "fact", fact.pk, "わかっていること", title, url, told, who)

    notices = Notice.objects.filter(**within)
    if not about.opened.may(Deed.SEE_RESTRICTED):
        notices = notices.filter(restricted=False)
        yield from _restricted(about, span)
    for notice in notices.select_related("by"):
        words = f"取り消されました：{notice.withdrawn_why}" if notice.withdrawn_at else notice.note
        yield said(notice, f"届け出：{notice.get_kind_display()}", words)
    for reason in GoodReason.objects.filter(**within).select_related("by"):
        yield said(reason, f"正当な理由：{reason.get_kind_display()}", reason.note)
    for review in RuleFreeze.objects.filter(**within).select_related("by"):
        yield said(review, "見直しの日まで、情報共有と校長への報告を休む", "")
    if about.opened.may(Deed.SEE_PROTECTION):
        for flag in ProtectionFlag.objects.filter(**within).select_related("by"):
            yield said(flag, "要保護児童対策地域協議会に登録（管理職のみ）", "")


def _restricted(about: About, span: Span) -> Iterator[Said]:
    """Restricted notices, while they hold, as on the child's page: that they are there, and whose.

    They stand where they were written down, lest the days for which they hold be told.
    """
    first, after = instants_of(span)
    held = Notice.objects.between(today(), None).filter(pupil=about.case.pupil_id, restricted=True)
    for one in held.filter(at__gte=first, at__lt=after).select_related("by"):
        url = f"{reverse('pupil:page', args=[one.pupil_id])}#h-notices"
        who = f"{one.by.name}が入れました" if one.by else ""
        title = "届け出：管理職が把握"
        yield Said(one.at, "fact", one.pk, "わかっていること", title, url, who=who)


def shares(about: About, span: Span) -> Iterator[Said]:
    """What was shared outside the school and what came back, for who may share."""
    assert about.opened
    if not about.opened.may(Deed.ASK_SHARE):
        return
    first, after = instants_of(span)
    people = ("asked_by", "confirmed_by", "answered_by", "ended_by")
    told = told_shares(about.opened).select_related("receiver", "consent__withdrawn_by", *people)
    urls = {}
    for share in told:
        urls[share.pk] = reverse("cases:share", args=[share.pupil_id, share.pk])
        for at, done, words, who in _course(share):
            if first <= at < after:
                title = f"{share.receiver.name}との共有：{done}"
                key = uuid5(share.pk, done)
                yield Said(at, "share", key, "校外との共有", title, urls[share.pk], words, who)
    reports = Report.objects.filter(share__in=urls, on__range=(span.first, span.last))
    for one in reports.select_related("by", "share__receiver"):
        title, url = f"{one.share.receiver.name}からの報告", urls[one.share_id]
        at, who = evening(one.on), one.by.name
        yield Said(at, "share", one.pk, "校外との共有", title, url, one.text, who)


def signs(about: About, span: Span) -> Iterator[Said]:
    """What the school noticed and what was done about it, for who answers for the child."""
    assert about.opened
    if not about.opened.may(Deed.SEE_SIGN):
        return
    first, after = instants_of(span)
    url = reverse("signs:pupil", args=[about.opened.pupil.pk])
    child, school = about.opened.pupil, about.opened.school
    for one in signs_of(child, school):
        seen = one.sign
        if span.first <= seen.day <= span.last and not seen.ended_at:
            words = "\n".join(filter(None, (one.point, seen.note)))
            at, who = evening(seen.day), seen.by.name
            yield Said(at, "sign", seen.pk, "気づき", one.label, url, words, who)
    for told in alerts_of(child, school):
        if span.first <= told.day <= span.last:
            yield Said(evening(told.day), "sign", told.pk, "気づき", told.label, url)
    for done in answers_of(about.opened.actor, child, school):
        if first <= done.at < after:
            title, who = done.get_kind_display(), done.by.name
            yield Said(done.at, "sign", done.pk, "気づき", title, url, done.words, who)


def _course(share: Share) -> Iterator[tuple[datetime, str, str, str]]:
    """What was done about a share: when, what, its words, by whom."""
    terms = f"{share.purpose}\n{from_to(share.first, share.last)}"
    yield share.asked_at, "出した", terms, share.asked_by.name
    if share.confirmed_at and share.confirmed_by:
        yield share.confirmed_at, "管理職が確認した", "", share.confirmed_by.name
    if share.answered_at and share.answered_by:
        taken = "相手が辞退した" if share.state == State.DECLINED else "相手が受け取った"
        yield share.answered_at, taken, share.declined_why, share.answered_by.name
    consent = share.consent
    if consent and consent.withdrawn_at and consent.withdrawn_by:
        yield consent.withdrawn_at, "もとになる同意の取り下げ", "", consent.withdrawn_by.name
    if share.ended_at and share.ended_by:
        side = share.get_ended_side_display()
        yield share.ended_at, f"{side}が終えた", share.ended_why, share.ended_by.name
    elif share.standing == Standing.OVER:
        yield evening(share.last), "期限で終わった", "", ""
