"""Unusual reading: what is found on both sides of each limit, once, and looked into by a person."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.builders import make_board, make_class, make_person, make_school, pupils_of
from tests.web.school_life import browser_of
from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.looks import note_look
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.cli.jobs import all_jobs
from tsunagu.clock import JST, freeze, new_id
from tsunagu.oversight.actions import look_into, take_up_again
from tsunagu.oversight.models import Finding
from tsunagu.oversight.rules import Look, Stretch, at_night, many
from tsunagu.oversight.tasks import find_unusual
from tsunagu.school.models import Classroom, Pupil

DAY, TEN = date(2026, 5, 20), timedelta(minutes=10)
TEN_O_CLOCK = datetime.combine(DAY, time(10), JST)


def looks(count: int, *, every: timedelta, pupils: int = 1000) -> list[Look]:
    """So many looks at one pupil after another, one every so often from ten o'clock."""
    return [Look(TEN_O_CLOCK + every * n, str(n % pupils)) for n in range(count)]


def test_unusual_pupils_thirty_are_not_and_thirty_one_are() -> None:
    second = timedelta(seconds=1)
    assert many(looks(30, every=second), most=30, within=TEN) is None
    last = TEN_O_CLOCK + second * 30
    assert many(looks(31, every=second), most=30, within=TEN) == Stretch(TEN_O_CLOCK, last, 31)
    assert many(looks(500, every=second, pupils=30), most=30, within=TEN) is None


def test_unusual_minutes_within_ten_and_not_beyond() -> None:
    step = TEN / 30
    assert many(looks(31, every=step), most=30, within=TEN)
    assert many(looks(31, every=step + timedelta(seconds=1)), most=30, within=TEN) is None


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (time(21, 59, 59), False),
        (time(22), True),
        (time(0), True),
        (time(4, 59, 59), True),
        (time(5), False),
    ],
)
def test_night_from_22_until_before_5(at: time, found: bool) -> None:
    look = Look(datetime.combine(DAY, at, JST), "1")
    assert bool(at_night([look], begins=time(22), ends=time(5))) == found


@pytest.fixture
def classroom(db: None) -> Classroom:
    """A class of forty."""
    return make_class(make_school(), pupils=40)


def open_records(actor: Actor, pupils: Iterable[Pupil], at: datetime) -> None:
    """One look at each record, a second after another."""
    for n, pupil in enumerate(pupils):
        with freeze(at + timedelta(seconds=n)):
            note_look(actor, Deed.SEE_PUPIL, kind="pupil", key=pupil.pk, pupil=pupil.pk)


def found_by(day: date) -> list[tuple[str, date, int]]:
    """What stands after the job has run on the morning of a day."""
    with freeze(datetime.combine(day, time(6), JST)):
        find_unusual()
    return list(Finding.objects.order_by("day", "kind").values_list("kind", "day", "pupils"))


def test_forty_records_in_a_minute_are_found_the_next_morning_once(classroom: Classroom) -> None:
    nurse = actor_of(make_person(classroom.school, role=RoleKind.NURSE))
    open_records(nurse, pupils_of(classroom), TEN_O_CLOCK)
    assert found_by(DAY) == []
    morning = DAY + timedelta(days=1)
    assert found_by(morning) == found_by(morning) == [("many", DAY, 40)]
    assert "find_unusual" in {job.name for job in all_jobs()}


def test_own_class_own_deeds_lists_and_the_system_are_not_counted(classroom: Classroom) -> None:
    pupils = pupils_of(classroom)
    teacher = actor_of(make_person(classroom))
    lead = actor_of(make_person(classroom, role=RoleKind.GRADE_LEAD))
    counsellor = actor_of(make_person(classroom.school, role=RoleKind.COUNSELLOR))
    principal = actor_of(make_person(classroom.school, role=RoleKind.PRINCIPAL))
    with freeze(TEN_O_CLOCK - timedelta(days=1)):
        for pupil in pupils[:10]:
            note_deed(counsellor, Deed.RECORD_CONTACT, "contact", "1", pupil=pupil.pk)
        keys = [pupil.pk for pupil in pupils]
        note_look(principal, Deed.SEE_TODAY, kind="today_list", key="", pupils=keys)
    for actor in (teacher, lead, counsellor):
        open_records(actor, pupils, TEN_O_CLOCK)
    assert found_by(DAY + timedelta(days=1)) == []


@pytest.mark.parametrize("who", ["guardian", "pupil"])
def test_families_looks_at_their_own_are_not_counted(who: str, classroom: Classroom) -> None:
    own: dict[str, Any] = {who: new_id()}
    reader = Actor(municipality=classroom.municipality, label="", **own)
    open_records(reader, pupils_of(classroom), TEN_O_CLOCK)
    assert found_by(DAY + timedelta(days=1)) == []


@pytest.mark.parametrize("kind", ["bundle", "school_day_list", "responses", "audit_person"])
def test_what_is_taken_out_at_once_counts_as_opened_but_of_ones_relation(
    kind: str, classroom: Classroom
) -> None:
    keys = [pupil.pk for pupil in pupils_of(classroom)]
    for actor in (
        actor_of(make_person(classroom)),
        actor_of(make_person(classroom.school, role=RoleKind.PRINCIPAL)),
    ):
        with freeze(TEN_O_CLOCK):
            note_look(actor, Deed.SEE_PUPIL, kind=kind, key="", pupils=keys, taken_out=True)
    assert found_by(DAY + timedelta(days=1)) == [("many", DAY, 40)]


