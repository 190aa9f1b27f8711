"""A OneRoster bundle to a `Roster`: all files, all faults."""

from collections.abc import Collection, Mapping
from datetime import date

from tsunagu.clock import school_year_of, today
from tsunagu.intake.bundle import Bundle
from tsunagu.intake.faults import Faults
from tsunagu.intake.progress import Phase, counted
from tsunagu.intake.values import trimmed
from tsunagu.school.imports.oneroster.checks import (
    check_identifiers,
    check_numbers,
    check_user,
)
from tsunagu.school.imports.oneroster.manifest import read_manifest
from tsunagu.school.imports.oneroster.records import (
    Homeroom,
    HomeRow,
    Org,
    RoleRow,
    Roster,
    Session,
    User,
)
from tsunagu.school.imports.oneroster.sheets import Ids, Record, Sheet, open_sheet
from tsunagu.school.imports.oneroster.spec import JP_GRADES, SPECS

JAPANESE: Mapping[str, Mapping[str, Collection[str]]] = {
    "academicSessions": {"type": {"schoolYear"}},
    "orgs": {"type": {"district", "school"}},
    "courses": {"grades": JP_GRADES},
    "classes": {"grades": JP_GRADES},
    "users": {"grades": JP_GRADES},
}
"""What the Japan profiles narrow."""
EARLIEST_BIRTH = date(1900, 1, 1)


def read_roster(bundle: Bundle, faults: Faults, warnings: list[str]) -> Roster:
    """The roster in a bundle; whatever is wrong with it goes to `faults`."""
    roster = Roster()
    profile, properties = read_manifest(bundle, faults)
    if profile is None:
        return roster
    roster.version = profile.version
    name = properties.get("source.systemCode") or properties.get("source.systemName")
    roster.source = name or roster.source
    ids: Ids = {}
    sheets: dict[str, Sheet] = {}
    for spec in SPECS:
        data = bundle.files.get(f"{spec.name}.csv")
        if data is not None:
            sheet = open_sheet(spec, data, profile, ids=ids, faults=faults, warnings=warnings)
            if sheet is not None:
                sheets[spec.name] = sheet
    japanese = profile.japanese or any(
        column.startswith("metadata.jp.") for s in sheets.values() for column in s.header
    )
    for spec in counted(SPECS, Phase.READ):
        sheet = sheets.get(spec.name)
        if sheet is not None:
            sheet.extra = JAPANESE.get(spec.name, {}) if japanese else {}
            READERS[spec.name](roster, sheet)
    if not faults:
        check_identifiers(roster, japanese, warnings)
        check_numbers(roster, warnings)
    return roster


def _sessions(roster: Roster, sheet: Sheet) -> None:
    parents = []
    for row in sheet.records():
        first, last = row.day("startDate"), row.day("endDate")
        if first and last:
            if last <= first:
                row.fault("endDate", "startDate よりあとの日でなければなりません")
            year = school_year_of(first).year
            roster.sessions[row["sourcedId"]] = Session(first, last, year)
            if sheet.extra and row["schoolYear"] != str(year):
                row.fault("schoolYear", f"startDate の年度（{year}）と違います")
        parents.append(row)
    _parents(parents, sheet, "parentSourcedId")


def _parents(rows: list[Record], sheet: Sheet, column: str) -> None:
    """A file that names itself: known only when all of it is read."""
    known = sheet.ids[sheet.spec.name]
    for row in rows:
        for parent in row.items(column):
            if parent not in known:
                row.fault(column, f"「{parent}」が {sheet.file} の sourcedId にありません")


def _orgs(roster: Roster, sheet: Sheet) -> None:
    rows = list(sheet.records())
    districts = []
    codes: dict[str, int] = {}
    for row in rows:
        org = Org(row["sourcedId"], trimmed(row["name"]), row["identifier"], row.line)
        if row["type"] == "school":
            roster.schools[org.id] = org
            if org.code and codes.setdefault(org.code, row.line) != row.line:
                why = f"{codes[org.code]}行目の学校と同じ学校コードです。学校ごとに違う値が必要です"
                row.fault("identifier", why)
        elif row["type"] == "district":
            districts.append(row)
            roster.district = org
            if row["parentSourcedId"]:
                row.fault("parentSourcedId", "district に親の組織は書けません")
    _parents(rows, sheet, "parentSourcedId")
    for row in districts[1:]:
        row.fault("type", "district が二つあります。自治体ごとに一つの名簿にしてください")
    if not districts:
        sheet.fault(1, "type", "district（教育委員会）の行がありません")
    if not roster.schools:
        sheet.fault(1, "type", "school（学校）の行がありません")


def _only_checked(roster: Roster, sheet: Sheet) -> None:
    for _ in sheet.records():
        pass


