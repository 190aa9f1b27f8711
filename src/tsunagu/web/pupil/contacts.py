"""Recording a contact: guidance beside the form, a kept draft, and the next way if none came."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.policy import Deed
from tsunagu.clock import in_words
from tsunagu.response.actions import record_contact
from tsunagu.response.enums import ContactWay, DraftForm, Reached
from tsunagu.response.last_contacts import last_contact
from tsunagu.response.models import Contact, Draft, Task
from tsunagu.response.queries.drafts import draft_of
from tsunagu.school.models import Guardian
from tsunagu.web.components.forms import show_refusals
from tsunagu.web.http import Request, back_of, guarded, with_back
from tsunagu.web.pupil.contact_form import ContactForm
from tsunagu.web.pupil.door import Opened, open_pupil
from tsunagu.web.pupil.reasons import told_tasks, years_of
from tsunagu.web.pupil.words import drafts, guidance, words

DIALLED = frozenset({ContactWay.CALL, ContactWay.VOICEMAIL})
"""Ways for which a number was called."""


def _open_contact_tasks(opened: Opened) -> list[Task]:
    """The contacts that are owed to the pupil, oldest first."""
    return list(Task.objects.to_contact(opened.pupil).prefetch_related("reasons"))


def _asked_way(request: Request) -> dict[str, str]:
    """The way that a link offered, such as a visit after nobody answered."""
    way = request.GET.get("way", "")
    return {"way": way} if way in ContactWay.values else {}


def _form(request: Request, opened: Opened, draft: Draft | None) -> ContactForm:
    """The form as posted, or with what was typed before, or empty."""
    return ContactForm(
        request.POST if request.method == "POST" else None,
        municipality=request.actor.municipality,
        guardians=opened.guardians(),
        initial={**_asked_way(request), **(draft.typed if draft else {})},
    )


def recorded(
    opened: Opened, form: ContactForm, corrects: Contact | None = None, why: str = ""
) -> Contact:
    """The contact that a valid form tells of, recorded: a new one, or one in another's place.

    What the other says in fields that the form has not, stays.
    """
    given, asked = form.cleaned_data, set(form.fields)
    if not opened.guardians():
        asked.discard("dialled")
    kept = {k: v for k, v in corrects.fields.items() if k not in asked} if corrects else {}
    return record_contact(
        pupil=opened.pupil,
        way=given["way"],
        reached=given["reached"],
        **form.heard_and_seen,
        line=given["line"],
        next=given["next"],
        fields=kept | form.answers(),
        at=form.moment(),
        by=opened.actor,
        corrects=corrects,
        why=why,
    )


def _save(request: Request, opened: Opened, form: ContactForm) -> Contact:
    """Record the contact and say which tasks it closed."""
    owed = _open_contact_tasks(opened)
    contact = recorded(opened, form)
    still = {task.pk for task in _open_contact_tasks(opened)}
    closed = [task for task in owed if task.pk not in still]
    days = "、".join(in_words(task.day) for task in closed)
    messages.success(
        request,
        f"連絡を記録しました。{days}の連絡を済みにしました" if closed else "連絡を記録しました",
    )
    return contact


@guarded(Deed.RECORD_CONTACT)
@require_http_methods(["GET", "POST"])
def new(request: Request, pupil: UUID) -> HttpResponse:
    """The contact form of a pupil."""
    opened = open_pupil(request.actor, pupil, Deed.RECORD_CONTACT)
    draft = draft_of(request.actor, opened.pupil, DraftForm.CONTACT, pupil)
    form, back = _form(request, opened, draft), back_of(request)
    if request.method == "POST" and form.is_valid():
        with show_refusals(form):
            contact = _save(request, opened, form)
            if contact.reached == Reached.NOBODY:
                next_ways = reverse("pupil:contact-next", args=[pupil, contact.pk])
                return redirect(with_back(next_ways, back))
            return redirect(back or _after(opened))
    city = request.actor.municipality
    context = {
        "opened": opened,
        "form": form,
        "back": back,
        "guidance": guidance(city),
        "drafts": drafts(request.actor, opened.school),
        "next_words": words(city, "contact.next"),
        "guardians": opened.guardians(),
        "owed": told_tasks(_open_contact_tasks(opened), years_of(opened.pupil)),
        "since": last_contact(opened.pupil.pk),
        "draft": draft if request.method == "GET" else None,
    }
    status = 422 if form.errors else 200
    return render(request, "pupil/contact.html", context, status=status)


def _after(opened: Opened) -> str:
    """Where to go after saving: the pupil's page for those who may see it, else one's own day."""
    if opened.may(Deed.SEE_PUPIL):
        return reverse("pupil:page", args=[opened.pupil.pk])
    return reverse("today")


def _others(made: Contact, numbers: list[Guardian]) -> tuple[list[Guardian], bool]:
    """The numbers not yet called; and whether it is not on record which of several was.

    The only number there is was the one called, said or not.
    """
    called = made.way in DIALLED
    tried = str(made.fields.get("dialled", ""))
    if called and not tried and len({g.number for g in numbers}) == 1:
        return [], False
    phones = {g.number for g in numbers if str(g.pk) == tried}
    return [g for g in numbers if g.number not in phones], called and not tried and bool(numbers)


@guarded(Deed.RECORD_CONTACT)
@require_GET
def next_way(request: Request, pupil: UUID, contact: UUID) -> HttpResponse:
    """Nobody was reached: the other numbers, a visit, and the drafts to leave behind."""
    opened = open_pupil(request.actor, pupil, Deed.RECORD_CONTACT)
    made = Contact.objects.filter(pk=contact, pupil=opened.pupil).first()
    if made is None:
        raise Http404
    numbers = [g for g in opened.guardians() if g.number]
    others, unsaid = _others(made, numbers)
    context = {
        "opened": opened,
        "contact": made,
        "others": others,
        "unsaid": unsaid,
        "tried_all": bool(numbers) and not others,
        "drafts": drafts(request.actor, opened.school),
        "back": back_of(request),
    }
    return render(request, "pupil/next_way.html", context)