@pytest.mark.parametrize(("deed", "before"), [(Deed.RECORD_CONTACT, 0), (Deed.KEEP_DRAFT, 1)])
def test_what_is_done_for_the_looks_makes_no_relation(
    deed: Deed, before: int, classroom: Classroom
) -> None:
    nurse = actor_of(make_person(classroom.school, role=RoleKind.NURSE))
    with freeze(TEN_O_CLOCK - timedelta(days=before, minutes=5)):
        for pupil in pupils_of(classroom):
            note_deed(nurse, deed, "contact", "1", pupil=pupil.pk)
    open_records(nurse, pupils_of(classroom), TEN_O_CLOCK)
    assert found_by(DAY + timedelta(days=1)) == [("many", DAY, 40)]


def test_night_is_one_piece_and_a_stop_is_caught_up_with(classroom: Classroom) -> None:
    principal = actor_of(make_person(classroom.school, role=RoleKind.PRINCIPAL))
    one, other, *_ = pupils_of(classroom)
    open_records(principal, [one], datetime.combine(DAY, time(23), JST))
    open_records(principal, [other], datetime.combine(DAY + timedelta(days=1), time(2), JST))
    open_records(principal, [one], datetime.combine(DAY + timedelta(days=3), time(22), JST))
    expected = [("night", DAY, 2), ("night", DAY + timedelta(days=3), 1)]
    assert found_by(DAY + timedelta(days=30)) == expected
    (first, _) = Finding.objects.order_by("day")
    assert (first.first_at.astimezone(JST).hour, first.last_at.astimezone(JST).hour) == (23, 2)


def test_what_managers_alone_know_is_found_nowhere(classroom: Classroom) -> None:
    principal = actor_of(make_person(classroom.school, role=RoleKind.PRINCIPAL))
    with freeze(datetime.combine(DAY, time(23), JST)):
        note_look(
            principal, Deed.SEE_SUSPICION, kind="suspicion", key="1",
            pupil=pupils_of(classroom)[0].pk,
        )  # fmt: skip
    assert found_by(DAY + timedelta(days=2)) == []


@pytest.fixture
def finding(classroom: Classroom) -> Finding:
    """A night of the principal's."""
    person = make_person(classroom.school, role=RoleKind.PRINCIPAL, family_name="夜長")
    at = datetime.combine(DAY, time(23), JST)
    common = {"municipality": classroom.municipality, "person": person}
    return Finding.objects.create(
        **common, kind="night", day=DAY, first_at=at, last_at=at, pupils=2
    )


def test_looked_into_with_a_word_once_and_taken_up_again(finding: Finding) -> None:
    officer = actor_of(make_person(make_board(finding.municipality), role=RoleKind.PRIVACY_OFFICER))
    with pytest.raises(Refused, match="ひとこと"):
        look_into(finding=finding, note=" ", by=officer)
    look_into(finding=finding, note="修学旅行の夜の連絡", by=officer)
    with pytest.raises(Refused, match="すでに"):
        look_into(finding=finding, note="また", by=officer)
    assert not Finding.objects.open().exists()
    take_up_again(finding=finding, by=officer)
    assert Finding.objects.open().get().note == "修学旅行の夜の連絡"
    with pytest.raises(Refused, match="400字まで"):
        look_into(finding=finding, note="あ" * 401, by=officer)
    assert look_into(finding=finding, note="あ" * 398 + "\r\nい", by=officer).note[-2:] == "\nい"
    take_up_again(finding=finding, by=officer)
    written = Event.objects.filter(kind="finding").order_by("pk")
    assert [one.details["what"] for one in written] == ["looked", "again"] * 2
    assert "修学旅行" not in str([one.details for one in written])


def test_nobody_looks_into_oneself_and_others_may_not(finding: Finding) -> None:
    with pytest.raises(Denied):
        look_into(finding=finding, note="よし", by=actor_of(finding.person))
    board = make_board(finding.municipality)
    role = make_person(board, role=RoleKind.PRIVACY_OFFICER).roles.get()
    role.person = finding.person
    role.save()
    with pytest.raises(Refused, match="ほかの担当者"):
        look_into(finding=finding, note="よし", by=actor_of(finding.person))


def test_list_is_the_officers_today_with_a_form_and_an_end(finding: Finding) -> None:
    officer = make_person(make_board(finding.municipality), role=RoleKind.PRIVACY_OFFICER)
    browser, page = browser_of(officer), reverse("audit:unusual")
    for address in (page, "/"):
        shown = browser.get(address).content.decode()
        assert "夜長 先生" in shown
        assert "よい・わるいの判断ではありません" in shown
    browser.post(reverse("audit:look-into", args=[finding.pk]), {"note": "夜間の通報に対応"})
    assert "確かめることはありません" in browser.get(page).content.decode()
    assert "夜長" not in browser.get("/").content.decode()
    looked = browser.get(reverse("audit:looked-into")).content.decode()
    assert "夜間の通報に対応" in looked
    browser.post(reverse("audit:take-up-again", args=[finding.pk]))
    assert "夜長" in browser.get(page).content.decode()
    assert browser_of(finding.person).get(page).status_code == 404


def test_list_of_twenty_a_page(finding: Finding) -> None:
    common = {"municipality": finding.municipality, "person": finding.person, "kind": "many"}
    at = finding.first_at
    Finding.objects.bulk_create(
        Finding(**common, day=DAY - timedelta(days=n), first_at=at, last_at=at, pupils=31)
        for n in range(45)
    )
    officer = make_person(make_board(finding.municipality), role=RoleKind.PRIVACY_OFFICER)
    browser, page = browser_of(officer), reverse("audit:unusual")
    assert "41–46件（全46件）" in browser.get(page, {"page": "3"}).content.decode()
