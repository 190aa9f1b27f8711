"""Something of every kind about a child, each with the marker of what it is."""

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import models

from tests.builders import make_person, make_school
from tests.web.markers import CHILD, LIMITED, MARKERS, ORDER, SECRET, SUSPECTED
from tsunagu.access.actor import Actor
from tsunagu.access.deeds import Deed
from tsunagu.access.enums import RoleKind
from tsunagu.access.fields import FieldGroup
from tsunagu.access.models import ApiKey
from tsunagu.attendance.models import Correction, Mark, Notice, OpeningBalance
from tsunagu.audit.models import Event
from tsunagu.cases.actions.agreements import agree_rhythm
from tsunagu.cases.actions.cases import begin_case, name_coordinator
from tsunagu.cases.actions.conferences import invite, plan_conference
from tsunagu.cases.actions.recording import Said, hold_conference
from tsunagu.cases.actions.requests import ask_division
from tsunagu.cases.actions.small_steps import StepSaid
from tsunagu.cases.actions.teams import add_member, record_wish, write_case_note
from tsunagu.cases.case_enums import CaseOrigin, Wisher
from tsunagu.cases.conference_enums import Area
from tsunagu.cases.enums import State
from tsunagu.cases.models import (
    Case,
    Consent,
    Consultation,
    ConsultationStep,
    FollowUp,
    FollowUpStep,
    Handover,
    Note,
    NotRight,
    PlanLine,
    PlanPart,
    Report,
    SchoolDay,
    Share,
    SlipCall,
    SlipTurn,
    Story,
    StoryCategory,
    Suspicion,
)
from tsunagu.cases.sheets import FORM
from tsunagu.clock import now, today
from tsunagu.doors.models import PictureDoor
from tsunagu.families.models import FamilyAccount, FamilyLetter
from tsunagu.forms.actions import begin_sheet
from tsunagu.forms.models import Answer, Sheet
from tsunagu.intake.models import ImportRun, JournalPage, Upload
from tsunagu.org.models import Leave, Municipality, Organisation, OrganisationKind, Person
from tsunagu.oversight.models import Finding
from tsunagu.response.models import (
    Contact,
    ContactRhythm,
    Draft,
    GoodReason,
    ProtectionFlag,
    RuleFreeze,
    Sharing,
)
from tsunagu.rights.models import Claim, Deletion, Item
from tsunagu.school.models import Expected, Guardian, GuardianLimit, Pupil, Sibling
from tsunagu.school.siblings import link_siblings
from tsunagu.signs.enums import AnswerKind
from tsunagu.signs.models import (
    Alert,
    CheckIn,
    NoticingTrial,
    Sign,
    SignAnswer,
    Visit,
    VisitReader,
    VisitReason,
)
from tsunagu.signs.words import OTHER
from tsunagu.sos.models import Duty, Sos

G = FieldGroup
AWAY, SEEN = date(2028, 2, 29), date(2024, 2, 29)
"""Days that occur nowhere else."""


def on_record(pupil: Pupil, teacher: Actor, city: Municipality) -> list[models.Model]:
    """Something of every kind about the child; what is named last of a kind has the key."""
    person, said = teacher.person, MARKERS
    assert person is not None
    common = {"municipality": city, "pupil": pupil, "by": person}
    ill = {**common, "kind": "announced", "first": today(), "last": today(), "at": now()}
    father = Guardian.objects.create(
        municipality=city, pupil=pupil, name="別居の父", relation="父", phone=LIMITED, order=1
    )
    _unfinished(pupil, person, city)
    _taken_in(pupil, person, city)
    _of_staff(pupil, person, teacher.held[0].organisation)
    Notice.objects.create(**ill, note=said[G.NOTICE])
    OpeningBalance.objects.create(
        **common, day=date(2026, 4, 1), absent_days=2, note=said[G.BALANCE]
    )
    Correction.objects.create(**common, day=today(), why=said[G.CORRECTION], at=now())
    return [
        ProtectionFlag.objects.create(**common, first=date(2026, 4, 1)),
        _sign(pupil, person, teacher.held[0].organisation),
        _visit(pupil, person, teacher.held[0].organisation),
        *_letter(father, person),
        *_own_door(pupil, person, teacher.held[0].organisation),
        Contact.objects.create(
            **common,
            at=now(),
            way="call",
            reached="nobody",
            line=said[G.CONTACT],
            next=said[G.CONTACT],
            fields={"illness": said[G.CONTACT]},
        ),
        Sharing.objects.create(
            **common, on=today(), at=now(), attendees=said[G.SHARING], draft=True
        ),
        Notice.objects.create(
            **common, kind="shelter", first=today(), note=SECRET, restricted=True, at=now()
        ),
        RuleFreeze.objects.create(**common, first=today(), last=today()),
        GoodReason.objects.create(**common, kind="doctor", first=today(), note=said[G.HISTORY]),
        ApiKey.objects.create(
            municipality=city,
            name=said[G.KEY],
            digest=f"{said[G.SECRET]}{pupil.pk.hex}",
            first=today(),
            last=today(),
            **_waiting(person),
        ),
        *_claimed(common, teacher.held[0].organisation),
        *_written(pupil, teacher),
        _sibling(pupil, teacher),
        _expected(person, teacher.held[0].organisation),
        *supported(pupil, teacher),
        *_findings(person, city),
        _tried(person, city),
        _on_duty(person, city),
        *_told(person, city),
        Suspicion.objects.create(
            **common,
            school_id=teacher.held[0].organisation,
            seen=SUSPECTED,
            witness="担任",
            on=today(),
            at=now(),
        ),
        father,
        GuardianLimit.objects.create(
            municipality=city,
            guardian=father,
            kind="protection_order",
            first=today(),
            paper=ORDER,
            by=person,
            at=now(),
        ),
    ]


