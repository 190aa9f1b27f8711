"""The routes: what a connected system asks and sends."""

from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Query

from tsunagu.access.looks import note_look
from tsunagu.access.policy import Deed, allowed
from tsunagu.api.alerts import send_alerts
from tsunagu.api.attendance import send
from tsunagu.api.door import Called, KeyDoor, OfAKey, guarded
from tsunagu.api.problems import SAID, add_handlers
from tsunagu.api.shapes import (
    Alerts,
    Asked,
    Attendance,
    ClassDay,
    Problem,
    Responses,
    Roll,
    RollLine,
    Run,
    Untaken,
)
from tsunagu.attendance.enums import Kind, Place
from tsunagu.attendance.queries import SheetLine, roll_sheet, untaken
from tsunagu.clock import school_year_of
from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.response.queries.listing import Identities, responses
from tsunagu.school.models import Classroom

PER_PAGE = 1_000
REFUSALS = dict.fromkeys(SAID, Problem)

api = NinjaAPI(
    title="つなぐ",
    version="1",
    description="校務支援システムなどとつなぐための約束。エラーは日本語で、まとめて答えます。",
    docs_url=None,
    urls_namespace="api",
    auth=KeyDoor(),
    throttle=OfAKey(),
)
add_handlers(api)


@api.get(
    "/responses",
    response={200: Responses, **REFUSALS},
    url_name="responses",
    summary="出欠から導かれる対応の一覧",
)
@guarded(Deed.LIST_RESPONSES)
def list_responses(
    request: Called,
    asked: Query[Asked],
) -> dict[str, object]:
    """As `tsunagu responses` gives them, a thousand a page."""
    lines = responses(
        request.actor,
        asked.school_year,
        as_of=asked.as_of,
        withdrawn=asked.withdrawn,
        deed=Deed.LIST_RESPONSES,
    )
    pages = Paginator(lines, PER_PAGE)
    shown = list(pages.page(asked.page)) if asked.page <= pages.num_pages else []
    note_look(
        request.actor,
        Deed.LIST_RESPONSES,
        kind="responses",
        key=asked.school_year,
        pupils=[line.child for line in shown],
    )
    told = [line.as_dict() for line in shown]
    return {"total": len(lines), "page": asked.page, "pages": pages.num_pages, "responses": told}


@api.get(
    "/classes/untaken",
    response={200: Untaken, **REFUSALS},
    url_name="untaken",
    summary="その日の出欠がまだの学級",
)
@guarded(Deed.SEE_UNTAKEN)
def list_untaken(request: Called, day: date) -> Untaken:
    """Classes with a class day and no roll, school by school."""
    keys = untaken(request.actor, day)
    known = Classroom.objects.select_related("school").in_bulk(keys)
    return Untaken(
        day=day,
        classes=[
            ClassDay(
                classroom=room.pk,
                sourced_id=room.sourced_id,
                label=room.label,
                school=room.school.code or room.school.sourced_id,
            )
            for room in (known[key] for key in keys)
        ],
    )


@api.get(
    "/classes/{classroom}/rolls/{day}",
    response={200: Roll, **REFUSALS},
    url_name="roll",
    summary="学級の一日の出欠",
)
@guarded(Deed.SEE_ROLL)
def see_roll(request: Called, classroom: UUID, day: date) -> Roll:
    """What stands of a class's day; no name, no reason and no note."""
    rooms = Classroom.objects.visible_to(request.actor, Deed.SEE_ROLL)
    room = get_object_or_404(rooms, pk=classroom)
    if school_year_of(day).year != room.school_year:
        raise Http404
    sheet = roll_sheet(room, day)
    lines = sheet.lines if sheet.roll else ()
    pupils = [line.pupil.pk for line in lines]
    note_look(
        request.actor, Deed.SEE_ROLL, kind="classroom", key=room.pk, pupils=pupils, day=str(day)
    )
    names = Identities(request.actor.municipality, pupils)
    taken_at = sheet.roll.taken_at if sheet.roll else None
    told = [_line(line, names.on(line.pupil.pk, day)) for line in lines]
    return Roll(classroom=room.pk, day=day, taken_at=taken_at, lines=told)


def _line(line: SheetLine, pupil: str) -> RollLine:
    mark = line.mark
    here = Place.CLASSROOM if mark.kind == Kind.PRESENT else ""
    return RollLine(
        pupil=pupil,
        number=line.number,
        kind=str(mark.settled_kind),
        late=mark.late,
        left_early=mark.left_early,
        place=str(mark.settled_place or here),
    )


@api.post(
    "/attendance",
    response={200: Run, **REFUSALS},
    url_name="attendance",
    summary="出欠を送る",
)
@guarded(Deed.SEND_ATTENDANCE)
def send_attendance(
    request: Called,
    sent: Attendance,
    dry_run: bool = False,
) -> Run:
    """As `tsunagu import attendance`: all of it or nothing; the same again changes nothing."""
    return send(request.actor, sent, dry_run=dry_run)


@api.post(
    "/alerts",
    response={200: Run, **REFUSALS},
    url_name="alerts",
    summary="学習ポータルからの知らせを送る",
)
@guarded(Deed.IMPORT_ALERTS)
def send_portal_alerts(request: Called, sent: Alerts, dry_run: bool = False) -> Run:
    """As `tsunagu import alerts`: all of it or nothing; what was sent before is taken once."""
    return send_alerts(request.actor, sent, dry_run=dry_run)


@api.get(
    "/attendance/{run}",
    response={200: Run, **REFUSALS},
    url_name="run",
    summary="送った出欠が、いまどうなっているか",
)
@guarded(Deed.SEND_ATTENDANCE)
def see_run(request: Called, run: UUID) -> Run:
    """The state of an import that speaks for the key's own schools alone."""
    runs = ImportRun.objects.filter(
        municipality=request.actor.municipality, kind=RunKind.ATTENDANCE
    )
    one = get_object_or_404(runs, pk=run)
    own = {str(key) for key in allowed(request.actor, Deed.SEND_ATTENDANCE).schools}
    if not set(one.options["schools"]) <= own:
        raise Http404
    return Run.model_validate(
        {"run": one.pk, "state": one.state, "counts": one.counts, "warnings": one.warnings}
    )
