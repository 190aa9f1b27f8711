"""The change of staff: to whom goes what leavers have, and nothing left without an owner."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from tests.builders import enrol, make_class, make_person, make_school, pupils_of
from tests.response.conftest import Child
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.clock import freeze, now
from tsunagu.org.models import Leave, Person
from tsunagu.response.actions import (
    catch_up_everywhere,
    complete_turnover,
    end_task,
    hand_on,
    hand_on_due,
    set_freeze,
    set_rhythm,
)
from tsunagu.response.actions.giving import give_step
from tsunagu.response.enums import DraftForm, HandOnKind
from tsunagu.response.models import Draft, HandOn, Task
from tsunagu.response.possessions import Thing
from tsunagu.response.queries.owed import owed
from tsunagu.response.turnover import Turnover, last_day, turnover
from tsunagu.school.models import Classroom, School

pytestmark = pytest.mark.django_db
MARCH, LAST, FIRST = date(2027, 3, 16), date(2027, 3, 31), date(2027, 4, 1)


@dataclass
class Spring:
    """A school in March: 3-1 with a teacher who leaves, 4-1 with one who comes."""

    child: Child
    old: Classroom
    new: Classroom
    principal: Actor
    leaver: Person
    comer: Person
    lead: Person

    def change(self, actor: Actor | None = None) -> Turnover:
        """The change of staff as the principal sees it."""
        return turnover(actor or self.principal, self.old.school, LAST)

    def things(self) -> list[Thing]:
        """What the leaver has."""
        return list(self.change().things.get(self.leaver.pk, ()))

    def hand(self, kind: HandOnKind, key: object, to: Person | None) -> None:
        """Say who gets something."""
        given = {(kind, key): to}
        hand_on(school=self.old.school, last=LAST, given=given, by=self.principal)  # type: ignore[arg-type]


@pytest.fixture
def spring() -> Iterator[Spring]:
    """16 March 2027; one child absent on two days, whose class of April is known."""
    school = make_school()
    old = make_class(school, pupils=2, school_year=2026)
    new = make_class(school, name="1組", grade="P4", pupils=0, school_year=2027)
    for pupil in pupils_of(old):
        old.enrolments.filter(pupil=pupil).update(end=FIRST)
        enrol(pupil, new, begin=FIRST)
    principal = actor_of(make_person(school, role=RoleKind.PRINCIPAL))
    leaver = make_person(old, family_name="去田", last=LAST)
    comer = make_person(new, family_name="来田", first=FIRST)
    lead = make_person(school, role=RoleKind.ATTENDANCE_LEAD)
    with freeze(MARCH):
        child = Child(old, pupils_of(old)[0])
        child.days("欠欠", date(2027, 3, 15))
        yield Spring(child, old, new, principal, leaver, comer, lead)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 3, 31), LAST),
        (FIRST, LAST),
        (date(2027, 4, 30), LAST),
        (date(2027, 5, 1), date(2028, 3, 31)),
    ],
)
def test_the_last_day_is_31_march_through_april(day: date, expected: date) -> None:
    assert last_day(day) == expected


def test_tasks_go_to_the_teacher_of_the_next_class_by_the_rule_of_owners(spring: Spring) -> None:
    change = spring.change()
    assert [change.people[m.person].family_name for m in change.moves if m.leaves] == ["去田"]
    assert [change.people[m.person].family_name for m in change.moves if m.comes] == ["来田"]
    assert [one.goes_to for one in spring.things()] == [spring.comer] * 2
    assert change.left == 0
    with freeze(FIRST):
        catch_up_everywhere()
        assert len(owed(actor_of(spring.comer))) == 2


def test_what_only_a_manager_would_answer_for_is_left_until_somebody_is_chosen(
    spring: Spring,
) -> None:
    spring.comer.roles.all().delete()
    spring.lead.roles.all().delete()
    change = spring.change()
    assert [one.goes_to for one in spring.things()] == [None, None]
    assert (change.left, change.roomless) == (3, [spring.new])
    with pytest.raises(Refused, match="担当のないものが3件"):
        complete_turnover(school=spring.old.school, last=LAST, by=spring.principal)
    assert spring.principal.person
    for one in spring.things():
        spring.hand(HandOnKind.TASK, one.key, spring.principal.person)
    assert spring.change().left == 1
    make_person(spring.new, first=FIRST)
    done = complete_turnover(school=spring.old.school, last=LAST, by=spring.principal)
    assert spring.change().done == done
    assert Event.objects.get(details__what="complete").actor == str(spring.principal.person.pk)


def test_a_chosen_person_has_the_task_from_the_first_day_and_not_before(spring: Spring) -> None:
    task = Task.objects.order_by("day")[0]
    spring.hand(HandOnKind.TASK, task.pk, spring.lead)
    assert {one.goes_to for one in spring.things()} == {spring.comer, spring.lead}
    with freeze(LAST):
        assert hand_on_due() == 0
        assert len(owed(actor_of(spring.leaver))) == 2
    with freeze(FIRST):
        catch_up_everywhere()
        assert (hand_on_due(), hand_on_due()) == (1, 0)
        assert len(owed(actor_of(spring.lead))) == 1
        assert len(owed(actor_of(spring.comer))) == 1
    assert not HandOn.objects.exists()
    told = Event.objects.filter(deed="turnover.hand_on", key=str(task.pk)).order_by("id")
    assert [one.actor.startswith("system:") for one in told] == [False, True]


def test_who_no_longer_answers_on_the_day_gets_nothing(spring: Spring) -> None:
    task = Task.objects.order_by("day")[0]
    spring.hand(HandOnKind.TASK, task.pk, spring.lead)
    spring.lead.roles.update(last=LAST)
    with freeze(FIRST):
        catch_up_everywhere()
        assert hand_on_due() == 0
        assert len(owed(actor_of(spring.comer))) == 2


def test_a_choice_is_taken_back_and_who_cannot_answer_is_refused(spring: Spring) -> None:
    task = Task.objects.order_by("day")[0]
    nurse = make_person(spring.old.school, role=RoleKind.NURSE)
    with pytest.raises(Refused, match="受け持てる役割にありません"):
        spring.hand(HandOnKind.TASK, task.pk, nurse)
    with pytest.raises(Refused):
        spring.hand(HandOnKind.TASK, task.pk, spring.leaver)
    spring.hand(HandOnKind.TASK, task.pk, spring.lead)
    spring.hand(HandOnKind.TASK, task.pk, None)
    assert not HandOn.objects.exists()
    assert {one.goes_to for one in spring.things()} == {spring.comer}


def test_what_was_handed_to_the_leaver_goes_back_to_the_owner(spring: Spring) -> None:
    make_person(spring.old, role=RoleKind.GRADE_LEAD, last=LAST)
    guide = make_person(spring.old.school, role=RoleKind.GUIDANCE_LEAD, last=LAST)
    task = Task.objects.order_by("day")[0]
    end_task(task=task, status="handed_over", why="", by=actor_of(spring.leaver), handed_to=guide)
    [thing] = spring.change().things[guide.pk]
    assert thing.goes_to == spring.comer


def test_agreed_rhythms_and_review_dates_are_told_and_follow_their_roles(spring: Spring) -> None:
    spring.lead.roles.update(last=LAST)
    pupil, until = spring.child.pupil, FIRST + timedelta(days=20)
    set_rhythm(pupil=pupil, first=MARCH, last=None, every_days=7, by=spring.principal)
    set_freeze(pupil=pupil, first=MARCH, last=until, by=spring.principal)
    change = spring.change()
    rhythms = [one for one in spring.things() if "7日ごと" in one.what]
    assert [one.goes_to for one in rhythms] == [spring.comer]
    [review] = change.things[spring.lead.pk]
    assert (review.goes_to, "見直しの日" in review.what) == (None, True)
    assert [gap.kind for gap in change.gaps] == [RoleKind.ATTENDANCE_LEAD]
    assert change.left == 2
    set_freeze(pupil=pupil, first=MARCH, last=LAST, by=spring.principal)
    assert spring.lead.pk not in spring.change().things


def test_a_draft_goes_to_nobody_by_itself_and_then_to_who_is_chosen(spring: Spring) -> None:
    pupil = spring.child.pupil
    draft = Draft.objects.create(
        municipality=pupil.municipality,
        person=spring.leaver,
        pupil=pupil,
        form=DraftForm.CONTACT,
        about=pupil.pk,
        typed={"line": "電話で"},
        at=now(),
    )
    [thing] = [one for one in spring.things() if one.kind == HandOnKind.DRAFT]
    assert (thing.goes_to, thing.rule, "電話" in thing.what) == (None, spring.comer, False)
    assert spring.change().left == 1
    spring.hand(HandOnKind.DRAFT, draft.pk, spring.comer)
    assert spring.change().left == 0
    with freeze(FIRST):
        assert hand_on_due() == 1
        assert Draft.objects.visible_to(actor_of(spring.comer)).get().typed == {"line": "電話で"}
        assert not Draft.objects.visible_to(actor_of(spring.leaver)).exists()


@pytest.mark.parametrize("last", [LAST, date(2027, 3, 1), date(2026, 2, 1)])
def test_a_draft_of_who_stays_is_nobody_elses_to_give(spring: Spring, last: date) -> None:
    pupil = spring.child.pupil
    common = {"municipality": pupil.municipality, "pupil": pupil, "form": DraftForm.CONTACT}
    draft = Draft.objects.create(**common, person=spring.lead, about=pupil.pk, at=now())
    given = {(HandOnKind.DRAFT, draft.pk): spring.principal.person}
    with pytest.raises(Denied):
        hand_on(school=spring.old.school, last=last, given=given, by=spring.principal)


def test_who_stays_after_all_keeps_the_draft(spring: Spring) -> None:
    pupil = spring.child.pupil
    common = {"municipality": pupil.municipality, "pupil": pupil, "form": DraftForm.CONTACT}
    draft = Draft.objects.create(**common, person=spring.leaver, about=pupil.pk, at=now())
    spring.hand(HandOnKind.DRAFT, draft.pk, spring.comer)
    spring.leaver.roles.update(last=None)
    with freeze(FIRST):
        assert hand_on_due() == 0
    assert Draft.objects.get().person == spring.leaver


def test_who_stands_in_is_told_where_the_stand_in_leaves(spring: Spring) -> None:
    deputy = make_person(spring.old, role=RoleKind.GRADE_LEAD, last=LAST)
    school = spring.old.school
    away = make_person(spring.old, role=RoleKind.HOMEROOM)
    spring.leaver.roles.all().delete()
    for room in (spring.old, spring.new):
        away.roles.update_or_create(
            classroom=room.pk,
            defaults={
                "municipality": school.municipality,
                "organisation_id": school.pk,
                "kind": RoleKind.HOMEROOM,
                "first": date(2026, 4, 1),
            },
        )
    spring.comer.roles.all().delete()
    Leave.objects.create(
        municipality=school.municipality, person=away, first=MARCH, last=FIRST + timedelta(days=30)
    )
    stands = [one for one in spring.change().things[deputy.pk] if "代わり" in one.what]
    assert [one.goes_to for one in stands] == [spring.lead]


def test_a_child_who_goes_to_another_school_takes_the_work_there_but_no_step(
    spring: Spring,
) -> None:
    step = {"pupil": spring.child.pupil, "words": "校門で会う", "due": LAST}
    assert give_step(**step, who=spring.leaver, by=spring.principal)  # type: ignore[arg-type]
    assert len(spring.things()) == 3
    there = make_class(make_school(spring.old.municipality), grade="J1", pupils=0, school_year=2027)
    teacher = make_person(there, first=FIRST)
    spring.new.enrolments.filter(pupil=spring.child.pupil).delete()
    enrol(spring.child.pupil, there, begin=FIRST)
    assert [(one.goes_to, one.kind) for one in spring.things()] == [(teacher, None)] * 2


def test_after_the_day_what_is_left_is_told_and_handed_on_at_once(spring: Spring) -> None:
    spring.comer.roles.all().delete()
    spring.lead.roles.all().delete()
    with freeze(date(2027, 4, 5)):
        catch_up_everywhere()
        nobodys = spring.change().things[None]
        assert [one.goes_to for one in nobodys] == [None, None]
        lead = make_person(spring.old.school, role=RoleKind.ATTENDANCE_LEAD, first=FIRST)
        assert {one.goes_to for one in spring.change().things.get(None, ())} == set()
        spring.hand(HandOnKind.TASK, nobodys[0].key, lead)
        assert Task.objects.get(pk=nobodys[0].key).handed_to == lead


def test_before_the_next_years_roster_it_is_not_complete(spring: Spring) -> None:
    spring.new.enrolments.all().delete()
    change = spring.change()
    assert change.awaited
    assert change.left >= 1


def test_the_administrator_sees_roles_and_no_childs_work(spring: Spring) -> None:
    administrator = actor_of(make_person(spring.old.school, role=RoleKind.ADMINISTRATOR))
    change = spring.change(administrator)
    assert change.moves
    assert not change.things
    with pytest.raises(Denied):
        complete_turnover(school=spring.old.school, last=LAST, by=administrator)


def test_another_school_s_things_are_not_there(spring: Spring) -> None:
    other = actor_of(make_person(make_school(spring.old.municipality), role=RoleKind.PRINCIPAL))
    task = Task.objects.order_by("day")[0]
    given = {(HandOnKind.TASK, task.pk): spring.lead}
    own = School.objects.get(pk=other.held[0].organisation)
    with pytest.raises(Denied):
        hand_on(school=spring.old.school, last=LAST, given=given, by=other)
    with pytest.raises(Denied):
        hand_on(school=own, last=LAST, given=given, by=other)
