"""What a guardian tells: into the roll call, to the first day's call, and no further."""

from datetime import date, time, timedelta
from uuid import UUID

import pytest

from tests.builders import make_actor, roll
from tests.families.families import come_in, letter_to
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, Denied
from tsunagu.attendance.actions import MarkInput, set_notice
from tsunagu.attendance.enums import Kind
from tsunagu.attendance.models import Notice
from tsunagu.attendance.queries import roll_sheet
from tsunagu.audit.models import Event
from tsunagu.clock import freeze, new_id, today
from tsunagu.families.children import children_of
from tsunagu.families.entering import Wrong, family_actor
from tsunagu.families.telling import Received, Said, comes_again, received, retract, tell
from tsunagu.response.enums import EndedBy, Status
from tsunagu.response.models import Task
from tsunagu.school.guardian_actions import set_limit
from tsunagu.school.models import Classroom, Guardian

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ABSENT = MarkInput(kind=Kind.ABSENT)


@pytest.fixture
def mother(room: Classroom, office: Actor) -> Actor:
    """The first child's mother, who came in by her letter."""
    return family_actor(come_in(letter_to(room, "母1", office)), via="screen")


def key_of(actor: Actor) -> UUID:
    """The key under which a guardian sees the one child."""
    [child] = children_of(actor, Deed.OWN_FAMILY)
    return child.key


def say(by: Actor, *, kind: str = "announced", key: UUID | None = None, **more: object) -> Received:
    """Tell of today, or of what `more` says."""
    said = {"first": today(), "last": today(), **more}
    instead_of = said.pop("instead_of", None)
    return tell(
        child=key_of(by),
        said=Said(kind=kind, **said),  # type: ignore[arg-type]
        key=key or new_id(),
        instead_of=instead_of,  # type: ignore[arg-type]
        by=by,
    )


def line(room: Classroom, day: date | None = None) -> MarkInput:
    """What the roll sheet is filled in with for the first child."""
    return roll_sheet(room, day or today()).lines[0].mark


def test_an_absence_fills_the_roll_in_and_takes_none(room: Classroom, mother: Actor) -> None:
    say(mother, reason="illness", how="fever", doctor="will", words="Febre desde ontem")
    sheet = roll_sheet(room, today())
    assert sheet.roll is None
    assert (sheet.lines[0].mark.kind, sheet.lines[0].mark.reason) == (Kind.ABSENT, "illness")
    assert sheet.lines[0].words == "欠席の連絡：病気"
    assert sheet.lines[1].mark == MarkInput()
    [notice] = Notice.objects.all()
    assert notice.note == "ようす：熱や痛みがある。受診：これから受診する。「Febre desde ontem」"
    assert (notice.from_guardian, notice.by, notice.guardian.name) == (True, None, "母1")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "filled"),
    [
        ("late", MarkInput(late=True, late_at=time(10, 30))),
        ("leaves_early", MarkInput(left_early=True, left_at=time(10, 30))),
    ],
)
def test_an_hour_fills_the_roll_in_as_attendance(
    room: Classroom,
    mother: Actor,
    kind: str,
    filled: MarkInput,
) -> None:
    say(mother, kind=kind, at=time(10, 30), reason="illness")
    assert line(room) == filled
    assert roll_sheet(room, today()).lines[0].words.endswith("10:30：病気")


def test_the_first_day_s_call_is_closed_and_a_visit_is_not(
    room: Classroom,
    mother: Actor,
) -> None:
    teacher = make_actor(room)
    say(mother, last=None)
    roll(room, today(), teacher, n1=ABSENT)
    call = Task.objects.get(kind="contact")
    assert (call.status, call.ended_by) == (Status.NOT_NEEDED, EndedBy.GUARDIAN_MESSAGE)
    with freeze(today() + timedelta(days=1)):
        assert line(room).kind == Kind.ABSENT
        roll(room, today(), teacher, n1=ABSENT)
        visit = Task.objects.get(kind="contact", day=today())
        assert (visit.status, visit.way) == (Status.OPEN, "visit")


def test_told_after_the_roll_the_call_is_closed_and_the_roll_stands(
    room: Classroom,
    mother: Actor,
) -> None:
    roll(room, today(), make_actor(room), n1=ABSENT)
    call = Task.objects.get(kind="contact")
    assert call.status == Status.OPEN
    told = say(mother, reason="illness")
    assert told.taken == [today()]
    assert not told.changes
    call.refresh_from_db()
    assert call.ended_by == EndedBy.GUARDIAN_MESSAGE
    assert line(room) == ABSENT


def test_coming_late_answers_no_call_of_an_absence(room: Classroom, mother: Actor) -> None:
    say(mother, kind="late")
    roll(room, today(), make_actor(room), n1=ABSENT)
    assert Task.objects.get(kind="contact").status == Status.OPEN


def test_sent_twice_it_is_told_once(room: Classroom, mother: Actor) -> None:
    key = new_id()
    for _ in range(3):
        assert say(mother, key=key).notice.pk == key
    assert Notice.objects.count() == 1
    assert Event.objects.filter(deed=Deed.TELL_SCHOOL).count() == 1
    with pytest.raises(Wrong, match=r"tell\.already"):
        say(mother, reason="family")


def test_a_change_sent_twice_is_one(mother: Actor) -> None:
    first, key = say(mother).notice, new_id()
    for _ in range(2):
        assert say(mother, kind="late", instead_of=first.pk, key=key).notice.pk == key
    assert Notice.objects.standing().count() == 1


def test_what_was_taken_back_and_is_sent_again_is_told_anew(room: Classroom, mother: Actor) -> None:
    key = new_id()
    say(mother, key=key)
    retract(child=key_of(mother), notice=key, by=mother)
    assert line(room) == MarkInput()
    again = say(mother, key=key).notice
    assert again.pk != key
    assert line(room).kind == Kind.ABSENT
    assert Notice.objects.standing().get() == again


