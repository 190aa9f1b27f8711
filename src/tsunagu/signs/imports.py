"""Alerts of learning portals, from a file or from a connected system: all of them or none."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from tsunagu.access.actor import Actor
from tsunagu.access.basis import basis_of
from tsunagu.access.noted import note_each
from tsunagu.access.policy import Deed
from tsunagu.clock import JST, now, today
from tsunagu.intake.faults import Faults
from tsunagu.intake.journal import Journal
from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.intake.progress import Phase, counted
from tsunagu.intake.result import Result
from tsunagu.intake.runs import last_number
from tsunagu.intake.table import Column, Row, Table, read_table
from tsunagu.intake.values import BadValue, plain, read_date
from tsunagu.school.imports.lookup import FEW, pupils_by_id
from tsunagu.school.imports.running import Work, carry_out, schools_within_reach
from tsunagu.school.models import Enrolment
from tsunagu.signs.models import Alert

COLUMNS = (
    Column("pupil", "児童生徒ID", filled=True),
    Column("at", "日時", filled=True),
    Column("portal", "ポータル", filled=True),
    Column("kind", "知らせの種類", filled=True),
    Column("id", "知らせのID", needed=False),
)
"""No column for a score, a rank or what a child wrote: a file that has one is refused."""
UNKNOWN = "は、取り込める学校にいま在籍していません。名簿の sourcedId を書いてください"
LENGTHS = {"portal": 50, "kind": 50, "id": 100}
NO_WORDS = re.compile(r"[\W\d_点位]*")
"""A number, or points or a rank, where a kind should be told in words."""
WITH_TIME = re.compile(
    r"(?P<day>.+?)[T ](?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?"
    r"\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
MIDNIGHT = re.compile(r".*[T ]0?0:00(?::00(?:\.0+)?)?")
"""What a spreadsheet writes of a date alone."""
BACK = timedelta(days=60)
"""How long ago something may be that a portal tells of now; ours."""
Said = tuple[str, date, time | None]
"""The kind, the day, and the time where it is told."""


@dataclass(frozen=True)
class Told:
    """What a row tells of a child who is at a school today."""

    pupil: UUID
    school: UUID
    portal: str
    own_id: str
    said: Said

    @property
    def key(self) -> tuple[object, ...]:
        """By what the same alert is known again: the portal's id, else all that is said."""
        return (self.pupil, self.portal, self.own_id or self.said)


def import_alerts(*, path: Path | Table, by: Actor, dry_run: bool = False) -> Result:
    """Take in what portals tell, from a file or a table read elsewhere; what is known stays.

    Raises `Denied`, and `InputFault` with everything that is wrong, when nothing was written.
    """
    schools_within_reach(by, Deed.IMPORT_ALERTS)
    seen = last_number(by.municipality)
    table = path if isinstance(path, Table) else read_table(path, COLUMNS, Faults())
    told = _told(table, by)
    new = _new(told, by)
    table.faults.check()
    journal = Journal()
    for alert in new:
        journal.create(alert)
    work = Work(
        RunKind.ALERTS,
        table.file,
        table.digest,
        journal,
        seen,
        counts={"rows": len(table.rows)},
        warnings=[] if table.rows else [f"{table.file}: データの行がありません"],
        options={"schools": sorted({str(one.school) for _, one in told})},
        owned=new,
        deed=Deed.IMPORT_ALERTS,
    )

    def then(run: ImportRun) -> None:
        pupils = sorted({alert.pupil_id for alert in new})
        basis = basis_of(by, Deed.IMPORT_ALERTS)
        note_each(by, Deed.IMPORT_ALERTS, "alert", run.pk, pupils=pupils, basis=basis)

    return carry_out(work, by=by, dry_run=dry_run, then=then)


