"""The school's side: its consultation sheets, where each stands, and what was said to it."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may
from tsunagu.cases.actions.consultations import (
    ask_signature,
    return_sheet,
    send_consultation,
    withdraw_consultation,
)
from tsunagu.cases.consultation_rules import NEXT, stages
from tsunagu.cases.enums import AT_SCHOOL, OVER, ConsultationState
from tsunagu.cases.models import Consultation
from tsunagu.cases.queries import lines_of, steps_of
from tsunagu.cases.sheets import FORM, as_written, signature
from tsunagu.forms.answers import faults
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Sheet, SheetQuerySet
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.components.tabs import Tab
from tsunagu.web.consultations.forms import PlainForm, ReturnForm, SendForm, WhyForm
from tsunagu.web.consultations.owed import owner_words
from tsunagu.web.http import Request, guarded
from tsunagu.web.naming import named

PER_PAGE = 30
ASK = Way("", "管理職に出す", "管理職に出しました。管理職の「今日」に出ています", PlainForm)
SEND = Way(
    "", "署名して教育委員会に送る", "署名して送りました。教育委員会の受信箱に出ています", SendForm
)
RETURN = Way("書き直しを頼む", "書き直しを頼む", "書いた人に返しました", ReturnForm)
WITHDRAW = Way("取り下げる", "取り下げる", "取り下げました", WhyForm)


def _ours(request: Request) -> SheetQuerySet:
    """The consultation sheets at the actor's places."""
    sheets = Sheet.objects.visible_to(request.actor, Deed.ASK_CONSULTATION).filter(form=FORM)
    people = ("begun_by", "consultation__adviser", "consultation__asked_by")
    return sheets.select_related("pupil", "school", "version", *people)


@guarded(Deed.ASK_CONSULTATION)
@require_http_methods(["GET", "POST"])
def listed(request: Request) -> HttpResponse:
    """The newest first; a name posted finds its own, and stands in no address."""
    over, text = request.GET.get("over") == "1", request.POST.get("q", "").strip()[:100]
    ended = Q(consultation__state__in=OVER)
    going = ~ended & (Q(consultation__isnull=False) | Q(state=SheetState.DRAFT))
    rows = named(_ours(request).filter(ended if over else going), text, at="pupil__")
    page = Paginator(rows.order_by("-begun_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    seen = [sheet.pupil_id for sheet in page]
    note_look(request.actor, Deed.ASK_CONSULTATION, kind="consultation_list", key="", pupils=seen)
    here = reverse("consultations:list")
    tabs = [Tab("進んでいるもの", here, not over), Tab("終わったもの", f"{here}?over=1", over)]
    rows_shown = [(sheet, consultation_of(sheet)) for sheet in page]
    context = {"page": page, "rows": rows_shown, "q": text, "over": over, "tabs": tabs}
    return render(request, "consultations/list.html", context)


def consultation_of(sheet: Sheet) -> Consultation | None:
    """What became of a sheet; None while nobody laid it before a manager."""
    return getattr(sheet, "consultation", None)


@guarded(Deed.ASK_CONSULTATION)
@require_http_methods(["GET", "POST"])
def page(request: Request, sheet: UUID) -> HttpResponse:
    """One sheet: what it says, where it stands, what was said, and what can be done."""
    one = _ours(request).filter(pk=sheet).first()
    if one is None or one.pupil is None:
        raise Http404
    acts = _acts(request, one)
    if done(request, acts):
        return redirect("consultations:sheet", one.pk)
    known = consultation_of(one)
    note_look(
        request.actor,
        Deed.ASK_CONSULTATION,
        kind="consultation",
        key=one.pk,
        pupil=one.pupil_id,
        scope=one.scope,
    )
    state = ConsultationState(known.state) if known else None
    failed = wrong(acts)
    context = {
        "sheet": one,
        "moved": one.moved,
        "known": known,
        "lines": lines_of(one),
        "lacks": _lacks(one) if one.open else [],
        "stages": stages(state) if state else [],
        "next": NEXT.get(state, "") if state else "",
        "owners": owner_words(known) if known and known.open else "",
        "steps": [(step, step.text) for step in steps_of(known)] if known else [],
        "acts": acts,
        "form": failed,
        "begins": may(request.actor, Deed.WRITE_CASE, one.scope),
    }
    return render(request, "consultations/sheet.html", context, status=422 if failed else 200)


def _lacks(sheet: Sheet) -> list[str]:
    """What is still to be written before a manager can sign."""
    sign = signature(sheet.definition).id
    found = faults(sheet.definition, sheet.answers())
    return [words for field, said in found.items() if field != sign for words in said]


def _acts(request: Request, sheet: Sheet) -> list[Act]:
    """What the actor can do with the sheet as it stands."""
    known, scope = consultation_of(sheet), sheet.scope
    state = known.state if known else ConsultationState.RETURNED
    signs = may(request.actor, Deed.SIGN_SHEET, scope)
    ways: dict[str, tuple[Way, Callable[..., object]]] = {}
    if sheet.open and signs and state in AT_SCHOOL:
        ways["send"] = SEND, partial(send_consultation, sheet=sheet)
    if sheet.open and not signs and state == ConsultationState.RETURNED:
        ways["ask"] = ASK, partial(ask_signature, sheet=sheet)
    if known and signs and state == ConsultationState.WAITING:
        ways["return"] = RETURN, partial(return_sheet, consultation=known)
    if known and known.open:
        ways["withdraw"] = WITHDRAW, partial(withdraw_consultation, consultation=known)
    return offered(request, ways, {"as_read": as_written(sheet)})