def test_sent_again_otherwise_it_takes_the_place_of_the_first(
    room: Classroom, mother: Actor
) -> None:
    key = new_id()
    say(mother, key=key)
    say(mother, key=key, kind="late")
    assert line(room).late
    assert Notice.objects.standing().get().kind == "late"
    with pytest.raises(Wrong, match=r"tell\.already"):
        say(mother, key=key)


def test_sent_again_otherwise_after_the_roll_it_is_too_late(room: Classroom, mother: Actor) -> None:
    key = new_id()
    say(mother, key=key)
    roll(room, today(), make_actor(room), n1=ABSENT)
    assert say(mother, key=key).notice.pk == key
    with pytest.raises(Wrong, match=r"told\.too-late"):
        say(mother, key=key, kind="late")


def test_another_s_key_is_no_obstacle(room: Classroom, office: Actor, mother: Actor) -> None:
    told = say(mother).notice
    other = family_actor(come_in(letter_to(room, "母2", office)), via="screen")
    own = say(other, key=told.pk).notice
    assert own.pk != told.pk
    assert own.guardian == Guardian.objects.get(name="母2")
    assert Notice.objects.standing().count() == 2


def test_changed_and_taken_back_until_the_roll_is_taken(room: Classroom, mother: Actor) -> None:
    first = say(mother).notice
    second = say(mother, kind="late", instead_of=first.pk).notice
    assert line(room).late
    first.refresh_from_db()
    assert first.withdrawn_at
    retract(child=key_of(mother), notice=second.pk, by=mother)
    assert line(room) == MarkInput()
    third = say(mother).notice
    roll(room, today(), make_actor(room), n1=ABSENT)
    for refused in (
        lambda: retract(child=key_of(mother), notice=third.pk, by=mother),
        lambda: say(mother, kind="late", instead_of=third.pk),
    ):
        with pytest.raises(Wrong, match=r"told\.too-late"):
            refused()
    assert line(room) == ABSENT


def test_until_told_ends_with_the_day_on_which_the_child_comes(
    room: Classroom,
    mother: Actor,
) -> None:
    told = say(mother, last=None).notice
    roll(room, today(), make_actor(room), n1=ABSENT)
    child = next(iter(children_of(mother, Deed.OWN_FAMILY)))
    [known] = received(child)
    assert (known.changes, known.ends) == (False, True)
    for wrong in (None, today(), today() - timedelta(days=1), today() + timedelta(days=200)):
        with pytest.raises(Wrong, match=r"told\.again-wrong"):
            comes_again(child=child.key, notice=told.pk, on=wrong, by=mother)
    friday = today() + timedelta(days=2)
    comes_again(child=child.key, notice=told.pk, on=friday, by=mother)
    with freeze(today() + timedelta(days=1)):
        assert line(room).kind == Kind.ABSENT
    with freeze(friday):
        assert line(room) == MarkInput()


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ({"kind": "hospital"}, ("tell.kind-wrong",)),
        ({"first": date(2026, 5, 19)}, ("tell.first-wrong",)),
        ({"first": date(2026, 9, 1), "last": date(2026, 9, 1)}, ("tell.first-wrong",)),
        ({"last": date(2026, 5, 19)}, ("tell.last-wrong",)),
        ({"kind": "shelter", "last": date(2027, 5, 19)}, ("tell.kind-wrong", "tell.last-wrong")),
    ],
)
def test_what_cannot_be_told(mother: Actor, said: dict[str, object], keys: tuple[str, ...]) -> None:
    with pytest.raises(Wrong) as wrong:
        say(mother, **said)  # type: ignore[arg-type]
    assert wrong.value.keys == keys
    assert not Notice.objects.exists()


def test_a_restricted_notice_stays_hidden_and_stands_before_what_is_told(
    room: Classroom,
    mother: Actor,
    head: Actor,
) -> None:
    pupil = Guardian.objects.get(name="母1").pupil
    set_notice(pupil=pupil, kind="shelter", first=today(), note="親類の家", by=head)
    say(mother, reason="illness")
    shown = roll_sheet(room, today()).lines[0]
    assert (shown.notice, shown.words) == (None, "管理職が把握")
    child = next(iter(children_of(mother, Deed.OWN_FAMILY)))
    assert len(received(child)) == 1


def test_each_guardian_sees_and_changes_own_words_alone(
    room: Classroom,
    mother: Actor,
    office: Actor,
    head: Actor,
) -> None:
    Guardian.objects.filter(name="父1").update(custody="joint", papers_seen_on=today())
    father = family_actor(come_in(letter_to(room, "父1", office)), via="screen")
    told = say(mother, words="Só a mãe").notice
    say(father, kind="late")
    child = next(iter(children_of(father, Deed.OWN_FAMILY)))
    assert [one.notice.kind for one in received(child)] == ["late"]
    with pytest.raises(Denied):
        retract(child=child.key, notice=told.pk, by=father)
    with pytest.raises(Denied):
        retract(child=key_of(mother), notice=told.pk, by=father)
    set_limit(
        guardian=Guardian.objects.get(name="父1"),
        kind="protection_order",
        first=today(),
        last=None,
        paper="決定書",
        by=head,
    )
    with pytest.raises(Denied):
        say(father)


def test_a_staff_actor_tells_nothing_here(room: Classroom, mother: Actor) -> None:
    with pytest.raises(Denied):
        tell(
            child=key_of(mother),
            said=Said("announced", today(), today()),
            key=new_id(),
            instead_of=None,
            by=make_actor(room, role=RoleKind.PRINCIPAL),
        )
