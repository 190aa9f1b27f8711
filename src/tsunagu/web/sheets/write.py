"""Writing a sheet: each answer is saved as one types, and without scripts all at once."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.access.policy import Deed, may
from tsunagu.access.refusal import Refused
from tsunagu.cases.queries.follow_ups import FORM as FOLLOW_UP
from tsunagu.cases.queries.wishes import wishes_of
from tsunagu.cases.sheets import FORM as CONSULTATION
from tsunagu.clock import now
from tsunagu.forms.actions import Changed, complete_sheet, save_answer
from tsunagu.forms.answers import faults
from tsunagu.forms.enums import SheetState
from tsunagu.forms.models import Answer, Sheet
from tsunagu.forms.printing.of_sheet import paper_for
from tsunagu.forms.printing.pdf import faults_of
from tsunagu.forms.reading import Unreadable, read
from tsunagu.forms.wording import in_words_of
from tsunagu.packs.forms import FormField
from tsunagu.web.components.keeping import told_when_signed_out
from tsunagu.web.http import Request, guarded
from tsunagu.web.sheets.door import note_look_at, the_question, the_sheet
from tsunagu.web.sheets.questions import (
    Part,
    changes_in_words,
    number_of,
    parts_of,
    posted_of,
    seen_of,
)
from tsunagu.web.sheets.slips import slips_of
from tsunagu.web.sheets.telling import telling


@guarded(Deed.SEE_SHEET)
@require_http_methods(["GET", "POST"])
def sheet(request: Request, sheet: UUID) -> HttpResponse:
    """A sheet to read, or to write where it is open and the reader may."""
    held = the_sheet(request.actor, sheet, Deed.SEE_SHEET)
    parts = parts_of(held, held.definition)
    if request.method == "POST":
        the_sheet(request.actor, sheet, Deed.WRITE_SHEET)
        if _save_all(request, held, parts):
            return _saved(request, held, parts)
    return _page(request, held, parts)


def _page(request: Request, held: Sheet, parts: list[Part]) -> HttpResponse:
    """The sheet with all its answers, whatever it is the answer to; the look is on record."""
    note_look_at(request.actor, held, kind="sheet")
    for one in (one for part in parts for one in part.questions):
        typed = one.mine if one.typed else one.given.value
        one.telling = telling(request.actor, held, one.asks, typed, saved=one.given.value)
    wrong = [one for part in parts for one in part.questions if one.faults or one.theirs]
    consults = held.form == CONSULTATION and held.state != SheetState.WITHDRAWN
    asks = may(request.actor, Deed.ASK_CONSULTATION, held.scope)
    context = {
        "sheet": held,
        "wishes": wishes_of(request.actor, held.pupil_id, held.school_id),
        "form": held.definition,
        "parts": parts,
        "wrong": wrong,
        "writes": held.open and may(request.actor, Deed.WRITE_SHEET, held.scope),
        "signs": held.open and may(request.actor, Deed.SIGN_SHEET, held.scope),
        "since": now().isoformat(),
        "unset": faults_of(paper_for(held)),
        "moved": held.moved,
        "slips": slips_of(request.actor, held),
        "followed": held.form == FOLLOW_UP
        and hasattr(held, "follow_up")
        and may(request.actor, Deed.FOLLOW_UP, held.scope),
        "consults": consults and asks,
        "others_ask": consults and held.open and not asks,
    }
    name = "sheets/write.html" if context["writes"] or context["signs"] else "sheets/read.html"
    return render(request, name, context, status=422 if wrong else 200)


def _save_all(request: Request, held: Sheet, parts: list[Part]) -> bool:
    """Save every question that was posted; was each one taken in? What was not says why."""
    well = True
    for question in (one for part in parts for one in part.questions):
        posted = posted_of(request.POST, question.asks.id)
        if not posted or question.asks.kind == "sign":
            continue
        question.typed = posted
        try:
            question.mine = read(question.asks, posted)
            question.answer = save_answer(
                sheet=held,
                field=question.asks,
                value=question.mine,
                number=number_of(posted),
                by=request.actor,
                seen=seen_of(posted),
            )
        except Changed as changed:
            question.theirs, well = changed.now, False
        except Unreadable as why:
            question.faults, well = [str(why)], False
        except Refused as refused:
            question.faults, well = refused.reasons, False
    return well


def _saved(request: Request, held: Sheet, parts: list[Part]) -> HttpResponse:
    """What follows a page that was saved whole: its completion, where that was asked for."""
    if "complete" not in request.POST:
        messages.success(request, "保存しました")
        return redirect("sheets:sheet", held.pk)
    said = faults(held.definition, held.answers())
    if not said:
        complete_sheet(sheet=held, by=request.actor)
        messages.success(request, "完成させました。もう書きかえられません")
        return redirect("sheets:sheet", held.pk)
    fresh = parts_of(held, held.definition)
    for question in (one for part in fresh for one in part.questions):
        question.faults = said.get(question.asks.id, [])
    return _page(request, held, fresh)


@told_when_signed_out
@guarded(Deed.WRITE_SHEET)
@require_POST
def answer(request: Request, sheet: UUID, field: str) -> HttpResponse:
    """Save one answer while somebody types it; says when it was saved, or why it was not."""
    held = the_sheet(request.actor, sheet, Deed.WRITE_SHEET, along=())
    asks = the_question(held, field)
    posted = posted_of(request.POST, asks.id)
    context: dict[str, object] = {"asks": asks, "sheet": held, "kept": None, "theirs": None}
    context["telling"] = None
    try:
        value = read(asks, posted)
        context["telling"] = telling(request.actor, held, asks, value)
        kept = save_answer(
            sheet=held,
            field=asks,
            value=value,
            number=number_of(posted),
            by=request.actor,
            seen=seen_of(posted),
            leaving="leaving" in request.POST,
        )
    except Changed as changed:
        note_look_at(request.actor, held, kind="sheet")
        return _told_of_theirs(request, context, asks, changed.now, number_of(posted))
    except (Unreadable, Refused) as why:
        reasons = why.reasons if isinstance(why, Refused) else [str(why)]
        context |= {"reasons": reasons, "number": number_of(posted)}
        return render(request, "sheets/_state.html", context, status=422)
    context |= {"kept": kept, "number": kept.number}
    context["telling"] = telling(request.actor, held, asks, value, saved=kept.value)
    return render(request, "sheets/_state.html", context)


def _told_of_theirs(
    request: Request, context: dict[str, object], asks: FormField, theirs: Answer, number: int
) -> HttpResponse:
    words = in_words_of(asks, theirs.value)
    context |= {"theirs": theirs, "their_words": words, "number": number}
    return render(request, "sheets/_state.html", context, status=409)


@told_when_signed_out
@guarded(Deed.SEE_SHEET)
@require_GET
def changes(request: Request, sheet: UUID) -> HttpResponse:
    """What others have written on the sheet since the page was opened."""
    held = the_sheet(request.actor, sheet, Deed.SEE_SHEET)
    try:
        since = datetime.fromisoformat(request.GET.get("since", "").replace(" ", "+"))
    except ValueError:
        since = now()
    since = since if since.tzinfo else now()
    others = held.written.filter(at__gt=since).exclude(by=request.actor.person)
    found = changes_in_words(others.select_related("by").order_by("-at", "pk"), held.definition)
    context = {"sheet": held, "changes": found, "ended": not held.open}
    return render(request, "sheets/_changes.html", context)
