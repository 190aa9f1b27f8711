"""Whom to call: the guardians of the pupils that a file names, in the order of its rows."""

import re
from collections import defaultdict
from pathlib import Path
from uuid import UUID

from django.db.models import Q

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.intake.faults import Faults
from tsunagu.intake.journal import Journal
from tsunagu.intake.models import RunKind
from tsunagu.intake.progress import Phase, counted
from tsunagu.intake.result import Result
from tsunagu.intake.runs import last_number
from tsunagu.intake.table import Column, Row, read_table
from tsunagu.intake.values import plain
from tsunagu.school.enums import Custody
from tsunagu.school.imports.lookup import pupils_by_id
from tsunagu.school.imports.running import Work, carry_out, schools_within_reach
from tsunagu.school.models import Guardian, Pupil

COLUMNS = (
    Column("pupil", "児童生徒ID", filled=True),
    Column("name", "氏名", filled=True),
    Column("relation", "続柄", needed=False),
    Column("phone", "電話"),
    Column("language", "言語", needed=False),
    Column("note", "備考", needed=False),
)
PHONE = re.compile(r"\+?[0-9()\- ]+")
PHONE_LENGTHS = range(6, 31)
LENGTHS = {"name": 255, "relation": 50, "language": 50}


def import_guardians(*, path: Path, by: Actor, dry_run: bool = False) -> Result:
    """Take in whom to call. What a file says of a pupil takes the place of what stood before.

    Raises `InputFault` with every fault.
    """
    faults = Faults()
    reach = schools_within_reach(by)
    table = read_table(path, COLUMNS, faults)
    seen = last_number(by.municipality)
    pupils = pupils_by_id(by.municipality, {row["pupil"] for row in table.rows})
    if reach is not None:
        own = Pupil.objects.visible_to(by, Deed.IMPORT, on=today())
        mine = set(own.values_list("pk", flat=True))
        pupils = {sourced_id: pk for sourced_id, pk in pupils.items() if pk in mine}
    warnings: list[str] = []
    by_pupil: dict[UUID, list[dict[str, str]]] = defaultdict(list)
    for row in counted(table.rows, Phase.READ):
        values = _values(row, warnings)
        pupil = pupils.get(row["pupil"])
        if row["pupil"] and pupil is None:
            row.fault("pupil", f"「{row['pupil']}」という児童生徒は登録されていません")
        if pupil is not None and values not in by_pupil[pupil]:
            by_pupil[pupil].append(values)
    faults.check()
    journal = Journal()
    warnings += _guardians(by, by_pupil, journal, table.file)
    counts = {"rows": len(table.rows), "pupils": len(by_pupil)}
    work = Work(
        RunKind.GUARDIANS, table.file, table.digest, journal, seen, counts=counts, warnings=warnings
    )
    return carry_out(work, by=by, dry_run=dry_run)


def _values(row: Row, warnings: list[str]) -> dict[str, str]:
    """What a row says of a guardian."""
    for name, most in LENGTHS.items():
        if len(row[name]) > most:
            row.fault(name, f"長すぎます。{most}文字までです")
    phone = re.sub("[‐‑–—―−ー－]", "-", plain(row["phone"]))
    if phone and not PHONE.fullmatch(phone):
        row.fault("phone", "電話番号は数字・ハイフン・+・括弧で書いてください（ほかは備考へ）")
    elif phone and len(phone) not in PHONE_LENGTHS:
        least, most = min(PHONE_LENGTHS), max(PHONE_LENGTHS)
        why = f"電話番号が{len(phone)}文字です。{least}文字から{most}文字までで書いてください"
        row.fault("phone", why)
    elif phone and phone[0] not in "0+(":
        warnings.append(
            f"{row.table.file}:{row.line}: 電話番号が0で始まりません。"
            "Excelで先頭の0が消えていないか確かめてください"
        )
    return {
        "name": row["name"],
        "relation": row["relation"],
        "phone": phone,
        "language": row["language"],
        "note": row["note"],
    }


def _guardians(
    by: Actor, wanted: dict[UUID, list[dict[str, str]]], journal: Journal, file: str
) -> list[str]:
    """Bring each pupil's guardians to what the file says; the same name stays the same row.

    Whoever a manager has written something about stays, called last; the warnings say so.
    """
    known: dict[UUID, list[Guardian]] = defaultdict(list)
    rows = Guardian.objects.filter(municipality=by.municipality).order_by("order", "id")
    for guardian in rows:
        known[guardian.pupil_id].append(guardian)
    written = rows.filter(Q(limits__isnull=False) | ~Q(custody=Custody.UNKNOWN))
    stay = set(written.values_list("pk", flat=True))
    kept = 0
    for pupil, people in wanted.items():
        standing = known.get(pupil, [])
        for order, values in enumerate(people):
            match = next((g for g in standing if g.name == values["name"]), None)
            if match is not None:
                standing.remove(match)
                journal.change(match, order=order, **values)
            else:
                journal.create(
                    Guardian(municipality=by.municipality, pupil_id=pupil, order=order, **values)
                )
        for order, guardian in enumerate(standing, len(people)):
            if guardian.pk in stay:
                journal.change(guardian, order=order)
                kept += 1
            else:
                journal.remove(guardian)
    if not kept:
        return []
    return [
        f"{file}: ファイルにない保護者のうち{kept}人は、学校が書き加えた記録があるので残しました。"
        "名前の書きかたがちがうだけなら、前の書きかたに合わせて取り込みなおしてください"
    ]
