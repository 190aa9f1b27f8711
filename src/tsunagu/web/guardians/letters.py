"""Letters of invitation in the hands of office and managers: made, handed over, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, may
from tsunagu.access.refusal import Refused
from tsunagu.clock import today
from tsunagu.families.actions import end_letters, hand_over, make_letters
from tsunagu.families.catalogue import LANGUAGES, Language, keys, missing, unreviewed
from tsunagu.families.printing import letters_pdf
from tsunagu.families.queries import Addressee, addressees
from tsunagu.school.models import Classroom, ClassroomQuerySet, Enrolment, EnrolmentQuerySet
from tsunagu.web.http import Request, guarded, key_of


def _homes(actor: Actor) -> EnrolmentQuerySet:
    return Enrolment.objects.on(today()).home().visible_to(actor, Deed.INVITE_FAMILY)


def _classes(actor: Actor) -> ClassroomQuerySet:
    """The classes of today to whose families one may write."""
    rows = Classroom.objects.visible_to(actor, Deed.INVITE_FAMILY)
    return rows.filter(pk__in=_homes(actor).values("classroom")).select_related("school")


@dataclass(frozen=True)
class Line:
    """A class with its guardians: how many there are, are in, have a letter, and want one.

    `guessed` is of how many a letter was used in a way that did not fit.
    """

    classroom: Classroom
    count: int
    inside: int
    out: int
    wanting: int
    guessed: int


def _lines(actor: Actor) -> list[Line]:
    rows = addressees(_homes(actor))
    lines = []
    for one in _classes(actor).order_by("school__name", "grades", "name"):
        mine = [row for row in rows if row.enrolment.classroom_id == one.pk]
        inside = sum(row.used is not None for row in mine)
        wanting = sum(row.wants_a_letter for row in mine)
        out = sum(row.waits for row in mine)
        guessed = sum(row.guessed for row in mine)
        lines.append(Line(one, len(mine), inside, out, wanting, guessed))
    return lines


@guarded(Deed.INVITE_FAMILY)
@require_http_methods(["GET", "HEAD", "POST"])
def classes(request: Request) -> HttpResponse:
    """The classes with their guardians counted; posted, letters for all who have none."""
    faults: list[str] = []
    if request.method == "POST":
        try:
            wanting = [one for one in addressees(_homes(request.actor)) if one.wants_a_letter]
            return _made(request, wanting)
        except Refused as refused:
            faults = list(refused.reasons)
    lines = _lines(request.actor)
    context = {"lines": lines, "wanting": sum(one.wanting for one in lines), "faults": faults}
    return render(request, "letters/classes.html", context, status=422 if faults else 200)


def _made(request: Request, to: Sequence[Addressee]) -> HttpResponse:
    """The letters as PDF: their codes are known at this moment alone."""
    made = make_letters(to=to, by=request.actor)
    content = letters_pdf(made, address=request.build_absolute_uri(reverse("family:door")))
    disposition = content_disposition_header(True, f"招待状_{today()}.pdf") or ""
    headers = {"Content-Disposition": disposition}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@guarded(Deed.INVITE_FAMILY)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, classroom: UUID) -> HttpResponse:
    """The guardians of a class and where each one's letter stands."""
    found = _classes(request.actor).filter(pk=classroom).first()
    if found is None:
        raise Http404
    rows = addressees(_homes(request.actor).filter(classroom=found))
    faults: list[str] = []
    if request.method == "POST":
        try:
            return _act(request, found, rows)
        except Refused as refused:
            faults = list(refused.reasons)
    seen = {row.enrolment.pupil_id for row in rows}
    note_look(request.actor, Deed.INVITE_FAMILY, kind="family_list", key=found.pk, pupils=seen)
    context = {
        "classroom": found,
        "rows": rows,
        "guessed": [row for row in rows if row.guessed],
        "decides": may(request.actor, Deed.SET_GUARDIAN, found.scope),
        "faults": faults,
    }
    return render(request, "letters/class.html", context, status=422 if faults else 200)


def _act(request: Request, found: Classroom, rows: Sequence[Addressee]) -> HttpResponse:
    chosen = set(map(key_of, request.POST.getlist("guardian")[:200]))
    mine = [row for row in rows if row.guardian.pk in chosen]
    what = request.POST.get("what", "")
    if what == "make":
        return _made(request, mine)
    if what == "end":
        count = end_letters(of=mine, by=request.actor)
        messages.success(request, f"{count}人の招待状と、それで入ったページを使えなくしました")
    else:
        count = hand_over(letters=mine, how=what, by=request.actor)
        messages.success(request, f"{count}通を渡したことを記録しました")
    return redirect("letters:class", found.pk)


@dataclass(frozen=True)
class Reviewed:
    """A language with how many of its texts there are, are lacking, and nobody reviewed."""

    language: Language
    count: int
    missing: list[str]
    unreviewed: int


@guarded(Deed.SEE_RULES)
@require_GET
def texts(request: Request) -> HttpResponse:
    """How far the texts of each language have been reviewed."""
    rows = [
        Reviewed(one, len(keys()) - len(missing(code)), missing(code), len(unreviewed(code)))
        for code, one in LANGUAGES.items()
    ]
    return render(request, "letters/texts.html", {"rows": rows})
