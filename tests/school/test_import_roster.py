"""What a roster means: places, people, identities and enrolments."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.roster_files import RosterFiles, master_of, write_files
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.audit.models import Event
from tsunagu.clock import freeze
from tsunagu.intake.faults import InputFault
from tsunagu.intake.models import ImportRun
from tsunagu.org.models import Municipality, Organisation, Person
from tsunagu.school.enums import Stage
from tsunagu.school.imports.roster.action import import_roster
from tsunagu.school.models import Classroom, Enrolment, Pupil, PupilIdentity, School
from tsunagu.school.signals import calendar_changed, recorded_until
from tsunagu.settings.oidc import providers

pytestmark = pytest.mark.django_db


def a_roster(**options: object) -> RosterFiles:
    """One school with two regular classes and a special-needs one."""
    roster = RosterFiles(**options)  # type: ignore[arg-type]
    roster.school("S1", name="ひばり小学校")
    roster.homeroom("C1", school="S1", name="1組")
    roster.homeroom("C2", school="S1", name="2組")
    roster.homeroom("C3", school="S1", grade="P3,P4", name="なかよし", special=True)
    roster.pupil("K1", homeroom="C1", name="東雲 ひより", birth="2017-05-01", number=1)
    roster.pupil("K2", homeroom="C2", name="久遠 はると", birth="2017-06-01", number=2)
    roster.teacher("T1", homeroom="C1", name="朝霧 先生")
    roster.teacher("T2", homeroom="C1", primary=False)
    roster.staff("T3", role="principal", org="S1")
    roster.staff("T4", role="districtAdministrator", org="D1")
    return roster


def taken(pupil: str) -> list[tuple[str, str, str, str]]:
    """A pupil's enrolments: class, kind, begin, end."""
    rows = Enrolment.objects.filter(pupil__identities__sourced_id=pupil).distinct()
    return sorted(
        (e.classroom.sourced_id, e.kind, f"{e.begin}", f"{e.end}")
        for e in rows.select_related("classroom")
    )


YEAR = ("2026-04-01", "2027-04-01")


@pytest.mark.parametrize("version", ["1.2", "1.2.1", "1.2_JP"])
@pytest.mark.parametrize("name", ["folder", "roster.zip"])
def test_first_roster_makes_the_municipality(
    tmp_path: Path, clock: date, version: str, name: str
) -> None:
    result = import_roster(path=a_roster(version=version).write(tmp_path / name))
    city = Municipality.objects.get()
    assert (city.code, city.name, city.packs) == ("282031", "つなぐ市", ["national", "akashi"])
    assert School.objects.get().stage == Stage.ELEMENTARY
    assert sorted(Organisation.objects.values_list("kind", "sourced_id")) == [
        ("board", "D1"),
        ("school", "S1"),
    ]
    assert sorted(Classroom.objects.values_list("sourced_id", "grades", "special_needs")) == [
        ("C1", ",P3,", False),
        ("C2", ",P3,", False),
        ("C3", ",P3,P4,", True),
    ]
    pupil = Pupil.objects.get(given_name="ひより")
    assert (pupil.birth_date, pupil.master_identifier) == (date(2017, 5, 1), master_of("K1"))
    assert taken("K1") == [("C1", "home", *YEAR)]
    assert Enrolment.objects.get(pupil=pupil).number == "1"
    assert PupilIdentity.objects.get(pupil=pupil).first == date(2026, 4, 1)
    assert result.counts["created"]
    assert not result.warnings
    assert Event.objects.get(kind="import.roster").key == str(result.run)


def test_roles_of_teachers_and_staff(tmp_path: Path, clock: date) -> None:
    import_roster(path=a_roster().write(tmp_path / "r"))
    held = {
        (r.person.sourced_id, r.kind, r.organisation.sourced_id, r.classroom is not None)
        for r in Role.objects.select_related("person", "organisation")
    }
    assert held == {
        ("T1", RoleKind.HOMEROOM, "S1", True),
        ("T1", RoleKind.TEACHER, "S1", False),
        ("T2", RoleKind.DEPUTY_HOMEROOM, "S1", True),
        ("T2", RoleKind.TEACHER, "S1", False),
        ("T3", RoleKind.PRINCIPAL, "S1", False),
        ("T4", RoleKind.ADMINISTRATOR, "D1", False),
    }
    homeroom = Role.objects.get(kind=RoleKind.HOMEROOM)
    assert (homeroom.first, homeroom.last) == (date(2026, 4, 1), date(2027, 3, 31))


