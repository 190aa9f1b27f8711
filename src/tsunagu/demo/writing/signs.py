"""What was noticed in the demo's class: some wait, one goes to the meeting, one was spoken with."""

from datetime import datetime, time

from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.clock import JST, freeze, school_year_of, today
from tsunagu.demo.writing.consultations import children_spoken_of, working_days_before
from tsunagu.demo.writing.register import Book
from tsunagu.demo.writing.shares import actor_by_key
from tsunagu.intake.faults import Faults
from tsunagu.intake.table import table_of
from tsunagu.school.models import Pupil, PupilIdentity
from tsunagu.signs.actions import answer, notice
from tsunagu.signs.enums import AnswerKind, VisitOutcome
from tsunagu.signs.imports import COLUMNS, import_alerts
from tsunagu.signs.visits import end_visit, log_visit, write_reason

Seen = tuple[int, str, str, str]
"""How many working days ago, what, at which time of the day, in words."""
STORIES: tuple[tuple[tuple[Seen, ...], tuple[AnswerKind, str] | None], ...] = (
    (
        (
            (6, "sign-face", "point-homeroom", ""),
            (4, "sign-alone", "point-break", "図書室の前に一人で座っていた"),
            (1, "sign-other", "point-leaving", "「明日もあるの」と小さな声で言った"),
        ),
        None,
    ),
    (
        ((3, "sign-friend", "", "班がえのあと、同じ班の子と話していない"),),
        (AnswerKind.MEETING, "班のことで話を聞いてほしい、と言っている"),
    ),
    (
        ((5, "sign-weary", "point-moving", "3時間目、机に伏せていた"),),
        (AnswerKind.SPOKEN, "「ねむいだけ」と笑った。来週また声をかける"),
    ),
)
"""What was noticed of a child, and what was done about it two working days ago."""


VISITS = ((8, time(9, 20), time(10, 5)), (3, time(8, 50), time(9, 40)), (1, time(13), time(13, 30)))
"""Of one child to the nurse's room: working days ago, from when, until when."""
WHY = "おなかが痛い。朝ごはんは食べていない。「少し休んだら戻る」と言った"

ALERTS = ((3, "22:40", "夜おそい時間の利用"), (2, "21:15", "相談ボタンが押された"))
"""What a learning portal told the day before of a child: working days ago, when, its words."""
PORTAL = "まなびポータル"


def write_signs(book: Book, home: int) -> None:
    """Of children of the class who are there these days, as many as there are."""
    staff = book.staff
    school = book.life.classes.classes[home].school
    teacher = actor_by_key(staff.homeroom[0, home])
    nurse = actor_by_key(staff.of_school[school, RoleKind.NURSE])
    most_first = list(children_spoken_of(book, home, school_year_of(today()).first))
    keeper = [teacher.person] if teacher.person else []
    for ago, came, left in VISITS if most_first else ():
        day = working_days_before(today(), ago)
        with freeze(datetime.combine(day, left, JST)):
            visit = log_visit(pupil=most_first[-1], day=day, came=came, by=nurse)
            end_visit(visit=visit, left=left, outcome=VisitOutcome.CLASS, by=nurse)
            write_reason(visit=visit, text=WHY, readers=keeper, by=nurse)
    children = list(reversed(most_first))
    for child, (seen, done) in zip(children, STORIES, strict=False):
        for ago, kind, point, note in seen:
            by = nurse if point == "point-break" else teacher
            day = working_days_before(today(), ago)
            with freeze(day):
                notice(pupil=child, kind=kind, point=point, day=day, note=note, by=by)
        if done:
            with freeze(working_days_before(today(), 2)):
                answer(pupil=child, kind=done[0], words=done[1], by=teacher)
    for child in children[2:3]:
        _write_alerts(child, actor_by_key(staff.elsewhere[RoleKind.SUPERVISOR]))


def _write_alerts(child: Pupil, by: Actor) -> None:
    """What a portal told of a child, taken in by the board."""
    known = PupilIdentity.objects.filter(pupil=child).latest("first").sourced_id
    rows = [
        {
            "pupil": known,
            "at": f"{working_days_before(today(), ago)} {clock}",
            "portal": PORTAL,
            "kind": kind,
            "id": "",
        }
        for ago, clock, kind in ALERTS
    ]
    with freeze(working_days_before(today(), 1)):
        import_alerts(path=table_of(rows, "alerts.csv", COLUMNS, Faults()), by=by)
