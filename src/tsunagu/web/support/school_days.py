"""What is agreed about a child's school days: times, room, who receives, lunch."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tsunagu.access.policy import Deed, may
from tsunagu.cases.actions.school_days import agree_school_day, end_school_day
from tsunagu.cases.case_enums import SchoolDayKind
from tsunagu.cases.models import Case, SchoolDay
from tsunagu.clock import today
from tsunagu.web.components.acts import Act, Way, done, offered, wrong
from tsunagu.web.http import Request, guarded
from tsunagu.web.support.agreement_forms import EndForm, SchoolDayForm, SpanForm
from tsunagu.web.support.door import opened

PER_PAGE = 10
NEW = "。同じ日にかかる前の約束は、その前の日に終わりました"
DAY = Way("学校での過ごし方を決める", "決める", f"決めました{NEW}", SchoolDayForm)
LUNCH = Way("給食を止める", "止める", f"決めました{NEW}", SpanForm)
END = Way("約束を終える（給食を再開する）", "終える", "終えました", EndForm)


@guarded(Deed.SEE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, case: UUID) -> HttpResponse:
    """What holds or is to come, what held before, and the forms that change it."""
    one = opened(request.actor, case)
    held = list(one.school_days.between(today(), date.max).order_by("first", "kind", "pk"))
    writes = may(request.actor, Deed.WRITE_CASE, one.scope)
    acts = _acts(request, one, held) if writes and one.open else []
    if done(request, acts):
        return redirect("support:school-days", one.pk)
    failed = wrong(acts)
    before = one.school_days.exclude(pk__in=[agreed.pk for agreed in held])
    context = {
        "case": one,
        "held": held,
        "page": Paginator(before.select_related("ended_by"), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "acts": acts,
        "form": failed,
    }
    return render(request, "support/school_days.html", context, status=422 if failed else 200)


def _acts(request: Request, case: Case, held: list[SchoolDay]) -> list[Act]:
    """What can be done: agree, and end what holds."""

    def agree(kind: SchoolDayKind, *, by: Any, late_start: bool = False, **given: Any) -> SchoolDay:
        new = SchoolDay(case=case, kind=kind, **given)
        return agree_school_day(new=new, late_start=late_start, by=by)

    def day(**given: Any) -> SchoolDay:
        return agree(SchoolDayKind.DAY, **given)

    def lunch(**given: Any) -> SchoolDay:
        return agree(SchoolDayKind.LUNCH, **given)

    def end(*, agreed: str, **given: Any) -> None:
        end_school_day(agreed=next(one for one in held if str(one.pk) == agreed), **given)

    ways: dict[str, tuple[Way, Callable[..., object]]] = {
        "day": (DAY, day),
        "lunch": (LUNCH, lunch),
    }
    if held:
        ways["end"] = END, end
    acts = offered(request, ways, {"first": today()})
    for act in acts:
        if isinstance(act.form, EndForm):
            act.form.offering(held)
    return acts
