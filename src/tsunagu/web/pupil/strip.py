"""The year as twelve rows of days: a sign and words for each, never a colour alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tsunagu.attendance.enums import Kind, Place
from tsunagu.attendance.models import Mark
from tsunagu.clock import SchoolYear, in_words, today
from tsunagu.response.queries.strip import DayState, DayView

STATE_SIGNS = {
    DayState.HERE: ("・", "出席", "here"),
    DayState.UNTAKEN: ("未", "出欠がまだ", "untaken"),
    DayState.CLOSED: ("閉", "学級閉鎖", "off"),
    DayState.NO_SCHOOL: ("", "", "none"),
    DayState.NOT_ENROLLED: ("", "", "none"),
    DayState.AHEAD: ("", "", "ahead"),
}
"""Sign, words and tone of a day without a mark."""

KIND_SIGNS = {
    Kind.ABSENT: ("欠", "away"),
    Kind.MISSING: ("所", "away"),
    Kind.SUSPENDED: ("停", "off"),
    Kind.BEREAVEMENT: ("忌", "off"),
    Kind.EXCUSED: ("認", "off"),
}
"""Sign and tone of a day not simply present."""

PLACE_SIGNS = {
    Place.NURSE_ROOM: "保",
    Place.SEPARATE_ROOM: "別",
    Place.IN_SCHOOL_CENTRE: "内",
    Place.AFTER_SCHOOL: "後",
    Place.SUPPORT_CENTRE: "支",
    Place.FREE_SCHOOL: "フ",
    Place.HOME_ONLINE: "家",
}
"""Signs of a day spent at another place than the classroom."""

LEGEND = (
    ("・", "出席", "here"),
    ("遅", "遅刻・早退", "late"),
    ("保", "教室のほかの場所（保健室、別室、校内教育支援センターなど）", "late"),
    ("欠", "欠席（所在未確認は「所」）", "away"),
    ("支", "教育支援センター・フリースクール・自宅のICT", "elsewhere"),
    ("停", "出席停止・忌引・校長が認めた日・学級閉鎖（数えない日）", "off"),
    ("未", "出欠がまだ", "untaken"),
)
"""What the signs mean, as shown under the strip."""


@dataclass(frozen=True)
class Cell:
    """One date on the strip; outside the month there is none."""

    sign: str = ""
    words: str = ""
    tone: str = "none"
    now: bool = False


@dataclass(frozen=True)
class MonthRow:
    """A month: its label, 31 cells, and how many days absent it holds."""

    label: str
    cells: list[Cell]
    absent: int
    untaken: int
    ahead: bool = False

    @property
    def drawn(self) -> SafeString:
        """The cells as HTML; 372 of them a page are drawn quicker here than in a template."""
        return mark_safe("".join(map(_drawn, self.cells)))  # noqa: S308


SPOKEN = '<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>'
DRAWN = '<td class="strip__day strip__day--{}{}"{}>{}</td>'


def _drawn(cell: Cell) -> SafeString:
    """A cell: its sign for the eye, its words for the ear."""
    inside = format_html(SPOKEN, cell.sign, cell.words) if cell.words else ""
    now = (" strip__day--now", mark_safe(' aria-current="date"')) if cell.now else ("", "")
    return format_html(DRAWN, cell.tone, *now, inside)


def _marked(view: DayView, mark: Mark) -> tuple[str, str, str]:
    """Sign, words and tone of a day with a mark."""
    place = Place(mark.place) if mark.place else None
    words = mark.get_kind_display()
    if mark.late or mark.left_early:
        words = "・".join(w for w, on in (("遅刻", mark.late), ("早退", mark.left_early)) if on)
    words = "、".join(
        part for part in (words, place.label if place else "", mark.get_reason_display()) if part
    )
    words = "、".join([words, *(stay.words for stay in mark.stays.all())])
    if view.state == DayState.ELSEWHERE:
        return PLACE_SIGNS.get(place, "外") if place else "外", words, "elsewhere"
    if mark.kind in KIND_SIGNS:
        sign, tone = KIND_SIGNS[Kind(mark.kind)]
        return sign, words, tone
    if mark.late or mark.left_early:
        return "遅" if mark.late else "早", words, "late"
    return (PLACE_SIGNS.get(place, "他"), words, "late") if place else STATE_SIGNS[DayState.HERE]


def _cell(view: DayView) -> Cell:
    unmarked = view.mark is None or (view.state in STATE_SIGNS and view.state != DayState.HERE)
    sign, words, tone = (
        STATE_SIGNS.get(view.state, ("", "", "none"))
        if unmarked or view.mark is None
        else _marked(view, view.mark)
    )
    said = f"{in_words(view.day)} {words}" if words else ""
    return Cell(sign, said, tone, view.day == today())


def month_rows(days: list[DayView], year: SchoolYear) -> Iterator[MonthRow]:
    """The twelve months of a school year, each with a cell for each of 31 dates."""
    by_day: dict[date, DayView] = {view.day: view for view in days}
    for month in (*range(4, 13), 1, 2, 3):
        first, last = year.month(month)
        views = [by_day[first.replace(day=n)] for n in range(1, last.day + 1)]
        cells = [_cell(view) for view in views]
        yield MonthRow(
            label=f"{month}月",
            cells=cells + [Cell()] * (31 - len(cells)),
            absent=sum(view.state == DayState.AWAY for view in views),
            untaken=sum(view.state == DayState.UNTAKEN for view in views),
            ahead=first > today(),
        )
