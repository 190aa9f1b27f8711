"""Many sheets printed in the background: what is in, in which order, and what stops it."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pytest_django import Settings

from tests.builders import make_actor, make_class, make_pupil, make_school
from tests.forms.town import Town, ask_otherwise
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Account
from tsunagu.access.policy import Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.clock import freeze, now, today
from tsunagu.forms import bundles
from tsunagu.forms.actions import (
    begin_bundle,
    begin_sheet,
    cancel_bundle,
    close_bundle,
    correct_sheet,
    resume_bundle,
    withdraw_sheet,
)
from tsunagu.forms.actions import bundles as acts
from tsunagu.forms.bundles import DEAD, DENIED, KEPT, outdated, print_bundle, progress_of
from tsunagu.forms.enums import BundleState, SheetState
from tsunagu.forms.models import Answer, Bundle, Sheet
from tsunagu.org.models import Person
from tsunagu.school.models import Enrolment

FORM, YEAR = "worry-sheet", 2026
HELD = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
"""Work is asked for and done by nobody until the test does it."""


def completed(town: Town, *, name: str = "1組", number: int = 1) -> Sheet:
    """A completed sheet on a further child."""
    room = make_class(town.school, name=name, pupils=0)
    pupil = make_pupil(room, number=number)
    sheet = begin_sheet(form=FORM, school=town.school, pupil=pupil, by=make_actor(room))
    complete(sheet)
    return sheet


def complete(sheet: Sheet) -> None:
    """As it is once it is completed."""
    ended = {"ended_by": sheet.begun_by, "ended_at": now()}
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.COMPLETE, **ended)


@pytest.fixture
def principal(town: Town, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Actor:
    """The principal, signed up; a file for each sheet, and nothing done by itself."""
    monkeypatch.setattr(bundles, "A_FILE", 1)
    settings.TASKS = HELD
    person = town.principal.person
    assert person is not None
    Account.objects.create_user("principal", person=person, password=None)
    return town.principal


def begun(by: Actor) -> Bundle:
    """A bundle of the town's form, of which nothing is printed yet."""
    return begin_bundle(form=FORM, school_year=YEAR, by=by)


def work(bundle: Bundle, monkeypatch: pytest.MonkeyPatch, files: int = 10) -> Bundle:
    """What a worker does in a turn of so many files."""
    monkeypatch.setattr(bundles, "A_TURN", files)
    print_bundle.func(str(bundle.pk))
    bundle.refresh_from_db()
    return bundle


def papers(bundle: Bundle) -> str:
    """All that is printed so far."""
    done = bundle.parts.exclude(content=b"").exclude(content=None)
    pdfs = [PdfReader(BytesIO(bytes(part.content or b""))) for part in done]
    return "".join(page.extract_text() for pdf in pdfs for page in pdf.pages)


def counts(bundle: Bundle) -> tuple[int, int, int]:
    """How many there are, how many are done, how many of these are on paper."""
    progress = progress_of(bundle)
    return progress.total, progress.done, progress.printed


