"""Suspected abuse: who writes, who reads, who decides, and who learns nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.builders import make_actor, make_board, make_class, make_person, make_school, pupils_of
from tests.cases.scene import make_scene
from tsunagu.access.actions import set_leave
from tsunagu.access.actor import Actor, actor_of, system_actor
from tsunagu.access.enums import MANAGERS, SCHOOL_STAFF, RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.cases.actions.suspicions import (
    answer,
    answers,
    end_suspicion,
    follow_up,
    hold,
    notify,
    record_suspicion,
)
from tsunagu.cases.enums import SuspicionMove, SuspicionState
from tsunagu.cases.knowing import asked_of, managers_here, seconds, to_decide
from tsunagu.cases.models import Suspicion
from tsunagu.cases.queries import shared
from tsunagu.clock import today
from tsunagu.org.models import Leave
from tsunagu.school.enums import LimitKind
from tsunagu.school.guardian_actions import set_limit
from tsunagu.school.models import Classroom, Guardian

pytestmark = pytest.mark.django_db
WORDS = "おうちに帰りたくない、と言った"


@pytest.fixture
def classroom(clock: date) -> Classroom:
    return make_class(pupils=1)


@pytest.fixture
def teacher(classroom: Classroom) -> Actor:
    return make_actor(classroom)


@pytest.fixture
def principal(classroom: Classroom) -> Actor:
    return make_actor(classroom, role=RoleKind.PRINCIPAL)


@pytest.fixture
def deputy(classroom: Classroom) -> Actor:
    return make_actor(classroom, role=RoleKind.DEPUTY_HEAD)


@pytest.fixture
def lead(classroom: Classroom) -> Actor:
    return make_actor(classroom, role=RoleKind.ATTENDANCE_LEAD)


def written(classroom: Classroom, by: Actor, **given: Any) -> Suspicion:
    """What the child said today."""
    plain = {"child_words": WORDS, "seen": "", "witness": "", "on": today(), "time": None}
    pupil = pupils_of(classroom)[-1]
    return record_suspicion(pupil=pupil, by=by, **{**plain, **given})


def told(suspicion: Suspicion, by: Actor) -> Suspicion:
    """Somebody was notified."""
    return notify(
        suspicion=suspicion, to="児童相談所（189）", on=today(), time=None, text="", by=by
    )


def away(who: Actor) -> None:
    """The person is not here today."""
    assert who.person
    city = who.municipality
    Leave.objects.create(municipality=city, person=who.person, first=today(), last=today())


@pytest.mark.parametrize("kind", sorted(SCHOOL_STAFF))
def test_everybody_of_the_school_writes_and_only_managers_read(
    classroom: Classroom, kind: RoleKind
) -> None:
    writer = make_actor(classroom, role=kind)
    suspicion = written(classroom, writer)
    assert suspicion.witness == writer.label
    reads = kind in MANAGERS
    assert Suspicion.objects.visible_to(writer).exists() == reads
    assert to_decide(writer).exists() == reads or kind in {
        RoleKind.ATTENDANCE_LEAD,
        RoleKind.GUIDANCE_LEAD,
    }


@pytest.mark.parametrize("kind", sorted(set(RoleKind) - SCHOOL_STAFF))
def test_who_does_not_work_at_the_school_neither_writes_nor_reads(
    classroom: Classroom, teacher: Actor, kind: RoleKind
) -> None:
    suspicion = written(classroom, teacher)
    actor = make_actor(make_board(classroom.municipality), role=kind)
    for act in everything(suspicion, classroom):
        with pytest.raises(Denied):
            act(actor)
    assert not to_decide(actor).exists()


def everything(suspicion: Suspicion, classroom: Classroom) -> list[Callable[[Actor], object]]:
    """All that can be done."""
    one = suspicion
    return [
        lambda by: written(classroom, by),
        lambda by: told(one, by),
        lambda by: hold(suspicion=one, why="x", second=None, by=by),
        lambda by: answer(suspicion=one, agrees=True, text="", by=by),
        lambda by: follow_up(suspicion=one, text="x", by=by),
        lambda by: end_suspicion(suspicion=one, how="x", by=by),
    ]


def test_other_schools_other_cities_and_former_managers_get_nothing(
    classroom: Classroom, teacher: Actor, principal: Actor
) -> None:
    suspicion = written(classroom, teacher)
    places = [make_class(make_school(city)) for city in (classroom.municipality, None)]
    outside = [
        make_actor(place, role=kind)
        for place in places
        for kind in (*MANAGERS, RoleKind.ATTENDANCE_LEAD, RoleKind.HOMEROOM)
    ]
    gone = make_person(classroom, role=RoleKind.PRINCIPAL, last=date(2026, 5, 19))
    outside += [actor_of(gone), system_actor(classroom.municipality, "tests")]
    for actor in outside:
        assert not Suspicion.objects.visible_to(actor).exists()
        assert not asked_of(actor).exists()
        for act in everything(suspicion, classroom):
            with pytest.raises(Denied):
                act(actor)
    inside = make_actor(classroom, role=RoleKind.NURSE)
    for act in everything(suspicion, classroom)[1:]:
        with pytest.raises(Denied):
            act(inside)
    assert Suspicion.objects.get().steps.count() == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [({"child_words": " "}, "子どものことば"), ({"on": date(2026, 5, 21)}, "今日までの日")],
)
def test_suspicion_says_something_that_was(
    classroom: Classroom, teacher: Actor, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        written(classroom, teacher, **given)
    assert not Suspicion.objects.exists()


def test_notified_with_whom_when_and_by_whom_then_followed_and_ended(
    classroom: Classroom, teacher: Actor, principal: Actor, deputy: Actor
) -> None:
    suspicion = written(classroom, teacher)
    assert list(to_decide(deputy)) == [suspicion]
    with pytest.raises(Refused, match="通告した先"):
        notify(suspicion=suspicion, to=" ", on=today(), time=None, text="", by=principal)
    with pytest.raises(Refused, match="通告するか決めていない"):
        end_suspicion(suspicion=suspicion, how="何もない", by=principal)
    assert told(suspicion, principal).state == SuspicionState.NOTIFIED
    assert not to_decide(deputy).exists()
    told(suspicion, deputy)
    follow_up(suspicion=suspicion, text="一時保護になった", by=deputy)
    end_suspicion(suspicion=suspicion, how="児童相談所に引き継いだ", by=principal)
    steps = [(one.move, one.by) for one in suspicion.steps.all()]
    assert steps == [
        (SuspicionMove.NOTIFY, principal.person),
        (SuspicionMove.NOTIFY, deputy.person),
        (SuspicionMove.FOLLOW, deputy.person),
        (SuspicionMove.END, principal.person),
    ]
    with pytest.raises(Refused, match="終わり"):
        told(suspicion, principal)


def test_not_notified_needs_a_reason_and_a_second_person(
    classroom: Classroom, teacher: Actor, principal: Actor, deputy: Actor, lead: Actor
) -> None:
    suspicion = written(classroom, teacher)
    assert principal.person
    for second in (None, principal.person, teacher.person):
        with pytest.raises(Refused, match="もう一人"):
            hold(suspicion=suspicion, why="けがのわけがわかった", second=second, by=principal)
    assert set(seconds(suspicion, principal)) == {deputy.person, lead.person}
    suspicion = hold(suspicion=suspicion, why="わけ", second=lead.person, by=principal)
    assert suspicion.state == SuspicionState.HELD
    assert list(asked_of(lead)) == [suspicion]
    assert [answers(suspicion, one) for one in (principal, deputy, lead, teacher)] == [
        False,
        True,
        True,
        False,
    ]
    with pytest.raises(Denied):
        answer(suspicion=suspicion, agrees=True, text="", by=principal)
    with pytest.raises(Refused, match="わけ"):
        answer(suspicion=suspicion, agrees=False, text="", by=lead)
    suspicion = answer(suspicion=suspicion, agrees=False, text="あざが二度めだ", by=lead)
    assert (suspicion.state, suspicion.second) == (SuspicionState.OPEN, None)
    assert not asked_of(lead).exists()
    suspicion = hold(suspicion=suspicion, why="わけ", second=lead.person, by=principal)
    follow_up(suspicion=suspicion, text="保護者と話した", by=deputy)
    suspicion = answer(suspicion=suspicion, agrees=True, text="", by=lead)
    assert suspicion.state == SuspicionState.SETTLED
    assert told(suspicion, deputy).state == SuspicionState.NOTIFIED


def test_while_one_waits_for_the_second_person_anyone_may_notify(
    classroom: Classroom, teacher: Actor, principal: Actor, lead: Actor
) -> None:
    suspicion = hold(
        suspicion=written(classroom, teacher), why="わけ", second=lead.person, by=principal
    )
    assert told(suspicion, lead).state == SuspicionState.NOTIFIED
    assert not asked_of(lead).exists()
    with pytest.raises(Denied):
        follow_up(suspicion=suspicion, text="x", by=lead)


def test_leads_stand_in_while_no_manager_is_here(
    classroom: Classroom, teacher: Actor, principal: Actor, deputy: Actor, lead: Actor
) -> None:
    suspicion = written(classroom, teacher)
    away(principal)
    assert list(managers_here(classroom.school_id)) == [deputy.person]
    assert not to_decide(lead).exists()
    with pytest.raises(Denied):
        told(suspicion, lead)
    away(deputy)
    assert list(to_decide(lead)) == [suspicion]
    follow_up(suspicion=suspicion, text="教育委員会に電話した", by=lead)
    assert told(suspicion, lead).state == SuspicionState.NOTIFIED
    nurse = make_actor(classroom, role=RoleKind.NURSE)
    assert not to_decide(nurse).exists()


def test_a_lead_who_says_that_the_managers_are_away_does_not_stand_in_for_them(
    classroom: Classroom, teacher: Actor, principal: Actor, deputy: Actor, lead: Actor
) -> None:
    suspicion = written(classroom, teacher)
    school = classroom.school_id
    for manager in (principal, deputy):
        assert manager.person
        set_leave(person=manager.person, school=school, first=today(), last=today(), by=lead)
    assert not to_decide(lead).exists()
    other = make_actor(classroom, role=RoleKind.GUIDANCE_LEAD)
    assert list(to_decide(other)) == [suspicion]


def test_audit_of_a_suspicion_is_for_managers_and_holds_no_words(
    classroom: Classroom, teacher: Actor, principal: Actor, lead: Actor
) -> None:
    suspicion = written(classroom, teacher)
    suspicion = hold(suspicion=suspicion, why="わけ", second=lead.person, by=principal)
    answer(suspicion=suspicion, agrees=True, text="同じ考え", by=lead)
    events = Event.objects.filter(key=str(suspicion.pk))
    assert events.count() == 3
    for event in events:
        assert event.managers_only
        assert WORDS not in str(event.details)
        assert "held" not in str(event.details)


def test_agency_reads_the_same_whether_there_is_a_suspicion_or_a_limit(clock: date) -> None:
    scene = make_scene()
    share = scene.taken(named=True)
    father = Guardian.objects.create(
        municipality=scene.pupil.municipality,
        pupil=scene.pupil,
        name="別居の父",
        phone="090-9999-1111",
        order=1,
    )
    father_known = shared(share, scene.lead)
    Guardian.objects.filter(pk=father.pk).update(phone="")
    before = shared(share, scene.lead)
    assert father_known != before
    Guardian.objects.filter(pk=father.pk).update(phone="090-9999-1111")
    set_limit(
        guardian=father,
        kind=LimitKind.PROTECTION_ORDER,
        first=today(),
        last=None,
        paper="決定書",
        by=scene.manager,
    )
    written(scene.classroom, scene.teacher)
    assert shared(share, scene.lead) == before
    for act in everything(Suspicion.objects.get(), scene.classroom):
        with pytest.raises(Denied):
            act(scene.lead)