def _on_duty(person: Person, city: Municipality) -> Duty:
    """Who hears of SOS at the board."""
    return Duty.objects.create(
        municipality=city,
        valid_from=today(),
        role="board_head",
        phone="078-000-0000",
        by=person,
        at=now(),
    )


def _tried(person: Person, city: Municipality) -> NoticingTrial:
    """A way of noticing that was tried on the past."""
    return NoticingTrial.objects.create(
        municipality=city,
        noticing="late-rising",
        days=28,
        at_least=3,
        period="2025年度の3学期",
        first=date(2026, 1, 8),
        last=date(2026, 3, 24),
        until=date(2026, 3, 31),
        named=int(MARKERS[G.COUNTS]),
        schools=1,
        done=1,
        state="done",
        by=person,
        at=now(),
        beat=now(),
    )


def _claimed(common: dict[str, Any], school: UUID) -> list[models.Model]:
    """A claim for disclosure, with one record gathered for it; another one may be given."""
    asked = {
        **common,
        "school_id": school,
        "kind": "disclosure",
        "asked_by": MARKERS[G.CLAIM],
        "capacity": "child",
        "received_on": today(),
        "due": today(),
        "at": now(),
        "who_confirmed": True,
    }
    approved = Claim.objects.create(**asked, state="approved")
    _gathered(approved, decided_by=approved.by, decided_at=now())
    claim = Claim.objects.create(**asked, state="in_review")
    item = _gathered(claim)
    deletion = Deletion.objects.create(
        municipality=claim.municipality,
        on=today(),
        counts=[],
        total=int(MARKERS[G.COUNTS]),
        by=claim.by,
        at=now(),
    )
    return [claim, item, deletion]


def _gathered(claim: Claim, **decided: Any) -> Item:
    """A record as it was gathered for a claim."""
    said = {"field": "line", "label": "ひとこと", "text": MARKERS[G.CLAIMED]}
    return Item.objects.create(
        municipality=claim.municipality,
        claim=claim,
        holding="response.contact",
        key=uuid4(),
        lines=[{**said, "free": True, "value": None}],
        **decided,
    )


def _written(pupil: Pupil, teacher: Actor) -> list[models.Model]:
    """A sheet that is being written, and one with which the board is consulted."""
    school = pupil.enrolments.get().classroom.school
    begun, sent = (begin_sheet(form=FORM, school=school, pupil=pupil, by=teacher) for _ in range(2))
    said = MARKERS[G.CONSULTATION]
    person = teacher.person
    common = {"municipality": pupil.municipality, "by": person, "at": now()}
    Answer.objects.create(**common, sheet=sent, field="consultation", value=f"{CHILD}：{said}")
    Sheet.objects.filter(pk=sent.pk).update(state="complete", ended_by=person, ended_at=now())
    asked = Consultation.objects.create(
        municipality=pupil.municipality,
        sheet=sent,
        school=school,
        state="sent",
        due=today(),
        asked_by=person,
        at=now(),
        sent_at=now(),
    )
    ConsultationStep.objects.create(**common, consultation=asked, move="send", text="")
    return [begun, asked, *_followed(pupil, teacher, common)]


