"""One task: why it is there, and its end by a person's word."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tsunagu.access.policy import Deed
from tsunagu.cases.models import SmallStep
from tsunagu.org.models import Person
from tsunagu.response.actions import end_task, may_end, reopen_task
from tsunagu.response.enums import TRANSITIONS, EndedBy, Status
from tsunagu.response.models import Task
from tsunagu.response.queries.drafts import NOTHING_BEGUN, begun
from tsunagu.response.staff import answering
from tsunagu.web.components.forms import say_refusals, show_refusals
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.door import Opened, open_pupil
from tsunagu.web.pupil.reasons import told_tasks, years_of
from tsunagu.web.pupil.words import words

ENDS = (
    (Status.DONE.value, "済んだ"),
    (Status.NOT_NEEDED.value, "しなくてよい（理由を書く）"),
    (Status.HANDED_OVER.value, "ほかの人に引き継ぐ"),
)

ENDS_FROM = frozenset(Status) - {Status.DONE, Status.NOT_NEEDED}
"""States of a task that the form still offers to end."""


class EndTaskForm(forms.Form):
    """How a task ends: done, not needed because, or handed over to a person."""

    status = forms.ChoiceField(label="どうなりましたか", choices=ENDS, widget=forms.RadioSelect)
    why = forms.CharField(
        label="理由・ひとこと",
        required=False,
        max_length=500,
        help_text="「しなくてよい」ときは必ず書きます。候補から選べます",
        widget=forms.TextInput(attrs={"list": "why-words"}),
    )
    handed_to = forms.ModelChoiceField(
        label="引き継ぐ人", queryset=Person.objects.none(), required=False, empty_label="選ばない"
    )

    def __init__(self, *args: object, opened: Opened, owed: Task, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["handed_to"]
        assert isinstance(field, forms.ModelChoiceField)
        others = answering(opened.scope, owed.kind)
        person = opened.actor.person
        field.queryset = others.exclude(pk=person.pk) if person else others


def _form(request: Request, opened: Opened, owed: Task) -> EndTaskForm:
    """The form with the ends that the task may still come to."""
    form = EndTaskForm(request.POST if request.method == "POST" else None, opened=opened, owed=owed)
    status = form.fields["status"]
    assert isinstance(status, forms.ChoiceField)
    status.choices = [end for end in ENDS if end[0] in TRANSITIONS[owed.stands]]
    if Status.HANDED_OVER not in TRANSITIONS[owed.stands]:
        del form.fields["handed_to"]
    return form


def _task(request: Request, opened: Opened, key: UUID) -> Task:
    tasks = Task.objects.of(opened.pupil, request.actor).filter(pk=key)
    task = tasks.select_related("school", "decision__sharing").prefetch_related("reasons").first()
    if task is None:
        raise Http404
    return task


@guarded(Deed.END_TASK)
@require_http_methods(["GET", "POST"])
def task(request: Request, pupil: UUID, task: UUID) -> HttpResponse:
    """A task with its reasons, and the form that ends it; of last year's class to be read alone."""
    opened = open_pupil(request.actor, pupil, Deed.END_TASK)
    owed = _task(request, opened, task)
    form, acts = _form(request, opened, owed), may_end(owed, request.actor)
    if request.method == "POST" and form.is_valid():
        with show_refusals(form):
            given = form.cleaned_data
            end_task(
                task=owed,
                status=given["status"],
                why=given["why"],
                handed_to=given.get("handed_to"),
                by=request.actor,
            )
            messages.success(request, "記録しました")
            return redirect("pupil:page", opened.pupil.pk)
    context = {
        "opened": opened,
        "told": told_tasks([owed], years_of(opened.pupil))[0],
        "form": form,
        "step": SmallStep.objects.filter(task=owed).first(),
        "begun": begun(request.actor, [pupil]).get(pupil, NOTHING_BEGUN),
        "why_words": words(request.actor.municipality, "task.not_needed"),
        "can_end": Status(owed.status) in ENDS_FROM and acts,
        "can_reopen": owed.ended_by == EndedBy.PERSON and owed.stands != Status.OPEN and acts,
    }
    return render(request, "pupil/task.html", context, status=422 if form.errors else 200)


@guarded(Deed.END_TASK)
@require_POST
def reopen(request: Request, pupil: UUID, task: UUID) -> HttpResponse:
    """Take a person's end of a task back."""
    opened = open_pupil(request.actor, pupil, Deed.END_TASK)
    with say_refusals(request):
        reopen_task(task=_task(request, opened, task), by=request.actor)
        messages.success(request, "もとに戻しました")
    return redirect("pupil:task", opened.pupil.pk, task)
