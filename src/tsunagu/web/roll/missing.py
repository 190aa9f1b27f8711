"""Missing pupils: who they are, whom to ring, who is on it, and how it ended."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.attendance.actions import find_missing
from tsunagu.attendance.models import Mark, MissingEnd
from tsunagu.attendance.queries import missing_now
from tsunagu.response.actions import record_contact, word_came
from tsunagu.response.enums import Reached
from tsunagu.response.queries.sought import Sought, sought
from tsunagu.school.models import Classroom
from tsunagu.web.http import Request, guarded
from tsunagu.web.roll.missing_forms import ArrivalForm, AttemptForm, WordForm
from tsunagu.web.templatetags.tsunagu import jp_date, jp_time


@guarded(Deed.TAKE_ROLL)
def missing(request: Request) -> HttpResponse:
    """Pupils whose whereabouts nobody knows; asks again by itself every half minute."""
    template = "missing/_list.html" if request.htmx else "missing/missing.html"
    return render(request, template, {"missing": sought(request.actor)})


@guarded(Deed.TAKE_ROLL)
def missing_notice(request: Request) -> HttpResponse:
    """How many are missing, for a page that keeps asking beside other work."""
    return render(
        request, "partials/missing_notice.html", {"count": len(missing_now(request.actor))}
    )


def _settled(request: Request, mark: UUID) -> HttpResponse:
    """Tells who found a pupil meanwhile, and leads back to the list; 404 where nobody did."""
    rooms = Classroom.objects.visible_to(request.actor, Deed.TAKE_ROLL)
    known = get_object_or_404(Mark.objects.select_related("pupil"), pk=mark, classroom__in=rooms)
    ends = MissingEnd.objects.filter(pupil=known.pupil, day=known.day).select_related("by")
    end = ends.order_by("at").last()
    if end is None:
        raise Http404
    who = f"{end.by.name}さんが" if end.by else ""
    when = f"{jp_date(end.at)}{jp_time(end.at)}に"
    messages.info(request, f"{known.pupil.name}さんの所在は、{when}{who}確認しています")
    return redirect("missing")


@guarded(Deed.TAKE_ROLL)
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: Request, mark: UUID) -> HttpResponse:
    """One missing pupil: notes an attempt, or ends the state by arrival or by word."""
    one = next((one for one in sought(request.actor) if one.missing.mark.pk == mark), None)
    if one is None:
        return _settled(request, mark)
    how = request.POST.get("how", "")
    shown = {
        key: way.form(request.POST if key == how else None, auto_id=f"{key}-%s")
        for key, way in WAYS.items()
    }
    form = shown.get(how)
    if form is not None and form.is_valid():
        try:
            return WAYS[how].save(request, one, form)
        except Refused as refused:
            for sentence in refused.reasons:
                form.add_error(WAYS[how].refused_at, sentence)
    if one.guardians:
        pupil = one.missing.mark.pupil_id
        note_look(request.actor, Deed.SEE_GUARDIAN, kind="missing", key=mark, pupil=pupil)
    status = 422 if form is not None else 200
    return render(request, "missing/found.html", {"one": one, "forms": shown}, status=status)


def _attempt(request: Request, one: Sought, form: forms.Form) -> HttpResponse:
    """Notes what was tried; the child is still missing."""
    record_contact(
        pupil=one.missing.mark.pupil,
        way=form.cleaned_data["way"],
        reached=Reached.NOBODY,
        child_heard=False,
        child_seen=False,
        line=form.cleaned_data["line"],
        by=request.actor,
    )
    messages.success(request, "記録しました。所在は、まだ確認中です")
    return redirect("missing-found", one.missing.mark.pk)


def _arrived(request: Request, one: Sought, form: forms.Form) -> HttpResponse:
    """The child came."""
    mark = one.missing.mark
    find_missing(mark=mark, arrived=True, at=form.cleaned_data["at"], by=request.actor)
    return _known(request, one, "登校と記録しました")


def _word(request: Request, one: Sought, form: forms.Form) -> HttpResponse:
    """Word came: absent, and the contact is kept."""
    assert isinstance(form, WordForm)
    word_came(mark=one.missing.mark, by=request.actor, **form.word())
    return _known(request, one, "欠席と、家庭との連絡を記録しました")


def _known(request: Request, one: Sought, what: str) -> HttpResponse:
    name = one.missing.mark.pupil.name
    messages.success(request, f"{name}さんの所在を確認しました。{what}")
    return redirect("missing")


@dataclass(frozen=True)
class How:
    """One of the page's forms: what it asks, what saving does, and which field a refusal is of."""

    form: type[forms.Form]
    save: Callable[[Request, Sought, forms.Form], HttpResponse]
    refused_at: str | None = None


WAYS = {
    "attempt": How(AttemptForm, _attempt),
    "arrived": How(ArrivalForm, _arrived, refused_at="at"),
    "word": How(WordForm, _word),
}