def _followed(pupil: Pupil, teacher: Actor, common: dict[str, Any]) -> list[models.Model]:
    """A slip that the board asked for and the school handed in."""
    school = pupil.enrolments.get().classroom.school
    slip = begin_sheet(form="follow-up-slip", school=school, pupil=pupil, by=teacher)
    Sheet.objects.filter(pk=slip.pk).update(
        state="complete", ended_by=teacher.person, ended_at=now()
    )
    city = pupil.municipality
    call = SlipCall.objects.create(**common, text=MARKERS[G.FOLLOW_UP], due=today())
    turn = SlipTurn.objects.create(municipality=city, call=call, school=school)
    known = FollowUp.objects.create(
        municipality=city, turn=turn, sheet=slip, state="read", due=today(), at=now()
    )
    FollowUpStep.objects.create(**common, follow_up=known, move="read", text="")
    return [call, turn, known]


def supported(pupil: Pupil, teacher: Actor) -> list[models.Model]:
    """A case with one in its team, words of the child, and a note for the team and managers."""
    case = begin_case(
        pupil=pupil,
        kind="absence",
        origin=CaseOrigin.RESPONSE,
        why=MARKERS[G.CASE],
        by=teacher,
    )
    assert teacher.person is not None
    member = add_member(case=case, person=teacher.person, part=MARKERS[G.CASE], by=teacher)
    record_wish(
        case=case,
        whose=Wisher.CHILD,
        words=MARKERS[G.CASE],
        heard_by="担任",
        heard_on=today(),
        by=teacher,
    )
    SchoolDay.objects.create(
        municipality=case.municipality,
        case=case,
        kind="day",
        first=today(),
        receiver=MARKERS[G.SCHOOL_DAY],
        by=teacher.person,
        at=now(),
    )
    _planned(case, teacher.person)
    asked = ask_division(case=case, kind="special-needs-visit", text=MARKERS[G.REQUEST], by=teacher)
    asked.state, asked.sent_at = "sent", now()
    asked.save()
    agree_rhythm(
        case=case,
        contact=ContactRhythm(first=today() + timedelta(days=1)),
        how=MARKERS[G.CASE],
        agreed_with=MARKERS[G.CASE],
        agreed_on=today(),
        by=teacher,
    )
    note = write_case_note(case=case, text=MARKERS[G.CASE_NOTE], restricted=True, by=teacher)
    return [asked, case, member, note, *_handed_on(case, teacher), *_met(case, teacher)]


def _handed_on(case: Case, teacher: Actor) -> list[models.Model]:
    """A handover that was sent to the school, and one of its own that waits for a manager."""
    said = MARKERS[G.HANDOVER]
    common = {
        "municipality": case.municipality,
        "pupil": case.pupil,
        "to_role": "homeroom",
        "first": today(),
        "due": today(),
        "prepared_by": teacher.person,
        "at": now(),
    }
    kept = [{"code": "helped", "title": said, "lines": [{"label": "", "text": said}]}]
    other = make_school(case.municipality)
    asked = {"ground": "duty", "state": "waiting", "parts": ["helped"], "helped": said}
    received = {"ground": "duty", "state": "sent", "content": kept, "sent_at": now()}
    return [
        Handover.objects.create(
            **common, **received, school=other, to_school=case.school, law=said
        ),
        Handover.objects.create(**common, **asked, case=case, school=case.school, to_school=other),
    ]


def _met(case: Case, teacher: Actor) -> list[models.Model]:
    """A conference that was held with somebody from outside, and the small step that it decided."""
    words = MARKERS[G.CASE]
    name_coordinator(case=case, person=teacher.person, by=teacher)
    met = plan_conference(case=case, day=today(), at=None, place=words, agenda=words, by=teacher)
    (invited,) = invite(conference=met, people=[], outside=[words], by=teacher)
    said = Said(
        {Area.LIFE: words},
        words,
        words,
        [StepSaid(words, until=today())],
        attended={invited.pk},
        no_next_why=words,
    )
    met = hold_conference(conference=met, said=said, number=0, by=teacher)
    return [met, invited, met.steps.get()]


def _planned(case: Case, person: Person) -> None:
    """The plan as the child reads it, its own part, and that it is not right."""
    words = MARKERS[G.PLAN]
    common = {"municipality": case.municipality, "case": case, "at": now()}
    PlanLine.objects.create(**common, what=words, who=words, by=person)
    PlanPart.objects.create(**common, text=words)
    NotRight.objects.create(**common, words=words)


