"""A prepared query finds what the ORM finds, however often and with whatever values."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from tests.builders import make_city, make_class, make_school, pupils_of
from tsunagu.attendance.models import Mark, RollCall
from tsunagu.audit.actions import event, record
from tsunagu.audit.models import Event
from tsunagu.clock import freeze, now
from tsunagu.prepared import Insertion, Maker, Prepared
from tsunagu.school.models import Classroom, Enrolment, Pupil

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 20)
MANY = 8


@pytest.fixture
def rooms() -> list[Classroom]:
    """Two classes of one school."""
    school = make_school(make_city())
    return [make_class(school, pupils=3), make_class(school, pupils=2)]


def mark(room: Classroom, pupil: Pupil, kind: str, day: date = DAY) -> Mark:
    """A mark, not yet stored."""
    return Mark(
        municipality=room.municipality,
        pupil=pupil,
        classroom=room,
        day=day,
        kind=kind,
        entered_at=now(),
    )


def test_rows_of_every_kind_of_place_are_those_of_the_orm(rooms: list[Classroom]) -> None:
    def build(kinds: list[str], room: UUID, day: date, at: datetime, most: int) -> object:
        rows = Mark.objects.filter(Q(kind__in=kinds) | Q(late=True), classroom=room, day__gte=day)
        rows = rows.filter(entered_at__lt=at, classroom__school_year__lte=most)
        return rows.order_by("pupil").values_list("pupil", "day", "kind", "late", "entered_at")

    marks = [mark(rooms[0], pupil, "absent") for pupil in pupils_of(rooms[0])]
    marks += [mark(rooms[1], pupil, "missing") for pupil in pupils_of(rooms[1])]
    Mark.objects.bulk_create(marks)
    prepared = Prepared(build, [str], UUID, date, datetime, int)  # type: ignore[arg-type]
    soon, long_ago = now() + timedelta(hours=1), now() - timedelta(days=1)
    for room in rooms:
        for kinds in (["absent"], ["absent", "missing"], ["excused"]):
            for at in (soon, long_ago):
                values = (kinds, room.pk, DAY, at, 2026)
                assert list(prepared(*values)) == list(build(*values))  # type: ignore[call-overload]
    assert len(prepared(["absent"], rooms[0].pk, DAY, soon, 2026)) == 3
    assert not prepared(["absent"], rooms[0].pk, DAY, soon, 2025)


def test_objects_are_those_of_the_orm(rooms: list[Classroom]) -> None:
    prepared = Prepared(
        lambda keys: Enrolment.objects.filter(pupil__in=keys).order_by("pk"), [UUID]
    )
    keys = [pupil.pk for pupil in pupils_of(rooms[0])]
    wanted = list(Enrolment.objects.filter(pupil__in=keys).order_by("pk"))
    found = prepared.objects(Enrolment, keys)
    assert found == wanted
    assert [(e.begin, e.end, e.number) for e in found] == [
        (e.begin, e.end, e.number) for e in wanted
    ]


def test_an_empty_collection_asks_nothing(django_assert_num_queries: object) -> None:
    prepared = Prepared(lambda keys: Pupil.objects.filter(pk__in=keys), [UUID])
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert prepared([]) == []


def test_of_a_column_of_json_each_row_has_its_own() -> None:
    made = [event(municipality="1", actor="2", deed="3", kind="4", key="5") for _ in range(2)]
    record(made)
    prepared = Prepared(lambda key: Event.objects.filter(key=key), str)
    first, second = prepared.objects(Event, "5")
    first.details["changed"] = True
    assert second.details == {}


def test_a_text_of_the_query_itself_may_hold_any_sign(rooms: list[Classroom]) -> None:
    odd = "100%s ' \" ?"
    Classroom.objects.filter(pk=rooms[0].pk).update(name=odd)
    prepared = Prepared(lambda key: Classroom.objects.filter(name=odd, pk=key), UUID)
    assert [len(prepared(room.pk)) for room in rooms] == [1, 0]


def test_an_insertion_stores_and_takes_over_what_is_named(rooms: list[Classroom]) -> None:
    insert = Insertion(Mark, unique=("pupil", "day"), update=("kind",))
    pupils = pupils_of(rooms[0])
    insert([mark(rooms[0], pupil, "absent") for pupil in pupils[:2]])
    changed = mark(rooms[0], pupils[0], "missing")
    changed.note = "あとから"
    insert([changed, mark(rooms[0], pupils[2], "excused")])
    rows = Mark.objects.order_by("pupil").values_list("pupil", "kind", "note")
    kinds = {pupil: (kind, note) for pupil, kind, note in rows}
    assert kinds == {
        pupils[0].pk: ("missing", ""),
        pupils[1].pk: ("absent", ""),
        pupils[2].pk: ("excused", ""),
    }


def test_an_insertion_without_takeover_refuses_what_is_there(rooms: list[Classroom]) -> None:
    insert = Insertion(Mark)
    given = [mark(rooms[0], pupils_of(rooms[0])[0], "absent")]
    insert(given)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([mark(rooms[0], pupils_of(rooms[0])[0], "missing")])
    assert Mark.objects.get().kind == "absent"
    insert([])
    assert RollCall.objects.count() == 0


def test_an_insertion_of_many_rows_stores_what_one_of_few_does(rooms: list[Classroom]) -> None:
    insert = Insertion(Mark, unique=("pupil", "day"), update=("kind",))
    (pupil, *_), days = pupils_of(rooms[0]), [DAY + timedelta(days=n) for n in range(MANY)]
    insert([mark(rooms[0], pupil, "absent", day) for day in days])
    insert(
        [mark(rooms[0], pupil, "missing", day) for day in days[1:]]
        + [mark(rooms[1], pupil, "excused", DAY)]
    )
    found = Mark.objects.order_by("day").values_list("classroom", "kind", "late_at", "run")
    assert list(found) == [
        (rooms[0].pk, kind, None, None) for kind in ["excused"] + ["missing"] * (MANY - 1)
    ]
    details = [{"classes": [n, "1組"], "why": None} for n in range(MANY)]
    Insertion(Event)(
        [
            Event(
                municipality="x",
                at=now(),
                day=DAY,
                actor="a",
                deed="d",
                kind="k",
                key=str(n),
                details=one,
            )
            for n, one in enumerate(details)
        ]
    )
    assert [
        event.details for event in Event.objects.filter(municipality="x").order_by("key")
    ] == details


ODD = [
    "",
    " ",
    "NULL",
    "null",
    '"',
    "\\",
    '\\"',
    "{a,b}",
    "a, b",
    "'",
    "100%s",
    "改行\nあり",
    "\t",
    "日本",
]


def test_any_text_is_stored_and_asked_for_as_it_is(rooms: list[Classroom]) -> None:
    (pupil, *_), days = pupils_of(rooms[0]), [DAY + timedelta(days=n) for n in range(len(ODD))]
    marks = [mark(rooms[0], pupil, "absent", day) for day in days]
    for one, text in zip(marks, ODD, strict=True):
        one.note = text
    Insertion(Mark)(marks)
    assert list(Mark.objects.order_by("day").values_list("note", flat=True)) == ODD
    noted = Prepared(lambda notes: Mark.objects.filter(note__in=notes).values_list("note"), [str])
    for text in ODD:
        assert list(noted([text])) == [(text,)]
    assert sorted(text for (text,) in noted(ODD)) == sorted(ODD)


def test_what_was_asked_often_is_answered_anew_after_a_change(rooms: list[Classroom]) -> None:
    """PostgreSQL keeps the plan of a statement, not its answer; a rollback forgets the plan too."""
    kinds = Prepared(
        lambda pupils, day: Mark.objects.filter(pupil__in=pupils, day=day).values_list("kind"),
        [UUID],
        date,
    )
    pupils = [pupil.pk for pupil in pupils_of(rooms[0])]
    insert = Insertion(Mark, unique=("pupil", "day"), update=("kind",))
    for n in range(12):
        kind = "absent" if n % 2 else "excused"
        insert([mark(rooms[0], pupil, kind) for pupil in pupils_of(rooms[0])])
        assert list(kinds(pupils, DAY)) == [(kind,)] * len(pupils)
        with pytest.raises(IntegrityError), transaction.atomic():
            Insertion(Mark)([mark(rooms[0], pupils_of(rooms[0])[0], "missing")])


def test_a_maker_makes_what_the_model_makes(rooms: list[Classroom]) -> None:
    make, room = Maker(Mark), rooms[0]
    given = {"municipality_id": room.municipality_id, "classroom_id": room.pk, "kind": "absent"}
    with freeze(DAY):
        made, wanted = make(**given), Mark(**given)
    columns = [field.attname for field in Mark._meta.concrete_fields if field.name != "id"]
    assert [getattr(made, name) for name in columns] == [getattr(wanted, name) for name in columns]
    assert len({made.pk, make(**given).pk, wanted.pk}) == 3


def test_objects_come_with_those_that_are_named_beside_them(
    rooms: list[Classroom], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Their parts too that stand in another table, as a school's do."""
    prepared = Prepared(
        lambda keys: Classroom.objects.filter(pk__in=keys).select_related("school__municipality"),
        [UUID],
    )
    assert prepared.objects(Classroom, []) == []
    with django_assert_num_queries(1):
        found = prepared.objects(Classroom, [room.pk for room in rooms])
        names = {(one.pk, one.school.name, one.school.municipality.name) for one in found}
    school = rooms[0].school
    assert names == {(room.pk, school.name, school.municipality.name) for room in rooms}
    found[0].school.name = "another"
    found[0].school.save()
    school.refresh_from_db()
    assert school.name == "another"
