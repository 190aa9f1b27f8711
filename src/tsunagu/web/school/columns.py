"""The columns that the school's and the board's overviews share."""

from dataclasses import dataclass
from operator import attrgetter

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tsunagu.response.queries.overview import Tally, What


@dataclass(frozen=True)
class Column:
    """A count with its heading; `what` leads to the pupils that it counts."""

    what: What
    label: str
    help: str


COLUMNS = (
    Column(What.ABSENT, "休んでいる", "欠席と所在未確認"),
    Column(What.MISSING, "所在未確認", "来ておらず、家庭とも連絡がついていない"),
    Column(What.RUN_3, "連続3日から", "いま、続けて3日以上休んでいる"),
    Column(What.RUN_7, "連続7日から", "いま、続けて7日以上休んでいる"),
    Column(What.SHARED, "情報共有", "今年度、校内で共有する日数になったことがある"),
    Column(What.SHEET, "10日から", "登校していない日数が10日になった"),
    Column(What.LONG, "30日から", "登校していない日数が30日になった"),
    Column(What.OPEN, "未対応", "まだ済んでいないこと（件）"),
    Column(What.OVERDUE, "期限すぎ", "期限を過ぎたこと（件）。手がいるところ"),
)


@dataclass(frozen=True)
class Number:
    """One number in a table, with the column it stands in."""

    column: Column
    value: int


def numbers(tally: Tally) -> list[Number]:
    """A row's numbers in the order of the columns."""
    return [Number(column, getattr(tally, column.what.value)) for column in COLUMNS]


_CELLS = "".join(f'<td class="num" data-label="{one.label}">{{}}</td>' for one in COLUMNS)
_values = attrgetter(*(one.what.value for one in COLUMNS))


def cells(tally: Tally) -> SafeString:
    """A row's numbers as cells that lead nowhere: at once, for a city's table has a thousand."""
    return format_html(_CELLS, *_values(tally))
