"""What is agreed around a child: how often somebody is in touch."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.policy import Deed, may
from tsunagu.cases.actions.agreements import agree_rhythm, end_rhythm, may_keep_it, running
from tsunagu.cases.actions.teams import staff_of
from tsunagu.cases.models import Case, Rhythm
from tsunagu.clock import today
from tsunagu.response.models import ContactRhythm
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.http import Request, guarded
from tsunagu.web.support.agreement_forms import RhythmForm
from tsunagu.web.support.door import opened
from tsunagu.web.support.forms import WhyForm

PER_PAGE = 10
OF_CONTACT = ("first", "last", "every_days", "way", "in_breaks", "before_term", "person")
RHYTHM = Way("連絡の間隔を決める", "決める", "連絡の間隔を決めました", RhythmForm)
OTHER = Way(
    "新しい約束に変える",
    "この約束に変える",
    "新しい約束に変えました。前の約束は残ります",
    RhythmForm,
)
END = Way("この約束を終える", "終える", "終えました。明日からは、もとの決まりで出ます", WhyForm)


@guarded(Deed.SEE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, case: UUID) -> HttpResponse:
    """What holds, what held before, and the forms that change it."""
    one = opened(request.actor, case)
    held = running(one)
    writes = may(request.actor, Deed.WRITE_CASE, one.scope)
    acts = _acts(request, one, held) if writes and one.open else []
    if done(request, acts):
        return redirect("support:agreements", one.pk)
    failed = wrong(acts)
    before = one.rhythms.exclude(pk=held.pk) if held else one.rhythms.all()
    rows = before.select_related("contact__person", "by", "ended_by")
    context = {
        "case": one,
        "rhythm": held,
        "reaches": held is None or _reaches(one, held),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "acts": acts,
        "form": failed,
    }
    return render(request, "support/agreements.html", context, status=422 if failed else 200)


def _reaches(case: Case, rhythm: Rhythm) -> bool:
    """Does what it asks for come to the person named?"""
    person = rhythm.contact.person
    return person is None or may_keep_it(case).filter(pk=person.pk).exists()


def _acts(request: Request, case: Case, held: Rhythm | None) -> list[Act]:
    """What can be done: agree where nothing holds, or else change it or end it."""
    ways: dict[str, tuple[Way, Callable[..., object]]] = {}

    def agree(**given: Any) -> Rhythm:
        return _agree(case, given)

    ways["rhythm"] = (OTHER if held else RHYTHM), agree
    if held:
        rhythm = held

        def end(**given: Any) -> None:
            end_rhythm(rhythm=rhythm, **given)

        ways["end"] = END, end
    acts = offered(request, ways, _first_values(held))
    staff, keepers = staff_of(case.school), may_keep_it(case)
    for act in acts:
        if isinstance(act.form, RhythmForm):
            act.form.offering({one: staff.get(one, "") for one in keepers})
    return acts


def _agree(case: Case, given: Mapping[str, Any]) -> Rhythm:
    """Agree on what a form says: when and by whom, and what was said about it."""
    contact = ContactRhythm(**{name: given[name] for name in OF_CONTACT})
    agreed = {name: value for name, value in given.items() if name not in OF_CONTACT}
    return agree_rhythm(case=case, contact=contact, **agreed)


def _first_values(held: Rhythm | None) -> dict[str, Any]:
    """What a new agreement begins from: the one that holds."""
    begin: dict[str, Any] = {"first": today(), "agreed_on": today()}
    if held is None:
        return begin
    contact = held.contact
    return begin | {
        "every_days": contact.every_days,
        "way": contact.way,
        "in_breaks": contact.in_breaks,
        "before_term": contact.before_term,
        "person": contact.person_id,
        "how": held.how,
        "child_wish": held.child_wish,
        "family_wish": held.family_wish,
        "agreed_with": held.agreed_with,
    }
