"""Notes to people who left unread: they reach who is in charge on that side, and nobody else."""

from datetime import timedelta

import pytest

from tests.builders import make_actor, make_class, make_school
from tests.cases.scene import Scene, make_agency, make_scene, withdrawn
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Denied
from tsunagu.cases.actions import read_note, write_note
from tsunagu.cases.models import Note, NoteRead, Share
from tsunagu.cases.queries import told_notes, unread
from tsunagu.clock import today
from tsunagu.org.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def scene() -> Scene:
    """A child, its school and an agency."""
    return make_scene()


def leave(one: Actor) -> None:
    """Whoever it is works nowhere any more."""
    Role.objects.filter(person=one.person).update(last=today() - timedelta(days=1))


def again(one: Actor) -> Actor:
    """The same person with the roles of now."""
    assert one.person
    return actor_of(Person.objects.get(pk=one.person.pk))


def noted(share: Share, *to: Actor, by: Actor) -> Note:
    """A note."""
    return write_note(
        share=share, text="午後に", to=[one.person for one in to if one.person], by=by
    )


def told(share: Share, one: Actor) -> list[tuple[Note, bool]]:
    """The notes that somebody reads on a share, and whether each was left."""
    return [(note, note.left) for note in told_notes(share, one)]  # type: ignore[attr-defined]


def test_unread_note_of_who_left_the_agency_reaches_its_lead_alone(scene: Scene) -> None:
    gone = make_actor(scene.agency, role=RoleKind.AGENCY_STAFF)
    successor = make_actor(scene.agency, role=RoleKind.AGENCY_STAFF)
    elsewhere = make_actor(
        make_agency(scene.agency.municipality, "別の相談室"), role=RoleKind.AGENCY_LEAD
    )
    share = scene.taken()
    note = noted(share, gone, by=scene.teacher)
    assert not unread(scene.lead).exists()
    assert told(share, scene.lead) == []
    leave(gone)
    receipt = unread(scene.lead).get()
    assert (receipt.note, receipt.person) == (note, gone.person)
    assert told(share, scene.lead) == [(note, True)]
    assert not unread(again(gone)).exists()
    for other in (successor, elsewhere, scene.manager):
        assert not unread(other).exists()
        assert told(share, other) == []
        with pytest.raises(Denied):
            read_note(note_read=receipt, by=other)
    read_note(note_read=receipt, by=scene.lead)
    read_note(note_read=NoteRead.objects.get(person=scene.lead.person), by=scene.lead)
    assert not unread(scene.lead).exists()
    assert told(share, scene.lead) == [(note, False)]
    read = {one.person: bool(one.at) for one in NoteRead.objects.filter(note=note)}
    assert read == {gone.person: False, scene.lead.person: True}


def test_note_that_somebody_of_the_agency_read_is_inherited_by_nobody(scene: Scene) -> None:
    gone, stays = (make_actor(scene.agency, role=RoleKind.AGENCY_STAFF) for _ in range(2))
    share = scene.taken()
    note = noted(share, gone, stays, by=scene.teacher)
    leave(gone)
    assert unread(scene.lead).get().person == gone.person
    read_note(note_read=NoteRead.objects.get(note=note, person=stays.person), by=stays)
    assert not unread(scene.lead).exists()


def test_note_of_a_lead_who_left_reaches_everybody_of_an_agency_without_one(scene: Scene) -> None:
    staff = make_actor(scene.agency, role=RoleKind.AGENCY_STAFF)
    share = scene.taken()
    noted(share, scene.lead, by=scene.teacher)
    assert not unread(staff).exists()
    leave(scene.lead)
    assert unread(staff).count() == 1
    withdrawn(scene, share)
    assert not unread(staff).exists()


def test_note_of_a_teacher_who_left_the_class_reaches_the_managers(scene: Scene) -> None:
    lead = make_actor(scene.classroom, role=RoleKind.ATTENDANCE_LEAD)
    beside = make_actor(make_class(make_school(), pupils=0), role=RoleKind.PRINCIPAL)
    share = scene.taken()
    noted(share, scene.teacher, by=scene.lead)
    assert not unread(scene.manager).exists()
    other = make_class(scene.classroom.school, name="9組", pupils=0)
    Role.objects.filter(person=scene.teacher.person).update(classroom=other.pk)
    assert not unread(again(scene.teacher)).exists()
    assert unread(scene.manager).get().person == scene.teacher.person
    for one in (lead, beside, scene.lead):
        assert not unread(one).exists()
    read_note(note_read=unread(scene.manager).get(), by=scene.manager)
    assert not unread(scene.manager).exists()
