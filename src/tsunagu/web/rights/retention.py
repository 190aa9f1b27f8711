"""What is due for deletion: counted, proposed, approved by somebody else, and carried out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.packs.loader import load_packs, retention
from tsunagu.packs.schema import Retention
from tsunagu.rights.actions import approve_deletion, propose, refuse_deletion
from tsunagu.rights.enums import DeletionState
from tsunagu.rights.models import Deletion
from tsunagu.rights.retention import counts_of, due
from tsunagu.school.held import holding
from tsunagu.web.components.forms import say_refusals
from tsunagu.web.http import Request, guarded

PER_PAGE = 20
FROM = {"record": "記録のあった年度", "leaving": "子どもが学校を離れた年度"}


@dataclass(frozen=True)
class Row:
    """How many records of a kind are due under a rule."""

    kind: str
    rule: Retention
    count: int

    @property
    def counted_from(self) -> str:
        """From the end of which year it is counted."""
        return FROM[self.rule.counted_from]


def _rows(actor: Actor, counts: Iterable[dict[str, Any]]) -> list[Row]:
    rules = {rule.id: rule for rule in retention(actor.municipality.packs, today())}
    return [
        Row(holding(one["holding"]).counted_label, rules[one["rule"]], one["count"])
        for one in counts
        if one["rule"] in rules
    ]


@dataclass(frozen=True)
class Kept:
    """A rule in words, with where it stands."""

    rule: Retention
    counted_from: str
    source: str


def _kept(actor: Actor) -> list[Kept]:
    """The rules in force, each with its source."""
    packs = load_packs(actor.municipality.packs)
    return [
        Kept(rule, FROM[rule.counted_from], pack.title_of(rule))
        for rule in retention(actor.municipality.packs, today())
        for pack in packs
        if rule in pack.retention
    ]


@guarded(Deed.DELETE_DUE)
@require_GET
def page(request: Request) -> HttpResponse:
    """What is due today by rule and kind, the rules, and what was proposed before."""
    rows = _rows(request.actor, counts_of(due(request.actor.municipality, today())))
    proposals = Deletion.objects.filter(municipality=request.actor.municipality)
    listed = proposals.select_related("by", "approved_by").order_by("-at", "-pk")
    note_look(request.actor, Deed.DELETE_DUE, kind="deletion", key="")
    context = {
        "rows": rows,
        "total": sum(row.count for row in rows),
        "rules": _kept(request.actor),
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "rights/retention.html", context)


@guarded(Deed.DELETE_DUE)
@require_POST
def propose_due(request: Request) -> HttpResponse:
    """Propose to delete what is due today."""
    with say_refusals(request):
        made = propose(by=request.actor)
        messages.success(request, "提案しました。別の担当者が承認すると、消し始めます")
        return redirect("retention:one", made.pk)
    return redirect("retention:page")


def _deletion(request: Request, key: UUID) -> Deletion:
    own = Deletion.objects.filter(municipality=request.actor.municipality)
    return get_object_or_404(own.select_related("by", "approved_by"), pk=key)


@guarded(Deed.DELETE_DUE)
@require_GET
def one(request: Request, deletion: UUID) -> HttpResponse:
    """A proposal: what it would delete, and how far that has come."""
    found = _deletion(request, deletion)
    note_look(request.actor, Deed.DELETE_DUE, kind="deletion", key=deletion)
    context = {
        "deletion": found,
        "rows": _rows(request.actor, found.counts),
        "own": found.by == request.actor.person,
    }
    part = request.htmx and found.state == DeletionState.APPROVED
    template = "rights/_deletion.html" if part else "rights/deletion.html"
    return render(request, template, context)


@guarded(Deed.DELETE_DUE)
@require_POST
def decide(request: Request, deletion: UUID) -> HttpResponse:
    """Approve what somebody else proposed, or not."""
    found = _deletion(request, deletion)
    with say_refusals(request):
        if request.POST.get("act") == "approve":
            approve_deletion(deletion=found, by=request.actor)
            messages.success(request, "承認しました。裏の処理が、少しずつ消します")
        elif request.POST.get("act") == "refuse":
            refuse_deletion(deletion=found, by=request.actor)
            messages.success(request, "取りやめました。何も消していません")
    return redirect("retention:one", deletion)