def _told(table: Table, by: Actor) -> list[tuple[Row, Told]]:
    """What each row tells; what is wrong with it goes to the table's faults.

    A pupil of a school out of reach is no more known than one made up.
    """
    pupils = pupils_by_id(by.municipality, {row["pupil"] for row in table.rows})
    schools = _schools(pupils.values(), by)
    told = []
    for row in counted(table.rows, Phase.READ):
        _object(row)
        when = _when(row)
        pupil = pupils.get(row["pupil"])
        school = schools.get(pupil) if pupil else None
        if pupil and school and when:
            said = (row["kind"], *when)
            told.append((row, Told(pupil, school, row["portal"], row["id"], said)))
        elif row["pupil"] and not school:
            row.fault("pupil", f"「{row['pupil']}」{UNKNOWN}")
    return told


def _new(told: Iterable[tuple[Row, Told]], by: Actor) -> list[Alert]:
    """The alerts that are not known yet; one known by the portal's id may say nothing else."""
    known = _known({one.pupil for _, one in told}, by)
    new = []
    for row, one in told:
        if one.key not in known:
            known[one.key] = one.said
            new.append(_alert(one, by))
        elif known[one.key] != one.said:
            row.fault("id", "このIDの知らせは、ちがう日時か種類で、もう届いています")
    return new


def _known(pupils: Collection[UUID], by: Actor) -> dict[tuple[object, ...], Said]:
    """What was told of these pupils, by what it is known again by."""
    rows = Alert.objects.filter(municipality=by.municipality)
    if len(pupils) <= FEW:
        rows = rows.filter(pupil__in=pupils)
    fields = ("pupil", "school", "portal", "own_id", "kind", "day", "time")
    standing = (
        Told(pupil, school, portal, own_id, (kind, day, clock))
        for pupil, school, portal, own_id, kind, day, clock in rows.values_list(*fields)
    )
    return {one.key: one.said for one in standing}


def _schools(pupils: Collection[UUID], by: Actor) -> dict[UUID, UUID]:
    """The school of today of each pupil of whom the actor may take alerts in."""
    homes = Enrolment.objects.on(today()).home().visible_to(by, Deed.IMPORT_ALERTS)
    if len(pupils) <= FEW:
        homes = homes.filter(pupil__in=pupils)
    return dict(homes.values_list("pupil", "classroom__school"))


def _alert(one: Told, by: Actor) -> Alert:
    kind, day, clock = one.said
    return Alert(
        municipality=by.municipality,
        pupil_id=one.pupil,
        school_id=one.school,
        portal=one.portal,
        kind=kind,
        day=day,
        time=clock,
        own_id=one.own_id,
        at=now(),
    )


def _object(row: Row) -> None:
    """Name what is too long for a label, or no word at all."""
    for name, most in LENGTHS.items():
        if len(row[name]) > most:
            row.fault(name, f"長すぎます。{most}文字までです（子どもの書いた文は受け取りません）")
        elif not plain(row[name]).isprintable():
            row.fault(name, "改行などの制御文字は使えません")
    if row["kind"] and NO_WORDS.fullmatch(plain(row["kind"])):
        row.fault("kind", "点数や順位は受け取りません。どんな知らせかを、ことばで書いてください")


def _when(row: Row) -> tuple[date, time | None] | None:
    """The day, and the time where it is told; None with a fault."""
    if not row["at"]:
        return None
    try:
        day, clock = read_when(row["at"])
    except BadValue as error:
        row.fault("at", str(error))
        return None
    if not today() - BACK <= day <= today():
        row.fault("at", f"今日までの{BACK.days}日のあいだの日時を書いてください")
    return day, clock


def read_when(text: str) -> tuple[date, time | None]:
    """A date in any style, or an instant; one with an offset is told as a clock in Japan shows it.

    Raises `BadValue`.
    """
    found = WITH_TIME.fullmatch(plain(text))
    if not found or MIDNIGHT.fullmatch(plain(text)):
        return read_date(text), None
    day = read_date(found["day"])
    try:
        clock = time(int(found["hour"]), int(found["minute"]))
        if found["zone"]:
            instant = datetime.fromisoformat(f"{day}T{clock}{found['zone']}").astimezone(JST)
            day, clock = instant.date(), instant.time()
    except (ValueError, OverflowError) as error:
        why = f"「{text}」という時刻はありません。2026-05-20 21:14 のように書いてください"
        raise BadValue(why) from error
    return day, clock
