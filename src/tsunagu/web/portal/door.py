"""The door of a class's tablet: its code once, then a number and three pictures."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.clock import JST
from tsunagu.doors.actions import enter
from tsunagu.doors.models import ClassCode
from tsunagu.doors.pictures import LENGTH, PICTURES
from tsunagu.doors.queries import class_of, numbers_of
from tsunagu.web.entry.sessions import via
from tsunagu.web.http import public
from tsunagu.web.portal.account import providers_for
from tsunagu.web.portal.sessions import begin

TABLET = "classroom"
"""The cookie with the class's code: about the tablet, nothing of a child."""
A_YEAR = 365 * 24 * 60 * 60


def class_here(request: HttpRequest) -> ClassCode | None:
    """The class whose tablet this is."""
    return class_of(request.COOKIES.get(TABLET, ""))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """The numbers of the class; on a tablet of no class yet, its code."""
    if request.method == "POST":
        return _open(request)
    code = class_here(request)
    if code is None:
        return _ask_code(request)
    return _numbers(request, code)


def _open(request: HttpRequest) -> HttpResponse:
    code = class_of(request.POST.get("code", "")[:40])
    if code is None:
        return _ask_code(request, wrong=True)
    answer = redirect("portal:door")
    answer.set_cookie(
        TABLET,
        code.code,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )
    return answer


def _ask_code(request: HttpRequest, *, wrong: bool = False) -> HttpResponse:
    context = {"wrong": wrong, "accounts": providers_for(None)}
    return render(request, "portal/code.html", context, status=422 if wrong else 200)


def _numbers(request: HttpRequest, code: ClassCode) -> HttpResponse:
    numbers = numbers_of(code.classroom)
    accounts = providers_for(code.classroom.municipality)
    return render(request, "portal/numbers.html", {"numbers": numbers, "accounts": accounts})


@public
@require_POST
def leave_class(request: HttpRequest) -> HttpResponse:
    """The tablet goes to another class."""
    answer = redirect("portal:door")
    answer.delete_cookie(TABLET)
    return answer


@public
@require_http_methods(["GET", "HEAD", "POST"])
def pictures(request: HttpRequest) -> HttpResponse:
    """The pictures, one touch each; after the third the door opens, or says so kindly."""
    code = class_here(request)
    number = request.POST.get("number", "")[:20]
    if code is None or not number:
        return redirect("portal:door")
    chosen = [one for one in request.POST.getlist("chosen")[:LENGTH] if one in PICTURES]
    if len(chosen) < LENGTH:
        return _choose(request, number, chosen)
    entry = enter(code=code, number=number, chosen=chosen, via=via(request))
    if entry.door:
        return begin(request, entry.door, code.classroom)
    waits = entry.wait_until.astimezone(JST) if entry.wait_until else None
    return _choose(request, number, [], wrong=waits is None, waits=waits)


def _choose(request: HttpRequest, number: str, chosen: list[str], **more: Any) -> HttpResponse:
    context = {"number": number, "chosen": chosen, "pictures": PICTURES, **more}
    return render(request, "portal/pictures.html", context, status=422 if more else 200)
