"""Taking files in, first without writing; the list of runs, and taking the newest back."""

from collections.abc import Sequence
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed, Denied
from tsunagu.attendance.imports import import_attendance
from tsunagu.intake.faults import Fault, InputFault
from tsunagu.intake.journal import CannotUndo
from tsunagu.intake.models import ImportRun, RunKind, RunState
from tsunagu.intake.result import Result
from tsunagu.response.models import Stale
from tsunagu.school.imports.calendar import import_calendar
from tsunagu.school.imports.guardians import import_guardians
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.imports.staff import import_staff
from tsunagu.school.imports.undo import may_undo, undo_import
from tsunagu.web.http import Request, guarded
from tsunagu.web.office.imports_form import ImportForm, reaches_city
from tsunagu.web.office.places import key_of

PER_PAGE = 20
COUNT_WORDS = {
    "rows": "行",
    "created": "新しく",
    "changed": "変えるもの",
    "removed": "取り去るもの",
    "years": "年度",
    "schools": "学校",
    "classes": "学級",
    "pupils": "子ども",
    "ended": "終わらせるもの",
    "rolls": "出欠をとった学級・日",
    "rolls_gone": "とらなかったことにする学級・日",
    "marks": "出欠の記録",
    "marks_gone": "取り去る出欠の記録",
    "differences": "画面で入れたものと違う行",
}
"""What an import counts, in words; other counts show their own name."""


def _stored(file: "UploadedFile[Any]", folder: str) -> Path:
    """The uploaded file under its own name, so that faults can name it."""
    path = Path(folder) / (PurePath(file.name or "").name or "file")
    with path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return path


def _take_in(path: Path, given: dict[str, Any], by: Actor, *, dry_run: bool) -> Result:
    kind = given["kind"]
    if kind == RunKind.ROSTER:
        return import_roster(
            path=path,
            by=by,
            packs=by.municipality.packs,
            effective=given.get("effective"),
            dry_run=dry_run,
        )
    if kind == RunKind.ATTENDANCE:
        return import_attendance(
            path=path,
            first=given["first"],
            last=given["last"],
            schools=[school.sourced_id or school.code for school in given["schools"]],
            taken=given["taken"] or "all",
            by=by,
            dry_run=dry_run,
        )
    readers = {
        RunKind.STAFF: import_staff,
        RunKind.GUARDIANS: import_guardians,
        RunKind.CALENDAR: import_calendar,
    }
    return readers[RunKind(kind)](path=path, by=by, dry_run=dry_run)


def _runs(request: Request) -> QuerySet[ImportRun]:
    """The municipality's runs; for people of one school their own."""
    runs = ImportRun.objects.filter(municipality=request.actor.municipality)
    if not reaches_city(request):
        runs = runs.filter(by_label=request.actor.label)
    return runs.order_by("-number")


def _undoable(by: Actor) -> set[object]:
    """The newest active run of each kind, where the actor may take it back."""
    active = ImportRun.objects.filter(municipality=by.municipality, state=RunState.ACTIVE)
    newest = {run.kind: run for run in active.order_by("number")}
    return {run.pk for run in newest.values() if may_undo(run, by)}


@guarded(Deed.IMPORT)
@require_http_methods(["GET", "POST"])
def imports(request: Request) -> HttpResponse:
    """The form, what a file would do or what is wrong with it, and the runs so far."""
    if "undo" in request.POST:
        return _undo(request)
    posted = request.method == "POST"
    form = ImportForm(
        request.POST if posted else None, request.FILES if posted else None, request=request
    )
    result: Result | None = None
    faults: Sequence[Fault] = ()
    if posted and form.is_valid():
        dry_run = "dry_run" in request.POST
        try:
            with TemporaryDirectory() as folder:
                path = _stored(form.cleaned_data["file"], folder)
                result = _take_in(path, form.cleaned_data, request.actor, dry_run=dry_run)
        except InputFault as fault:
            faults = fault.faults
        except Denied:
            form.add_error("schools", "取り込みを任されていない学校です。学校を選んでください")
        if result and not dry_run:
            messages.success(request, f"取り込みました（{_counted(result.counts)}）")
            for warning in result.warnings:
                messages.warning(request, warning)
            return redirect(request.path)
    runs = _runs(request)
    context = {
        "form": form,
        "result": result,
        "counted": _counted(result.counts) if result else "",
        "faults": faults,
        "page": Paginator(runs, PER_PAGE).get_page(request.GET.get("page")),
        "undoable": _undoable(request.actor),
        "city": reaches_city(request),
        "stale": Stale.objects.filter(municipality=request.actor.municipality).count(),
    }
    wrong = bool(form.errors or faults)
    return render(request, "office/imports.html", context, status=422 if wrong else 200)


def _counted(counts: Any) -> str:
    """Counts in words, such as `行 35、新しく 3`."""
    named = [f"{COUNT_WORDS.get(key, key)} {value}" for key, value in counts.items()]
    return "、".join(named) or "変わりはありません"


def _undo(request: Request) -> HttpResponse:
    """Take a run back, with all that followed from it, unless people have acted on it."""
    run = get_object_or_404(_runs(request), pk=key_of(request.POST["undo"]))
    try:
        undo_import(run=run, by=request.actor)
        messages.success(request, f"「{run.file_name}」の取り込みを取り消しました")
    except CannotUndo as refused:
        for sentence in refused.reasons:
            messages.error(request, sentence)
    return redirect(request.path)
