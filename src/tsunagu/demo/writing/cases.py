"""Whom the demo's school supports as a team: a case at several places of its way."""

from datetime import timedelta

from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.cases.actions.cases import begin_case, move_case, name_coordinator
from tsunagu.cases.actions.teams import add_member, record_wish, write_case_note
from tsunagu.cases.case_enums import CaseMove, CaseOrigin, Wisher
from tsunagu.cases.models import Case
from tsunagu.clock import freeze, today
from tsunagu.demo.writing.conferences import write_conferences, write_handover
from tsunagu.demo.writing.consultations import children_spoken_of, working_days_before
from tsunagu.demo.writing.register import Book
from tsunagu.demo.writing.shares import actor_by_key
from tsunagu.school.models import Pupil

M = CaseMove
WEEKS = timedelta(weeks=4)
TEAM = {
    RoleKind.ATTENDANCE_LEAD: "全体のまとめ",
    RoleKind.NURSE: "朝の受け入れ（保健室）",
    RoleKind.COUNSELLOR: "本人・保護者の相談",
}
"""Who of the school supports the child beside the homeroom teacher, and as what."""


class _Supporting:
    """The demo's teacher and the people of the school."""

    def __init__(self, book: Book, home: int) -> None:
        school = book.life.classes.classes[home].school
        self.teacher = actor_by_key(book.staff.homeroom[0, home])
        self.others = {kind: actor_by_key(book.staff.of_school[school, kind]) for kind in TEAM}

    def begun(self, pupil: Pupil, origin: CaseOrigin, why: str) -> Case:
        """A case that the teacher began."""
        return begin_case(pupil=pupil, kind="absence", origin=origin, why=why, by=self.teacher)

    def teamed(self, case: Case) -> Case:
        """With its team, which the attendance lead coordinates."""
        add_member(case=case, person=self.teacher.person, part="担任", by=self.teacher)
        for kind, part in TEAM.items():
            add_member(case=case, person=self.others[kind].person, part=part, by=self.teacher)
        lead = self.others[RoleKind.ATTENDANCE_LEAD].person
        return name_coordinator(case=case, person=lead, by=self.teacher)

    def heard(self, case: Case) -> None:
        """What the child and its mother said, and what the team alone reads."""
        said = (
            (Wisher.CHILD, "教室はまだこわい。給食の時間に保健室なら行ける。"),
            (Wisher.GUARDIAN, "朝、無理に起こすとあとがつらそう。昼からでも行けたらうれしい。"),
        )
        for whose, words in said:
            record_wish(
                case=case,
                whose=whose,
                words=words,
                heard_by="担任",
                heard_on=today(),
                by=self.teacher,
            )
        text = "家庭のことは、コーディネーターが窓口になって聞く。"
        write_case_note(case=case, text=text, restricted=True, by=self.teacher)

    def supported(self, case: Case, by: Actor) -> None:
        """Assessed, planned and begun."""
        for move, text in (
            (M.ASSESS, "アセスメントシートを分担して書く。"),
            (M.PLAN, "火曜と木曜は、昼に保健室で受け入れる。"),
            (M.SUPPORT, "今週から始める。"),
        ):
            move_case(case=case, move=move, text=text, until=today() + WEEKS, by=by)


def write_cases(book: Book, home: int) -> None:
    """One supported, talked over and soon to be again; one watched, handed on; one to decide on."""
    before = working_days_before(today(), 18)
    children = iter(children_spoken_of(book, home, before)[:3])
    supporting = _Supporting(book, home)
    lead = supporting.others[RoleKind.ATTENDANCE_LEAD]
    if first := next(children, None):
        with freeze(before):
            why = "続けて休み、電話の声も小さくなった。"
            case = supporting.teamed(supporting.begun(first, CaseOrigin.RESPONSE, why))
            supporting.heard(case)
            supporting.supported(case, lead)
        write_conferences(case, supporting.teacher, supporting.others)
    if second := next(children, None):
        with freeze(working_days_before(today(), 5)):
            case = supporting.teamed(
                supporting.begun(second, CaseOrigin.GUARDIAN, "母から、朝の腹痛の相談があった。")
            )
            text, until = "しばらく、毎朝の声かけを続けて見守る。", today() + WEEKS
            move_case(case=case, move=M.WATCH, text=text, until=until, by=lead)
        write_handover(case, lead, supporting.teacher)
    if third := next(children, None):
        with freeze(working_days_before(today(), 1)):
            supporting.begun(
                third, CaseOrigin.CONSULTATION, "相談シートの返事で、チームで支えると決めた。"
            )
