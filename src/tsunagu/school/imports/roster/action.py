"""Taking a roster in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

from tsunagu.access.actor import Actor, Scope, system_actor
from tsunagu.access.policy import Deed, require
from tsunagu.clock import today
from tsunagu.intake.bundle import Bundle, read_bundle
from tsunagu.intake.faults import Faults
from tsunagu.intake.models import ImportRun, RunKind
from tsunagu.intake.result import Result
from tsunagu.intake.runs import last_number
from tsunagu.org.models import Municipality, Organisation
from tsunagu.packs.loader import default_packs, load_packs
from tsunagu.school.imports.oneroster.reading import read_roster
from tsunagu.school.imports.oneroster.records import Org, Roster
from tsunagu.school.imports.role_events import record_roles
from tsunagu.school.imports.roster.enrolments import plan_enrolments
from tsunagu.school.imports.roster.outlook import outlook_of
from tsunagu.school.imports.roster.places import new_municipality, plan_places
from tsunagu.school.imports.roster.plan import Choices, Plan
from tsunagu.school.imports.roster.pupils import plan_identities, plan_pupils
from tsunagu.school.imports.roster.teachers import plan_teachers
from tsunagu.school.imports.running import Work, carry_out, tell_of_days

SYSTEM = "tsunagu import roster"


def import_roster(
    *,
    path: Path,
    by: Actor | None = None,
    packs: Sequence[str] | None = None,
    effective: date | None = None,
    same: Mapping[str, str] | None = None,
    new: Sequence[str] = (),
    code: str | None = None,
    dry_run: bool = False,
) -> Result:
    """Take in a OneRoster bundle, folder or zip: all or nothing.

    Without `by` the system acts, on the municipality of the roster's district, which the first
    roster makes with `packs`, else the default ones; `code` names it where there are several.
    Records missing from the file are ended on `effective` (today). `same` maps new pupil ids to
    known ones, `new` lists ids of children not known yet. Raises `InputFault` with every fault.
    """
    faults = Faults()
    warnings: list[str] = []
    bundle = read_bundle(path, faults)
    faults.check()
    roster = read_roster(bundle, faults, warnings)
    faults.check()
    municipality = _municipality(roster, by, packs, code, faults)
    faults.check()
    actor = by or system_actor(municipality, SYSTEM)
    require(actor, Deed.IMPORT, Scope(municipality=municipality.pk))
    seen = last_number(municipality)
    choices = Choices(effective or today(), dict(same or {}), frozenset(new))
    plan = Plan(municipality, actor, roster, choices, faults, warnings)
    _fill(plan)
    faults.check()
    return _write(plan, bundle, actor, seen, dry_run=dry_run)


def _fill(plan: Plan) -> None:
    plan_places(plan)
    known = plan_pupils(plan)
    plan.faults.check()
    since = plan_enrolments(plan)
    plan_identities(plan, known, since)
    plan_teachers(plan)


def _municipality(
    roster: Roster, by: Actor | None, packs: Sequence[str] | None, code: str | None, faults: Faults
) -> Municipality:
    """Whose roster this is; new where it is the first one, or where `code` says so."""
    district = roster.district
    assert district is not None
    own = district.code or district.id
    known = list(Municipality.objects.order_by("code"))
    found = next((m for m in known if _is_of(m, district, own, roster.source)), None)
    wanted = by.municipality.code if by else code
    if wanted is not None and wanted != (found.code if found else own):
        why = f"この名簿の自治体（{own}）は、指定した「{wanted}」ではありません"
        faults.add("orgs.csv", district.line, 6, why)
    elif found is None and known and code is None:
        why = (
            f"自治体「{own}」は登録されていません。新しく加えるなら"
            f" --municipality {own} を付けてください"
        )
        faults.add("orgs.csv", district.line, 6, why)
    if found is not None:
        return found
    packs = default_packs().roster if packs is None else packs
    load_packs(packs)
    return new_municipality(district, list(packs))


def _is_of(municipality: Municipality, district: Org, own: str, source: str) -> bool:
    """By its code; by the roster's own id only where one of the two has no code to differ in."""
    if municipality.code == own:
        return True
    known_by_code = bool(district.code) and municipality.code != district.id
    return (
        not known_by_code
        and Organisation.objects.filter(
            municipality=municipality, source=source, sourced_id=district.id
        ).exists()
    )


def _counts(plan: Plan) -> dict[str, int]:
    return {
        "schools": len(plan.schools),
        "classes": len(plan.classrooms),
        "pupils": len(plan.pupils),
        "ended": plan.ended,
    }


def _write(plan: Plan, bundle: Bundle, by: Actor, seen: int, *, dry_run: bool) -> Result:
    touched: dict[int, list[UUID]] = defaultdict(list)
    for school, year in plan.touched:
        touched[year].append(school)
    work = Work(
        kind=RunKind.ROSTER,
        file=bundle.name,
        digest=bundle.digest,
        journal=plan.journal,
        seen=seen,
        counts=_counts(plan),
        warnings=plan.warnings,
        options={
            "effective": plan.choices.effective.isoformat(),
            "touched": {str(year): sorted(map(str, keys)) for year, keys in touched.items()},
        },
    )

    def tell(run: ImportRun) -> None:
        record_roles(plan.journal, run=run, by=by)
        tell_of_days(plan.municipality, touched)

    result = carry_out(work, by=by, dry_run=dry_run, then=tell)
    return replace(result, outlook=outlook_of(plan)) if dry_run else result
