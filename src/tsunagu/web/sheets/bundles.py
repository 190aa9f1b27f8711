"""Printing all completed sheets of a form: begun here, watched, cancelled, taken up, fetched."""

from collections import Counter
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, allowed
from tsunagu.access.refusal import Refused
from tsunagu.cases.models import Consultation, FollowUp
from tsunagu.forms.actions import begin_bundle, cancel_bundle, close_bundle, resume_bundle
from tsunagu.forms.bundles import KEPT, bundle_of, choices, outdated, progress_of
from tsunagu.forms.enums import BundleState
from tsunagu.forms.models import Bundle, BundlePart, Listed, Sheet
from tsunagu.web.components.forms import say_refusals
from tsunagu.web.http import Request, guarded, key_of
from tsunagu.web.sheets.papers import PDF, file_of

ZIP = "application/zip"
ACTS: dict[str, Callable[..., None]] = {
    "cancel": cancel_bundle,
    "resume": resume_bundle,
    "close": close_bundle,
}
"""What a button does to one's bundle, by its name."""


@guarded(Deed.PRINT_SHEETS)
@require_http_methods(["GET", "POST"])
def page(request: Request) -> HttpResponse:
    """What can be printed together, and what became of what one began last."""
    bundle = bundle_of(request.actor.person)
    if request.method == "POST":
        with say_refusals(request):
            _act(request, bundle)
        return redirect(request.path)
    context: dict[str, Any] = {
        "choices": choices(request.actor),
        "reads_sent": allowed(request.actor, Deed.PRINT_SHEETS).board,
        **_panel(request, bundle),
    }
    return render(request, "sheets/bundle.html", context)


def _act(request: Request, bundle: Bundle | None) -> None:
    """Begin one, or do to one's own what the button says."""
    if "form" in request.POST:
        form, _, year = request.POST["form"].rpartition(":")
        if not year.isdecimal():
            raise Http404
        chosen = request.POST.get("school", "")
        school = key_of(chosen) if chosen else None
        begin_bundle(form=form, school_year=int(year), school=school, by=request.actor)
        return
    asked = [act for name, act in ACTS.items() if name in request.POST]
    if bundle is None or not asked:
        raise Refused(["まとめて印刷する様式を選んでください"])
    asked[0](bundle=bundle, by=request.actor)


def _panel(request: Request, bundle: Bundle | None) -> dict[str, Any]:
    """How far a bundle is, and once it is done what there is to know of it."""
    if bundle is None:
        return {"bundle": None}
    done = bundle.state == BundleState.DONE
    return {
        "bundle": bundle,
        "progress": progress_of(bundle),
        "until": bundle.at + KEPT,
        "outdated": done and bool(outdated(bundle, request.actor)),
        "remarked": _remarked(bundle, request.actor) if done else [],
    }


def _remarked(bundle: Bundle, actor: Actor) -> list[tuple[str, str, int]]:
    """Sheets with a remark on a character: page, school, place among the school's papers."""
    keys = {key for keys in bundle.parts.values_list("remarked", flat=True) for key in keys}
    pages = _pages(keys, actor) if keys else {}
    found = []
    places: Counter[str] = Counter()
    for part in bundle.parts.select_related("school").defer("content"):
        for key in part.sheets:
            places[part.school.name] += 1
            if key in part.remarked:
                found.append((pages.get(key, ""), part.school.name, places[part.school.name]))
    return found


def _pages(keys: set[str], actor: Actor) -> dict[str, str]:
    """Where each sheet is read: at its school, or at the board that it was sent to."""
    own = Sheet.objects.visible_to(actor, Deed.SEE_SHEET).filter(pk__in=keys)
    asked = Consultation.objects.received_by(actor, Deed.SEE_CONSULTATION).filter(
        sheet__pk__in=keys
    )
    slips = FollowUp.objects.received_by(actor, Deed.ASK_FOLLOW_UP).filter(sheet__pk__in=keys)
    read = {str(one.sheet_id): reverse("consultations:received", args=[one.pk]) for one in asked}
    read |= {str(one.sheet_id): reverse("follow-ups:received", args=[one.pk]) for one in slips}
    return read | {str(one.pk): reverse("sheets:sheet", args=[one.pk]) for one in own}


@guarded(Deed.PRINT_SHEETS)
@require_safe
def work(request: Request) -> HttpResponse:
    """How far it is; the whole page anew once it has come to its end."""
    bundle = bundle_of(request.actor.person)
    if not request.htmx:
        return redirect("sheets:bundle")
    if bundle is None or not bundle.at_work:
        return HttpResponseClientRefresh()
    return render(request, "sheets/_bundle_work.html", _panel(request, bundle))


@guarded(Deed.PRINT_SHEETS)
@require_GET
def file(request: Request) -> HttpResponse:
    """The papers, a PDF where there is one file and a ZIP otherwise; file names name nobody."""
    bundle = bundle_of(request.actor.person)
    if bundle is None or bundle.state != BundleState.DONE or outdated(bundle, request.actor):
        return redirect("sheets:bundle")
    parts = bundle.parts.exclude(content=b"").select_related("school")
    names = _names(parts.defer("content"))
    _note_looks(request, bundle)
    name = f"{bundle.title}_{bundle.school_year}年度"
    if len(names) == 1:
        return file_of(bytes(parts.get().content or b""), PDF, f"{name}.pdf")
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for part in parts.iterator(chunk_size=1):
            archive.writestr(names[part.number], bytes(part.content or b""))
    return file_of(packed.getvalue(), ZIP, f"{name}.zip")


def _names(parts: Iterable[BundlePart]) -> dict[int, str]:
    """A file name for each part by its number: its school's, with a number where it has several."""
    schools = [(part.number, part.school) for part in parts]
    several = Counter(school.pk for _, school in schools)
    met: Counter[object] = Counter()
    names = {}
    for number, school in schools:
        met[school.pk] += 1
        more = f"-{met[school.pk]}" if several[school.pk] > 1 else ""
        names[number] = f"{len(met):02}_{school.name}{more}.pdf"
    return names


def _note_looks(request: Request, bundle: Bundle) -> None:
    """Write whose sheets are taken out, and whom lists among them name: one row a child."""
    keys = [key for sheets in bundle.parts.values_list("sheets", flat=True) for key in sheets]
    about = Sheet.objects.filter(pk__in=keys, pupil__isnull=False).values_list("pupil", flat=True)
    named = Listed.objects.filter(sheet__pk__in=keys).values_list("pupil", flat=True)
    note_look(
        request.actor,
        Deed.PRINT_SHEETS,
        kind="bundle",
        key=bundle.pk,
        pupils=[*about, *named],
        taken_out=True,
        form=bundle.form,
        year=bundle.school_year,
    )
