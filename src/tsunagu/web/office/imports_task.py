"""The work behind the import screen, done by the background worker."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django_tasks import task

from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.models import Account
from tsunagu.access.policy import Deed, Denied
from tsunagu.attendance.imports import import_attendance
from tsunagu.intake.faults import Fault, InputFault
from tsunagu.intake.journal import CannotUndo
from tsunagu.intake.models import RunKind, Upload, UploadState
from tsunagu.intake.result import Result
from tsunagu.intake.trouble import in_words, meaning
from tsunagu.intake.uploads import claimed, keep_outlook, move, path_of
from tsunagu.school.imports.calendar import import_calendar
from tsunagu.school.imports.guardians import import_guardians
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.imports.staff import import_staff
from tsunagu.school.imports.undo import undo_import
from tsunagu.signs.imports import import_alerts

logger = logging.getLogger(__name__)
DENIED = "取り込みを任されていない自治体か学校のファイルです。何も変わっていません。"
BROKEN = (
    "思いがけない誤りで止まりました。何も変わっていません。システムの担当者に知らせてください。"
)
MOST_FAULTS = 1_000
"""As many as a page can show; whoever has more has given another file than was meant."""
MANY = (
    "直すところが{count:,}か所あります。はじめの{most:,}か所を示します。"
    "種類やファイルが違っていないかを確かめて、もう一度選んでください。"
)
GONE = "その取り込みはもうありません。"
OTHERS = {
    RunKind.STAFF: import_staff,
    RunKind.GUARDIANS: import_guardians,
    RunKind.CALENDAR: import_calendar,
    RunKind.ALERTS: import_alerts,
}


@task()
def work_on_upload(key: str) -> None:
    """Check the file with this key, take it in once a person has confirmed it, or take it back."""
    with claimed(UUID(key)) as upload:
        if upload is None:
            return
        try:
            _work(upload, _giver(upload))
        except InputFault as fault:
            _refuse(upload, fault.faults)
        except CannotUndo as refused:
            move(upload, UploadState.ENDED, message="\n".join(refused.reasons))
        except Denied:
            move(upload, UploadState.ENDED, message=DENIED)
        except DatabaseError as error:
            logger.exception("取り込みがデータベースの問題で止まりました")
            move(upload, UploadState.ENDED, message=meaning(error))
        except OSError as error:
            logger.exception("取り込みがファイルの問題で止まりました")
            move(upload, UploadState.ENDED, message=in_words(error))
        except Exception:
            move(upload, UploadState.ENDED, message=BROKEN)
            raise


def _giver(upload: Upload) -> Actor:
    """Who gave the file, as they may now. Raises `Denied` where they have left meanwhile."""
    account = Account.objects.filter(person=upload.by).first()
    if account is None or not account.lets_in:
        raise Denied(Deed.IMPORT)
    return actor_of(account.person)


def _work(upload: Upload, by: Actor) -> None:
    """Do what the upload's state asks for, and say that it is done."""
    if upload.state == UploadState.UNDOING:
        if upload.run is None:
            raise CannotUndo([GONE])
        undo_import(run=upload.run, by=by)
        move(upload, UploadState.UNDONE)
        return
    result = _take_in(upload, by)
    if result.outlook:
        keep_outlook(upload, result.outlook)
    move(
        upload,
        UploadState.CHECKED if result.dry_run else UploadState.TAKEN,
        faults=[],
        counts=dict(result.counts),
        warnings=list(result.warnings),
        run_id=result.run,
    )


def _take_in(upload: Upload, by: Actor) -> Result:
    """Check it without writing, or take it in, by what its kind needs to know."""
    common: dict[str, Any] = {
        "path": path_of(upload),
        "by": by,
        "dry_run": upload.state == UploadState.CHECKING,
    }
    given = upload.options
    if upload.kind == RunKind.ATTENDANCE:
        return import_attendance(
            first=date.fromisoformat(given["first"]),
            last=date.fromisoformat(given["last"]),
            schools=given["schools"],
            taken=given["taken"],
            **common,
        )
    if upload.kind == RunKind.ROSTER:
        effective = given.get("effective")
        return import_roster(
            packs=by.municipality.packs,
            effective=date.fromisoformat(effective) if effective else None,
            same=given.get("same"),
            new=given.get("new", ()),
            **common,
        )
    reader: Callable[..., Result] = OTHERS[RunKind(upload.kind)]
    return reader(**common)


def _refuse(upload: Upload, faults: Sequence[Fault]) -> None:
    """List what is wrong; where only a person's word is missing, ask for it."""
    if all(fault.asks for fault in faults):
        move(upload, UploadState.ASKING, faults=[asdict(fault) for fault in faults])
        return
    told = [asdict(fault) for fault in faults[:MOST_FAULTS]]
    more = len(faults) > MOST_FAULTS
    message = MANY.format(count=len(faults), most=MOST_FAULTS) if more else ""
    move(upload, UploadState.FAULTY, faults=told, message=message)
