"""Who acted on what a roster brought: asked by every room before an import is taken back."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Model, Q

from tsunagu.intake.models import ImportRun
from tsunagu.school.models import Enrolment

Keys = Mapping[str, frozenset[UUID]]
NONE: frozenset[UUID] = frozenset()
OTHERS = "ほかにも、この名簿の子どもについて、画面で入れた記録があります"


@dataclass(frozen=True)
class Act:
    """One kind of act: what people write, of whom or which class, and the fields of who and when.

    `what` ends the sentence that begins with a name; `at` is empty where no instant is kept.
    `people` leaves out what happened by itself; `which` narrows the rows.
    """

    model: type[Model]
    what: str
    of: str = "pupil"
    by: str = "by"
    at: str = "at"
    people: bool = False
    which: Q = field(default_factory=Q)


@dataclass(frozen=True)
class Brought:
    """What a roster run brought anew, and whose days it moved: pupils or classes by key.

    New are people who work there too.
    """

    run: ImportRun
    new: frozenset[UUID]
    moved: frozenset[UUID]


def brought(run: ImportRun, created: Keys, changed: Keys) -> Brought:
    """Pupils, classes and staff that a run made, and pupils and classes whose enrolment it did."""
    enrolments = created.get("school.enrolment", NONE) | changed.get("school.enrolment", NONE)
    rows = Enrolment.objects.filter(municipality=run.municipality)
    moved = {
        key
        for pk, pupil, classroom in rows.values_list("pk", "pupil", "classroom")
        if pk in enrolments
        for key in (pupil, classroom)
    }
    made = ("school.pupil", "school.classroom", "org.person")
    new = frozenset[UUID]().union(*(created.get(model, NONE) for model in made))
    return Brought(run, new, frozenset(moved))


def told(act: Act, what: Brought) -> list[str]:
    """A sentence for each person who acted so on what the run brought, with how many."""
    model, run = act.model, what.run
    rows = model._default_manager.filter(act.which, municipality=run.municipality).values_list(
        act.of, f"{act.by}__family_name", f"{act.by}__given_name", act.at or "pk"
    )
    if act.people:
        rows = rows.filter(**{f"{act.by}__isnull": False})
    if act.at:
        rows = rows.filter(**{f"{act.at}__isnull": False})
    names = Counter(
        f"{family or ''} {given or ''}".strip() or "取り込み"
        for key, family, given, at in rows.iterator()
        if key in what.new or (act.at and key in what.moved and at >= run.at)
    )
    return [f"{name}が{act.what}（{count}件）" for name, count in sorted(names.items())]


def untold(kinds: Iterable[Act], what: Brought) -> list[str]:
    """The same sentence for every kind, where there is any: it says neither who nor how many."""
    return [OTHERS] if any(told(act, what) for act in kinds) else []
