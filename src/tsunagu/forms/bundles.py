"""Printing many sheets in the background, a file at a time.

What is set is stored with each file, so that the work goes on where it stopped: after a cancel,
and after a worker died. Who prints is looked at anew for each file, and so is each sheet. What
others than a school's own people print, and how it reads for them, the rooms above tell.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django_tasks import task

from tsunagu.access.actor import Actor, actor_of
from tsunagu.access.models import Account
from tsunagu.access.policy import Deed, Denied, may_somewhere
from tsunagu.clock import new_id, now, today
from tsunagu.forms.enums import BundleState, SheetState
from tsunagu.forms.models import Bundle, BundlePart, Sheet
from tsunagu.forms.printing.of_sheet import paper_for
from tsunagu.forms.printing.paper import Paper
from tsunagu.forms.printing.pdf import sheets_pdf
from tsunagu.org.models import Person
from tsunagu.packs.models import RuleVersion
from tsunagu.school.enums import GRADE_LABELS
from tsunagu.school.models import Enrolment, School
from tsunagu.typeset import forget

KEPT = timedelta(days=1)
"""How long papers wait to be fetched."""
DEAD = timedelta(minutes=1)
"""Without a sign of life for so long a worker is dead: a file takes seconds."""
A_FILE, A_TURN = 25, 10
"""Most sheets of a file, and files after which other work has its turn."""
DENIED = "この様式を印刷する役割がなくなりました。印刷したものは消しました。"
BROKEN = (
    "思いがけない誤りで止まりました。続きから印刷できます。"
    "くり返すときは、システムの担当者に知らせてください。"
)
LONGEST_NUMBER = 20
GRADES = {grade: place for place, grade in enumerate(GRADE_LABELS)}


@dataclass(frozen=True)
class Reaching:
    """Sheets that reach others than the school's own people, and their paper as it reads there."""

    sheets: Callable[[Actor], QuerySet[Sheet]]
    papers: Callable[[Sequence[Sheet]], list[Paper]]


_REACHING: list[Reaching] = []


def register(reaching: Reaching) -> None:
    """Tell of sheets that others than the school's own people print."""
    _REACHING.append(reaching)


@dataclass(frozen=True)
class OfASchool:
    """How many of a choice are of one school."""

    school: UUID
    name: str
    count: int


