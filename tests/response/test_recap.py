"""The recap of a sharing as PDF: one page of A4, whatever was written; more only with its head."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader

from tests.builders import make_actor, make_class, make_pupil
from tests.conftest import WEDNESDAY
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.audit.models import Event
from tsunagu.clock import freeze
from tsunagu.packs.loader import phrases
from tsunagu.response.actions import Decided, record_contact, report_sharing, set_freeze, share
from tsunagu.response.actions.printing import print_recap
from tsunagu.response.models import Sharing
from tsunagu.school.models import Classroom, Pupil

pytestmark = pytest.mark.django_db
A4 = (595, 842)
PARTS = {"agenda": "sharing.agenda", "comes": "sharing.comes", "does_not": "sharing.does_not"}
FORTY = "、".join(f"参加者{number:02}" for number in range(40))
WIDEST = 100
"""Signs of half a letter's width that fit a line of the page at its smallest size."""


@pytest.fixture
def classroom() -> Iterator[Classroom]:
    """A class on a Wednesday."""
    with freeze(WEDNESDAY):
        yield make_class(pupils=0)


@pytest.fixture
def pupil(classroom: Classroom) -> Pupil:
    """The child it is about."""
    return make_pupil(classroom, family_name="東雲", given_name="すず")


@pytest.fixture
def teacher(classroom: Classroom) -> Actor:
    """The child's homeroom teacher."""
    return make_actor(classroom)


def shared(pupil: Pupil, by: Actor, *, text: str, **facts: str) -> Sharing:
    """A sharing with the same words under every label."""
    packs = by.municipality.packs
    written = {
        part: {phrase.id: text for phrase in phrases(packs, group, WEDNESDAY)}
        for part, group in PARTS.items()
    }
    told = {"attendees": FORTY, **facts}
    until = date(2026, 5, 25)
    told_what = [Decided(told.pop("decided", "遅い登校を示す"), by.person, until)]
    return share(pupil=pupil, on=WEDNESDAY, decided=told_what, by=by, **written, **told)


def pages(sharing: Sharing, by: Actor) -> list[PageObject]:
    """The recap's pages, each A4 upright, with all text on the paper."""
    paper = print_recap(sharing=sharing, place="東小学校　3年 1組", said=[], by=by)
    found = list(PdfReader(BytesIO(paper)).pages)
    for page in found:
        box = page.mediabox
        assert (round(box.width), round(box.height)) == A4
        places: list[tuple[float, float]] = []
        page.extract_text(visitor_text=lambda *at: places.append((at[1][4], at[1][5])))  # noqa: B023
        assert all(0 <= x <= A4[0] and 0 <= y <= A4[1] for x, y in places)
        lines = page.extract_text().replace("\u200b", "").splitlines()
        assert max(len(line) for line in lines) <= WIDEST
    return found


def test_recap_says_decided_first_and_all_that_was_written(pupil: Pupil, teacher: Actor) -> None:
    record_contact(
        pupil=pupil,
        way="call",
        reached="child",
        child_heard=True,
        child_seen=False,
        line="元気な声",
        by=teacher,
    )
    sharing = shared(pupil, teacher, text="席替えのあと、\n話す相手が減った")
    principal = make_actor(pupil.enrolments.get().classroom, role=RoleKind.PRINCIPAL)
    assert principal.person
    report_sharing(sharing=sharing, to=principal.person, by=teacher)
    assert "次に見直す日" not in pages(sharing, teacher)[0].extract_text()
    set_freeze(pupil=pupil, first=WEDNESDAY, last=date(2026, 6, 19), by=teacher)
    [page] = pages(sharing, teacher)
    text = page.extract_text()
    assert "2026年6月19日（金）" in text
    for words in ("東雲 すず", "3年 1組", "遅い登校を示す", "2026年5月25日（月）", "参加者39"):
        assert words in text
    assert "声を聞いた日 5月20日（水）（今日）" in text
    assert f"{principal.person.name}（5月20日（水） 10:00）" in text
    assert text.index("遅い登校を示す") < text.index("友人関係") < text.index("翌日、登校できそう")
    assert text.count("話す相手が減った") == sum(
        len(list(phrases(teacher.municipality.packs, group, WEDNESDAY))) for group in PARTS.values()
    )
    assert "下書き" not in text
    assert "1 / 1" not in text


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        ("よく眠れている。" * 12, "遅い登校を示す。" * 20),
        ("", "。" * 500),
        ("", "W" * 1000),
        ("", "https://example.jp/" + "っー" * 200),
    ],
    ids=["much", "marks", "letters", "address"],
)
def test_recap_is_one_page_and_no_line_leaves_it(
    pupil: Pupil, teacher: Actor, text: str, decided: str
) -> None:
    assert len(pages(shared(pupil, teacher, text=text, decided=decided), teacher)) == 1


def test_recap_of_more_than_a_page_holds_has_its_head_on_each(pupil: Pupil, teacher: Actor) -> None:
    found = pages(shared(pupil, teacher, text="長い文です。" * 100), teacher)
    assert len(found) > 1
    for number, page in enumerate(found, start=1):
        text = page.extract_text()
        assert "情報共有のまとめ" in text
        assert "東雲 すず" in text
        assert f"{number} / {len(found)}" in text


def test_recap_is_audited_as_a_look_and_denied_to_others(pupil: Pupil, teacher: Actor) -> None:
    sharing = shared(pupil, teacher, text="")
    home = pupil.enrolments.get()
    for stranger in (make_actor(home.classroom, role=RoleKind.TEACHER), make_actor(make_class())):
        with pytest.raises(Denied):
            print_recap(sharing=sharing, place=home.classroom.label, said=[], by=stranger)
    looks = Event.objects.filter(details__look=True)
    assert not looks.exists()
    print_recap(sharing=sharing, place=home.classroom.label, said=[], by=teacher)
    look = looks.get()
    assert (look.kind, look.key, look.pupil) == ("sharing", str(sharing.pk), str(pupil.pk))
    assert look.details == {"look": True, "form": "pdf"}


def test_recap_of_a_draft_says_so(pupil: Pupil, teacher: Actor) -> None:
    sharing = shared(pupil, teacher, text="")
    sharing.draft = True
    sharing.decisions.all().delete()
    [page] = pages(sharing, teacher)
    assert "（下書き）" in page.extract_text()
    assert "まだ決めていません" in page.extract_text()
