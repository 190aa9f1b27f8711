"""Files given on a screen: kept privately, worked on by one, and gone when they are done with."""

import fcntl
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import make_class, make_person
from tsunagu.clock import freeze
from tsunagu.clock.instants import data_folder
from tsunagu.intake.models import NEED_THE_FOLDER, NEXT, RunKind, Upload, UploadState
from tsunagu.intake.progress import Phase, counted
from tsunagu.intake.uploads import (
    DIED,
    FOLDER,
    LOST,
    PROGRESS,
    Busy,
    claimed,
    forget,
    keep_file,
    move,
    path_of,
    progress_of,
    sweep_uploads,
    upload_of,
)
from tsunagu.org.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOON = datetime(2026, 5, 20, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setenv("TSUNAGU_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def person() -> Person:
    """Someone who gives files."""
    return make_person(make_class(pupils=0))


def give(by: Person, name: str = "a.csv") -> Upload:
    """Give a file for checking."""
    kind = RunKind.CALENDAR
    return keep_file(by=by, kind=kind, name=name, chunks=[b"x", b"y"], options={})


def lies() -> list[Path]:
    """Every file that lies in the data folder for imports."""
    return [path for path in (data_folder() / FOLDER).rglob("*") if path.is_file()]


def test_a_file_is_kept_for_its_owner_alone_under_its_own_name(person: Person) -> None:
    path = path_of(give(person, "../../夏 休み.csv"))
    assert (path.name, path.read_bytes()) == ("夏 休み.csv", b"xy")
    assert path.resolve().is_relative_to(data_folder() / FOLDER)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("state", UploadState)
def test_every_state_goes_only_where_the_table_says_and_its_file_with_its_last_use(
    person: Person, state: UploadState
) -> None:
    for to in UploadState:
        upload = give(person)
        Upload.objects.filter(pk=upload.pk).update(state=state)
        upload.refresh_from_db()
        assert move(upload, to) == (to in NEXT[state])
        kept = bool(lies())
        assert kept == (to not in NEXT[state] or to in NEED_THE_FOLDER)
        forget(upload)
        assert not lies()


def test_who_saw_another_state_moves_nothing(person: Person) -> None:
    give(person)
    mine, theirs = upload_of(person), upload_of(person)
    assert mine is not None
    assert theirs is not None
    assert move(theirs, UploadState.CHECKED)
    assert not move(mine, UploadState.FAULTY)
    assert lies()


def test_one_worker_claims_it_and_tells_how_far_it_is(person: Person) -> None:
    upload = give(person)
    with claimed(upload.pk) as mine:
        assert mine == upload
        seen = upload_of(person)
        assert seen is not None
        told = [progress_of(seen) for _ in counted(range(4), Phase.CHECK)]
        assert told == [(percent, Phase.CHECK) for percent in (40, 47, 55, 62)]
        assert (seen.at_work, seen.begun) == (True, True)
        with pytest.raises(Busy):
            give(person)
    assert list(counted([1], Phase.READ)) == [1]
    with claimed(upload.pk) as again:
        assert again is None


def test_one_whose_worker_died_has_ended_and_says_so(person: Person) -> None:
    upload = give(person)
    with claimed(upload.pk):
        pass
    dead = upload_of(person)
    assert dead is not None
    assert (dead.state, dead.message) == (UploadState.ENDED, DIED)
    assert not lies()
    give(person, "b.csv")


def test_one_whose_file_is_gone_has_ended_and_says_so(person: Person) -> None:
    upload = give(person)
    assert move(upload, UploadState.CHECKED)
    path_of(upload).unlink()
    lost = upload_of(person)
    assert lost is not None
    assert (lost.state, lost.message) == (UploadState.ENDED, LOST)


def test_a_new_file_takes_the_place_of_the_last(person: Person) -> None:
    assert move(give(person), UploadState.CHECKED)
    second = give(person, "b.csv")
    assert Upload.objects.get() == second
    assert [path.name for path in lies()] == ["b.csv"]


@pytest.mark.parametrize(("hours", "stays"), [(24, True), (25, False)])
def test_what_nobody_answers_goes_after_a_day(person: Person, hours: int, stays: bool) -> None:
    with freeze(NOON):
        assert move(give(person), UploadState.CHECKED)
    with freeze(NOON + timedelta(hours=hours)):
        sweep_uploads()
    assert Upload.objects.exists() == stays
    assert bool(lies()) == stays


def test_one_at_work_is_left_and_a_folder_of_no_upload_goes(person: Person) -> None:
    upload = give(person)
    stray = data_folder() / FOLDER / "018f0000-0000-7000-8000-000000000000"
    (stray / "file").mkdir(parents=True)
    (stray / "file" / "a.csv").touch()
    with claimed(upload.pk), freeze(date(2026, 6, 20)):
        sweep_uploads()
        assert {path.name for path in lies()} == {"a.csv", PROGRESS}
        assert not stray.exists()
        assert Upload.objects.get().begun


@pytest.fixture
def locked(person: Person) -> Iterator[Upload]:
    """An upload whose worker, another process for all one knows, lives."""
    upload = give(person)
    Upload.objects.filter(pk=upload.pk).update(begun=True)
    with (path_of(upload).parents[1] / PROGRESS).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield upload


def test_a_slow_worker_is_no_dead_one(locked: Upload) -> None:
    with freeze(date(2026, 5, 23)):
        seen = upload_of(locked.by)
    assert seen is not None
    assert seen.at_work
    assert progress_of(seen) == (0, Phase.READ)
