"""What the school's and the board's overviews share: columns, and the school and day asked for."""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tsunagu.access.policy import Deed
from tsunagu.clock import in_words, today
from tsunagu.response.queries.overview import Tally, What
from tsunagu.school.models import Classroom, School
from tsunagu.web.http import Request


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


def one_school(request: Request, key: UUID, deed: Deed = Deed.SEE_SCHOOL) -> School:
    """A school where the actor may do the deed; raises `Http404` where not."""
    classes = Classroom.objects.visible_to(request.actor, deed)
    school = School.objects.filter(pk=key, pk__in=classes.values("school")).first()
    if school is None:
        raise Http404
    return school


def day_asked(request: Request) -> date:
    """The day asked for in the address; today where it is none or is still to come, and says so."""
    asked = request.GET.get("on", "")
    if not asked:
        return today()
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        messages.warning(request, "日付として読めないため、今日の数を表示しています")
        return today()
    if day > today():
        messages.warning(request, f"{in_words(day, year=True)}はまだ来ていません。今日の数です")
        return today()
    return day