@dataclass(frozen=True)
class Choice:
    """Sheets that can be printed together: of which form and year, and how many of which school."""

    form: str
    title: str
    year: int
    schools: tuple[OfASchool, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(one.count for one in self.schools)


@dataclass(frozen=True)
class Progress:
    """How many sheets there are, how many are done, and how many of these are on paper."""

    total: int
    done: int
    printed: int

    @property
    def left_out(self) -> int:
        """How many could not be printed any more."""
        return self.done - self.printed


def printable(actor: Actor) -> QuerySet[Sheet]:
    """The completed sheets on children that the actor prints, as the school reads them or not."""
    found = Q(pk__in=_own(actor).values("pk"))
    for one in _REACHING:
        found |= Q(pk__in=one.sheets(actor).values("pk"))
    return Sheet.objects.filter(found)


def _own(actor: Actor) -> QuerySet[Sheet]:
    """Those printed as the school reads them; of one that was corrected the correction."""
    rows = Sheet.objects.visible_to(actor, Deed.PRINT_SHEETS).filter(state=SheetState.COMPLETE)
    rows = rows.filter(pupil__isnull=False, school__isnull=False)
    return rows.exclude(replaced_by__state=SheetState.COMPLETE)


def choices(actor: Actor) -> list[Choice]:
    """What the actor can have printed together, the newest year first."""
    what = ("form", "school_year", "version", "school", "school__name")
    counted = printable(actor).values_list(*what).annotate(n=Count("pk"))
    rows = list(counted.order_by("-school_year", "form", "version__valid_from", "school"))
    versions = RuleVersion.objects.in_bulk({row[2] for row in rows})
    titles: dict[tuple[str, int], str] = {}
    numbers: dict[tuple[str, int], Counter[tuple[str, UUID]]] = {}
    for form, year, version, school, name, number in rows:
        titles[form, year] = versions[version].content["title"]
        numbers.setdefault((form, year), Counter())[name, school] += number
    return [
        Choice(form, titles[form, year], year, tuple(_of_schools(found)))
        for (form, year), found in numbers.items()
    ]


def _of_schools(numbers: Counter[tuple[str, UUID]]) -> list[OfASchool]:
    return [OfASchool(school, name, n) for (name, school), n in sorted(numbers.items())]


def files_of(sheets: QuerySet[Sheet]) -> list[tuple[School, list[str]]]:
    """The sheets' keys file by file: by school, and there by grade, class and number."""
    homes = Enrolment.objects.home().on(today()).filter(pupil__in=sheets.values("pupil"))
    rows = homes.values_list("pupil", "grade", "classroom__name", "number")
    places = {
        pupil: (GRADES.get(grade, 0), name, number.rjust(LONGEST_NUMBER))
        for pupil, grade, name, number in rows
    }
    nowhere = (len(GRADES), "", "")

    def order(sheet: Sheet) -> tuple[object, ...]:
        place = places.get(sheet.pupil_id, nowhere) if sheet.pupil_id else nowhere
        code = sheet.school.code if sheet.school else ""
        return (code, sheet.school_id, *place, sheet.begun_at, sheet.pk)

    files = []
    ordered = sorted(sheets.select_related("school"), key=order)
    for school, group in groupby(ordered, key=lambda sheet: sheet.school):
        keys = [str(sheet.pk) for sheet in group]
        files += [(school, keys[at : at + A_FILE]) for at in range(0, len(keys), A_FILE)]
    return files


def bundle_of(person: Person | None) -> Bundle | None:
    """Somebody's own bundle; one that has waited long enough is gone, whether jobs run or not."""
    bundle = Bundle.objects.filter(by=person).first()
    if bundle and bundle.at < now() - KEPT:
        bundle.delete()
        return None
    return bundle


def progress_of(bundle: Bundle) -> Progress:
    """How far it is, in sheets."""
    total = sum(bundle.parts.values_list("count", flat=True))
    done = list(bundle.parts.exclude(content=None).values_list("count", "sheets"))
    return Progress(total, sum(n for n, _ in done), sum(len(sheets) for _, sheets in done))


def outdated(bundle: Bundle, actor: Actor) -> list[BundlePart]:
    """Files with a sheet that was taken back or corrected, or that the actor may not print today.

    Nor may it stand there by full names for who reads it by initials by now, or the other way.
    """
    stands, named = _keys(printable(actor), bundle), _keys(_own(actor), bundle)
    parts = bundle.parts.exclude(content=None).defer("content")
    return [
        part
        for part in parts
        if not stands.issuperset(part.sheets) or set(part.named) != named.intersection(part.sheets)
    ]


def _keys(sheets: QuerySet[Sheet], bundle: Bundle) -> set[str]:
    """The keys of those of the bundle's form and year."""
    rows = sheets.filter(form=bundle.form, school_year=bundle.school_year)
    return {str(key) for key in rows.values_list("pk", flat=True)}


@task()
def print_bundle(key: str) -> None:
    """Print what is still to be printed of the bundle with this key."""
    turn = new_id()
    waiting = Bundle.objects.filter(pk=UUID(key), state=BundleState.AT_WORK, turn=None)
    if not waiting.update(turn=turn, beat=now()):
        return
    mine = Bundle.objects.filter(pk=UUID(key), state=BundleState.AT_WORK, turn=turn)
    try:
        for _ in range(A_TURN):
            if not _print_next(mine):
                return
        if mine.update(turn=None):
            print_bundle.enqueue(key)
    except Denied:
        _take_away(mine)
    except Exception:
        mine.update(state=BundleState.ENDED, turn=None, message=BROKEN)
        raise


def _print_next(mine: QuerySet[Bundle]) -> bool:
    """Set the next file; is there more to do, for this worker?"""
    bundle = mine.select_related("by__municipality").first()
    if bundle is None:
        return False
    actor = _printer(bundle.by)
    part = bundle.parts.filter(content=None).first()
    if part is None:
        mine.update(state=BundleState.DONE, turn=None, beat=now())
        return False
    _set(part, actor)
    with transaction.atomic():
        if not mine.update(beat=now()):
            return False
        part.save(update_fields=["sheets", "named", "remarked", "content"])
    return True


def _printer(person: Person) -> Actor:
    """Who prints, as they may now. Raises `Denied` where they have left or lost the role."""
    account = Account.objects.filter(person=person).first()
    actor = actor_of(person)
    if account is None or not account.lets_in or not may_somewhere(actor, Deed.PRINT_SHEETS):
        raise Denied(Deed.PRINT_SHEETS)
    return actor


def _set(part: BundlePart, actor: Actor) -> None:
    """Set the sheets of a file that still stand; the others are left out."""
    named = _named(part.sheets, actor)
    there = _as_reached(part.sheets, actor) | named
    part.sheets = [key for key in part.sheets if key in there]
    part.named = [key for key in part.sheets if key in named]
    part.content, part.remarked = b"", []
    if part.sheets:
        printed = sheets_pdf(there[key] for key in part.sheets)
        part.content = printed.content
        part.remarked = [part.sheets[number] for number in printed.remarked]
        forget()


def _named(keys: list[str], actor: Actor) -> dict[str, Paper]:
    """The sheets' papers by their keys, as their school reads them, where the actor may."""
    return {str(sheet.pk): paper_for(sheet) for sheet in _those(_own(actor), keys)}


def _as_reached(keys: list[str], actor: Actor) -> dict[str, Paper]:
    """The papers by their keys of sheets that reached the actor, as they read there."""
    found: dict[str, Paper] = {}
    for one in _REACHING:
        sheets = _those(one.sheets(actor), keys)
        papers = zip(sheets, one.papers(sheets), strict=True)
        found |= {str(sheet.pk): paper for sheet, paper in papers}
    return found


def _those(rows: QuerySet[Sheet], keys: list[str]) -> list[Sheet]:
    rows = rows.filter(pk__in=keys).select_related("version", "pupil", "school")
    return list(rows.prefetch_related("written"))


def _take_away(mine: QuerySet[Bundle]) -> None:
    """End it for who may not print any more, with all that was printed."""
    with transaction.atomic():
        BundlePart.objects.filter(bundle__in=mine).update(content=None)
        mine.update(state=BundleState.ENDED, turn=None, message=DENIED)


def tend_bundles() -> None:
    """Have what a dead worker left go on, and remove what has waited long enough."""
    for key in Bundle.objects.filter(state=BundleState.AT_WORK).values_list("pk", flat=True):
        dead = Bundle.objects.filter(pk=key, state=BundleState.AT_WORK, turn__isnull=False)
        with transaction.atomic():
            if dead.filter(beat__lt=now() - DEAD).update(turn=None, beat=now()):
                print_bundle.enqueue(str(key))
    Bundle.objects.filter(at__lt=now() - KEPT).delete()
