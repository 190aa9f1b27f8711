"""Files of a small city and its year: roster, calendar, attendance, with everything that happens.

The same seed writes the same files. Names are invented.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.response.independent import City, dates

YEAR = 2025
FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)
GRADES = {"A": ("P1", "P2", "P3"), "B": ("P1", "P2"), "C": ("J1", "J2")}
CODES = {"A": "B12829900001", "B": "B12829900002", "C": "C12829900003"}
COLUMNS = {
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,"
    "parentSourcedId,schoolYear",
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "courses": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,"
    "orgSourcedId,subjects,subjectCodes",
    "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,"
    "classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods,"
    "metadata.jp.specialNeeds",
    "users": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,"
    "familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,"
    "userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,"
    "primaryOrgSourcedId,pronouns,metadata.jp.kanaGivenName,metadata.jp.kanaFamilyName,"
    "metadata.jp.kanaMiddleName,metadata.jp.homeClass,metadata.jp.kanaPreferredFamilyName,"
    "metadata.jp.kanaPreferredGivenName,metadata.jp.kanaPreferredMiddleName",
    "roles": "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,"
    "orgSourcedId,userProfileSourcedId",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,"
    "userSourcedId,role,primary,beginDate,endDate,metadata.jp.shussekiNo,metadata.jp.publicFlg",
}
ABSENT = [
    "categories",
    "classResources",
    "courseResources",
    "demographics",
    "lineItemLearningObjectiveIds",
    "lineItems",
    "lineItemScoreScales",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "scoreScales",
    "userProfiles",
    "userResources",
]
ATTENDANCE = ("date", "pupil", "kind", "late", "left_early", "place", "reason", "note")
CALENDAR = ("school", "grade", "classroom", "from", "to", "kind", "note")
SUMMER = {
    "A": ("2025-07-19", "2025-08-31"),
    "B": ("2025-07-23", "2025-08-24"),
    "C": ("2025-07-19", "2025-08-27"),
}


def school_code(body: str) -> str:
    """The 13 characters of a school code: twelve and their check digit."""
    digits = [int(d) for d in f"0{ord(body[0]) - 64}{body[1:]}"]
    doubled = (d * (1 + n % 2) for n, d in enumerate(reversed(digits)))
    return f"{body}{-sum(d // 10 + d % 10 for d in doubled) % 10}"


def write(path: Path, header: Sequence[str], rows: Iterable[dict[str, str]]) -> Path:
    """Write a CSV file as the formats want it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


@dataclass
class Roster:
    """What a bulk bundle holds, by file."""

    files: dict[str, list[dict[str, str]]] = field(
        default_factory=lambda: {name: [] for name in COLUMNS}
    )

    def add(self, file: str, **row: str) -> None:
        """One row; `metadata.jp.` is written `jp_`."""
        named = {key.replace("jp_", "metadata.jp."): value for key, value in row.items()}
        self.files[file].append(named)

    def write(self, folder: Path) -> Path:
        """The bundle as a folder of the 1EdTech Japan profile."""
        properties = {"manifest.version": "1.0", "oneroster.version": "1.2_JP"}
        properties |= {f"file.{name}": "absent" for name in ABSENT}
        for name, rows in self.files.items():
            properties[f"file.{name}"] = "bulk"
            write(folder / f"{name}.csv", COLUMNS[name].split(","), rows)
        properties |= {"source.systemName": "見本", "source.systemCode": "sample"}
        header = ("propertyName", "value")
        named = sorted(properties.items())
        write(folder / "manifest.csv", header, ({"propertyName": k, "value": v} for k, v in named))
        return folder