def test_all_completed_sheets_of_form_and_year_in_the_order_of_classes_and_nothing_else(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    second, tenth, ninth = (
        completed(town, name=name, number=number)
        for name, number in (("2組", 1), ("1組", 10), ("1組", 9))
    )
    town.begin()
    withdraw_sheet(sheet=completed(town, name="3組"), why="別の子どもだった", by=principal)
    Sheet.objects.filter(pk=completed(town, name="4組").pk).update(school_year=YEAR - 1)
    old = completed(town, name="5組")
    new = correct_sheet(sheet=old, by=principal)
    complete(new)
    bundle = begun(principal)
    keys = [key for part in bundle.parts.all() for key in part.sheets]
    assert keys == [str(one.pk) for one in (ninth, tenth, second, new)]
    assert work(bundle, monkeypatch).state == BundleState.DONE
    assert (counts(bundle), papers(bundle).count("worry-sheet")) == ((4, 4, 4), 4)


def test_files_hold_sheets_of_one_school_and_no_more_than_fit(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "A_FILE", 2)
    for number in range(3):
        completed(town, number=number)
    bundle = begun(principal)
    assert [(part.school_id, part.count) for part in bundle.parts.all()] == [
        (town.school.pk, 2),
        (town.school.pk, 1),
    ]


def test_after_some_files_other_work_has_its_turn_and_it_goes_on(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        completed(town, number=number)
    bundle = work(begun(principal), monkeypatch, files=2)
    assert (bundle.state, bundle.turn, counts(bundle)) == (BundleState.AT_WORK, None, (3, 2, 2))
    assert work(bundle, monkeypatch).state == BundleState.DONE


def test_cancelled_in_the_middle_it_stops_and_goes_on_where_it_stopped(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        completed(town, number=number)
    bundle = work(begun(principal), monkeypatch, files=1)
    first = bundle.parts.exclude(content=None).values_list("pk", "content").get()
    cancel_bundle(bundle=bundle, by=principal)
    assert counts(work(bundle, monkeypatch)) == (3, 1, 1)
    with pytest.raises(Refused):
        cancel_bundle(bundle=bundle, by=principal)
    resume_bundle(bundle=bundle, by=principal)
    assert counts(work(bundle, monkeypatch)) == (3, 3, 3)
    again = bundle.parts.filter(pk=first[0]).values_list("pk", "content").get()
    assert bytes(again[1] or b"") == bytes(first[1] or b"")


def test_cancelled_while_a_file_is_set_that_file_is_not_kept(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    completed(town)
    bundle = begun(principal)
    during(monkeypatch, lambda: cancel_bundle(bundle=bundle, by=principal))
    assert work(bundle, monkeypatch).state == BundleState.CANCELLED
    assert counts(bundle) == (1, 0, 0)


def during(monkeypatch: pytest.MonkeyPatch, do: Any) -> None:
    """Something happens while the next file is set."""
    real = bundles.sheets_pdf

    def setting(papers: Any) -> Any:
        do()
        return real(papers)

    monkeypatch.setattr(bundles, "sheets_pdf", setting)


def test_what_a_dead_worker_left_is_taken_up_after_a_minute_and_by_one_alone(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    completed(town)
    bundle = begun(principal)

    def die() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        during(dying, die)
        with pytest.raises(KeyboardInterrupt):
            work(bundle, dying)
    bundles.tend_bundles()
    assert counts(work(bundle, monkeypatch)) == (1, 0, 0)
    with freeze(now() + DEAD + timedelta(seconds=1)):
        bundles.tend_bundles()
        assert work(bundle, monkeypatch).state == BundleState.DONE


def test_a_sheet_withdrawn_before_its_file_is_left_out(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = completed(town, number=1), completed(town, number=2)
    bundle = work(begun(principal), monkeypatch, files=1)
    withdraw_sheet(sheet=gone, why="別の子どもだった", by=principal)
    assert counts(work(bundle, monkeypatch)) == (2, 2, 1)
    assert outdated(bundle, principal) == []
    assert [part.sheets for part in bundle.parts.all()] == [[str(kept.pk)], []]


def test_a_sheet_withdrawn_after_its_file_has_that_file_set_anew(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    completed(town, number=1)
    gone = completed(town, number=2)
    bundle = work(begun(principal), monkeypatch)
    withdraw_sheet(sheet=gone, why="別の子どもだった", by=principal)
    assert [part.number for part in outdated(bundle, principal)] == [1]
    resume_bundle(bundle=bundle, by=principal)
    assert counts(bundle) == (2, 1, 1)
    assert counts(work(bundle, monkeypatch)) == (2, 2, 1)
    assert outdated(bundle, principal) == []


@pytest.mark.parametrize("lost", ["role", "account", "person"])
def test_rights_that_end_in_the_middle_end_it_and_take_the_papers_away(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    for number in range(2):
        completed(town, number=number)
    bundle = work(begun(principal), monkeypatch, files=1)
    person = principal.person
    assert person is not None
    if lost == "role":
        person.roles.update(last=today() - timedelta(days=1))
    elif lost == "account":
        Account.objects.filter(person=person).update(is_active=False)
    else:
        Person.objects.filter(pk=person.pk).update(active=False)
    assert work(bundle, monkeypatch).state == BundleState.ENDED
    assert (bundle.message, counts(bundle)) == (DENIED, (2, 0, 0))


def test_a_form_changed_in_the_middle_leaves_each_paper_of_its_sheets_own_version(
    town: Town, town_pack: Path, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    completed(town, name="1組")
    completed(town, name="2組")
    bundle = begun(principal)
    assert counts(work(bundle, monkeypatch, files=1)) == (2, 1, 1)
    ask_otherwise(town_pack, today())
    completed(town, name="3組")
    assert work(bundle, monkeypatch).state == BundleState.DONE
    assert papers(bundle).count("2024-04-01") == 2
    assert "休んだ日数" not in papers(bundle)
    both = papers(work(begun(principal), monkeypatch))
    versions = [both.count(day) for day in ("2024-04-01", str(today()))]
    assert (versions, both.count("休んだ日数")) == ([2, 1], 1)


def test_a_child_who_left_the_school_in_the_middle_is_printed_there(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = completed(town)
    bundle = begun(principal)
    Enrolment.objects.filter(pupil=sheet.pupil).update(end=today())
    assert counts(work(bundle, monkeypatch)) == (1, 1, 1)


def test_a_character_that_cannot_be_set_is_told_on_its_paper_and_in_the_list(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "A_FILE", 25)
    odd, _ = completed(town, number=1), completed(town, number=2)
    Answer.objects.filter(sheet=odd, field="class").update(value="1組😀")
    bundle = work(begun(principal), monkeypatch)
    assert bundle.parts.get().remarked == [str(odd.pk)]
    assert papers(bundle).count("「〔U+1F600〕」は、U+1F600（GRINNING FACE）です。") == 1


def test_an_unexpected_fault_is_said_and_it_can_go_on(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    completed(town)
    bundle = begun(principal)

    def fail() -> None:
        raise RuntimeError

    with monkeypatch.context() as failing:
        during(failing, fail)
        with pytest.raises(RuntimeError):
            work(bundle, failing)
    bundle.refresh_from_db()
    assert (bundle.state, "続きから" in bundle.message) == (BundleState.ENDED, True)
    resume_bundle(bundle=bundle, by=principal)
    assert work(bundle, monkeypatch).state == BundleState.DONE


def test_one_a_person_at_a_time_and_the_next_takes_its_place(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused):
        begun(principal)
    completed(town)
    first = begun(principal)
    for act in (resume_bundle, close_bundle):
        with pytest.raises(Refused):
            act(bundle=first, by=principal)
    with pytest.raises(Refused):
        begun(principal)
    work(first, monkeypatch)
    second = begun(principal)
    assert list(Bundle.objects.all()) == [second]


def test_begun_twice_at_the_same_moment_the_second_is_told_to_wait(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    completed(town)
    one = begun(principal)
    Bundle.objects.all().delete()

    def meanwhile() -> Any:
        if not Bundle.objects.exists():
            one.save(force_insert=True)
        return now()

    monkeypatch.setattr(acts, "now", meanwhile)
    with pytest.raises(Refused, match="いま印刷しているもの"):
        begun(principal)


def test_only_managers_begin_and_only_ones_own_is_touched(town: Town, principal: Actor) -> None:
    completed(town)
    with pytest.raises(Denied):
        begun(town.teacher)
    bundle = begun(principal)
    other = make_actor(town.school, role=next(iter(principal.kinds)))
    for act in (cancel_bundle, resume_bundle, close_bundle):
        with pytest.raises(Denied):
            act(bundle=bundle, by=other)


def test_the_next_schools_principal_does_not_print_what_the_former_wrote(
    town: Town, principal: Actor
) -> None:
    sheet = completed(town)
    elsewhere = make_class(make_school(town.school.municipality), pupils=0)
    Enrolment.objects.filter(pupil=sheet.pupil).update(classroom=elsewhere)
    with pytest.raises(Refused):
        begun(make_actor(elsewhere, role=RoleKind.PRINCIPAL))
    assert begun(principal).parts.get().sheets == [str(sheet.pk)]


def test_a_day_later_it_is_gone_with_its_papers(
    town: Town, principal: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    completed(town)
    bundle = work(begun(principal), monkeypatch)
    with freeze(bundle.at + KEPT - timedelta(seconds=1)):
        bundles.tend_bundles()
        assert Bundle.objects.exists()
    with freeze(bundle.at + KEPT + timedelta(seconds=1)):
        bundles.tend_bundles()
    assert not Bundle.objects.exists()


def test_the_audit_tells_who_began_stopped_and_removed(town: Town, principal: Actor) -> None:
    completed(town)
    bundle = begun(principal)
    cancel_bundle(bundle=bundle, by=principal)
    resume_bundle(bundle=bundle, by=principal)
    cancel_bundle(bundle=bundle, by=principal)
    close_bundle(bundle=bundle, by=principal)
    told = Event.objects.filter(kind="bundle").order_by("id").values_list("details", flat=True)
    about = f"{FORM} {YEAR}"
    assert list(told) == [
        {"about": about, "what": what} for what in ("begin", "cancel", "go_on", "cancel", "clear")
    ]