def test_same_file_twice_changes_nothing(tmp_path: Path, clock: date) -> None:
    path = a_roster().write(tmp_path / "r")
    first, again = import_roster(path=path), import_roster(path=path)
    assert again.run == first.run
    assert (again.counts["created"], again.counts["changed"], again.counts["ended"]) == (0, 0, 0)
    assert ImportRun.objects.count() == 1


def test_dry_run_writes_nothing(tmp_path: Path, clock: date) -> None:
    result = import_roster(path=a_roster().write(tmp_path / "r"), dry_run=True)
    assert result.counts["pupils"] == 2
    assert result.run is None
    assert '"dry_run": true' in result.line()
    assert not Municipality.objects.exists()
    assert not Pupil.objects.exists()


def test_begin_blank_is_the_sessions_start_and_end_is_exclusive(
    tmp_path: Path, clock: date
) -> None:
    roster = a_roster()
    roster.pupil("K3", homeroom="C1", begin="2026-05-11", end="2026-09-01")
    import_roster(path=roster.write(tmp_path / "r"))
    assert taken("K3") == [("C1", "home", "2026-05-11", "2026-09-01")]
    enrolled = Enrolment.objects.filter(pupil__identities__sourced_id="K3")
    assert not enrolled.on(date(2026, 9, 1))
    assert enrolled.on(date(2026, 8, 31))


def test_special_needs_class_is_home_and_the_other_exchange(tmp_path: Path, clock: date) -> None:
    roster = a_roster()
    roster.enrol("K1", "C3")
    roster.enrol("K2", "C3", begin="2026-09-01")
    import_roster(path=roster.write(tmp_path / "r"))
    assert taken("K1") == [("C1", "exchange", *YEAR), ("C3", "home", *YEAR)]
    assert taken("K2") == [
        ("C2", "exchange", "2026-09-01", "2027-04-01"),
        ("C2", "home", "2026-04-01", "2026-09-01"),
        ("C3", "home", "2026-09-01", "2027-04-01"),
    ]
    assert Pupil.objects.count() == 2


def test_two_regular_homerooms_at_once_are_an_error(tmp_path: Path, clock: date) -> None:
    roster = a_roster()
    row = roster.enrol("K1", "C2")
    with pytest.raises(InputFault, match=r"enrollments.csv:6:4: 2行目の学級と同じ日"):
        import_roster(path=roster.write(tmp_path / "r"))
    assert not Municipality.objects.exists()
    roster.rows["enrollments"][0]["endDate"] = row["beginDate"] = "2026-09-01"
    import_roster(path=roster.write(tmp_path / "r"))
    assert taken("K1") == [
        ("C1", "home", "2026-04-01", "2026-09-01"),
        ("C2", "home", "2026-09-01", "2027-04-01"),
    ]


def test_missing_from_a_later_file_ends_at_the_effective_date(tmp_path: Path, clock: date) -> None:
    roster = a_roster()
    import_roster(path=roster.write(tmp_path / "r"))
    for name in ("enrollments", "roles", "users", "demographics"):
        key = "sourcedId" if name in {"users", "demographics"} else "userSourcedId"
        roster.rows[name] = [r for r in roster.rows[name] if r[key] not in {"K2", "T2"}]
    result = import_roster(path=roster.write(tmp_path / "r"), effective=date(2026, 5, 18))
    assert taken("K2") == [("C2", "home", "2026-04-01", "2026-05-18")]
    assert Pupil.objects.count() == 2
    gone = Person.objects.get(sourced_id="T2")
    assert not gone.active
    assert {r.last for r in gone.roles.all()} == {date(2026, 5, 17)}
    assert result.counts["ended"] == 3


