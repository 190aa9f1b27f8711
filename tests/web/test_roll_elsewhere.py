"""Present at a place that is not the school is absent there, from the roll to the paper."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import make_actor, pupils_of, roll
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.attendance.actions import MarkInput
from tsunagu.attendance.models import Correction, Mark, RollCall
from tsunagu.attendance.printing.sheet import sheet_of
from tsunagu.attendance.queries import register_month
from tsunagu.audit.models import Event
from tsunagu.response.queries.overview import counts_by_class
from tsunagu.school.models import Classroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WEDNESDAY = date(2026, 5, 20)
PLACES = [
    ("support_centre", "教育支援センター", "支"),
    ("free_school", "フリースクール", "フ"),
    ("home_online", "自宅ICT", "家"),
]


def on_paper(classroom: Classroom) -> tuple[str, tuple[str, ...]]:
    """Today's sign of the first pupil, and the days absent and attended."""
    line = sheet_of(register_month(classroom, WEDNESDAY.replace(day=1)), ["national"]).lines[0]
    return line.signs[WEDNESDAY.day - 1], line.sums[3:5]


@pytest.mark.parametrize(("place", "label", "sign"), PLACES)
def test_present_elsewhere_is_stored_told_counted_and_printed_as_absent(
    teacher: Client, classroom: Classroom, place: str, label: str, sign: str
) -> None:
    pupil = pupils_of(classroom)[0]
    address = reverse("roll", args=[classroom.pk, WEDNESDAY])
    data = {"seen": "0", f"kind-{pupil.pk}": "present", f"place-{pupil.pk}": place}
    page = teacher.post(address, data, follow=True).content.decode()
    assert "出席2人、欠席1人" in page
    assert f"「{label}」にいた日は、そこでの欠席として数えます" in page
    assert f"欠席（{label}）" in page
    assert list(Mark.objects.values_list("kind", "place")) == [("absent", place)]
    assert on_paper(classroom) == (sign, ("1", "0"))
    principal = make_actor(classroom.school, role=RoleKind.PRINCIPAL)
    assert counts_by_class(principal, classroom.school, WEDNESDAY)[0].tally.absent == 1
    told = Event.objects.get(kind="roll_call").details
    assert told["changed"] == {str(pupil.pk): "absent"}
    teacher.post(address, data)
    assert RollCall.objects.get().version == 1


@pytest.mark.parametrize(("place", "label"), [pair[:2] for pair in PLACES])
def test_correction_to_present_elsewhere_is_kept_and_told_as_absent(
    teacher: Client, classroom: Classroom, place: str, label: str
) -> None:
    actor: Actor = make_actor(classroom)
    roll(classroom, WEDNESDAY, actor)
    pupil = pupils_of(classroom)[0]
    address = reverse("roll-correct", args=[classroom.pk, WEDNESDAY, pupil.pk])
    data = {f"kind-{pupil.pk}": "present", f"place-{pupil.pk}": place, "why": "連絡があった"}
    page = teacher.post(address, data, follow=True).content.decode()
    assert f"「{label}」にいた日は、そこでの欠席として数えます" in page
    assert Correction.objects.get().after == {"kind": "absent", "place": place}
    assert Mark.objects.get().kind == "absent"
    assert Event.objects.get(kind="correction").details["after"] == "absent"


def test_late_elsewhere_is_refused_as_late_and_absent_is() -> None:
    mark = MarkInput(place="free_school", late=True)
    assert mark.faults(after_school_is_attendance=True) == [
        "「フリースクール」にいた日は、そこでの欠席として数えます。遅刻・早退は付けられません"
    ]
    assert MarkInput(place="nurse_room", late=True).faults(after_school_is_attendance=True) == []
