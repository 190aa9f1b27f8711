"""The year as twelve rows of days: a sign and words for each, never a colour alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from tsunagu.attendance.enums import Kind, Place, Reason
from tsunagu.clock import SchoolYear, in_words, today
from tsunagu.response.queries.strip import DayMark, DayState, DayView

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
class MonthRow:
    """A month: its label, its 31 cells as HTML, and how many days absent it holds."""

    label: str
    drawn: SafeString
    absent: int
    untaken: int
    ahead: bool = False


SPOKEN = '<span aria-hidden="true">{}</span><span class="visually-hidden">{} {}</span>'
DRAWN = '<td class="strip__day strip__day--{}{}"{}>{}</td>'
DATES = format_html_join("", '<th scope="col">{}</th>', ((n,) for n in range(1, 32)))
"""The heads of the columns."""
NO_DATE = mark_safe('<td class="strip__day strip__day--none"></td>')
"""The cell of a date that the month does not have."""


@lru_cache(maxsize=1 << 13)
def _drawn(day: date, sign: str, words: str, tone: str, now: bool) -> SafeString:
    """A cell: its sign for the eye, its words for the ear.

    A page holds 372 of them, and most pupils' days are alike: they are written once, and not in
    a template.
    """
    inside = format_html(SPOKEN, sign, in_words(day), words) if words else ""
    marked = (" strip__day--now", mark_safe(' aria-current="date"')) if now else ("", "")
    return format_html(DRAWN, tone, *marked, inside)


@lru_cache(maxsize=1 << 11)
def _marked(state: DayState, mark: DayMark) -> tuple[str, str, str]:
    """Sign, words and tone of a day with a mark."""
    late, place = mark.late or mark.left_early, Place(mark.place) if mark.place else None
    words = str(Kind(mark.kind).label)
    if late:
        words = "・".join(w for w, on in (("遅刻", mark.late), ("早退", mark.left_early)) if on)
    said = (words, place and place.label, mark.reason and Reason(mark.reason).label, *mark.stays)
    words = "、".join(str(part) for part in said if part)
    if state == DayState.ELSEWHERE:
        return PLACE_SIGNS.get(place, "外") if place else "外", words, "elsewhere"
    if mark.kind in KIND_SIGNS:
        sign, tone = KIND_SIGNS[Kind(mark.kind)]
        return sign, words, tone
    if late:
        return "遅" if mark.late else "早", words, "late"
    return (PLACE_SIGNS.get(place, "他"), words, "late") if place else STATE_SIGNS[DayState.HERE]


def _cell(view: DayView, now: date) -> SafeString:
    state, mark = view.state, view.mark
    if mark is None or (state != DayState.HERE and state in STATE_SIGNS):
        sign, words, tone = STATE_SIGNS.get(state, ("", "", "none"))
    else:
        sign, words, tone = _marked(state, mark)
    return _drawn(view.day, sign, words, tone, view.day == now)


def month_rows(days: list[DayView], year: SchoolYear) -> Iterator[MonthRow]:
    """The twelve months of a school year, each with a cell for each of 31 dates."""
    now = today()
    for month in (*range(4, 13), 1, 2, 3):
        first, last = year.month(month)
        begin = (first - year.first).days
        views = days[begin : begin + last.day]
        cells = [_cell(view, now) for view in views] + [NO_DATE] * (31 - last.day)
        states = [view.state for view in views]
        yield MonthRow(
            label=f"{month}月",
            drawn=mark_safe("".join(cells)),  # noqa: S308
            absent=states.count(DayState.AWAY),
            untaken=states.count(DayState.UNTAKEN),
            ahead=first > now,
        )