def test_default_effective_is_today_and_never_before_what_is_recorded(
    tmp_path: Path, clock: date
) -> None:
    roster = a_roster()
    import_roster(path=roster.write(tmp_path / "r"))
    pupil = Pupil.objects.get(given_name="ひより")
    roster.rows["enrollments"] = roster.rows["enrollments"][1:]
    kept = roster.rows["enrollments"][0]
    kept["classSourcedId"] = "C1"

    def recorded(**_: object) -> dict[object, date]:
        return {pupil.pk: clock}

    recorded_until.connect(recorded)
    try:
        result = import_roster(path=roster.write(tmp_path / "r"))
        again = import_roster(path=tmp_path / "r")
    finally:
        recorded_until.disconnect(recorded)
    assert taken("K1") == [("C1", "home", "2026-04-01", "2026-05-21")]
    assert any("2026-05-20まで出欠の記録がある" in w for w in result.warnings)
    assert again.counts["ended"] == 0
    assert taken("K2") == [
        ("C1", "home", "2026-05-20", "2027-04-01"),
        ("C2", "home", "2026-04-01", "2026-05-20"),
    ]


def test_class_change_by_a_new_row_begins_where_the_old_one_ends(
    tmp_path: Path, clock: date
) -> None:
    roster = a_roster()
    import_roster(path=roster.write(tmp_path / "r"))
    roster.rows["enrollments"][0] |= {"classSourcedId": "C2", "sourcedId": "new"}
    roster.rows["enrollments"][1] |= {
        "classSourcedId": "C1",
        "sourcedId": "new2",
        "beginDate": "2026-05-11",
    }
    import_roster(path=roster.write(tmp_path / "r"))
    assert taken("K1") == [
        ("C1", "home", "2026-04-01", "2026-05-20"),
        ("C2", "home", "2026-05-20", "2027-04-01"),
    ]
    assert taken("K2") == [
        ("C1", "home", "2026-05-11", "2027-04-01"),
        ("C2", "home", "2026-04-01", "2026-05-11"),
    ]


def test_reappearing_record_is_taken_up_again(tmp_path: Path, clock: date) -> None:
    full = a_roster().write(tmp_path / "full.zip")
    import_roster(path=full)
    less = a_roster()
    less.rows["enrollments"].pop(1)
    import_roster(path=less.write(tmp_path / "less.zip"))
    assert taken("K2") == [("C2", "home", "2026-04-01", "2026-05-20")]
    import_roster(path=full)
    assert taken("K2") == [("C2", "home", *YEAR)]


def test_new_school_year_is_another_import_and_last_year_stays(tmp_path: Path) -> None:
    with freeze(date(2026, 4, 6)):
        import_roster(path=a_roster().write(tmp_path / "a"))
    later = RosterFiles(year=2027)
    later.school("S1", name="ひばり小学校")
    later.homeroom("C1", school="S1", grade="P4", name="1組")
    later.pupil("K1", homeroom="C1", name="東雲 ひより", birth="2017-05-01")
    with freeze(date(2027, 3, 29)):
        import_roster(path=later.write(tmp_path / "b"))
    assert taken("K1") == [
        ("C1", "home", "2026-04-01", "2027-04-01"),
        ("C1", "home", "2027-04-01", "2028-04-01"),
    ]
    assert taken("K2") == [("C2", "home", *YEAR)]
    assert sorted(Classroom.objects.values_list("sourced_id", "school_year"))[:2] == [
        ("C1", 2026),
        ("C1", 2027),
    ]


def test_identity_by_master_identifier_across_sources(tmp_path: Path) -> None:
    with freeze(date(2026, 4, 6)):
        import_roster(path=a_roster(source="old").write(tmp_path / "a"))
    later = RosterFiles(year=2027, source="new")
    later.school("X1", name="ひばり小学校")
    later.homeroom("X2", school="X1", grade="P4", name="1組")
    later.pupil("N1", homeroom="X2", name="東雲 ひより", master=master_of("K1"))
    with freeze(date(2027, 4, 5)):
        import_roster(path=later.write(tmp_path / "b"))
    pupil = Pupil.objects.get(given_name="ひより")
    ids = pupil.identities.order_by("first").values_list("source", "sourced_id", "first", "last")
    assert list(ids) == [
        ("old", "K1", date(2026, 4, 1), date(2027, 3, 31)),
        ("new", "N1", date(2027, 4, 1), None),
    ]
    assert School.objects.count() == 1