def make_roster(random: Random, size: int) -> Roster:
    """Three schools, two classes a grade, a special-needs class each; pupils come, go and move."""
    roster = Roster()
    roster.add(
        "academicSessions",
        sourcedId="year",
        title="2025年度",
        type="schoolYear",
        startDate=str(FIRST),
        endDate=str(LAST),
        schoolYear="2025",
    )
    roster.add("orgs", sourcedId="district", name="見本市", type="district", identifier="289901")
    classes: list[tuple[str, str, str]] = []
    for school, grades in GRADES.items():
        roster.add(
            "orgs",
            sourcedId=school,
            name=f"見本{school}校",
            type="school",
            identifier=school_code(CODES[school]),
            parentSourcedId="district",
        )
        roster.add(
            "courses",
            sourcedId=f"course-{school}",
            schoolYearSourcedId="year",
            title="2025年度 学級",
            orgSourcedId=school,
        )
        named = [(f"{school}-{grade}-{n}", grade, "false") for grade in grades for n in (1, 2)]
        for key, grade, special in [*named, (f"{school}-sn", ",".join(grades[:2]), "true")]:
            roster.add(
                "classes",
                sourcedId=key,
                title=f"{key}組",
                grades=grade,
                courseSourcedId=f"course-{school}",
                classType="homeroom",
                schoolSourcedId=school,
                termSourcedIds="year",
                jp_specialNeeds=special,
            )
            if special == "false":
                classes.append((school, grade, key))
    for number in range(size):
        add_pupil(roster, random, f"p{number:04}", classes)
    return roster


def add_pupil(
    roster: Roster, random: Random, key: str, classes: list[tuple[str, str, str]]
) -> None:
    """A pupil who stays, moves to another class or school, leaves and returns, or comes late."""
    school, grade, classroom = random.choice(classes)
    roster.add(
        "users",
        sourcedId=key,
        enabledUser="true",
        username=key,
        givenName="見本",
        familyName=f"児童{key}",
        grades=grade,
        userMasterIdentifier=f"00000000-0000-4000-8000-{int(key[1:]):012}",
        preferredGivenName="見本",
        preferredFamilyName="児童",
        jp_kanaGivenName="ミホン",
        jp_kanaFamilyName="ジドウ",
    )
    roster.add(
        "roles",
        sourcedId=f"r-{key}",
        userSourcedId=key,
        roleType="primary",
        role="student",
        orgSourcedId=school,
    )
    move = FIRST + timedelta(days=random.randrange(20, 340))
    story = random.choice(
        ["stays"] * 6 + ["moves", "moves", "leaves", "returns", "late", "special"]
    )
    if story == "moves":
        other = random.choice([c for c in classes if c[2] != classroom and c[1][0] == grade[0]])
        stays = [(classroom, "", move), (other[2], move, "")]
    elif story == "leaves":
        stays = [(classroom, "", move)]
    elif story == "returns":
        stays = [
            (classroom, "", move),
            (classroom, move + timedelta(days=random.choice((5, 9, 10, 11, 30))), ""),
        ]
    elif story == "late":
        stays = [(classroom, move, "")]
    elif story == "special":
        stays = [(classroom, "", ""), (f"{school}-sn", "", "")]
    else:
        stays = [(classroom, "", "")]
    for n, (where, begin, end) in enumerate(stays):
        roster.add(
            "enrollments",
            sourcedId=f"e-{key}-{n}",
            classSourcedId=where,
            schoolSourcedId=where[0],
            userSourcedId=key,
            role="student",
            primary="false",
            beginDate=str(begin),
            endDate=str(end),
            jp_shussekiNo="1",
            jp_publicFlg="true",
        )


