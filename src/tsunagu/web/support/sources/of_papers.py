"""What was written around the child for others: sheets, what the board was asked, handovers."""

from collections.abc import Iterator
from uuid import uuid5

from django.urls import reverse

from tsunagu.access.policy import Deed
from tsunagu.cases.handover_enums import HandoverMove
from tsunagu.cases.models import (
    Consultation,
    ConsultationStep,
    DivisionRequestStep,
    Handover,
    HandoverStep,
)
from tsunagu.forms.models import Sheet
from tsunagu.web.pupil.timeline import Span
from tsunagu.web.support.sources.said import About, Said, instants_of


def sheets(about: About, span: Span) -> Iterator[Said]:
    """Sheets, when they were begun, and when they were completed or taken back."""
    first, after = instants_of(span)
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
    first, after = instants_of(span)
    seen = Consultation.objects.visible_to(about.actor, Deed.ASK_CONSULTATION)
    seen = seen.filter(sheet__pupil=about.case.pupil_id)
    rows = ConsultationStep.objects.filter(consultation__in=seen, at__gte=first, at__lt=after)
    for one in rows.select_related("by", "consultation"):
        title = f"教育委員会への相談：{one.get_move_display()}"
        url = reverse("consultations:sheet", args=[one.consultation.sheet_id])
        told = (title, url, one.text, one.by.name)
        yield Said(one.at, "consultation", one.pk, "相談", *told)


def requests(about: About, span: Span) -> Iterator[Said]:
    """What the division was asked for in the child's cases, and what came of it."""
    first, after = instants_of(span)
    rows = DivisionRequestStep.objects.filter(request__case__in=about.cases)
    rows = rows.filter(at__gte=first, at__lt=after)
    for one in rows.select_related("by", "request__municipality"):
        title = f"{one.request.label}：{one.get_move_display()}"
        url = reverse("support:request", args=[one.request.case_id, one.request_id])
        yield Said(one.at, "request", one.pk, "依頼", title, url, one.text, one.by.name)


RECEIVED = frozenset({HandoverMove.SEND, HandoverMove.READ, HandoverMove.TAKE_ON})
"""What of a handover the school that receives it is told."""


def handovers(about: About, span: Span) -> Iterator[Said]:
    """Handovers from one's own school, and what became of those that reached one."""
    first, after = instants_of(span)
    own = Handover.objects.visible_to(about.actor, Deed.WRITE_HANDOVER)
    reached = Handover.objects.received_by(about.actor, Deed.RECEIVE_HANDOVER)
    rows = HandoverStep.objects.filter(handover__pupil=about.case.pupil_id)
    rows = rows.filter(at__gte=first, at__lt=after)
    rows = rows.select_related("by", "handover__school", "handover__to_school", "handover__to")
    for one in rows.filter(handover__in=own):
        title = f"{one.handover.receiver}への引き継ぎ：{one.get_move_display()}"
        url = reverse("support:handover", args=[one.handover_id])
        yield Said(one.at, "handover", one.pk, "引き継ぎ", title, url, one.text, one.by.name)
    for one in rows.filter(handover__in=reached, move__in=RECEIVED).exclude(handover__in=own):
        title = f"{one.handover.school.name}からの引き継ぎ：{one.get_move_display()}"
        url = reverse("support:received", args=[one.handover_id])
        yield Said(one.at, "handover", one.pk, "引き継ぎ", title, url, "", one.by.name)