def test_a_person_is_asked_where_only_name_and_birth_agree(tmp_path: Path, clock: date) -> None:
    import_roster(path=a_roster().write(tmp_path / "a"))
    later = a_roster()
    for name in ("enrollments", "roles", "users", "demographics"):
        later.rows[name] = [
            r for r in later.rows[name] if "K1" not in {r.get("userSourcedId"), r["sourcedId"]}
        ]
    later.pupil("N1", homeroom="C2", name="東雲 ひより", birth="2017-05-01", master="")
    path = later.write(tmp_path / "b")
    with pytest.raises(InputFault, match=r"users.csv:\d+:1: .*--same N1=K1 .*--new N1"):
        import_roster(path=path)
    assert Pupil.objects.count() == 2
    assert import_roster(path=path, new=["N1"], dry_run=True).counts["pupils"] == 2
    import_roster(path=path, same={"N1": "K1"})
    assert Pupil.objects.count() == 2
    assert taken("N1") == [
        ("C1", "home", "2026-04-01", "2026-05-20"),
        ("C2", "home", "2026-05-20", "2027-04-01"),
    ]
    with pytest.raises(InputFault, match="この名簿の児童生徒にいません"):
        import_roster(path=path, new=["unknown"])


def test_calendar_changed_is_sent_for_touched_schools_and_years(
    tmp_path: Path, clock: date
) -> None:
    told: list[tuple[int, int]] = []

    def listen(*, schools: frozenset[object], school_year: int, **_: object) -> None:
        told.append((len(schools), school_year))

    calendar_changed.connect(listen)
    try:
        path = a_roster().write(tmp_path / "r")
        import_roster(path=path)
        import_roster(path=path)
    finally:
        calendar_changed.disconnect(listen)
    assert told == [(1, 2026)]


def test_another_city_needs_to_be_named(tmp_path: Path, clock: date) -> None:
    import_roster(path=a_roster().write(tmp_path / "a"))
    other = a_roster(code="131000", source="x").write(tmp_path / "b")
    with pytest.raises(InputFault, match="--municipality 131000"):
        import_roster(path=other)
    import_roster(path=other, code="131000")
    assert Municipality.objects.count() == 2
    with pytest.raises(InputFault, match="指定した「131000」ではありません"):
        import_roster(path=tmp_path / "a", code="131000")


def test_base_profile_without_japanese_columns(tmp_path: Path, clock: date) -> None:
    """OneRoster 1.2 itself: terms, its own grades, `resourceSourcedIds`, a blank line last."""
    roster = a_roster(version="1.2")
    roster.rows["academicSessions"][0] |= {"type": "term", "title": "1st term"}
    texts = {}
    for name, text in roster.texts().items():
        rows = list(csv.reader(io.StringIO(text)))
        kept = [i for i, column in enumerate(rows[0]) if not column.startswith("metadata.")]
        rows = [[row[i] for i in kept] for row in rows]
        if name == "users.csv":
            at = rows[0].index("preferredGivenName")
            rows = [[*row[:at], "", *row[at:]] for row in rows]
            rows[0][at] = "resourceSourcedIds"
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        texts[name] = (out.getvalue().replace("P3", "03") + "\r\n").encode()
    import_roster(path=write_files(tmp_path / "base.zip", texts))
    assert taken("K1") == [("C1", "home", *YEAR)]
    assert Enrolment.objects.filter(grade="03").count() == 2


def test_a_school_account_is_kept_only_where_pupils_sign_in_with_it(
    tmp_path: Path, clock: date, settings: Settings
) -> None:
    def accounts(**said: str) -> list[str]:
        roster = a_roster()
        for row in roster.rows["users"]:
            if row["sourcedId"] in ("K1", "K2", "T1"):
                row |= {"email": f"{row['sourcedId']}@Kodomo.example", **said}
        import_roster(path=roster.write(tmp_path / f"{len(list(tmp_path.iterdir()))}.zip"))
        return sorted(Pupil.objects.values_list("account", flat=True))

    assert accounts() == ["", ""]
    code = Municipality.objects.get().code
    for domain, kept in (("else.example", ["", ""]), ("kodomo.example", ["k1", "k2"])):
        settings.OIDC_PROVIDERS = providers(json.dumps([provider(code, domain)]))
        assert [one.partition("@")[0] for one in accounts()] == kept
    assert accounts(enabledUser="false") == ["", ""]


def provider(code: str, domain: str) -> dict[str, object]:
    """A provider at which pupils sign in."""
    said = {"id": "city", "name": "市", "server_url": "https://login.example/o"}
    said |= {"client_id": "tsunagu", "secret": "kept between the two", "municipality": code}
    return said | {"domains": ["tsunagu.example"], "pupil_domains": [domain]}
