"""Taking files in, first without writing; the list of runs, and taking the newest back."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, Denied
from tsunagu.clock import school_year_of, today
from tsunagu.intake.models import ImportRun, Upload, UploadState
from tsunagu.intake.runs import undoable
from tsunagu.intake.trouble import in_words
from tsunagu.intake.uploads import Busy, forget, keep_file, move, upload_of
from tsunagu.org.models import Person
from tsunagu.response.models import Stale
from tsunagu.response.queries.terms import lacks_terms
from tsunagu.school.imports.undo import may_undo
from tsunagu.web.http import Request, guarded, key_of
from tsunagu.web.office.imports_form import ImportForm, reaches_city
from tsunagu.web.office.imports_panel import panel, questions_of
from tsunagu.web.office.imports_task import work_on_upload

PER_PAGE = 20
BUSY = "前のファイルを取り込んでいるか、取り消しています。終わってから、もう一度選んでください"
MOVED_ON = "このファイルの取り込みは、もう先へ進んでいるか、終わっています"
UNANSWERED = "すべてのお尋ねに答えてください"


def _by(request: Request) -> Person:
    person = request.actor.person
    assert person is not None
    return person


@guarded(Deed.IMPORT)
@require_http_methods(["GET", "POST"])
def imports(request: Request) -> HttpResponse:
    """The form, what became of the file given last, and the runs so far."""
    for name, act in ACTS.items():
        if name in request.POST:
            return act(request)
    upload = upload_of(_by(request))
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES, request=request)
        if form.is_valid() and _given(request, form):
            return redirect(request.path)
        return _page(request, form, upload, status=422)
    return _page(request, ImportForm(request=request, before=_before(upload)), upload)


def _before(upload: Upload | None) -> dict[str, Any]:
    """What was chosen with the last file, for a mended one to begin with."""
    if upload is None:
        return {}
    options = {**upload.options, "schools": upload.options.get("chosen", [])}
    return {"kind": upload.kind, **options}


def _page(
    request: Request, form: ImportForm, upload: Upload | None, *, status: int = 200
) -> HttpResponse:
    page = Paginator(_runs(request), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "undoable": _undoable(list(page), request.actor),
        "city": reaches_city(request),
        "lacks_terms": lacks_terms(request.actor.municipality, school_year_of(today()).year),
        "stale": Stale.objects.filter(municipality=request.actor.municipality).told(),
        **(panel(upload, request.GET.get("children")) if upload else {"upload": None}),
    }
    if upload and (children := context["outlook"]):
        seen = [one.pupil for one in children if one.pupil]
        note_look(request.actor, Deed.IMPORT, kind="import_outlook", key=upload.pk, pupils=seen)
    return render(request, "office/imports.html", context, status=status)


def _given(request: Request, form: ImportForm) -> bool:
    """Have the file checked; otherwise the form says why not."""
    file = form.cleaned_data["file"]
    why = _hand_over(
        request,
        kind=form.cleaned_data["kind"],
        name=file.name or "",
        chunks=file.chunks(),
        options=form.options(),
    )
    if why:
        form.add_error("file", why)
    return not why


def _hand_over(request: Request, **what: Any) -> str:
    """Keep what the background worker needs and call it; otherwise answer why not."""
    try:
        upload = keep_file(by=_by(request), **what)
    except Busy:
        return BUSY
    except OSError as error:
        return f"ファイルを置けませんでした。{in_words(error)}"
    _begin(upload)
    return ""


def _begin(upload: Upload) -> None:
    work_on_upload.enqueue(str(upload.pk))


@guarded(Deed.IMPORT)
@require_safe
def work(request: Request) -> HttpResponse:
    """How far the work is; the whole page anew once it has come to its end."""
    upload = upload_of(_by(request))
    if not request.htmx:
        return redirect("imports")
    if upload is None or not upload.at_work:
        return HttpResponseClientRefresh()
    return render(request, "office/_import_work.html", panel(upload))


def _confirm(request: Request) -> HttpResponse:
    """Take in what was checked."""
    upload = upload_of(_by(request))
    if upload is not None and move(upload, UploadState.TAKING):
        _begin(upload)
    else:
        messages.error(request, MOVED_ON)
    return redirect(request.path)


def _answer(request: Request) -> HttpResponse:
    """Check anew with what a person says of who is whom."""
    upload = upload_of(_by(request))
    if upload is None or upload.state != UploadState.ASKING:
        messages.error(request, MOVED_ON)
        return redirect(request.path)
    options = {**upload.options}
    same, new = dict(options.get("same", {})), list(options.get("new", []))
    for question in questions_of(upload):
        said = request.POST.get(question.name, "")
        if said == "new":
            new.append(question.new)
        elif said in {one.sourced_id for one in question.known}:
            same[question.new] = said
        else:
            messages.error(request, UNANSWERED)
            return redirect(request.path)
    if move(upload, UploadState.CHECKING, options={**options, "same": same, "new": new}):
        _begin(upload)
    return redirect(request.path)


def _close(request: Request) -> HttpResponse:
    """Forget the file given last, unless a worker has begun with it."""
    upload = upload_of(_by(request))
    if upload is not None and not upload.busy:
        forget(upload)
    return redirect(request.path)


def _undo(request: Request) -> HttpResponse:
    """Have a run taken back, with all that followed from it, unless people have acted on it."""
    run = get_object_or_404(_runs(request), pk=key_of(request.POST["undo"]))
    if not may_undo(run, request.actor):
        raise Denied(Deed.IMPORT)
    if why := _hand_over(request, kind=run.kind, name=run.file_name, undoing=run):
        messages.error(request, why)
    return redirect(request.path)


ACTS: dict[str, Callable[[Request], HttpResponse]] = {
    "confirm": _confirm,
    "answer": _answer,
    "close": _close,
    "undo": _undo,
}
"""What a button of the page does, by its name."""


def _runs(request: Request) -> QuerySet[ImportRun]:
    """The municipality's runs; for people of one school their own."""
    runs = ImportRun.objects.filter(municipality=request.actor.municipality)
    if not reaches_city(request):
        runs = runs.filter(by=_by(request))
    return runs.order_by("-number")


def _undoable(runs: Sequence[ImportRun], by: Actor) -> set[object]:
    """Of these runs, those that the actor may take back now."""
    newest = undoable(runs)
    return {run.pk for run in runs if run.pk in newest and may_undo(run, by)}
