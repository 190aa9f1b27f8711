"""What templates say: dates as a school writes them, and the shared pieces."""

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from uuid import UUID

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tsunagu.access.policy import Deed
from tsunagu.clock import JST, ago_in_words, dated, in_words, today
from tsunagu.web.pupil import door

register = template.Library()
BANNER_KINDS = {"debug": "info", "info": "info"}


def _day(value: date | datetime) -> date:
    """The date of an instant in Asia/Tokyo, or the date itself."""
    return value.astimezone(JST).date() if isinstance(value, datetime) else value


@register.filter
def jp_date(value: date | datetime | None) -> str:
    """`5月20日（水）`; nothing for None."""
    return in_words(_day(value)) if value else ""


@register.filter
def jp_date_year(value: date | datetime | None) -> str:
    """`2026年5月20日（水）`; nothing for None."""
    return in_words(_day(value), year=True) if value else ""


@register.filter
def jp_dates(days: Iterable[date]) -> SafeString:
    """Dates side by side, `5月19日（火）、5月20日（水）`, none of them broken over two lines."""
    return mark_safe("、".join(map(_unbroken, days)))  # noqa: S308


@lru_cache(maxsize=2048)
def _unbroken(day: date) -> SafeString:
    """One of many dates; a year's are said again and again on a pupil's page."""
    return format_html('<span class="nowrap">{}</span>', in_words(day))


@register.filter
def jp_time(value: datetime | time | None) -> str:
    """`8:27` in Asia/Tokyo; nothing for None."""
    if value is None:
        return ""
    at = value.astimezone(JST).time() if isinstance(value, datetime) else value
    return f"{at.hour}:{at.minute:02}"


@register.filter
def days_ago(value: date | datetime | int | None) -> str:
    """A date, or a number of days, as `今日`, `昨日` or `3日前`; nothing for None."""
    if value is None:
        return ""
    days = value if isinstance(value, int) else (today() - _day(value)).days
    return ago_in_words(days)


@register.filter
def day_word(value: date | datetime) -> str:
    """`今日 5月20日（水）`, a word where the day is close; the year where it is another's."""
    day = _day(value)
    word = {-1: "明日", 0: "今日", 1: "昨日"}.get((today() - day).days, "")
    return f"{word} {dated(day)}".strip()


@register.filter
def tel(value: str) -> str:
    """A telephone number as a `tel:` address takes it."""
    return "".join(sign for sign in value if sign in "+0123456789")


@register.simple_tag(takes_context=True)
def page_query(context: Context, number: int) -> str:
    """The address's query with another page number, the rest of it kept."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return str(query.urlencode())


@register.simple_tag(takes_context=True)
def opens(context: Context, pupil: UUID, deed: str = Deed.SEE_PUPIL) -> bool:
    """Is the child's page there for the reader? Not every page about a child leads to it."""
    return door.opens(context["request"].actor, pupil, Deed(deed))


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """A form control with its label, support text and errors."""
    return {"field": bound, "needed_when": getattr(bound.field, "needed_when", "")}


@register.inclusion_tag("components/chip.html")
def chip(text: str, tone: str = "") -> dict[str, str]:
    """A small label; tones are blue, green, yellow, orange, red, purple or none."""
    return {"text": text, "tone": tone}


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "") -> dict[str, str]:
    """What a list says when nothing is in it."""
    return {"title": title, "text": text}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(here: str, *pairs: str) -> dict[str, object]:
    """Where the page lies: `{% breadcrumb "here" "label" url "label" url %}`, from the top down."""
    return {"here": here, "trail": list(zip(pairs[::2], pairs[1::2], strict=True))}


@register.simple_block_tag
def banner(content: SafeString, kind: str = "info", title: str = "") -> str:
    """A notification banner; kinds are info, success, warning and error."""
    kind = BANNER_KINDS.get(kind, kind)
    return render_to_string(
        "components/banner.html", {"kind": kind, "title": title, "content": content}
    )


@register.simple_block_tag
def disclosure(content: SafeString, summary: str, opened: bool = False) -> str:
    """Something more, folded away until it is asked for."""
    return render_to_string(
        "components/disclosure.html", {"summary": summary, "opened": opened, "content": content}
    )
