"""A roster as read: plain values, references resolved to ids that are known to exist."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Session:
    """A school year or a part of it."""

    first: date
    last: date
    year: int


@dataclass(frozen=True, slots=True)
class Org:
    """A school or the district."""

    id: str
    name: str
    code: str
    line: int


@dataclass(frozen=True, slots=True)
class Homeroom:
    """A homeroom class of one school year."""

    id: str
    title: str
    grades: tuple[str, ...]
    school: str
    year: int
    begin: date
    special_needs: bool


@dataclass(frozen=True, slots=True)
class User:
    """Anybody in users.csv."""

    id: str
    line: int
    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    grade: str
    master: str
    home_class: str
    email: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A row of roles.csv."""

    user: str
    role: str
    org: str
    begin: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class HomeRow:
    """A row of enrollments.csv for a homeroom. `begin` None = blank; `end` is exclusive."""

    id: str
    line: int
    homeroom: str
    user: str
    role: str
    primary: bool
    begin: date | None
    end: date | None
    number: str


@dataclass
class Roster:
    """All that a bundle says, as far as it matters here."""

    version: str = ""
    source: str = "roster"
    district: Org | None = None
    sessions: dict[str, Session] = field(default_factory=dict)
    schools: dict[str, Org] = field(default_factory=dict)
    homerooms: dict[str, Homeroom] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    roles: list[RoleRow] = field(default_factory=list)
    enrolments: list[HomeRow] = field(default_factory=list)
    births: dict[str, tuple[date | None, str]] = field(default_factory=dict)
    """Date of birth and sex by user."""

    @property
    def years(self) -> frozenset[int]:
        """The school years the roster speaks for."""
        return frozenset(homeroom.year for homeroom in self.homerooms.values())
