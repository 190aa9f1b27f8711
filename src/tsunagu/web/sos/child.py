"""The child's page of SOS: open to everybody, never behind a password; and what became of it."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.clock import JST, now, today
from tsunagu.packs.loader import help_lines
from tsunagu.packs.schema import HelpLine
from tsunagu.sos.desk import Case, Desk
from tsunagu.sos.enums import About, How
from tsunagu.sos.models import Sos
from tsunagu.sos.queries import by_receipt, own
from tsunagu.sos.rules import is_open
from tsunagu.sos.sending import say_how_it_is, send
from tsunagu.web.http import public
from tsunagu.web.portal.sessions import RECEIPT, by_account
from tsunagu.web.sos.choices import SosForm, Stand, choices_of, nobody, stand_of

MANY, WITHIN = 5, timedelta(minutes=10)
"""From how many nameless ones on the page asks for one more touch; it refuses none; ours."""


@public
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Whom, what about, how: all may be left out. Says first when somebody will read it."""
    stand = stand_of(request)
    desk = _desk(stand)
    choices = choices_of(stand, desk)
    form = SosForm(request.POST if request.method == "POST" else None, stand=stand)
    if form.is_bound and form.is_valid():
        told = form.told(choices)
        by = stand.by or nobody(request, form.cleaned_data["school"].municipality)
        kept = send(token=form.cleaned_data["token"], told=told, by=by)
        return _keep_receipt(redirect("sos:sent"), kept)
    promise = desk.cases()[0] if desk else None
    context = {
        "stand": stand,
        "form": form,
        "token": form["token"].value() or uuid4(),
        "schools": form.fields["school"].queryset,  # type: ignore[attr-defined]
        "choices": choices,
        "abouts": About.values,
        "hows": How.values,
        "touched": request.POST.getlist("about"),
        "promise": promise,
        "there": bool(desk and is_open(desk.hours(stand.school), now())),
        "lines": _lines(stand),
        "duty": desk.duty if desk else None,
        "many": not form.is_bound and "new" not in request.GET and _many(stand),
        "before": _sent(request, stand),
    }
    return render(request, "sos/page.html", context, status=422 if form.errors else 200)


def _desk(stand: Stand) -> Desk | None:
    """What would become of an SOS that was sent now with nothing chosen."""
    if stand.by is None:
        return None
    empty = Sos(
        municipality=stand.by.municipality,
        pupil_id=stand.by.pupil,
        school=stand.school,
        classroom=stand.classroom,
        at=now(),
    )
    return Desk(stand.by.municipality, [empty])


def _lines(stand: Stand) -> list[tuple[HelpLine, bool]]:
    """The telephones, those answered now first."""
    packs = stand.city.packs if stand.city else []
    at = now().astimezone(JST)
    lines = [(one, one.answers(at)) for one in help_lines(packs, today())]
    return sorted(lines, key=lambda line: not line[1])


def _many(stand: Stand) -> bool:
    """Have many nameless ones come from this class or school a moment ago?"""
    if stand.by is None or stand.by.pupil:
        return False
    rows = Sos.objects.filter(municipality=stand.by.municipality, pupil=None)
    lately = rows.filter(school=stand.school, classroom=stand.classroom, at__gt=now() - WITHIN)
    return lately.count() >= MANY


def _keep_receipt(answer: HttpResponse, sos: Sos) -> HttpResponse:
    """Of a child who is signed in nothing is kept on the tablet."""
    if sos.pupil_id is None:
        answer.set_cookie(
            RECEIPT,
            str(sos.key),
            httponly=True,
            samesite="Lax",
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )
    return answer


def _sent(request: HttpRequest, stand: Stand) -> list[Case]:
    """What the child who is signed in sent; else the one whose receipt the tablet has."""
    if stand.by and stand.by.pupil:
        return own(stand.by, by_account=by_account(request))
    try:
        found = by_receipt(UUID(request.COOKIES.get(RECEIPT, "")))
    except ValueError:
        return []
    return [found] if found else []


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest) -> HttpResponse:
    """How those stand that were sent from here, and saying that it is all right now or not yet."""
    stand = stand_of(request)
    cases = _sent(request, stand)
    if request.method == "POST":
        return _said(request, stand, cases)
    known = bool(stand.by and stand.by.pupil)
    desk = _desk(stand)
    context = {
        "cases": cases,
        "known": known,
        "lines": _lines(stand),
        "duty": desk.duty if desk else None,
    }
    return render(request, "sos/sent.html", context)


def _said(request: HttpRequest, stand: Stand, cases: list[Case]) -> HttpResponse:
    what = request.POST.get("say")
    if what == "leave":
        answer = redirect("portal:door")
        answer.delete_cookie(RECEIPT)
        return answer
    for case in cases:
        if str(case.sos.key) == request.POST.get("key") and what in {"all_right", "not_yet"}:
            known = stand.by if stand.by and stand.by.pupil else None
            by = known or nobody(request, case.sos.municipality)
            say_how_it_is(sos=case.sos, all_right=what == "all_right", by=by)
    return redirect("sos:sent")