def _classes(roster: Roster, sheet: Sheet) -> None:
    for row in sheet.records():
        if row["schoolSourcedId"] and row["schoolSourcedId"] not in roster.schools:
            if row["schoolSourcedId"] in sheet.ids.get("orgs", ()):
                row.fault("schoolSourcedId", "学校（type が school の組織）ではありません")
            continue
        if row["classType"] != "homeroom":
            continue
        sessions = [roster.sessions[t] for t in row.items("termSourcedIds") if t in roster.sessions]
        if not sessions:
            continue
        if len({session.year for session in sessions}) > 1:
            row.fault("termSourcedIds", "二つの年度にまたがる学級は読めません")
        roster.homerooms[row["sourcedId"]] = Homeroom(
            id=row["sourcedId"],
            title=trimmed(row["title"]),
            grades=tuple(row.items("grades")),
            school=row["schoolSourcedId"],
            year=sessions[0].year,
            begin=min(session.first for session in sessions),
            special_needs=row["metadata.jp.specialNeeds"] == "true",
        )


def _users(roster: Roster, sheet: Sheet) -> None:
    agents: list[Record] = []
    masters: dict[str, int] = {}
    for row in sheet.records():
        check_user(row, masters)
        if row["agentSourcedIds"]:
            agents.append(row)
        roster.users[row["sourcedId"]] = _user(row)
    _parents(agents, sheet, "agentSourcedIds")


def _user(row: Record) -> User:
    def name(part: str) -> str:
        return trimmed(row[f"preferred{part}"]) or trimmed(row[part[0].lower() + part[1:]])

    def kana(part: str) -> str:
        preferred = row[f"metadata.jp.kanaPreferred{part}"]
        return trimmed(preferred) or trimmed(row[f"metadata.jp.kana{part}"])

    grades = row.items("grades")
    return User(
        id=row["sourcedId"],
        line=row.line,
        family_name=name("FamilyName"),
        given_name=name("GivenName"),
        family_kana=kana("FamilyName"),
        given_kana=kana("GivenName"),
        grade=grades[0] if grades else "",
        master=row["userMasterIdentifier"],
        home_class=row["metadata.jp.homeClass"],
        email=trimmed(row["email"]),
        enabled=row["enabledUser"] == "true",
    )


def _roles(roster: Roster, sheet: Sheet) -> None:
    primary: set[str] = set()
    secondary: list[Record] = []
    for row in sheet.records():
        if row["roleType"] == "primary":
            primary.add(row["userSourcedId"])
        else:
            secondary.append(row)
        _in_order(row)
        roster.roles.append(
            RoleRow(
                row["userSourcedId"],
                row["role"],
                row["orgSourcedId"],
                row.day("beginDate"),
                row.day("endDate"),
            )
        )
    for row in secondary:
        if row["userSourcedId"] not in primary:
            row.fault("roleType", "primary の役割がない利用者に secondary は書けません")


def _in_order(row: Record) -> None:
    begin, end = row.day("beginDate"), row.day("endDate")
    if begin and end and end < begin:
        row.fault("endDate", "beginDate より前です")


def _enrollments(roster: Roster, sheet: Sheet) -> None:
    number = next((c for c in sheet.header if c.lower().endswith("shussekino")), "")
    for row in sheet.records():
        _in_order(row)
        if row["role"] == "student" and row["primary"] == "true":
            row.fault("primary", "児童生徒の primary は false でなければなりません")
        homeroom = roster.homerooms.get(row["classSourcedId"])
        if homeroom is None:
            continue
        if row["schoolSourcedId"] != homeroom.school:
            row.fault("schoolSourcedId", "学級の学校（classes.csv）と違います")
        roster.enrolments.append(
            HomeRow(
                id=row["sourcedId"],
                line=row.line,
                homeroom=homeroom.id,
                user=row["userSourcedId"],
                role=row["role"],
                primary=row["primary"] == "true",
                begin=row.day("beginDate"),
                end=row.day("endDate"),
                number=trimmed(row[number]),
            )
        )


def _demographics(roster: Roster, sheet: Sheet) -> None:
    for row in sheet.records():
        born = row.day("birthDate")
        if born and not EARLIEST_BIRTH <= born <= today():
            row.fault("birthDate", f"「{born}」は生年月日になりません。1900年から今日までの日です")
        roster.births[row["sourcedId"]] = (born, row["sex"])


READERS = {
    "academicSessions": _sessions,
    "orgs": _orgs,
    "courses": _only_checked,
    "classes": _classes,
    "users": _users,
    "userProfiles": _only_checked,
    "roles": _roles,
    "enrollments": _enrollments,
    "demographics": _demographics,
}
