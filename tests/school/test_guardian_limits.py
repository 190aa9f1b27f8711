"""Papers and limits of guardians: set, in force, ended, kept whatever a file says."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db.models import ProtectedError

from tests.builders import make_actor, make_class, make_person, make_pupil, make_school
from tsunagu.access.actor import Actor, actor_of, system_actor
from tsunagu.access.enums import MANAGERS, RoleKind
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.clock import freeze, today
from tsunagu.intake.journal import CannotUndo
from tsunagu.intake.models import ImportRun
from tsunagu.school.enums import LimitKind
from tsunagu.school.guardian_actions import end_limit, set_custody, set_limit
from tsunagu.school.guardian_rules import Ground, Topic, guardian_may
from tsunagu.school.guardians import standing_of, with_limits
from tsunagu.school.imports.guardians import import_guardians
from tsunagu.school.imports.undo import undo_import
from tsunagu.school.models import Classroom, Guardian, GuardianLimit, Pupil

pytestmark = pytest.mark.django_db
WEDNESDAY, FRIDAY = date(2026, 5, 20), date(2026, 5, 22)


@pytest.fixture
def classroom(clock: date) -> Classroom:
    return make_class(pupils=0)


@pytest.fixture
def pupil(classroom: Classroom) -> Pupil:
    """With a mother, called first."""
    return make_pupil(classroom, phone="090-0000-0001", sourced_id="K1")


@pytest.fixture
def father(pupil: Pupil) -> Guardian:
    return Guardian.objects.create(
        municipality=pupil.municipality,
        pupil=pupil,
        name="別居の父",
        relation="父",
        phone="090-0000-0002",
        order=1,
    )


@pytest.fixture
def principal(classroom: Classroom) -> Actor:
    return make_actor(classroom, role=RoleKind.PRINCIPAL)


def ordered(guardian: Guardian, by: Actor, **given: Any) -> GuardianLimit:
    """A protection order from today on."""
    plain = {"kind": LimitKind.PROTECTION_ORDER, "first": today(), "last": None}
    return set_limit(guardian=guardian, by=by, **{**plain, "paper": "決定書", **given})


@pytest.mark.parametrize("last", [None, FRIDAY])
def test_limit_in_force_from_its_first_through_its_last_day(
    father: Guardian, principal: Actor, last: date | None
) -> None:
    limit = ordered(father, principal, last=last)
    held = {19: False, 20: True, 22: True, 23: last is None}
    for day, holds in ((date(2026, 5, number), holds) for number, holds in held.items()):
        assert limit.holds(day) == holds
        assert GuardianLimit.objects.on(day).exists() == holds
        assert standing_of(father, day).limited == holds
        [one] = with_limits([father], day)
        assert one.number == ("" if holds else "090-0000-0002")


def test_limit_is_ended_with_why_and_never_deleted(father: Guardian, principal: Actor) -> None:
    limit = ordered(father, principal)
    with pytest.raises(Refused, match="理由"):
        end_limit(limit=limit, why="  ", by=principal)
    with pytest.raises(Refused, match="500文字まで"):
        end_limit(limit=limit, why="長" * 501, by=principal)
    with freeze(FRIDAY):
        ended = end_limit(limit=limit, why="取り消しの決定書を確かめた", by=principal)
        assert (ended.ended_on, ended.ended_by) == (FRIDAY, principal.person)
        assert not ended.holds(FRIDAY)
        assert ended.holds(date(2026, 5, 21))
        assert not GuardianLimit.objects.on(FRIDAY).exists()
        with pytest.raises(Refused, match="すでに終わっています"):
            end_limit(limit=limit, why="もう一度", by=principal)
    with pytest.raises(ProtectedError):
        father.delete()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "other"}, "種類"),
        ({"paper": " "}, "書類"),
        ({"last": date(2026, 5, 19)}, "始まりの日より前"),
    ],
)
def test_limit_that_is_not_valid_is_refused(
    father: Guardian, principal: Actor, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        ordered(father, principal, **given)
    assert not GuardianLimit.objects.exists()


def test_custody_with_papers_names_who_saw_them(father: Guardian, principal: Actor) -> None:
    wrong = {"unknown": WEDNESDAY, "joint": date(2026, 5, 21), "none of these": None}
    for custody, seen in wrong.items():
        with pytest.raises(Refused):
            set_custody(guardian=father, custody=custody, papers_seen_on=seen, by=principal)
    set_custody(guardian=father, custody="joint", papers_seen_on=WEDNESDAY, by=principal)
    father.refresh_from_db()
    assert father.papers_seen_by == principal.person
    assert guardian_may(standing_of(father, WEDNESDAY), Topic.PLACE) == Ground.MAY
    set_custody(guardian=father, custody="joint", papers_seen_on=None, by=principal)
    father.refresh_from_db()
    assert father.papers_seen_by is None
    assert guardian_may(standing_of(father, WEDNESDAY), Topic.RECORD) == Ground.PAPERS_NOT_SEEN


def test_sole_custody_by_papers_shuts_the_other_out(
    pupil: Pupil, father: Guardian, principal: Actor
) -> None:
    mother = pupil.guardians.get(relation="母")
    assert guardian_may(standing_of(mother, WEDNESDAY), Topic.PLACE) == Ground.MAY
    set_custody(guardian=father, custody="sole", papers_seen_on=WEDNESDAY, by=principal)
    assert guardian_may(standing_of(mother, WEDNESDAY), Topic.RECORD) == Ground.ANOTHER_ALONE


def test_first_registered_is_nobody_once_a_file_turned_the_order(
    pupil: Pupil, father: Guardian
) -> None:
    mother = pupil.guardians.get(relation="母")
    Guardian.objects.filter(pk=father.pk).update(order=-1)
    father.refresh_from_db()
    for one in (mother, father):
        standing = standing_of(one, WEDNESDAY)
        assert guardian_may(standing, Topic.RECORD) == Ground.PAPERS_NOT_SEEN


def test_number_under_a_limit_is_held_back_under_another_name_too(
    pupil: Pupil, father: Guardian, principal: Actor
) -> None:
    mother = pupil.guardians.get(relation="母")
    Guardian.objects.filter(pk=mother.pk).update(phone="(090) 0000 0002")
    ordered(father, principal)
    assert [one.number for one in with_limits(Guardian.objects.all(), WEDNESDAY)] == ["", ""]


def test_guardian_with_a_limit_stays_whatever_a_file_says(
    father: Guardian, principal: Actor, tmp_path: Path
) -> None:
    ordered(father, principal)
    path = tmp_path / "a.csv"
    path.write_text("pupil,name,phone\nK1,あたらしい母,090-0000-0003\n", encoding="utf-8")
    done = import_guardians(path=path, by=system_actor(principal.municipality, "tests"))
    assert "ファイルにない保護者のうち1人は" in done.warnings[0]
    assert not any(word in done.warnings[0] for word in ("制限", "保護命令", father.name))
    left = Guardian.objects.order_by("order").values_list("name", flat=True)
    assert list(left) == ["あたらしい母", "別居の父"]


def test_import_that_brought_a_guardian_with_a_limit_cannot_be_undone(
    pupil: Pupil, principal: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("pupil,name,phone\nK1,別居の父,090-0000-0003\n", encoding="utf-8")
    system = system_actor(principal.municipality, "tests")
    done = import_guardians(path=path, by=system)
    ordered(Guardian.objects.get(name="別居の父"), principal)
    with pytest.raises(CannotUndo) as caught:
        undo_import(run=ImportRun.objects.get(pk=done.run), by=system)
    assert "制限" not in str(caught.value)


def test_limits_are_for_managers_of_the_childs_own_school_alone(
    classroom: Classroom, father: Guardian, principal: Actor
) -> None:
    limit = ordered(father, principal)
    places = [classroom, make_class(classroom.school), make_class(make_school(), pupils=1)]
    others = [make_actor(place, role=kind) for place in places for kind in RoleKind]
    gone = make_person(classroom, role=RoleKind.PRINCIPAL, last=date(2026, 5, 19))
    others += [actor_of(gone), system_actor(classroom.municipality, "tests")]
    tried = 0
    for actor in others:
        own = [one.organisation == classroom.school_id for one in actor.held]
        if actor.kinds & MANAGERS and all(own):
            continue
        for act in (
            lambda by: ordered(father, by),
            lambda by: end_limit(limit=limit, why="x", by=by),
            lambda by: set_custody(guardian=father, custody="sole", papers_seen_on=None, by=by),
        ):
            with pytest.raises(Denied):
                act(actor)
            tried += 1
    assert tried > 150
    assert GuardianLimit.objects.count() == 1


def test_limit_says_nothing_of_its_kind_in_the_audit(father: Guardian, principal: Actor) -> None:
    ordered(father, principal)
    event = Event.objects.latest("pk")
    assert event.pupil == str(father.pupil_id)
    assert "protection_order" not in str(event.details)
