"""What the pupils' templates say: texts for the reader's grade, pictures, days and people."""

from datetime import date, datetime

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tsunagu.clock import JST, WEEKDAYS, today
from tsunagu.doors.pictures import PICTURES
from tsunagu.doors.words import in_kana, readable, say, written
from tsunagu.org.models import Person
from tsunagu.packs.schema import HelpLine
from tsunagu.web.portal.sessions import grade_of

register = template.Library()


def _grade(context: Context) -> int:
    return grade_of(context["request"])


@register.simple_tag(takes_context=True, name="say")
def say_here(context: Context, key: str, **values: object) -> SafeString:
    """A text by its key, with readings over what the reader has not learnt yet."""
    return say(key, _grade(context), **values)


@register.simple_tag
def kana(key: str) -> str:
    """A text without kanji, for a page's title, in which no reading can stand over them."""
    return in_kana(key)


@register.simple_tag(takes_context=True)
def text_of(context: Context, *parts: str) -> SafeString:
    """The text whose key these parts make, such as `check`, `heart`, `sunny`."""
    return say(".".join(parts), _grade(context))


@register.simple_tag(takes_context=True)
def chosen_words(context: Context, chosen: list[str]) -> SafeString:
    """How many pictures are chosen already; which ones nobody beside needs to see."""
    return say("door.chosen", _grade(context), count=len(chosen))


@register.simple_tag(takes_context=True)
def child_time(context: Context, at: datetime) -> SafeString:
    """`8時5分` as a child of the grade reads it."""
    return say("time.clock", _grade(context), hour=at.hour, minute=at.minute)


@register.simple_tag
def picture_word(name: str) -> str:
    """What a picture of a picture password shows, in a word."""
    return PICTURES[name]


@register.simple_tag
def picture_of(question: str, value: str) -> SafeString:
    """The picture of a choice: the weather has its own, body and sleep say which they are."""
    return picture(value if question == "heart" else f"{question}-{value}")


@register.simple_tag
def picture(name: str) -> SafeString:
    """A picture that says nothing aloud: the words stand beside it."""
    return format_html(
        '<svg class="picture" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("web/pictures.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def child_day(context: Context, day: date) -> SafeString:
    """`5月20日（水）` as a child of the grade reads it."""
    grade = _grade(context)
    weekday = WEEKDAYS[day.weekday()]
    reading = ("げつ", "か", "すい", "もく", "きん", "ど", "にち")[day.weekday()]
    said = {"month": day.month, "day": day.day, "weekday": say_weekday(weekday, reading, grade)}
    return say("day.date", grade, **said)


@register.simple_tag(takes_context=True)
def child_moment(context: Context, at: datetime) -> SafeString:
    """`今日 8時5分`, `明日 …`, or the date with the time, as a child of the grade reads it."""
    here = at.astimezone(JST)
    days = (here.date() - today()).days
    day = (
        say(("day.today", "day.tomorrow")[days], _grade(context))
        if days in (0, 1)
        else child_day(context, here.date())
    )
    return format_html("{} {}", day, child_time(context, here))


@register.simple_tag(takes_context=True)
def child_hours(context: Context, line: HelpLine) -> SafeString:
    """When a telephone is answered."""
    grade = _grade(context)
    parts = [say("sos.weekdays", grade)] if line.weekdays_only else []
    if line.opens and line.closes:
        opens, closes = (
            say("time.clock" if at.minute else "time.hour", grade, hour=at.hour, minute=at.minute)
            for at in (line.opens, line.closes)
        )
        parts.append(say("sos.hours", grade, opens=opens, closes=closes))
    if line.rests_at_new_year:
        parts.append(say("sos.new-year", grade))
    return format_html_join("、", "{}", ((one,) for one in parts or [say("sos.always", grade)]))


@register.simple_tag(takes_context=True)
def child_text(context: Context, text: str) -> SafeString:
    """A text of a pack with readings, such as the name of a telephone."""
    return written(text, _grade(context))


def say_weekday(weekday: str, reading: str, grade: int) -> SafeString:
    """A day of the week, readable."""
    return readable(weekday, reading, grade)


@register.simple_tag(takes_context=True)
def child_person(context: Context, person: Person) -> SafeString:
    """Somebody's family name as a child reads it; `先生` alone where no reading is known."""
    grade = _grade(context)
    family = person.kana.split()[0] if person.kana else ""
    name = readable(person.family_name, family, grade)
    return format_html("{}{}", name, say("who.teacher", grade))
