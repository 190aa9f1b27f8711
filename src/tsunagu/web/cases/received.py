"""The receiver's side: what was offered, what is in force, and nothing of what was."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.actions import accept, decline, give_back, report_back
from tsunagu.cases.enums import Standing
from tsunagu.cases.looks import note_list
from tsunagu.cases.models import Share, ShareQuerySet
from tsunagu.cases.people import addressees, answers_for
from tsunagu.cases.queries import Veils, called, received, shared, told_notes, veil, who
from tsunagu.clock import today
from tsunagu.web.cases.forms import CopiesForm, NoteForm, ReportForm, WhyForm
from tsunagu.web.components.forms import say_refusals, show_refusals
from tsunagu.web.http import Request, guarded

PER_PAGE = 20


def the_received(request: Request, key: UUID) -> Share:
    """A share that the actor's agency was offered or has. Raises `Http404`.

    What has ended answers by the same query as what never was.
    """
    share = received(request.actor).filter(pk=key).first()
    if share is None:
        raise Http404
    return share


@guarded(Deed.SEE_SHARED)
@require_http_methods(["GET", "POST"])
def shares(request: Request) -> HttpResponse:
    """What the agency was offered and has, or those that words posted fit."""
    words = request.POST.get("q", "").strip()[:100]
    veils = Veils()
    found = _matching(received(request.actor), words, veils)
    page = Paginator(found, PER_PAGE).get_page(None if words else request.GET.get("page"))
    note_list(request.actor, Deed.SEE_SHARED, page, kind="received_list")
    rows = [(one, called(one), veils.of(one)(one.purpose)) for one in page]
    context = {"page": page, "rows": rows, "q": words}
    return render(request, "cases/received.html", context)


def _matching(found: ShareQuerySet, words: str, veils: Veils) -> ShareQuerySet | list[Share]:
    """Shares of which every word stands in what the list says: a guess at a name finds nothing."""
    if not words:
        return found
    said = {one: f"{called(one)} {veils.of(one)(one.purpose)} {one.asked_by.name}" for one in found}
    return [one for one, text in said.items() if all(word in text for word in words.split())]


@guarded(Deed.SEE_SHARED)
@require_GET
def page(request: Request, share: UUID) -> HttpResponse:
    """One share: what it rests on, and while it is in force what it holds."""
    return show(request, the_received(request, share))


def show(request: Request, share: Share, *forms: NoteForm | ReportForm) -> HttpResponse:
    """The page of a share, with a form as it was written where it could not be saved."""
    actor, in_force = request.actor, share.standing == Standing.IN_FORCE
    note_look(
        actor,
        Deed.SEE_SHARED,
        kind="share",
        key=share.pk,
        pupil=share.pupil_id,
        basis=share.audit_basis,
        ground=share.basis,
        managers_only=share.managers_only,
        sections=list(share.sections) if in_force else [],
    )
    written, said = {type(form): form for form in forms}, veil(share)
    context = {
        "share": share,
        "who": who(share),
        "standing": share.standing,
        "in_force": in_force,
        "answers": share.standing == Standing.OFFERED and answers_for(share, actor),
        "gives_back": share.standing in {Standing.IN_FORCE, Standing.UPCOMING}
        and answers_for(share, actor),
        "person": actor.person,
        "purpose": said(share.purpose),
        "law": said(share.law),
    }
    if in_force:
        context |= {
            "parts": shared(share, actor),
            "notes": [(one, said(one.text)) for one in told_notes(share, actor)],
            "reports": share.reports.select_related("by", "read_by").order_by("-on", "-at"),
            "note_form": written.get(NoteForm) or NoteForm(people=addressees(share, actor)),
            "report_form": written.get(ReportForm) or ReportForm(initial={"on": today()}),
            "copies_form": CopiesForm(),
        }
    return render(request, "cases/received_share.html", context, status=422 if forms else 200)


@guarded(Deed.ANSWER_SHARE)
@require_POST
def answer(request: Request, share: UUID) -> HttpResponse:
    """Take a share, or decline it with a word of why."""
    held = the_received(request, share)
    with say_refusals(request):
        if "decline" in request.POST:
            decline(share=held, why=WhyForm.of(request), by=request.actor)
            messages.success(request, "辞退を伝えました")
            return redirect("cases:received")
        accept(share=held, by=request.actor)
        messages.success(request, "受け取りました")
    return redirect("cases:received-share", share)


@guarded(Deed.ANSWER_SHARE)
@require_POST
def finish(request: Request, share: UUID) -> HttpResponse:
    """Give a share back: from then on the agency sees nothing of it."""
    held = the_received(request, share)
    with say_refusals(request):
        give_back(share=held, why=WhyForm.of(request), by=request.actor)
        messages.success(request, "共有を終えました。この共有は、もう見られません")
        return redirect("cases:received")
    return redirect("cases:received-share", share)


@guarded(Deed.REPORT_BACK)
@require_POST
def report(request: Request, share: UUID) -> HttpResponse:
    """Tell the school how it went."""
    held = the_received(request, share)
    form = ReportForm(request.POST)
    if form.is_valid():
        with show_refusals(form):
            report_back(share=held, by=request.actor, **form.cleaned_data)
            messages.success(request, "学校に報告しました")
            return redirect("cases:received-share", share)
    return show(request, held, form)
