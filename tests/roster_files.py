"""Builds valid OneRoster bundles from a few lines of Python, for tests, journeys and the demo.

    roster = RosterFiles(year=2026, version="1.2_JP")          # or "1.2.1", "1.2"
    roster.school("S1", name="ひばり小学校")                    # code=… (13 characters) if wanted
    roster.homeroom("C1", school="S1", grade="P3", name="1組")  # special=True: special-needs class
    roster.pupil("K1", homeroom="C1", name="東雲 ひより", birth="2017-05-01", master="…")
    roster.enrol("K1", "C2", begin="2026-09-01")                # a further homeroom (transfer …)
    roster.teacher("T1", homeroom="C1", primary=True)           # False: the deputy
    roster.staff("T2", role="principal", org="S1")              # org="D1": the district
    roster.write(folder)  or  roster.write(path_to.zip)         # answers the path

`rows[file]` holds the rows as dictionaries and may be changed before writing (dates as
`YYYY-MM-DD`, blank by default); `columns(file)` is the header; `texts()` the files as text.
"""

import csv
import io
import zipfile
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from tsunagu.school.imports.oneroster.spec import EVERY_FILE, SPECS

Row = dict[str, str]
DISTRICT = "D1"
KANA = ("kanaGivenName", "kanaFamilyName", "kanaMiddleName", "homeClass")
PREFERRED = ("kanaPreferredFamilyName", "kanaPreferredGivenName", "kanaPreferredMiddleName")


def master_of(sourced_id: str) -> str:
    """A userMasterIdentifier that stays the same for the same word."""
    return str(uuid5(NAMESPACE_URL, sourced_id))


