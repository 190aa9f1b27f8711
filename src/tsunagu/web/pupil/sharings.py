"""Sharing about a pupil: the form, the one-page recap, and the report to a manager."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.access.policy import Deed
from tsunagu.cases.queries.wishes import wishes_in_lines, wishes_of
from tsunagu.org.models import Person
from tsunagu.response.actions import report_sharing, share
from tsunagu.response.actions.printing import print_recap
from tsunagu.response.enums import DraftForm, TaskKind
from tsunagu.response.last_contacts import last_contact
from tsunagu.response.models import Draft, Sharing, Task
from tsunagu.response.printing.recap import recap_parts
from tsunagu.response.queries.agenda import known_facts
from tsunagu.response.queries.drafts import NOTHING_BEGUN, begun, draft_of
from tsunagu.response.reviews import next_review
from tsunagu.response.staff import answering, managers_of
from tsunagu.web.components.forms import show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.door import Opened, open_pupil, reach_pupil
from tsunagu.web.pupil.reasons import told_tasks, years_of
from tsunagu.web.pupil.sharing_form import SharingForm, filled


def the_sharing(opened: Opened, key: UUID) -> Sharing:
    """One of the pupil's sharings, taken back or not. Raises `Http404`."""
    people = ("by", "reported_to", "withdrawn_by")
    known = Sharing.objects.select_related("municipality", "pupil", *people)
    sharing = known.filter(pk=key, pupil=opened.pupil).first()
    if sharing is None:
        raise Http404
    return sharing


def _standing(opened: Opened, key: UUID) -> Sharing:
    """One of the pupil's sharings that was not taken back. Raises `Http404`."""
    sharing = the_sharing(opened, key)
    if sharing.withdrawn_at is not None:
        raise Http404
    return sharing


def shared(
    opened: Opened,
    form: SharingForm,
    *,
    draft: bool = False,
    kept: Sharing | None = None,
    corrects: Sharing | None = None,
    why: str = "",
) -> Sharing:
    """The sharing that a valid form tells of, saved: new, gone on with, or in another's place."""
    given = form.cleaned_data
    return share(
        pupil=opened.pupil,
        on=given["on"],
        attendees=given["attendees"],
        agenda=form.answers("agenda"),
        comes=form.answers("comes"),
        does_not=form.answers("does_not"),
        decided=form.decided(),
        review=given["review"],
        reported_to=given["reported_to"],
        draft=draft,
        sharing=kept,
        corrects=corrects,
        why=why,
        by=opened.actor,
    )


def _begun(opened: Opened, kept: Sharing | None, draft: Draft | None) -> dict[str, Any]:
    """What the form begins with: what one had typed, what was saved, or the known facts."""
    if draft:
        return dict(draft.typed)
    return filled(kept) if kept else dict(known_facts(opened.pupil))


@guarded(Deed.SHARE)
@require_http_methods(["GET", "POST"])
def edit(request: Request, pupil: UUID, sharing: UUID | None = None) -> HttpResponse:
    """A new sharing with its facts filled in, or a draft to go on with."""
    opened = open_pupil(request.actor, pupil, Deed.SHARE)
    kept = _standing(opened, sharing) if sharing else None
    if kept and not kept.draft:
        raise Http404
    about = kept.pk if kept else pupil
    draft = draft_of(request.actor, opened.pupil, DraftForm.SHARING, about)
    managers = managers_of(opened.school.pk)
    form = SharingForm(
        request.POST if request.method == "POST" else None,
        municipality=request.actor.municipality,
        managers=managers,
        staff=answering(opened.scope, TaskKind.DECISION),
        initial=_begun(opened, kept, draft),
    )
    if request.method == "POST" and form.is_valid():
        with show_refusals(form):
            saved = shared(opened, form, draft="draft" in request.POST, kept=kept)
            messages.success(request, "下書きを保存しました" if saved.draft else "記録しました")
            name = "pupil:sharing-edit" if saved.draft else "pupil:sharing"
            return redirect(name, opened.pupil.pk, saved.pk)
    owed = Task.objects.to_share(opened.pupil, opened.actor).prefetch_related("reasons")
    context = {
        "opened": opened,
        "wishes": wishes_of(request.actor, pupil, opened.school.pk),
        "form": form,
        "drawn": form.drawn(),
        "told": request.actor.person in managers,
        "owed": told_tasks(owed, years_of(opened.pupil)),
        "since": last_contact(opened.pupil.pk),
        "draft": draft if request.method == "GET" else None,
        "unfinished": None
        if kept
        else begun(request.actor, [pupil]).get(pupil, NOTHING_BEGUN).kept,
        "draft_url": reverse("pupil:sharing-edit-draft", args=[pupil, kept.pk])
        if kept
        else reverse("pupil:sharing-draft", args=[pupil]),
    }
    return render(request, "pupil/sharing_form.html", context, status=422 if form.errors else 200)


class ReportForm(forms.Form):
    """To which manager a sharing was reported."""

    to = forms.ModelChoiceField(
        label="報告した管理職", queryset=Person.objects.none(), empty_label="選んでください"
    )

    def __init__(self, *args: object, managers: QuerySet[Person], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = managers


@guarded(Deed.SHARE)
@require_GET
def recap(request: Request, pupil: UUID, sharing: UUID) -> HttpResponse:
    """One page of what was shared and decided, to print and to hand on."""
    opened = open_pupil(request.actor, pupil, Deed.SHARE)
    held = the_sharing(opened, sharing)
    context = {
        "opened": opened,
        "sharing": held,
        "wishes": wishes_of(request.actor, pupil, opened.school.pk),
        "decisions": held.decisions.select_related("who", "task"),
        "parts": recap_parts(held),
        "since": last_contact(opened.pupil.pk),
        "review": next_review(opened.pupil),
        "form": ReportForm(managers=managers_of(opened.school.pk)),
    }
    return render(request, "pupil/sharing.html", context)


@guarded(Deed.SHARE)
@require_GET
def recap_file(request: Request, pupil: UUID, sharing: UUID) -> HttpResponse:
    """The recap as PDF; its name tells no more than the day."""
    opened = reach_pupil(request.actor, pupil, Deed.SHARE)
    held = _standing(opened, sharing)
    said = wishes_in_lines(request.actor, pupil, opened.school.pk)
    content = print_recap(sharing=held, place=opened.place, said=said, by=request.actor)
    name = f"情報共有のまとめ_{held.on}.pdf"
    disposition = content_disposition_header(True, name) or ""
    headers = {"Content-Disposition": disposition}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@guarded(Deed.SHARE)
@require_POST
def report(request: Request, pupil: UUID, sharing: UUID) -> HttpResponse:
    """Record that a manager has been told."""
    opened = open_pupil(request.actor, pupil, Deed.SHARE)
    held = _standing(opened, sharing)
    form = ReportForm(request.POST, managers=managers_of(opened.school.pk))
    if form.is_valid():
        report_sharing(sharing=held, to=form.cleaned_data["to"], by=request.actor)
        messages.success(request, "管理職への報告を記録しました")
    else:
        messages.error(request, "報告した管理職を選んでください")
    return redirect("pupil:sharing", opened.pupil.pk, held.pk)