def _told(person: Person, city: Municipality) -> list[models.Model]:
    """A story that waits for approval, and one that all staff read."""
    common = {"municipality": city, "by": person, "begun_at": now(), "title": MARKERS[G.STORY]}
    said = {"youngest": 12, "oldest": 14, "parts": {"aims": MARKERS[G.STORY]}}
    waits = Story.objects.create(**common, **said, state="waiting")
    read = Story.objects.create(**common, **said, state="approved", approved_at=now())
    StoryCategory.objects.create(municipality=city, story=read, category="learning")
    return [waits, read]


def _sibling(pupil: Pupil, teacher: Actor) -> Sibling:
    """A brother or sister in the child's own class."""
    home = pupil.enrolments.get()
    other = home.classroom.enrolments.exclude(pupil=pupil).get().pupil
    return link_siblings(pupil=pupil, other=other, by=teacher)


def _sign(pupil: Pupil, person: Person, school: object) -> Sign:
    """Something noticed, and that the grade's meeting is to speak about it."""
    said: dict[str, Any] = {"municipality": person.municipality, "pupil": pupil, "by": person}
    said |= {"school_id": school, "at": now()}
    note = MARKERS[G.SIGN]
    made = Sign.objects.create(**said, kind=OTHER, day=today(), note=note)
    SignAnswer.objects.create(**said | {"at": now()}, kind=AnswerKind.MEETING, words=note)
    return made


def _visit(pupil: Pupil, person: Person, school: object) -> Visit:
    """A visit to the nurse's room with its reason, and one that was written by mistake."""
    common = {"municipality": person.municipality, "by": person, "at": now()}
    came = {"pupil": pupil, "school_id": school, "day": today(), "came": time(9, 5)}
    visit = Visit.objects.create(**common, **came)
    VisitReason.objects.create(**common, visit=visit, text=MARKERS[G.VISIT_REASON])
    VisitReader.objects.create(municipality=person.municipality, visit=visit, person=person)
    why = {"ended_at": now(), "ended_by": person, "ended_why": MARKERS[G.VISIT]}
    return Visit.objects.create(**common, **came, **why)


def _own_door(pupil: Pupil, person: Person, school: object) -> list[models.Model]:
    """The child's way in, and what it told of itself today."""
    common = {"municipality": person.municipality, "pupil": pupil, "at": now()}
    secret = f"{MARKERS[G.SECRET]}pictures"
    return [
        PictureDoor.objects.create(
            **common, by=person, digest=secret, nickname=MARKERS[G.DOOR], told_at=now()
        ),
        CheckIn.objects.create(**common, school_id=school, day=today(), sleep="little"),
        Sos.objects.create(
            **common, school_id=school, key=uuid4(), wanted=person, words=MARKERS[G.SOS]
        ),
    ]


def _letter(guardian: Guardian, person: Person) -> list[models.Model]:
    """A guardian who came in by a letter."""
    city = person.municipality
    account = FamilyAccount.objects.create(
        municipality=city,
        name=f"{MARKERS[G.FAMILY]}{guardian.pk}",
        password=f"{MARKERS[G.SECRET]}password",
        at=now(),
        used_on=today(),
    )
    letter = FamilyLetter.objects.create(
        municipality=city,
        guardian=guardian,
        digest=f"{MARKERS[G.SECRET]}{guardian.pk}"[:64],
        by=person,
        at=now(),
        until=today(),
        used_at=now(),
        account=account,
    )
    return [account, letter]


def _expected(person: Person, school: object) -> Expected:
    """A child of whom the school knows ahead, and who is not to come after all."""
    common = {"municipality": person.municipality}
    coming = Pupil.objects.create(
        **common, family_name=MARKERS[G.NAME], given_name="のぞみ", birth_date=date(2022, 6, 1)
    )
    return Expected.objects.create(
        **common,
        pupil=coming,
        school_id=school,
        day=date(2028, 4, 1),
        by=person,
        at=now(),
        ended_on=today(),
        ended_by=person,
        ended_why="ほかの園に決まった",
    )


def _findings(person: Person, city: Municipality) -> list[models.Model]:
    """Unusual looks: one that somebody looked into, and one that waits."""
    common = {"municipality": city, "person": person, "first_at": now(), "last_at": now()}
    looked = {"looked_at": now(), "note": MARKERS[G.FINDING]}
    return [
        Finding.objects.create(**common, **looked, kind="many", day=today(), pupils=31),
        Finding.objects.create(**common, kind="night", day=today(), pupils=1),
    ]