class RosterFiles:
    """A bundle in the making; see the module's docstring."""

    def __init__(
        self,
        *,
        year: int = 2026,
        version: str = "1.2_JP",
        source: str = "",
        code: str = "282031",
        city: str = "つなぐ市",
    ) -> None:
        self.year, self.version, self.source = year, version, source
        self.rows: dict[str, list[Row]] = {spec.name: [] for spec in SPECS}
        self.states = dict.fromkeys(EVERY_FILE, "absent")
        """What the manifest says of a file; files with rows are `bulk` unless set here."""
        self._classes: dict[str, Row] = {}
        self._with_role: set[str] = set()
        self.session = f"Y{year}"
        self._add(
            "academicSessions",
            sourcedId=self.session,
            title=f"{year}年度",
            type="schoolYear",
            startDate=f"{year}-04-01",
            endDate=f"{year + 1}-03-31",
            schoolYear=str(year),
        )
        self._add(
            "orgs", sourcedId=DISTRICT, name=f"{city}教育委員会", type="district", identifier=code
        )

    def _add(self, file: str, **values: str) -> Row:
        row = dict.fromkeys(self.columns(file), "") | values
        self.rows[file].append(row)
        return row

    def columns(self, file: str) -> list[str]:
        """The header of a file in this version."""
        spec = next(spec for spec in SPECS if spec.name == file)
        columns = list(spec.columns)
        if file == "users":
            columns.remove("resourceSourcedIds")
            columns += [f"metadata.jp.{name}" for name in (*KANA, *PREFERRED)]
        elif file == "classes":
            columns.append("metadata.jp.specialNeeds")
        elif file == "enrollments":
            small = self.version == "1.2_JP"
            number, public = ("shussekiNo", "publicFlg") if small else ("ShussekiNo", "PublicFlg")
            columns += [f"metadata.jp.{number}", f"metadata.jp.{public}"]
        return columns

    def school(self, sourced_id: str, *, name: str = "", code: str = "B128210000017") -> Row:
        """A school of the district, with a course for its homerooms."""
        self._add(
            "courses",
            sourcedId=f"course-{sourced_id}",
            schoolYearSourcedId=self.session,
            title=f"{self.year}年度 学級活動",
            orgSourcedId=sourced_id,
        )
        return self._add(
            "orgs",
            sourcedId=sourced_id,
            name=name or f"学校{sourced_id}",
            type="school",
            identifier=code,
            parentSourcedId=DISTRICT,
        )

    def homeroom(
        self,
        sourced_id: str,
        *,
        school: str,
        grade: str = "P3",
        name: str = "1組",
        special: bool = False,
    ) -> Row:
        """A homeroom class. `grade` may hold several, joined by commas."""
        self._classes[sourced_id] = self._add(
            "classes",
            sourcedId=sourced_id,
            title=name,
            grades=grade,
            courseSourcedId=f"course-{school}",
            classType="homeroom",
            schoolSourcedId=school,
            termSourcedIds=self.session,
            **{"metadata.jp.specialNeeds": "true" if special else "false"},
        )
        return self._classes[sourced_id]

    def _user(self, sourced_id: str, name: str, org: str, **values: str) -> Row:
        family, _, given = name.partition(" ")
        kana = {"metadata.jp.kanaFamilyName": "かな", "metadata.jp.kanaGivenName": "かな"}
        return self._add(
            "users",
            sourcedId=sourced_id,
            enabledUser="true",
            username=f"user-{sourced_id}",
            familyName=family,
            givenName=given,
            preferredFamilyName=family,
            preferredGivenName=given,
            primaryOrgSourcedId=org,
            **(kana | values),
        )

    def pupil(
        self,
        sourced_id: str,
        *,
        homeroom: str,
        name: str = "",
        grade: str = "",
        birth: str = "",
        sex: str = "unspecified",
        master: str | None = None,
        number: int | str = "",
        begin: str = "",
        end: str = "",
    ) -> Row:
        """A pupil with a homeroom. `master` None makes one from the id; "" leaves it blank."""
        school = self._classes[homeroom]["schoolSourcedId"]
        grades = self._classes[homeroom]["grades"].split(",")
        row = self._user(
            sourced_id,
            name or f"児童 {sourced_id}",
            school,
            grades=grade or grades[0],
            userMasterIdentifier=master_of(sourced_id) if master is None else master,
            **{"metadata.jp.homeClass": homeroom},
        )
        self.role(sourced_id, role="student", org=school)
        self.enrol(sourced_id, homeroom, number=number, begin=begin, end=end)
        if birth:
            self._add("demographics", sourcedId=sourced_id, birthDate=birth, sex=sex)
        return row

    def role(self, user: str, *, role: str, org: str, begin: str = "", end: str = "") -> Row:
        """A role; a user's first one is primary."""
        has = user in self._with_role
        self._with_role.add(user)
        return self._add(
            "roles",
            sourcedId=f"{user}.{role}.{org}",
            userSourcedId=user,
            roleType="secondary" if has else "primary",
            role=role,
            beginDate=begin,
            endDate=end,
            orgSourcedId=org,
        )

    def enrol(
        self,
        user: str,
        homeroom: str,
        *,
        number: int | str = "",
        begin: str = "",
        end: str = "",
        role: str = "student",
        primary: bool = False,
        sourced_id: str = "",
    ) -> Row:
        """A row of enrollments.csv; its id follows from user and class unless given."""
        last = self.columns("enrollments")[-2:]
        return self._add(
            "enrollments",
            sourcedId=sourced_id or f"{user}.{homeroom}",
            classSourcedId=homeroom,
            schoolSourcedId=self._classes[homeroom]["schoolSourcedId"],
            userSourcedId=user,
            role=role,
            primary="true" if primary else "false",
            beginDate=begin,
            endDate=end,
            **{last[0]: str(number), last[1]: "true"},
        )

    def teacher(
        self, sourced_id: str, *, homeroom: str, primary: bool = True, name: str = ""
    ) -> Row:
        """A teacher with a homeroom, as homeroom teacher or deputy."""
        school = self._classes[homeroom]["schoolSourcedId"]
        row = self.staff(sourced_id, role="teacher", org=school, name=name)
        self.enrol(sourced_id, homeroom, role="teacher", primary=primary)
        return row

    def staff(self, sourced_id: str, *, role: str, org: str, name: str = "") -> Row:
        """Anybody else on the staff, with one role."""
        row = self._user(
            sourced_id,
            name or f"職員 {sourced_id}",
            org,
            userMasterIdentifier=master_of(sourced_id),
        )
        self.role(sourced_id, role=role, org=org)
        return row

    def texts(self) -> dict[str, str]:
        """All files of the bundle as text, manifest first."""
        files = {name: rows for name, rows in self.rows.items() if rows}
        manifest = [["propertyName", "value"], ["manifest.version", "1.0"]]
        manifest.append(["oneroster.version", self.version])
        for name, state in self.states.items():
            manifest.append([f"file.{name}", "bulk" if name in files else state])
        manifest.append(["source.systemName", "校務支援システム"])
        manifest.append(["source.systemCode", self.source])
        texts = {"manifest.csv": _csv(manifest)}
        for name, rows in files.items():
            header = self.columns(name)
            texts[f"{name}.csv"] = _csv([header, *([row[c] for c in header] for row in rows)])
        return texts

    def write(self, path: Path, *, encoding: str = "utf-8") -> Path:
        """Write the bundle: a zip where the path ends so, else a folder."""
        return write_files(path, {k: t.encode(encoding) for k, t in self.texts().items()})


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def write_files(path: Path, files: dict[str, bytes]) -> Path:
    """Files as a zip or a folder of just these files."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return path
    path.mkdir(parents=True, exist_ok=True)
    for old in path.iterdir():
        old.unlink()
    for name, data in files.items():
        (path / name).write_bytes(data)
    return path
