"""Whether what was printed of a month's register still says what the register says."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from hashlib import sha256

from tsunagu.attendance.models import RegisterPrint
from tsunagu.attendance.printing.sheet import Sheet
from tsunagu.school.models import School


def digest(sheets: Iterable[Sheet]) -> str:
    """What stands on the sheets, in 64 hexadecimal digits; that they are confirmed is left out."""
    return sha256(repr([replace(sheet, confirmed="") for sheet in sheets]).encode()).hexdigest()


def print_faults(school: School, month: date, sheets: Iterable[Sheet]) -> list[str]:
    """Why a school's month is not on paper as it stands; `month` is its first day.

    A month without any class has nothing to print.
    """
    sheets = list(sheets)
    kept = RegisterPrint.objects.filter(school=school, month=month).first()
    if not sheets or (kept and kept.digest == digest(sheets)):
        return []
    words = f"{month.year}年{month.month}月の出席簿（学校全体のPDF）"
    if kept is None:
        return [f"{words}がまだ印刷されていません。印刷して確かめてから、確定してください"]
    return [f"{words}を印刷したあとに、出席簿が変わりました。もう一度印刷してから確定してください"]
