"""What is held on a child: each room registers its models, and how their rows are read out."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, TypedDict

from django.db.models import Field, Model, Q, QuerySet

from tsunagu.clock import JST, in_words
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.models import Pupil

YES, NO = "はい", "いいえ"


class Line(TypedDict):
    """One fact of a row as it reads: under which label, and as a value for machines.

    `free` says that a person wrote the words, so that somebody else may be named in them.
    """

    field: str
    label: str
    text: str
    free: bool
    value: Any


@dataclass(frozen=True)
class Shown:
    """A field of a model that is read out: its name, its label, and its words if not plain ones."""

    name: str
    label: str
    words: Callable[[Any], str] | None = None
    topic: Topic = Topic.RECORD


@dataclass(frozen=True)
class Holding:
    """A model that holds something on a child.

    `pupil` is the way from a row to the child (nothing: of no single child), `day` the date by
    which a row is kept (nothing: as long as the child). `which` are the rows that a disclosure may
    read out, and `never` is why it reads out none. `topic` says what of a child the rows tell, for
    guardians under a limit. Rows end with the day `until`, where there is one that may still be
    open. What a row says in `fixed` fields nobody wrote by hand; rows `one_by_one` are about others
    too and read each by itself, and `ground` says on which ground one is withheld unless somebody
    decides otherwise; of one `untold` it is not told either that it is withheld. Rows of which the
    managers alone know are counted among those of `counted_with`. `along` are ways
    to what else the words of a row are read from. When their time is over those that match `left`
    are taken away by `erase`; those `with_child` go when the child's own row does, since they say
    when the child left.
    """

    model: type[Model]
    label: str
    pupil: str = "pupil"
    day: str = ""
    shown: tuple[Shown, ...] = ()
    which: Q = field(default_factory=Q)
    never: str = ""
    topic: Topic = Topic.RECORD
    until: str = ""
    left: Q = field(default_factory=Q)
    erase: Callable[[QuerySet[Any]], object] = lambda rows: rows.delete()
    with_child: bool = False
    fixed: Collection[str] = ()
    one_by_one: bool = False
    ground: Callable[[Any], str] = lambda row: ""
    along: Collection[str] = ()
    untold: Callable[[Any], bool] = lambda row: False
    counted_with: str = ""

    @property
    def name(self) -> str:
        """The model's name in audit and packs, such as `response.contact`."""
        return self.model._meta.label_lower

    @property
    def counted_as(self) -> "Holding":
        """The kind among whose rows these are counted, where somebody else than managers reads."""
        return holding(self.counted_with) if self.counted_with else self

    @property
    def counted_label(self) -> str:
        """The label beside such a number, which may hold rows of other kinds too."""
        more = any(one.counted_with == self.name for one in holdings())
        return f"{self.label}など" if more else self.label

    def told_of(self, pupil: Pupil) -> QuerySet[Any]:
        """The rows on a child that a disclosure may read out."""
        if self.never or not self.pupil:
            return self.model._base_manager.none()
        rows = self.model._default_manager.filter(self.which, **{self.pupil: pupil.pk})
        return rows.select_related(*self._named()).order_by(*filter(None, (self.day, "pk")))

    def _named(self) -> set[str]:
        """The records by which rows say something, read along so that no row asks for its own."""
        ways = {way.rpartition("__")[0] for way in (self.pupil, self.day)} - {""}
        plain = (one.name for one in self.shown if one.words is None)
        plain_named = {name for name in plain if self.model._meta.get_field(name).is_relation}
        return {"municipality", *ways, *plain_named, *self.along}

    def lines(self, row: Model, kept: Collection[Topic] = ()) -> list[Line]:
        """What a row says, but for topics that are kept back; what is empty says nothing."""
        lines = (_line(row, shown) for shown in self.shown if shown.topic not in kept)
        return [line for line in lines if line["text"]]

    def day_of(self, row: Model) -> date | None:
        """The day by which a row is kept."""
        if not self.day:
            return None
        value: Any = row
        for part in self.day.split("__"):
            value = getattr(value, part)
        return value.astimezone(JST).date() if isinstance(value, datetime) else value


def _line(row: Model, shown: Shown) -> Line:
    if shown.words is not None:
        text = shown.words(row)
        return Line(field=shown.name, label=shown.label, text=text, free=True, value=None)
    value, source = getattr(row, shown.name), row._meta.get_field(shown.name)
    text, plain = _text(row, value, source)
    return Line(field=shown.name, label=shown.label, text=text, free=plain is None, value=plain)


def _text(row: Model, value: Any, source: Any) -> tuple[str, Any]:
    """A value in words, and for machines; the latter is None for words that a person wrote."""
    if value is None or value == "":
        return "", ""
    if isinstance(source, Field) and source.choices:
        return str(getattr(row, f"get_{source.name}_display")()), value
    read = next((read for kind, read in _READ if isinstance(value, kind)), None)
    return read(value) if read else (str(value), None)


def _instant(value: datetime) -> tuple[str, str]:
    here = value.astimezone(JST)
    return f"{in_words(here.date(), year=True)} {here:%H:%M}", here.isoformat()


def _name(value: Any) -> tuple[str, str]:
    return (str(value.name),) * 2


_READ: tuple[tuple[type, Callable[[Any], tuple[str, Any]]], ...] = (
    (bool, lambda value: (YES if value else NO, value)),
    (datetime, _instant),
    (date, lambda value: (in_words(value, year=True), value.isoformat())),
    (time, lambda value: (f"{value:%H:%M}",) * 2),
    (int, lambda value: (str(value), value)),
    (Model, _name),
)
"""How values of a kind read, the narrower kind first: a truth is a number, an instant a date."""


_HOLDINGS: dict[str, Holding] = {}


def register(holdings: Iterable[Holding]) -> None:
    """Tell what a room holds; told again, it is the same."""
    _HOLDINGS.update({one.name: one for one in holdings})


def holdings() -> tuple[Holding, ...]:
    """All that is held, room by room."""
    return tuple(_HOLDINGS.values())


def holding(name: str) -> Holding:
    """One of them by its model's name. Raises `KeyError`."""
    return _HOLDINGS[name]
