"""The class's tablets and the children's pictures, in the hands of who looks after the class."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.access.actor import Actor
from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed
from tsunagu.access.refusal import Refused
from tsunagu.clock import today
from tsunagu.doors.actions import give_pictures, open_class, see_guessed
from tsunagu.doors.models import ClassCode
from tsunagu.doors.queries import inside
from tsunagu.school.models import Classroom, ClassroomQuerySet, Enrolment
from tsunagu.web.http import Request, guarded, key_of


def _classes(actor: Actor) -> ClassroomQuerySet:
    """The classes of today that one looks after."""
    enrolled = Enrolment.objects.on(today()).home().visible_to(actor, Deed.SET_DOOR)
    classes = Classroom.objects.visible_to(actor, Deed.SET_DOOR)
    return classes.filter(pk__in=enrolled.values("classroom")).select_related("school")


@guarded(Deed.SET_DOOR)
@require_GET
def classes(request: Request) -> HttpResponse:
    """The classes whose tablets one can set up."""
    rows = _classes(request.actor).order_by("school__name", "grades", "name")
    return render(request, "signs/doors.html", {"classes": rows})


@guarded(Deed.SET_DOOR)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, classroom: UUID) -> HttpResponse:
    """The code of a class and who has pictures; new pictures are shown once, to be printed."""
    found = _classes(request.actor).filter(pk=classroom).first()
    if found is None:
        raise Http404
    faults: list[str] = []
    if request.method == "POST":
        try:
            return _act(request, found)
        except Refused as refused:
            faults = list(refused.reasons)
    rows = inside(found)
    seen = {row.enrolment.pupil_id for row in rows}
    note_look(request.actor, Deed.SET_DOOR, kind="door_list", key=found.pk, pupils=seen)
    context = {
        "classroom": found,
        "code": ClassCode.objects.filter(classroom=found, ended_at=None).first(),
        "rows": rows,
        "without": [row for row in rows if row.door is None or not row.door.digest],
        "guessed": [row for row in rows if row.door and row.door.guessed],
        "faults": faults,
    }
    return render(request, "signs/door.html", context, status=422 if faults else 200)


def _act(request: Request, found: Classroom) -> HttpResponse:
    what = request.POST.get("what", "")
    if what == "pictures":
        chosen = set(map(key_of, request.POST.getlist("pupil")[:100]))
        rows = [row.enrolment for row in inside(found) if row.enrolment.pupil_id in chosen]
        handed = give_pictures(enrolments=rows, by=request.actor)
        return render(request, "signs/cards.html", {"classroom": found, "handed": handed})
    if what == "code":
        open_class(classroom=found, by=request.actor)
        messages.success(request, "学級のあいことばを作りました")
    elif what == "seen":
        see_guessed(classroom=found, by=request.actor)
        messages.success(request, "確かめたことを記録しました")
    else:
        raise Refused(["することを選んでください"])
    return redirect("signs:door", found.pk)
