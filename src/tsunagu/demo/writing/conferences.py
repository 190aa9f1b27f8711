"""What the demo's team talks over: a conference held, one to come, and what is handed on."""

from collections.abc import Mapping
from datetime import date, time, timedelta

from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.cases.actions.conferences import answer_invitation, invite, plan_conference
from tsunagu.cases.actions.handovers import Plan, prepare_handover, send_handover
from tsunagu.cases.actions.recording import Said, hold_conference, record_assent
from tsunagu.cases.actions.small_steps import StepSaid, end_step
from tsunagu.cases.conference_enums import Area, Assents, Coming, StepState, Towards, Whose
from tsunagu.cases.handover_enums import HandoverPart
from tsunagu.cases.models import Case, Conference
from tsunagu.clock import freeze, plus_working_days, today
from tsunagu.demo.writing.consultations import working_days_before

AT, PLACE = time(15, 40), "相談室"
AREAS = {
    Area.LEARNING: "家では、好きな図鑑を写している。算数の宿題は、手がつかない日が多い。",
    Area.SOCIAL: "昼に保健室へ来る日は、友だちの話もする。朝は体がこわばる。",
    Area.LIFE: "夜は11時ごろに眠り、朝は9時に起きる。食事はとれている。",
    Area.HOME: "母は、朝に無理をさせないことを望んでいる。",
}
AIM = "昼の時間に、安心していられる場所をつくる"
AGREED = "教室に入ることは急がない。来た日は、帰りに一言だけ、よかったことを伝える。"
FIRST = "昼からの登校と、保健室での受け入れをどうするか。"
NEXT = "一歩の様子をもちよる。昼のあとの過ごし方と、来月の行事をどうするか。"


def write_conferences(case: Case, teacher: Actor, others: Mapping[RoleKind, Actor]) -> None:
    """One held lately, with a step done, one for today and one ahead; the next in a few days."""
    case = Case.objects.get(pk=case.pk)
    due, ahead = today(), plus_working_days(today(), 3)
    people = (teacher, *others.values())
    with freeze(working_days_before(today(), 5)):
        held = _held(_called(case, today(), FIRST, teacher, people), teacher, others, due, ahead)
    with freeze(working_days_before(today(), 2)):
        done = held.steps.get(place=2)
        why = "昼に電話し、三人で話す時間を決めた。"
        end_step(step=done, state=StepState.DONE, why=why, by=others[RoleKind.COUNSELLOR])
        _called(case, ahead, NEXT, others[RoleKind.ATTENDANCE_LEAD], people[:2])


def _called(case: Case, day: date, agenda: str, by: Actor, coming: tuple[Actor, ...]) -> Conference:
    """A conference to which the team is invited, and who has said to come."""
    conference = plan_conference(case=case, day=day, at=AT, place=PLACE, agenda=agenda, by=by)
    team = [one.person for one in case.members.select_related("person") if one.person]
    invite(conference=conference, people=team, outside=[], by=by)
    for actor in coming:
        asked = conference.invitations.filter(person=actor.person, answer=Coming.WAITS).first()
        if asked:
            answer_invitation(invitation=asked, answer=Coming.COMES, word="", by=actor)
    return conference


def _held(
    conference: Conference,
    teacher: Actor,
    others: Mapping[RoleKind, Actor],
    due: date,
    ahead: date,
) -> Conference:
    """It, held: three steps, and what child and mother say to it."""
    nurse, counsellor = others[RoleKind.NURSE].person, others[RoleKind.COUNSELLOR].person
    steps = (
        StepSaid("給食の前に玄関で迎え、保健室までいっしょに行く", who=teacher.person, until=due),
        StepSaid(
            "保健室で過ごした時間と、その日の様子を書きとめる",
            who=nurse,
            until=due + timedelta(days=7),
            where="保健室",
        ),
        StepSaid("母に電話し、話しやすい時間を聞く", Towards.HOME, who=counsellor, until=due),
    )
    said = Said(
        AREAS,
        AIM,
        AGREED,
        steps,
        attended=[one.pk for one in conference.invitations.all()],
        next_on=ahead,
    )
    number = Conference.objects.get(pk=conference.pk).number
    held = hold_conference(conference=conference, said=said, number=number, by=teacher)
    for whose, words in (
        (Whose.CHILD, "給食なら行ってみたい。"),
        (Whose.GUARDIAN, "急がないと聞いて、ほっとしました。"),
    ):
        record_assent(
            conference=held,
            whose=whose,
            who="",
            answer=Assents.AGREES,
            words=words,
            on=today(),
            by=teacher,
        )
    return held


def write_handover(case: Case, lead: Actor, teacher: Actor) -> None:
    """The attendance lead hands on to the homeroom teacher, who has yet to read it."""
    parts = (HandoverPart.HELPED, HandoverPart.AVOID, HandoverPart.ATTENDANCE, HandoverPart.TEAM)
    with freeze(working_days_before(today(), 1)):
        plan = Plan(
            first=today(),
            to_school=case.school,
            to=teacher.person,
            parts=parts,
            helped="少し早く着いて、静かな部屋で10分過ごすと、落ち着いて教室に入れた。",
            avoid="遅れたわけを、ほかの子どもの前で聞くこと。",
        )
        made = prepare_handover(pupil=case.pupil, case=case, plan=plan, by=lead)
        send_handover(handover=made, as_read=made.steps.count(), by=lead)
