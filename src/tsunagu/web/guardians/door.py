"""The guardians' door: a language, a letter's code, an account, and in."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.clock import JST, now
from tsunagu.families.catalogue import LANGUAGES
from tsunagu.families.entering import (
    Opened,
    Wrong,
    enter,
    family_actor,
    letter_at_hand,
    make_account,
    open_letter,
    use_letter,
)
from tsunagu.families.models import FamilyAccount
from tsunagu.families.tries import Wait
from tsunagu.web.entry.sessions import via
from tsunagu.web.guardians.sessions import (
    begin,
    held_letter,
    hold_letter,
    keep_language,
    language_of,
)
from tsunagu.web.http import public


class DoorForm(forms.Form):
    """Who comes back."""

    name = forms.CharField(max_length=254)
    password = forms.CharField(max_length=200, strip=False)


class CodeForm(forms.Form):
    """What a letter says, and what whoever it is meant for knows."""

    code = forms.CharField(max_length=60)
    birth_date = forms.DateField()


class AccountForm(forms.Form):
    """How one comes in from now on; a name is not asked of who has one."""

    name = forms.CharField(max_length=254, required=False)
    password = forms.CharField(max_length=200, strip=False, required=False)
    again = forms.CharField(max_length=200, strip=False, required=False)


GIVEN = ("what", "name", "code", "birth_date")
"""What stays on a form that was refused; a password never does."""


def signed_in(request: HttpRequest) -> FamilyAccount | None:
    """The account of whoever is in."""
    return getattr(request, "account", None)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Come in by name and password; who has a letter is led to its code."""
    if request.method != "POST":
        return redirect("family:home") if signed_in(request) else _page(request, "door")
    account, faults = _known(request)
    if account is None:
        return _page(request, "door", faults)
    begin(request, account)
    return keep_language(redirect("family:home"), account.language)


def _known(request: HttpRequest) -> tuple[FamilyAccount | None, list[tuple[str, dict[str, Any]]]]:
    form = DoorForm(request.POST)
    if not form.is_valid():
        return None, [("door.wrong", {})]
    try:
        _slow_down(request)
        return enter(via=via(request), **form.cleaned_data), []
    except Wrong as wrong:
        return None, [(key, {}) for key in wrong.keys]
    except Wait as wait:
        return None, [_waiting(wait)]


def _slow_down(request: HttpRequest) -> None:
    """Raise `Wait` for an address that tries more than people do."""
    if not ratelimit.consume(request, action="family"):
        raise Wait(now() + timedelta(minutes=1))


def _waiting(wait: Wait) -> tuple[str, dict[str, Any]]:
    return "door.wait", {"time": _clock(wait)}


def _clock(wait: Wait) -> str:
    at = wait.until.astimezone(JST)
    return f"{at.hour}:{at.minute:02}"


def _page(
    request: HttpRequest, name: str, faults: Sequence[tuple[str, dict[str, Any]]] = (), **more: Any
) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in GIVEN}
    context = {"faults": faults, "given": given, **more}
    return render(request, f"guardians/{name}.html", context, status=422 if faults else 200)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code of a letter and the child's birth date; who is in already adds the child."""
    if request.method != "POST":
        return _page(request, "code")
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, "code", [("code.wrong", {})])
    try:
        _slow_down(request)
        opened = open_letter(via=via(request), **form.cleaned_data)
        if account := signed_in(request):
            return _add(request, opened, account)
    except Wrong as wrong:
        return _page(request, "code", [(key, {}) for key in wrong.keys])
    except Wait as wait:
        return _page(request, "code", [("code.wait", {"time": _clock(wait)})])
    hold_letter(request, opened.letter.pk)
    return redirect("family:account")


def _add(request: HttpRequest, opened: Opened, account: FamilyAccount) -> HttpResponse:
    by = family_actor(account, via=via(request))
    use_letter(letter=opened.letter, by=by, account=account)
    messages.success(request, "home.added")
    return redirect("family:home")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Choose how to come in from now on, once a letter was opened in this browser."""
    key = held_letter(request)
    opened = letter_at_hand(key) if key else None
    if opened is None:
        return redirect("family:home" if signed_in(request) else "family:code")
    if request.method != "POST":
        return _page(request, "account", opened=opened)
    if request.POST.get("what") == "known":
        return _of_another_child(request, opened)
    form = AccountForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {"name": "", "password": "", "again": ""}
    try:
        _slow_down(request)
        made = make_account(opened=opened, language=language_of(request), via=via(request), **given)
    except Wrong as wrong:
        return _page(request, "account", [(key, {}) for key in wrong.keys], opened=opened)
    except Wait as wait:
        return _page(request, "account", [_waiting(wait)], opened=opened)
    begin(request, made)
    return redirect("family:home")


def _of_another_child(request: HttpRequest, opened: Opened) -> HttpResponse:
    found, faults = _known(request)
    if found is None:
        return _page(request, "account", faults, opened=opened)
    try:
        by = family_actor(found, via=via(request))
        use_letter(letter=opened.letter, by=by, account=found)
    except Wrong as wrong:
        return _page(request, "account", [(key, {}) for key in wrong.keys], opened=opened)
    begin(request, found)
    messages.success(request, "home.added")
    return redirect("family:home")


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose a language: kept on this device, and with the account of whoever is in."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("back", "")
    ours = back.startswith("/family/") and url_has_allowed_host_and_scheme(back, None)
    answer = redirect(back if ours else "family:door")
    if chosen not in LANGUAGES:
        return answer
    if held := signed_in(request):
        held.language = chosen
        held.save(update_fields=["language"])
    return keep_language(answer, chosen)


@public
@require_POST
def out(request: HttpRequest) -> HttpResponse:
    """Leave; nothing stays behind but the language."""
    request.session.flush()
    return redirect("family:door")
