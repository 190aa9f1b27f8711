"""Files given on a screen: kept in the data folder while they are worked on, then removed.

Who works on one holds a lock on its `progress` file, so that one whose worker died is told from
one that is slow, without a clock; how far the work is stands in that file, so that nobody has to
write to the database for it.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple
from datetime import timedelta
from pathlib import Path, PurePath
from typing import Any
from uuid import UUID

from tsunagu.clock import new_id, now
from tsunagu.clock.instants import data_folder
from tsunagu.intake.models import ImportRun, Upload, UploadState
from tsunagu.intake.progress import Phase, told_to
from tsunagu.intake.result import Outlook
from tsunagu.org.models import Person

FOLDER, PROGRESS, OUTLOOK = "import-files", "progress", "outlook"
KEPT = timedelta(days=1)
"""How long a file waits for a person, and how long the answer about it is to be read."""
DIED = (
    "途中で止まりました（機械やサービスが止まったためです）。下の一覧に新しい番号がなければ、"
    "何も変わっていません。もう一度ファイルを選んでください。「読み込み中」「反映中」の番号は、"
    "しばらくすると自動で片づきます。"
)
DIED_UNDOING = (
    "途中で止まりました（機械やサービスが止まったためです）。取り消しは行われていません。"
    "もう一度「取り消す」を押してください。"
)
LOST = "置いてあったファイルがもうありません。もう一度選んでください。"


class Busy(Exception):
    """A worker has begun with the person's last file."""


def upload_of(by: Person) -> Upload | None:
    """The file that a person gave last, with its end noted if its worker died."""
    upload = Upload.objects.filter(by=by).first()
    if upload is not None:
        settle(upload)
    return upload


def keep_file(
    *,
    by: Person,
    kind: str,
    name: str,
    chunks: Iterable[bytes] = (),
    options: Mapping[str, Any] | None = None,
    undoing: ImportRun | None = None,
) -> Upload:
    """Keep a file for checking, or a run to take back, in place of the person's last one.

    Raises `Busy` while that one is being worked on, and `OSError` where there is no room.
    """
    before = upload_of(by)
    if before is not None and before.busy:
        raise Busy
    upload = Upload(
        municipality=by.municipality,
        by=by,
        kind=kind,
        file_name=PurePath(name).name[:100] or "file",
        options=dict(options or {}),
        state=UploadState.UNDOING if undoing else UploadState.CHECKING,
        run=undoing,
        at=now(),
    )
    try:
        _write(path_of(upload), chunks)
        if before is not None:
            forget(before)
        upload.save(force_insert=True)
    except BaseException:
        _remove(upload)
        raise
    return upload


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file that its owner alone may read."""
    path.parent.mkdir(mode=0o700, parents=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.writelines(chunks)


def path_of(upload: Upload) -> Path:
    """Where the file lies, under its own name so that faults can name it."""
    return _folder(upload) / "file" / upload.file_name


def _folder(upload: Upload) -> Path:
    return data_folder() / FOLDER / str(upload.pk)


def _remove(upload: Upload) -> None:
    shutil.rmtree(_folder(upload), ignore_errors=True)


def keep_outlook(upload: Upload, outlook: Sequence[Outlook]) -> None:
    """Keep what a checked file would do beside it: names stay in no table that outlives it."""
    text = json.dumps([astuple(one) for one in outlook], ensure_ascii=False)
    _write(_folder(upload) / OUTLOOK / "lines", [text.encode()])


def outlook_of(upload: Upload) -> list[Outlook]:
    """What a checked file would do to each child; nothing once it was taken in."""
    try:
        text = (_folder(upload) / OUTLOOK / "lines").read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return [Outlook(*one) for one in json.loads(text)]


def forget(upload: Upload) -> None:
    """Remove a file and what is known of it."""
    _remove(upload)
    upload.delete()


def move(upload: Upload, to: UploadState, **values: Any) -> bool:
    """Bring an upload from the state it was seen in to another; its file goes with its last use.

    False where that is no way to go, or someone else moved it meanwhile.
    """
    if not upload.may_become(to):
        return False
    values |= {"state": to, "begun": False}
    seen = Upload.objects.filter(pk=upload.pk, state=upload.state, begun=upload.begun)
    moved = seen.update(**values)
    if moved:
        for name, value in values.items():
            setattr(upload, name, value)
        if not upload.needs_folder:
            _remove(upload)
    return bool(moved)


@contextmanager
def claimed(key: UUID) -> Iterator[Upload | None]:
    """Work on an upload, alone and seen to be alive; None where there is nothing to do."""
    upload = Upload.objects.select_related("by__municipality").filter(pk=key).first()
    if upload is None or not upload.at_work or not path_of(upload).exists():
        yield None
        return
    with (_folder(upload) / PROGRESS).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        mine = Upload.objects.filter(pk=key, state=upload.state, begun=False).update(begun=True)
        upload.begun = bool(mine)

        def note(phase: Phase, percent: int) -> None:
            file.seek(0)
            file.write(f"{percent:3} {phase.value:5}")
            file.flush()

        with told_to(note):
            yield upload if mine else None


def progress_of(upload: Upload) -> tuple[int, Phase]:
    """How much is done, in percent, and what is being done."""
    if not upload.begun:
        return 0, Phase.READ
    with suppress(OSError, ValueError):
        percent, phase = (_folder(upload) / PROGRESS).read_text().split()
        return int(percent), Phase(phase)
    return 0, Phase.READ


def settle(upload: Upload) -> None:
    """Note the end of an upload whose worker died, or whose file is gone."""
    if not upload.needs_folder:
        return
    gone = not path_of(upload).exists()
    if not gone and not (upload.busy and not _is_worked_on(upload)):
        return
    # It may have come to its end between the look at its state and the look at its lock.
    seen = Upload.objects.filter(pk=upload.pk).first()
    if seen is not None and (seen.state, seen.begun) == (upload.state, upload.begun):
        died = DIED_UNDOING if upload.state == UploadState.UNDOING else DIED
        move(upload, UploadState.ENDED, message=LOST if gone else died)
    elif seen is not None:
        upload.refresh_from_db()


def _is_worked_on(upload: Upload) -> bool:
    try:
        file = (_folder(upload) / PROGRESS).open()
    except FileNotFoundError:
        return False
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def sweep_uploads() -> None:
    """Note what died, and forget what nobody answered or needs to read any more."""
    for upload in Upload.objects.order_by("pk"):
        settle(upload)
        if not upload.busy and upload.at < now() - KEPT:
            forget(upload)
    known = {str(key) for key in Upload.objects.values_list("pk", flat=True)}
    for folder in (data_folder() / FOLDER).glob("*"):
        if folder.name not in known and _age(UUID(folder.name)) > KEPT:
            shutil.rmtree(folder, ignore_errors=True)


def _age(key: UUID) -> timedelta:
    """How long ago a key was made: its first 48 bits are milliseconds."""
    return timedelta(milliseconds=(new_id().int >> 80) - (key.int >> 80))
