"""What the guardians' templates say: texts and days in the language of whoever reads."""

from datetime import date, datetime

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from tsunagu.clock import JST
from tsunagu.families.catalogue import LANGUAGES, Language, day_words, listed, tell, tell_plain
from tsunagu.web.guardians.sessions import language_of

register = template.Library()


def _code(context: Context) -> str:
    return language_of(context["request"])


@register.simple_tag(takes_context=True, name="tell")
def tell_here(context: Context, key: str, **values: object) -> SafeString:
    """A text by its key."""
    return tell(key, _code(context), **values)


@register.simple_tag(takes_context=True)
def tell_fault(context: Context, fault: tuple[str, dict[str, object]]) -> SafeString:
    """What is not right, as a view says it: a key with its values."""
    key, values = fault
    return tell(key, _code(context), **values)


@register.simple_tag(takes_context=True, name="tell_plain")
def tell_plain_here(context: Context, key: str) -> str:
    """A text without readings, for the title of a page."""
    return tell_plain(key, _code(context))


@register.simple_tag(takes_context=True)
def family_day(context: Context, day: date) -> SafeString:
    """A day with its weekday."""
    return day_words(day, _code(context))


@register.simple_tag(takes_context=True)
def family_month(context: Context, day: date) -> SafeString:
    """The month in which a day lies."""
    code = _code(context)
    name = listed("date.months", code)[day.month - 1]
    return tell("days.month", code, year=day.year, monthname=name)


@register.simple_tag(takes_context=True)
def reading_in(context: Context) -> Language:
    """The language of the page."""
    return LANGUAGES[_code(context)]


@register.simple_tag(takes_context=True)
def tell_of(context: Context, *parts: str) -> SafeString:
    """The text whose key these parts make, such as `reason`, `illness`; of one its heading."""
    key = ".".join(parts) if len(parts) > 1 else f"tell.{parts[0]}"
    return tell(key, _code(context))


@register.simple_tag(takes_context=True)
def received_at(context: Context, at: datetime) -> SafeString:
    """When the school received something."""
    here = at.astimezone(JST)
    day = day_words(here.date(), _code(context))
    return tell("told.at", _code(context), day=day, time=f"{here.hour}:{here.minute:02}")


@register.simple_tag
def languages() -> list[Language]:
    """The languages that are offered."""
    return list(LANGUAGES.values())
