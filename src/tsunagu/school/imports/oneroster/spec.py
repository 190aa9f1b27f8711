"""The files of OneRoster 1.2 CSV and their columns, in order, by profile (1EdTech; 日本IMS協会)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

HEAD = ("sourcedId", "status", "dateLastModified")
JP_GRADES = frozenset(
    {f"P{n}" for n in range(1, 7)} | {f"{stage}{n}" for stage in "JHE" for n in (1, 2, 3)}
)
BOOLEAN = frozenset({"true", "false"})
ROLES = frozenset(
    {
        "aide",
        "counselor",
        "districtAdministrator",
        "guardian",
        "parent",
        "principal",
        "proctor",
        "relative",
        "siteAdministrator",
        "student",
        "systemAdministrator",
        "teacher",
    }
)
EVERY_FILE = (
    "academicSessions",
    "categories",
    "classes",
    "classResources",
    "courses",
    "courseResources",
    "demographics",
    "enrollments",
    "lineItemLearningObjectiveIds",
    "lineItems",
    "lineItemScoreScales",
    "orgs",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
    "users",
)
NEEDED = ("academicSessions", "orgs", "courses", "classes", "users", "roles", "enrollments")
"""Without these files there is no roster."""


@dataclass(frozen=True)
class FileSpec:
    """One file: fixed columns, those that need a value, and what the values must be.

    `refs` maps a column to the file whose `sourcedId` it names; `lists` are columns that hold
    several values joined by commas.
    """

    name: str
    columns: tuple[str, ...]
    required: frozenset[str]
    refs: Mapping[str, str] = field(default_factory=dict)
    dates: frozenset[str] = frozenset()
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    open_end: int = 0
    """So many columns at the end may be left out (races in demographics, unused in Japan)."""


def _columns(names: str) -> tuple[str, ...]:
    return (*HEAD, *names.split())


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


SPECS = (
    FileSpec(
        "academicSessions",
        _columns("title type startDate endDate parentSourcedId schoolYear"),
        _names("sourcedId title type startDate endDate schoolYear"),
        dates=_names("startDate endDate"),
        choices={"type": _names("gradingPeriod semester schoolYear term")},
    ),
    FileSpec(
        "orgs",
        _columns("name type identifier parentSourcedId"),
        _names("sourcedId name type"),
        choices={"type": _names("department school district local state national")},
    ),
    FileSpec(
        "courses",
        _columns("schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes"),
        _names("sourcedId title orgSourcedId"),
        refs={"schoolYearSourcedId": "academicSessions", "orgSourcedId": "orgs"},
        lists=_names("grades"),
    ),
    FileSpec(
        "classes",
        _columns(
            "title grades courseSourcedId classCode classType location schoolSourcedId"
            " termSourcedIds subjects subjectCodes periods"
        ),
        _names("sourcedId title classType courseSourcedId schoolSourcedId termSourcedIds"),
        refs={
            "courseSourcedId": "courses",
            "schoolSourcedId": "orgs",
            "termSourcedIds": "academicSessions",
        },
        choices={
            "classType": _names("homeroom scheduled"),
            "metadata.jp.specialNeeds": BOOLEAN,
        },
        lists=_names("grades termSourcedIds"),
    ),
    FileSpec(
        "users",
        _columns(
            "enabledUser username userIds givenName familyName middleName identifier email sms"
            " phone agentSourcedIds grades password userMasterIdentifier resourceSourcedIds"
            " preferredGivenName preferredMiddleName preferredFamilyName primaryOrgSourcedId"
            " pronouns"
        ),
        _names("sourcedId enabledUser username givenName familyName"),
        refs={"primaryOrgSourcedId": "orgs", "metadata.jp.homeClass": "classes"},
        choices={"enabledUser": BOOLEAN},
        lists=_names("grades agentSourcedIds"),
    ),
    FileSpec(
        "userProfiles",
        _columns(
            "userSourcedId profileType vendorId applicationId description credentialType"
            " username password"
        ),
        _names("sourcedId userSourcedId profileType vendorId credentialType username"),
        refs={"userSourcedId": "users"},
    ),
    FileSpec(
        "roles",
        _columns("userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId"),
        _names("sourcedId userSourcedId roleType role orgSourcedId"),
        refs={
            "userSourcedId": "users",
            "orgSourcedId": "orgs",
            "userProfileSourcedId": "userProfiles",
        },
        dates=_names("beginDate endDate"),
        choices={"roleType": _names("primary secondary"), "role": ROLES},
    ),
    FileSpec(
        "enrollments",
        _columns("classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate"),
        _names("sourcedId classSourcedId schoolSourcedId userSourcedId role"),
        refs={
            "classSourcedId": "classes",
            "schoolSourcedId": "orgs",
            "userSourcedId": "users",
        },
        dates=_names("beginDate endDate"),
        choices={
            "role": _names("administrator aide proctor student teacher"),
            "primary": BOOLEAN,
            "metadata.jp.PublicFlg": BOOLEAN,
            "metadata.jp.publicFlg": BOOLEAN,
        },
    ),
    FileSpec(
        "demographics",
        _columns(
            "birthDate sex americanIndianOrAlaskaNative asian blackOrAfricanAmerican"
            " nativeHawaiianOrOtherPacificIslander white demographicRaceTwoOrMoreRaces"
            " hispanicOrLatinoEthnicity countryOfBirthCode stateOfBirthAbbreviation cityOfBirth"
            " publicSchoolResidenceStatus"
        ),
        _names("sourcedId"),
        refs={"sourcedId": "users"},
        dates=_names("birthDate"),
        choices={"sex": _names("male female unspecified other")},
        open_end=11,
    ),
)


@dataclass(frozen=True)
class Profile:
    """What a value of `oneroster.version` stands for."""

    version: str
    japanese: bool
    metadata: Mapping[str, frozenset[str]]
    resource_ids: frozenset[bool]
    """May users.csv have the column `resourceSourcedIds`, may it lack it?"""
    strict_names: bool = False
    """Are userMasterIdentifier, preferred names and their readings required (相互運用標準)?"""


def _metadata(users: str, enrollments: str) -> Mapping[str, frozenset[str]]:
    return {
        "users": frozenset(f"metadata.jp.{name}" for name in users.split()),
        "classes": frozenset({"metadata.jp.specialNeeds"}),
        "enrollments": frozenset(f"metadata.jp.{name}" for name in enrollments.split()),
    }


KANA = "kanaGivenName kanaFamilyName kanaMiddleName homeClass"
PREFERRED = "kanaPreferredFamilyName kanaPreferredGivenName kanaPreferredMiddleName"
CAPITAL = _metadata(f"{KANA} {PREFERRED}", "ShussekiNo PublicFlg")
SMALL = _metadata(f"{KANA} {PREFERRED}", "shussekiNo publicFlg")

PROFILES = {
    "1.2": Profile("1.2", False, CAPITAL, frozenset({True, False})),
    "1.2.1": Profile("1.2.1", True, CAPITAL, frozenset({False}), strict_names=True),
    "1.2_JP": Profile("1.2_JP", True, SMALL, frozenset({False})),
}
