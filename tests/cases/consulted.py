"""A child about whom a school consults the board, and those who ask and answer."""

from dataclasses import dataclass

from tests.builders import make_board, make_person
from tests.cases.scene import FAMILY, GIVEN, Scene, make_scene
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.cases.actions.consultations import (
    agree,
    ask_signature,
    assign_adviser,
    close_consultation,
    read_consultation,
    record_call,
    return_sheet,
    send_consultation,
    withdraw_consultation,
)
from tsunagu.cases.enums import ConsultationMove, ConsultationState
from tsunagu.cases.models import Consultation
from tsunagu.cases.sheets import FORM, as_written
from tsunagu.clock import today
from tsunagu.forms.actions import begin_sheet, save_answer
from tsunagu.forms.models import Answer, Sheet
from tsunagu.org.models import Organisation
from tsunagu.school.models import Pupil

WORDS = f"{GIVEN}さんは朝に泣くことがある。{FAMILY}の家では母が一人で見ている"
"""What the teacher writes, with the child's names in it as people do write them."""
S, M = ConsultationState, ConsultationMove


@dataclass
class Board:
    """Who works at the board."""

    organisation: Organisation
    supervisor: Actor
    counsellor: Actor
    head: Actor


@dataclass
class Consulted:
    """The school's child with its people, and the board's."""

    school: Scene
    board: Board

    @property
    def pupil(self) -> Pupil:
        """About whom it is."""
        return self.school.pupil

    def drafted(self, words: str = WORDS) -> Sheet:
        """A sheet that lacks the signature alone."""
        sheet = begin_sheet(
            form=FORM,
            school=self.school.classroom.school,
            pupil=self.pupil,
            by=self.school.teacher,
        )
        write(sheet, "consultation", words, self.school.teacher)
        chosen = {"chosen": ["lead-counsellor"], "notes": {}}
        write(sheet, "adviser", chosen, self.school.teacher)
        return sheet

    def sent(self) -> Consultation:
        """A sheet signed by the manager."""
        sheet = self.drafted()
        ask_signature(sheet=sheet, by=self.school.teacher)
        return send_consultation(sheet=sheet, as_read=as_written(sheet), by=self.school.manager)

    def brought_to(self, state: ConsultationState) -> Consultation:
        """A consultation in a state, by the deeds that lead there."""
        if state in {S.WAITING, S.RETURNED}:
            one = ask_signature(sheet=self.drafted(), by=self.school.teacher)
            if state == S.RETURNED:
                return return_sheet(consultation=one, why="相談内容を短く", by=self.school.manager)
            return one
        return self.answered(self.sent(), state)

    def answered(self, one: Consultation, state: ConsultationState) -> Consultation:
        """One that was sent, in a later state."""
        by, adviser = self.board.supervisor, self.board.counsellor
        if state == S.WITHDRAWN:
            withdraw_consultation(consultation=one, why="別の子だった", by=self.school.teacher)
            return Consultation.objects.get(pk=one.pk)
        deeds = [
            (S.READ, lambda: read_consultation(consultation=one, by=by)),
            (
                S.ASSIGNED,
                lambda: assign_adviser(consultation=one, adviser=adviser.person, text="", by=by),
            ),
            (
                S.CALLED,
                lambda: record_call(
                    consultation=one, reached=True, text="担任と話した", by=adviser
                ),
            ),
        ]
        agreed = {S.ADVISED: M.ADVISE, S.VISIT: M.VISIT, S.CONFERENCE: M.CONFER, S.CLOSED: M.ADVISE}
        made = one
        for reached, do in deeds:
            if made.state == state:
                return made
            made = do()
            assert made.state == reached
        if state in agreed:
            made = agree(
                consultation=one, how=agreed[state], on=today(), text="保健室から", by=adviser
            )
        if state == S.CLOSED:
            made = close_consultation(consultation=one, agreed="週一回つなぐ", by=adviser)
        return made


def write(sheet: Sheet, name: str, value: object, by: Actor) -> Answer:
    """Write an answer over what stands there now."""
    known = Answer.objects.filter(sheet=sheet, field=name).first()
    field = next(one for one in sheet.definition.fields if one.id == name)
    number = known.number if known else 0
    return save_answer(sheet=sheet, field=field, value=value, number=number, by=by)


def make_consulted() -> Consulted:
    """The child of `scene`, with a board of one supervisor, one lead counsellor and the head."""
    school = make_scene()
    board = make_board(school.classroom.municipality)

    def at_board(kind: RoleKind, name: str) -> Actor:
        return actor_of(make_person(board, role=kind, family_name=name))

    return Consulted(
        school,
        Board(
            board,
            at_board(RoleKind.SUPERVISOR, "督"),
            at_board(RoleKind.LEAD_COUNSELLOR, "聴"),
            at_board(RoleKind.BOARD_HEAD, "課"),
        ),
    )
