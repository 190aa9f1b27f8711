"""The people of a child's whole way, the days before it, and the papers along it."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Page
from pypdf import PdfReader

from tests.builders import (
    enrol,
    make_board,
    make_city,
    make_class,
    make_person,
    make_pupil,
    make_school,
    roll,
)
from tests.cases.scene import make_agency
from tsunagu.access.actor import actor_of
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.enums import Kind, Reason
from tsunagu.clock import JST, freeze
from tsunagu.org.models import Organisation, Person
from tsunagu.school.enums import Stage
from tsunagu.school.models import Classroom, Enrolment, Pupil, School

FIRST_DAY, SEVENTH = date(2026, 4, 8), date(2026, 5, 28)
ABSENT = {date(2026, 4, 13), date(2026, 4, 20), date(2026, 4, 27), date(2026, 5, 11)}
ABSENT |= {date(2026, 5, 18), date(2026, 5, 25), SEVENTH}
AWAY = MarkInput(kind=Kind.ABSENT, reason=Reason.CANNOT_COME)
PAPERS = os.environ.get("TSUNAGU_PICTURES")
Clock = Callable[[datetime], None]


@dataclass
class Way:
    """A child of the sixth grade, the adults around it, and the clock."""

    pupil: Pupil
    classroom: Classroom
    junior_high: School
    agency: Organisation
    people: dict[RoleKind, Person]
    set_clock: Clock
    printed: dict[str, int] = field(default_factory=dict)
    """Papers by name, with how many pages each has."""

    def person(self, role: RoleKind) -> Person:
        """Who holds a role."""
        return self.people[role]

    def at(self, day: date, hour: int = 10) -> None:
        """It is this day."""
        self.set_clock(datetime.combine(day, time(hour), JST))

    def goes_to_junior_high(self) -> Person:
        """In April the child is in a class there; its homeroom teacher."""
        room = make_class(self.junior_high, grade="J1", pupils=0)
        Enrolment.objects.filter(pupil=self.pupil).update(end=date(2027, 4, 1))
        enrol(self.pupil, room, begin=date(2027, 4, 1))
        return make_person(room, role=RoleKind.HOMEROOM)

    def paper(self, page: Page, link: str, *said: str) -> None:
        """The PDF behind a link of the page: every page says something, and the words stand there.

        Kept beside the pictures where `TSUNAGU_PICTURES` names a folder.
        """
        address = page.get_by_role("link", name=link).first.get_attribute("href") or ""
        answer = page.request.get(urljoin(page.url, address))
        assert answer.headers["content-type"] == "application/pdf", (link, answer.status)
        read = [one.extract_text() for one in PdfReader(BytesIO(answer.body())).pages]
        assert all(text.strip() for text in read), link
        plain = "".join("".join(read).split())
        for words in said:
            assert "".join(words.split()) in plain, (link, words)
        name = f"paper-{len(self.printed) + 1:02}"
        self.printed[f"{name} {link}"] = len(read)
        if PAPERS:
            (Path(PAPERS) / f"{name}.pdf").write_bytes(answer.body())


def seven_absences(set_clock: Clock) -> Way:
    """April and May of the sixth grade: the roll of every day, seven of them without the child."""
    set_clock(datetime.combine(FIRST_DAY, time(8), JST))
    city = make_city()
    school = make_school(city, name="なぎさ小学校")
    classroom = make_class(school, grade="P6", pupils=0)
    pupil = make_pupil(classroom, family_name="水無瀬", given_name="りく", phone="090-0000-0001")
    pupil.family_kana, pupil.given_kana = "みなせ", "りく"
    pupil.save()
    make_pupil(classroom)
    kinds = (RoleKind.ATTENDANCE_LEAD, RoleKind.PRINCIPAL, RoleKind.COUNSELLOR)
    people = {kind: make_person(classroom, role=kind) for kind in (*kinds, RoleKind.SOCIAL_WORKER)}
    people[RoleKind.HOMEROOM] = make_person(classroom, role=RoleKind.HOMEROOM)
    board = make_board(city)
    for kind in (RoleKind.SUPERVISOR, RoleKind.LEAD_COUNSELLOR, RoleKind.BOARD_HEAD):
        people[kind] = make_person(board, role=kind)
    agency = make_agency(city, "こども家庭センター")
    people[RoleKind.AGENCY_LEAD] = make_person(agency, role=RoleKind.AGENCY_LEAD)
    junior_high = make_school(city, name="みなと中学校", stage=Stage.JUNIOR_HIGH)
    day = FIRST_DAY
    while day <= SEVENTH:
        if day.weekday() < 5 and not date(2026, 4, 29) <= day <= date(2026, 5, 6):
            with freeze(day):
                marks = {"n1": AWAY} if day in ABSENT else {}
                roll(classroom, day, actor_of(people[RoleKind.HOMEROOM]), **marks)
        day += timedelta(days=1)
    way = Way(pupil, classroom, junior_high, agency, people, set_clock)
    way.at(SEVENTH)
    return way