def make_calendar() -> list[dict[str, str]]:
    """Holidays, terms, Saturday school and closures of every width."""
    lines = [
        ("", "", "", "2025-04-01", "2025-04-07", "no_school"),
        ("", "", "", "2025-12-25", "2026-01-07", "no_school"),
        ("", "", "", "2026-03-25", "2026-03-31", "no_school"),
        *((s, "", "", *period, "no_school") for s, period in SUMMER.items()),
        ("", "", "", "2025-04-08", "2025-07-18", "term"),
        ("", "", "", "2025-08-25", "2025-12-24", "term"),
        ("", "", "", "2026-01-08", "2026-03-24", "term"),
        ("B", "", "", "2025-04-01", "2025-09-30", "term"),
        ("B", "", "", "2025-10-01", "2026-03-31", "term"),
        ("A", "", "", "2025-05-17", "2025-05-17", "school_day"),
        ("A", "", "", "2025-05-19", "2025-05-19", "no_school"),
        ("B", "", "", "2025-06-14", "2025-06-14", "half_day"),
        ("C", "", "", "2025-11-03", "2025-11-03", "school_day"),
        ("", "P1", "", "2025-06-20", "2025-06-20", "no_school"),
        ("A", "P1", "", "2025-06-20", "2025-06-20", "school_day"),
        ("A", "P2", "", "2025-10-06", "2025-10-08", "closed"),
        ("B", "", "", "2025-10-14", "2025-10-15", "closed"),
        ("A", "", "A-P3-1", "2025-11-10", "2025-11-12", "closed"),
        ("C", "", "C-J1-2", "2026-01-19", "2026-01-23", "closed"),
        ("C", "", "C-J2-1", "2025-09-08", "2025-09-08", "no_school"),
        ("B", "", "B-P1-1", "2025-09-01", "2025-09-12", "no_school"),
        ("B", "", "B-P1-1", "2025-09-05", "2025-09-05", "closed"),
        ("A", "", "A-sn", "2025-05-24", "2025-05-24", "school_day"),
    ]
    return [dict(zip(CALENDAR, line, strict=False)) for line in lines]


def make_attendance(
    city: City, random: Random, first: date, last: date, schools: set[str]
) -> list[dict[str, str]]:
    """Rows of a period: spells of every kind, and many single days."""
    found = []
    for pupil, home in sorted(city.home().items()):
        inclined = random.choice((0.01, 0.02, 0.05, 0.2))
        spell: list[dict[str, str]] = []
        for day in dates(first, last):
            classroom = home.get(day)
            if classroom is None or city.classes[classroom]["schoolSourcedId"] not in schools:
                continue
            opened, closed, _ = city.school_day(classroom, day)
            if not opened:
                continue
            if not spell and random.random() < inclined:
                spell = make_spell(random)
            row = spell.pop() if spell else None
            if row and not (closed and random.random() < 0.5):
                found.append({"date": str(day), "pupil": pupil, **row})
    return found


def make_spell(random: Random) -> list[dict[str, str]]:
    """What a pupil's next days are like."""
    length = random.choice((1, 1, 1, 2, 2, 3, 4, 7, 8, 12, 25))
    absent = {
        "kind": "absent",
        "reason": random.choice(("illness", "family", "cannot_come", "other", "unknown", "")),
    }
    others: list[dict[str, str]] = [
        {"kind": "present", "late": "1"},
        {"kind": "present", "left_early": "1", "late": "1"},
        {"kind": "", "place": "nurse_room"},
        {"kind": "present", "place": "after_school"},
        {"kind": "missing"},
        {"kind": "suspended", "reason": "illness"},
        {"kind": "bereavement"},
        {"kind": "excused"},
        {"kind": "absent", "place": "support_centre"},
        {"kind": "present", "place": "support_centre"},
        {"kind": "absent", "place": "free_school"},
        {"kind": "present", "place": "free_school"},
        {"kind": "absent", "place": "home_online"},
        {"kind": "present", "place": "home_online"},
        {"kind": "absent", "place": "other", "note": "祖父母の家"},
    ]
    mixed = random.random() < 0.5
    return [
        random.choice(others) if mixed and random.random() < 0.5 else absent for _ in range(length)
    ]


def corrected(random: Random, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The same days as the school sees them later: some rows gone, some changed."""
    kept = [dict(row) for row in rows if random.random() > 0.15]
    for row in kept:
        if random.random() < 0.2:
            row |= {
                "kind": random.choice(("absent", "suspended", "missing")),
                "place": "",
                "late": "",
                "left_early": "",
            }
    return kept
