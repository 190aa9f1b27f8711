"""What this room holds on a child."""

from django.db.models import QuerySet

from tsunagu.forms.models import Answer, Listed, Sheet
from tsunagu.forms.wording import in_words_of
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding, Shown


def _title(sheet: Sheet) -> str:
    return sheet.definition.title


def _label(answer: Answer) -> str:
    asked = {field.id: field.label for field in answer.sheet.definition.fields}
    return asked.get(answer.field, answer.field)


def _words(answer: Answer) -> str:
    asked = {field.id: field for field in answer.sheet.definition.fields}
    return in_words_of(asked[answer.field], answer.value)


def _on_abuse(answer: Answer) -> bool:
    """Does it answer whether abuse is suspected? A family that hears of it may harm the child."""
    asked = next((one for one in answer.sheet.definition.fields if one.id == answer.field), None)
    return asked is not None and any(option.tells == "abuse" for option in asked.options)


def _ground(answer: Answer) -> str:
    return "a78-1-1" if _on_abuse(answer) else ""


def _row(listed: Listed) -> str:
    """The child's row as it was when the list was begun."""
    tables = {one.id: one for one in listed.sheet.definition.fields if one.first == "absent-pupils"}
    for answer in listed.sheet.written.all():
        if answer.field in tables and listed.number < len(answer.first or []):
            return in_words_of(tables[answer.field], [answer.first[listed.number]])
    return ""


def _forget(rows: QuerySet[Listed]) -> None:
    """Take children from lists, and the lists that then name nobody any more."""
    sheets = list(rows.values_list("sheet", flat=True))
    rows.delete()
    Sheet.objects.filter(pk__in=sheets, listed__isnull=True).delete()


HOLDINGS = (
    Holding(
        Sheet,
        "様式（相談シートなど）",
        day="begun_at",
        topic=Topic.APPOINTMENTS,
        one_by_one=True,
        shown=(
            Shown("form", "様式", _title),
            Shown("begun_at", "書き始めた時刻"),
            Shown("begun_by", "書き始めた人"),
            Shown("state", "状態"),
            Shown("ended_why", "取り下げたわけ"),
        ),
    ),
    Holding(
        Answer,
        "様式に書かれたこと",
        pupil="sheet__pupil",
        day="at",
        topic=Topic.APPOINTMENTS,
        ground=_ground,
        untold=_on_abuse,
        one_by_one=True,
        shown=(
            Shown("field", "項目", _label),
            Shown("value", "答え", _words),
            Shown("seen_by", "見た人"),
            Shown("seen_on", "見た日"),
            Shown("seen_what", "見たこと"),
            Shown("origin", "はじめの値の出どころ"),
            Shown("at", "書いた時刻"),
        ),
    ),
    Holding(
        Listed,
        "学校の一覧表（長期欠席など）",
        day="sheet__begun_at",
        topic=Topic.APPOINTMENTS,
        along=("sheet__version",),
        shown=(
            Shown("sheet", "様式", lambda listed: listed.sheet.definition.title),
            Shown("number", "書かれていること", _row),
        ),
        erase=_forget,
    ),
)