def _of_staff(pupil: Pupil, person: Person, school: UUID) -> None:
    """Someone who has nothing to do with the child and is away once, and what the teacher saw."""
    city = pupil.municipality
    place = Organisation.objects.get(pk=school)
    other = make_person(place, role=RoleKind.TEACHER, family_name=MARKERS[G.PERSON])
    Leave.objects.create(municipality=city, person=other, first=AWAY, last=AWAY)
    Event.objects.create(
        municipality=city.code,
        at=now(),
        day=today(),
        actor=str(person.pk),
        deed=Deed.SEE_PUPIL,
        kind="pupil",
        key=str(pupil.pk),
        pupil=str(pupil.pk),
        details={"look": True, "day": str(SEEN)},
        via="screen",
        basis="homeroom/own_class",
    )


def _unfinished(pupil: Pupil, person: Person, city: Municipality) -> None:
    """A draft and an upload of the class's teacher, which nobody else ever sees."""
    common = {"municipality": city, "at": now()}
    Draft.objects.create(
        **common,
        person=person,
        pupil=pupil,
        form="contact",
        about=pupil.pk,
        typed={"line": MARKERS[G.DRAFT]},
    )
    Upload.objects.create(
        **common,
        by=person,
        kind="attendance",
        file_name=f"{CHILD}.csv",
        state="faulty",
        faults=[{"where": "1", "text": MARKERS[G.FILE_CONTENT]}],
        message=MARKERS[G.FILE_CONTENT],
    )


def shared(pupil: Pupil, teacher: Actor, city: Municipality) -> list[models.Model]:
    """A share by initials in force at an agency, with a note on it."""
    agency, said = agency_of(city), MARKERS
    role = make_person(agency, role=RoleKind.AGENCY_STAFF).roles.get()
    new = make_person(agency, role=RoleKind.AGENCY_STAFF)
    assert teacher.person is not None
    new.roles.update(**_waiting(teacher.person))
    common = {"municipality": city, "pupil": pupil, "receiver": agency, "purpose": said[G.SHARE]}
    consent = Consent.objects.create(
        **{**common, "purpose": said[G.CONSENT]},
        by=teacher.person,
        given_by=said[G.CONSENT],
        on=today(),
        at=now(),
        sections=["attendance"],
    )
    share = Share.objects.create(
        **common,
        school=pupil.enrolments.get().classroom.school,
        basis="consent",
        consent=consent,
        sections=["attendance"],
        first=today(),
        last=today(),
        state=State.ACCEPTED,
        asked_by=teacher.person,
        asked_at=now(),
    )
    written = {"municipality": city, "share": share, "by": teacher.person, "at": now()}
    note = Note.objects.create(**written, text=said[G.NOTE])
    Report.objects.create(**written, text=said[G.NOTE], on=today())
    return [agency, role, consent, share, note]


def agency_of(city: Municipality) -> Organisation:
    """The city's one agency."""
    kind = OrganisationKind.SUPPORT_CENTRE
    return Organisation.objects.get_or_create(municipality=city, kind=kind, name="もくれん教室")[0]


def _taken_in(pupil: Pupil, person: Person, city: Municipality) -> None:
    """A file taken in for the child's school, with what stood before, and a portal's alert."""
    home = pupil.enrolments.get()
    run = ImportRun.objects.create(
        municipality=city,
        number=1,
        kind="attendance",
        state="active",
        file_name=MARKERS[G.FILE],
        digest="0" * 64,
        at=now(),
        by=person,
        by_label="学級の先生",
        options={
            "schools": [str(home.classroom.school_id)],
            "taken": "listed",
            **dict.fromkeys(("from", "to", "until"), str(today())),
        },
    )
    mark = Mark.objects.get(pupil=pupil)
    before = {str(mark.pk): {"note": MARKERS[G.FILE_CONTENT]}}
    JournalPage.objects.create(
        municipality=city, run=run, number=1, model="attendance.Mark", before=before
    )
    Alert.objects.create(
        municipality=city,
        pupil=pupil,
        school_id=home.classroom.school_id,
        portal=MARKERS[G.ALERT],
        kind=MARKERS[G.ALERT],
        day=today(),
        at=now(),
        run=run,
    )


def _waiting(asked_by: Person) -> dict[str, Any]:
    """What waits for a second person."""
    return {"confirmation": "waiting", "asked_by": asked_by, "confirm_by": today()}
