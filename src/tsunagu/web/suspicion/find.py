"""Finding the child about whom to write: by name or class, and nobody before one asks."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.school.models import Enrolment, Pupil
from tsunagu.web.http import Request, guarded
from tsunagu.web.pupil.find import FindForm

LEAST = 2
"""Characters of a name: fewer would list the school."""
MOST = 40
"""Rows shown: a class."""


class ChildForm(FindForm):
    """Words of a name, or a class: one of the two narrows enough."""

    def clean(self) -> dict[str, Any]:
        """A word of some characters, where no class is chosen."""
        given = super().clean() or {}
        longest = max(map(len, given.get("text", "").split()), default=0)
        if longest < LEAST and not given.get("classroom"):
            self.add_error("text", f"名前かかなを{LEAST}文字以上入れるか、学級を選んでください")
        return given


@guarded(Deed.RECORD_SUSPICION)
@require_http_methods(["GET", "POST"])
def find(request: Request) -> HttpResponse:
    """Name and class of the children of one's school who fit, each with the way to write.

    What was typed stands in no address and is kept nowhere; that somebody looked, managers read.
    """
    actor, deed = request.actor, Deed.RECORD_SUSPICION
    form = ChildForm(request.POST if request.method == "POST" else None, actor=actor, deed=deed)
    rows: list[Pupil] = []
    if form.is_valid():
        homes = Enrolment.objects.on(today()).home().select_related("classroom__school")
        fitting = form.of(Pupil.objects.visible_to(actor, deed, on=today()))
        listed = fitting.prefetch_related(Prefetch("enrolments", homes, to_attr="homes"))
        rows = list(listed.order_by("family_kana", "given_kana", "family_name", "pk")[: MOST + 1])
    shown = rows[:MOST]
    note_look(
        actor, deed, kind="pupil_list", key="", pupils=(p.pk for p in shown), managers_only=True
    )
    context = {
        "form": form,
        "asked": form.is_bound and not form.errors,
        "pupils": shown,
        "most": MOST if len(rows) > MOST else 0,
    }
    return render(request, "suspicion/find.html", context, status=422 if form.errors else 200)
