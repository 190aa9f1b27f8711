"""What the Japan profiles ask beyond columns and references."""

import re
from collections import defaultdict
from datetime import date

from tsunagu.school.imports.oneroster.records import HomeRow, Roster
from tsunagu.school.imports.oneroster.sheets import Record

UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")
STRICT_NAMES = (
    "userMasterIdentifier",
    "preferredGivenName",
    "preferredFamilyName",
    "metadata.jp.kanaGivenName",
    "metadata.jp.kanaFamilyName",
)
NAMES = ("givenName", "familyName", "middleName", *STRICT_NAMES[1:])
SCHOOL_CODE = re.compile(r"[A-H][1-9][0-4]\d[123][1-9]\d{6}\d")
BOARD_CODE = re.compile(r"\d{6}")


def check_user(row: Record, masters: dict[str, int]) -> None:
    """One child, one userMasterIdentifier; the interoperability standard wants it and readings."""
    if master := row["userMasterIdentifier"]:
        if master in masters:
            line = masters[master]
            row.fault("userMasterIdentifier", f"{line}行目と同じ値です。一人に一つの値が必要です")
        masters.setdefault(master, row.line)
    if not row.sheet.profile.strict_names:
        return
    for column in STRICT_NAMES:
        if not row[column]:
            row.fault(column, f"{row.sheet.profile.version} では必須です。値を書いてください")
    if master and not UUID_FORM.fullmatch(master):
        row.fault("userMasterIdentifier", "UUID（8-4-4-4-12桁）でなければなりません")
    for column in NAMES:
        if HALF_WIDTH_KANA.search(row[column]):
            row.fault(column, "半角カタカナは使えません")


def school_code_holds(code: str) -> bool:
    """Has a school code its form and its check digit (学校コード13桁)?"""
    if not SCHOOL_CODE.fullmatch(code):
        return False
    digits = f"{ord(code[0]) - ord('A') + 1:02}{code[1:-1]}"
    total = 0
    for weight, digit in enumerate(reversed(digits)):
        product = int(digit) * (2 if weight % 2 else 1)
        total += product // 10 + product % 10
    return (10 - total % 10) % 10 == int(code[-1])


def check_identifiers(roster: Roster, japanese: bool, warnings: list[str]) -> None:
    """Codes of schools and board: what is odd is told, and taken as it stands."""
    if not japanese:
        return
    for school in roster.schools.values():
        if not school_code_holds(school.code):
            warnings.append(
                f"orgs.csv:{school.line}: 学校コード「{school.code}」は"
                "13文字の学校コードとして正しくありません"
            )
    district = roster.district
    if district and not BOARD_CODE.fullmatch(district.code):
        warnings.append(
            f"orgs.csv:{district.line}: 教育委員会コード「{district.code}」が6桁ではありません"
        )


def check_numbers(roster: Roster, warnings: list[str]) -> None:
    """Attendance numbers that are no number, or two pupils' of one class at once, are told."""
    held: dict[tuple[str, str], list[HomeRow]] = defaultdict(list)
    for row in roster.enrolments:
        if row.role != "student" or not row.number:
            continue
        place = f"enrollments.csv:{row.line}: 出席番号「{row.number}」"
        if not row.number.isdecimal():
            warnings.append(f"{place}が数字ではありません")
        others = held[row.homeroom, row.number]
        twin = next((one for one in others if _are_two(one, row)), None)
        if twin:
            warnings.append(f"{place}は、同じ学級の{twin.line}行目の児童生徒と同じです")
        others.append(row)


def _are_two(one: HomeRow, other: HomeRow) -> bool:
    """Are these the rows of two pupils who are in the class on some day both?"""
    return one.user != other.user and all(
        (a.begin or date.min) < (b.end or date.max) for a, b in ((one, other), (other, one))
    )
