"""The board's side: its inbox, and one consultation, of a child whom it knows by initials."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.cases.actions.consultations import (
    agree,
    assign_adviser,
    close_consultation,
    read_consultation,
    record_call,
)
from tsunagu.cases.consultation_rules import NEXT, TRANSITIONS
from tsunagu.cases.enums import AT_SCHOOL, OVER, ConsultationMove, ConsultationState
from tsunagu.cases.models import Consultation, ConsultationQuerySet
from tsunagu.cases.queries import READ_WITH, Received, Veils
from tsunagu.clock import today
from tsunagu.org.models import Person
from tsunagu.school.models import School
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.consultations.forms import (
    AgreeForm,
    AssignForm,
    CallForm,
    CloseForm,
    InboxForm,
    PlainForm,
)
from tsunagu.web.consultations.owed import note_listed, owner_words
from tsunagu.web.http import Request, guarded

PER_PAGE = 30
M = ConsultationMove
Verb = Callable[..., object]
WAYS: dict[str, tuple[Way, Verb, ConsultationMove]] = {
    "read": (
        Way("", "読みました", "読んだことが学校に伝わりました", PlainForm),
        read_consultation,
        M.READ,
    ),
    "call": (
        Way("折り返しの電話を記録する", "記録する", "電話を記録しました", CallForm),
        record_call,
        M.CALL,
    ),
    "agree": (
        Way("助言・学校訪問・ケース会議を記録する", "記録する", "記録しました", AgreeForm),
        agree,
        M.ADVISE,
    ),
    "close": (
        Way("決まったことを書いて終える", "終える", "終えました", CloseForm),
        close_consultation,
        M.CLOSE,
    ),
    "assign": (
        Way(
            "担当を決める",
            "この人に頼む",
            "担当を決めました。その人の「今日」に出ています",
            AssignForm,
        ),
        assign_adviser,
        M.ASSIGN,
    ),
}
"""What can be done at the board, in the order of the page, and the move that must be open."""


@guarded(Deed.SEE_CONSULTATION)
@require_GET
def inbox(request: Request) -> HttpResponse:
    """What schools sent: what is overdue first, then what is due first; what is over last."""
    everything = Consultation.objects.received_by(request.actor, Deed.SEE_CONSULTATION)
    form = _form(request, everything)
    asked = form.cleaned_data if form.is_valid() else {}
    found = _matching(everything, asked).select_related(*READ_WITH)
    found = found.prefetch_related("sheet__written")
    over = Case(When(state__in=OVER, then=Value(1)), default=Value(0), output_field=IntegerField())
    page = Paginator(found.order_by(over, "due", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    note_listed(request.actor, Deed.SEE_CONSULTATION, list(page))
    context = {
        "form": form,
        "page": page,
        "rows": [Received(one) for one in page],
        "asked": any(asked.values()),
    }
    return render(request, "consultations/inbox.html", context)


def _form(request: Request, known: ConsultationQuerySet) -> InboxForm:
    """The form with the schools that asked and the advisers that were asked."""
    form = InboxForm(request.GET)
    schools = School.objects.filter(pk__in=known.order_by().values("school")).order_by("name", "pk")
    people = Person.objects.filter(pk__in=known.order_by().values("adviser")).order_by("kana", "pk")
    states = [(one.value, one.label) for one in ConsultationState if one not in AT_SCHOOL]
    form.offer("school", "すべての学校", ((str(one.pk), one.name) for one in schools))
    form.offer("adviser", "すべての担当", ((str(one.pk), one.name) for one in people))
    form.offer(
        "state",
        "終わっていないもの",
        [("overdue", "期限を過ぎたもの"), *states, ("all", "すべて")],
    )
    return form


def _matching(found: ConsultationQuerySet, asked: dict[str, str]) -> ConsultationQuerySet:
    """Those that fit what was asked for; without a state those that are not over."""
    state = asked.get("state", "")
    going = ~Q(state__in=OVER)
    states = {"": going, "all": Q(), "overdue": going & Q(due__lt=today())}
    found = found.filter(states.get(state, Q(state=state)))
    for name in ("school", "adviser"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    return found


@guarded(Deed.SEE_CONSULTATION)
@require_http_methods(["GET", "POST"])
def page(request: Request, consultation: UUID) -> HttpResponse:
    """One consultation: the sheet by initials, where it stands, what was done, what can be."""
    known = Consultation.objects.received_by(request.actor, Deed.SEE_CONSULTATION)
    one = known.select_related(*READ_WITH).filter(pk=consultation).first()
    if one is None:
        raise Http404
    received = Received(one, Veils())
    acts = _acts(request, received)
    if done(request, acts):
        return redirect("consultations:received", one.pk)
    note_look(
        request.actor,
        Deed.SEE_CONSULTATION,
        kind="consultation",
        key=one.pk,
        pupil=one.sheet.pupil_id or "",
    )
    failed = wrong(acts)
    context = {
        "known": one,
        "received": received,
        "stages": received.stages,
        "next": NEXT.get(ConsultationState(one.state), ""),
        "owners": owner_words(one) if one.open else "",
        "steps": [(said.step, said.text) for said in received.steps],
        "acts": acts,
        "form": failed,
    }
    return render(request, "consultations/received.html", context, status=422 if failed else 200)


def _acts(request: Request, received: Received) -> list[Act]:
    """What can be done as it stands."""
    one, state = received.one, ConsultationState(received.one.state)
    ways = {
        name: (way, partial(verb, consultation=one))
        for name, (way, verb, move) in WAYS.items()
        if (state, move) in TRANSITIONS
    }
    acts = offered(request, ways)
    for act in acts:
        if isinstance(act.form, AssignForm):
            act.form.offering(one.municipality, received.wishes)
    return acts
