"""What the demo's class consults the board about: sheets at several places of their way."""

from datetime import date, timedelta
from itertools import cycle

from django.db.models import Count, QuerySet

from tsunagu.access.enums import RoleKind
from tsunagu.cases.actions.consultations import (
    agree,
    ask_signature,
    assign_adviser,
    close_consultation,
    read_consultation,
    record_call,
    send_consultation,
)
from tsunagu.cases.enums import ConsultationMove
from tsunagu.cases.models import Consultation
from tsunagu.cases.sheets import FORM, WISH, as_written
from tsunagu.clock import freeze, is_working_day, school_year_of, today
from tsunagu.demo.writing.register import Book
from tsunagu.demo.writing.shares import actor_by_key
from tsunagu.forms.actions import begin_sheet, save_answer
from tsunagu.forms.answers import Value
from tsunagu.forms.models import Sheet
from tsunagu.school.models import Enrolment, Pupil, School

WORDS = (
    "朝、玄関で動けなくなる日が続いています。昼からは笑って話せます。どのように声をかけるとよいでしょうか。",
    "教室に入りにくく、保健室で過ごすことが増えました。家庭とは毎日話せています。",
    "休み明けに休むことが多いです。きょうだいも休みがちで、家での過ごしかたがわかりません。",
    "友だちとのことで泣いて帰った日から、登校をしぶっています。",
)


class _Consulting:
    """The demo's teacher and manager, and who answers at the board."""

    def __init__(self, book: Book, home: int) -> None:
        staff = book.staff
        school = book.life.classes.classes[home].school
        self.school = School.objects.get(pk=book.places.schools[school])
        self.teacher = actor_by_key(staff.homeroom[0, home])
        self.manager = actor_by_key(staff.of_school[school, RoleKind.DEPUTY_HEAD])
        self.supervisor = actor_by_key(staff.elsewhere[RoleKind.SUPERVISOR])
        self.adviser = actor_by_key(staff.elsewhere[RoleKind.LEAD_COUNSELLOR])

    def asked(self, pupil: Pupil, words: str) -> Sheet:
        """A sheet that the teacher laid before the manager."""
        sheet = begin_sheet(form=FORM, school=self.school, pupil=pupil, by=self.teacher)
        self._write(sheet, "consultation", words)
        self._write(sheet, WISH, {"chosen": ["lead-counsellor"], "notes": {}})
        ask_signature(sheet=sheet, by=self.teacher)
        return sheet

    def _write(self, sheet: Sheet, name: str, value: Value) -> None:
        field = next(one for one in sheet.definition.fields if one.id == name)
        save_answer(sheet=sheet, field=field, value=value, number=0, by=self.teacher)

    def sent(self, pupil: Pupil, words: str) -> Consultation:
        """A sheet that the manager signed."""
        sheet = self.asked(pupil, words)
        return send_consultation(sheet=sheet, as_read=as_written(sheet), by=self.manager)

    def assigned(self, one: Consultation) -> Consultation:
        """Read, and with the lead counsellor."""
        read_consultation(consultation=one, by=self.supervisor)
        text = "朝のうちに電話をお願いします。"
        return assign_adviser(
            consultation=one, adviser=self.adviser.person, text=text, by=self.supervisor
        )

    def closed(self, one: Consultation) -> Consultation:
        """Called back, advised, and closed with what was agreed."""
        told = "担任の先生と話しました。朝は無理に誘わず、昼からの登校を考えることにしました。"
        agreed = "来週から、火曜と木曜は昼に登校する。保健室で受け入れ、担任が玄関で迎える。"
        by = self.adviser
        record_call(consultation=one, reached=True, text=told, by=by)
        how = ConsultationMove.ADVISE
        agree(consultation=one, how=how, on=None, text="昼からの登校をすすめました。", by=by)
        return close_consultation(consultation=one, agreed=agreed, by=by)


def write_consultations(book: Book, home: int) -> None:
    """One closed, one unread past its day, one to be called back, one to be signed."""
    before = working_days_before(today(), 8)
    children = cycle(children_spoken_of(book, home, before)[:4])
    consulting = _Consulting(book, home)
    said = zip(children, WORDS, strict=False)
    with freeze(before):
        first = consulting.assigned(consulting.sent(*next(said)))
    with freeze(working_days_before(today(), 6)):
        consulting.closed(first)
    with freeze(working_days_before(today(), 3)):
        consulting.sent(*next(said))
    with freeze(working_days_before(today(), 1)):
        consulting.assigned(consulting.sent(*next(said)))
    consulting.asked(*next(said))


def children_spoken_of(book: Book, home: int, since: date) -> QuerySet[Pupil]:
    """The children of the demo's class since a day, those of whom most was asked first."""
    room = book.places.classes[0][home]
    there = Enrolment.objects.home().on(since).on(today()).filter(classroom=room)
    told = Pupil.objects.filter(pk__in=there.values("pupil")).annotate(much=Count("tasks"))
    return told.order_by("-much", "family_kana", "given_kana")


def working_days_before(day: date, count: int) -> date:
    """The working day so many before a day, never one of another school year."""
    first = school_year_of(day).first
    while count and day > first:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day
