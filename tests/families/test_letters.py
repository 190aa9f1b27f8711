"""Letters to guardians: once, for a child, in the right hands, and for nobody else's child."""

from contextlib import ExitStack
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from pypdf import PdfReader

from tests.builders import make_actor, make_city, make_class, make_school
from tests.families.families import BORN, PASSWORD, come_in, letter_to, of, seen
from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Deed, Denied
from tsunagu.access.refusal import Refused
from tsunagu.audit.models import Event
from tsunagu.clock import freeze, now, today
from tsunagu.families.actions import end_letters, hand_over, make_letters
from tsunagu.families.children import child_of, children_of, waits_for_papers
from tsunagu.families.codes import digests
from tsunagu.families.entering import (
    Wrong,
    enter,
    family_actor,
    make_account,
    open_letter,
    use_letter,
)
from tsunagu.families.enums import LetterState
from tsunagu.families.models import FamilyAccount, FamilyLetter
from tsunagu.families.printing import letters_pdf
from tsunagu.families.tries import LONGEST, Wait, count_try
from tsunagu.org.models import Organisation, OrganisationKind
from tsunagu.school.guardian_actions import set_custody, set_limit
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.models import Classroom, Guardian, Pupil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_only_office_and_managers_make_letters(room: Classroom, office: Actor, head: Actor) -> None:
    for by in (office, head):
        assert len(make_letters(to=of(room, "母1"), by=by)) == 1
    other = make_actor(make_school(room.municipality), role=RoleKind.OFFICE)
    for by in (make_actor(room), other):
        with pytest.raises(Denied):
            make_letters(to=of(room, "母1"), by=by)


def test_of_a_code_only_a_digest_is_kept(room: Classroom, office: Actor) -> None:
    [made] = make_letters(to=of(room, "母1"), by=office)
    kept = FamilyLetter.objects.values_list("digest", flat=True).get()
    assert made.code.replace("-", "") not in kept
    wide = made.code.upper().replace("-", " ")
    assert digests(wide) == digests(made.code) == [kept]


def test_a_whole_class_on_paper_in_every_language(room: Classroom, office: Actor) -> None:
    made = make_letters(to=of(room), by=office)
    pages = PdfReader(BytesIO(letters_pdf(made, address="https://x.example/family/"))).pages
    assert len(pages) == 4
    text = pages[0].extract_text().replace("\u200b", "")
    for words in (made[0].code, "https://x.example/family/", "母1", "Convite", "邀请信", "Thư mời"):
        assert words in text


def printed(room: Classroom, name: str, by: Actor) -> str:
    """What stands on the paper of a new letter."""
    content = letters_pdf(make_letters(to=of(room, name), by=by), address="https://x.example/")
    return PdfReader(BytesIO(content)).pages[0].extract_text().replace("\u200b", "")


def test_paper_says_the_school_to_those_alone_who_may_know_it(
    room: Classroom, office: Actor, head: Actor
) -> None:
    room.school.name = "城の西小学校"
    room.school.save()
    Organisation.objects.create(
        municipality=room.municipality, kind=OrganisationKind.BOARD, name="海の市教育委員会"
    )
    to_the_mother = printed(room, "母1", office)
    assert "城の西小学校" in to_the_mother
    assert room.label in to_the_mother
    assert not of(room, "父1")[0].wants_a_letter
    to_the_father = printed(room, "父1", office)
    limit = {"kind": "protection_order", "first": today(), "last": None, "paper": "決定書"}
    set_limit(guardian=Guardian.objects.get(name="母1"), **limit, by=head)
    for text in (to_the_father, printed(room, "母1", head)):
        assert "城の西小学校" not in text
        assert room.label not in text
        assert "海の市教育委員会" in text
    set_custody(
        guardian=Guardian.objects.get(name="父1"),
        custody="joint",
        papers_seen_on=today(),
        by=head,
    )
    assert "城の西小学校" in printed(room, "父1", office)


def test_a_letter_goes_from_made_to_handed_over_to_used(room: Classroom, office: Actor) -> None:
    assert of(room, "母1")[0].state == LetterState.NONE
    code = letter_to(room, "母1", office)
    assert of(room, "母1")[0].state == LetterState.MADE
    assert hand_over(letters=of(room, "母1"), how="posted", by=office) == 1
    assert of(room, "母1")[0].state == LetterState.HANDED
    with pytest.raises(Refused, match="先に作ります"):
        hand_over(letters=of(room, "父1"), how="posted", by=office)
    with pytest.raises(Refused, match="渡しかた"):
        hand_over(letters=of(room, "母1"), how="by the child", by=office)
    account = come_in(code)
    assert of(room, "母1")[0].state == LetterState.USED
    assert seen(account) == ["母1"]
    assert [one.wants_a_letter for one in of(room, "母1", "母2")] == [False, True]


def test_a_letter_ends_after_its_days(room: Classroom, office: Actor) -> None:
    code = letter_to(room, "母1", office)
    with freeze(today() + timedelta(days=28)):
        open_letter(code=code, birth_date=BORN, via="screen")
    with freeze(today() + timedelta(days=29)):
        assert of(room, "母1")[0].state == LetterState.EXPIRED
        assert of(room, "母1")[0].wants_a_letter
        with pytest.raises(Wrong):
            open_letter(code=code, birth_date=BORN, via="screen")


def test_a_code_works_once(room: Classroom, office: Actor) -> None:
    code = letter_to(room, "母1", office)
    opened = open_letter(code=code, birth_date=BORN, via="screen")
    come_in(code)
    with pytest.raises(Wrong, match=r"code\.wrong"):
        open_letter(code=code, birth_date=BORN, via="screen")
    # Somebody who opened it at the same moment and is slower.
    with pytest.raises(Wrong, match=r"code\.wrong"):
        make_account(
            opened=opened, name="late-one", password=PASSWORD, again=PASSWORD, language="ja", via=""
        )
    assert not FamilyAccount.objects.filter(name="late-one").exists()


def test_a_new_letter_ends_the_one_before(room: Classroom, office: Actor) -> None:
    before = letter_to(room, "母1", office)
    after = letter_to(room, "母1", office)
    with pytest.raises(Wrong):
        open_letter(code=before, birth_date=BORN, via="screen")
    assert open_letter(code=after, birth_date=BORN, via="screen").letter.state() == LetterState.MADE


def test_another_birth_date_slows_down_and_the_school_is_told(
    room: Classroom, office: Actor
) -> None:
    code = letter_to(room, "母1", office)
    for _ in range(4):
        with pytest.raises(Wrong, match=r"code\.wrong"):
            open_letter(code=code, birth_date=date(2017, 5, 5), via="screen")
    assert not of(room, "母1")[0].guessed
    with pytest.raises(Wait):
        open_letter(code=code, birth_date=date(2017, 5, 5), via="screen")
    with pytest.raises(Wait):
        open_letter(code=code, birth_date=BORN, via="screen")
    assert of(room, "母1")[0].guessed
    with pytest.raises(Wrong, match=r"code\.wrong"):
        open_letter(code="abcd-efgh-jkmn-pqrs", birth_date=BORN, via="screen")


def guess(name: str, password: str = "another one") -> str:
    """What somebody hears who tries a password."""
    try:
        enter(name=name, password=password, via="screen")
    except Wrong as wrong:
        return " ".join(wrong.keys)
    except Wait as wait:
        return f"wait until {wait.until}"
    return "in"


def test_a_password_that_is_guessed_slows_down(room: Classroom, office: Actor) -> None:
    account = come_in(letter_to(room, "母1", office), "mae@example.com")
    assert enter(name="MAE@example.com ", password=PASSWORD, via="screen").pk == account.pk
    for _ in range(3):
        assert [guess("mae@example.com") for _ in range(4)] == ["door.wrong"] * 4
        assert guess("mae@example.com", PASSWORD) == "in"
    heard = [guess("mae@example.com") for _ in range(5)]
    assert heard[-1].startswith("wait until")
    assert guess("mae@example.com", PASSWORD) == heard[-1]
    whats = Event.objects.filter(kind="family_account").values_list("details__what", flat=True)
    assert sorted(whats) == ["in"] * 4 + ["slowed"]
    with freeze(now() + timedelta(minutes=2)):
        assert guess("mae@example.com", PASSWORD) == "in"


def test_guessing_hears_the_same_of_a_name_that_nobody_has(room: Classroom, office: Actor) -> None:
    come_in(letter_to(room, "母1", office), "mae@example.com")
    heard: dict[str, list[str]] = {}
    with ExitStack() as moments:
        for _ in range(6):
            for name in ("mae@example.com", "nobody@example.com"):
                heard.setdefault(name, []).extend(guess(name) for _ in range(7))
            moments.enter_context(freeze(now() + timedelta(minutes=LONGEST + 1)))
    assert heard["mae@example.com"] == heard["nobody@example.com"]
    assert sum(one == "door.wrong" for one in heard["nobody@example.com"]) == 6 * 4


def test_many_at_one_moment_are_no_more_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    # As if everybody had read the count before anybody had written it.
    monkeypatch.setattr(cache, "get", lambda *_: (0, None))
    assert [count_try("mae@example.com") for _ in range(4)] == [None] * 4
    assert count_try("mae@example.com") == now() + timedelta(minutes=1)
    for _ in range(3):
        with pytest.raises(Wait):
            count_try("mae@example.com")


def test_a_password_is_hashed_whether_or_not_anybody_has_the_name(
    room: Classroom, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_in(letter_to(room, "母1", office), "mae@example.com")
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(password) or encode(self, password, salt),  # type: ignore[func-returns-value]
    )
    for name in ("mae@example.com", "nobody@example.com"):
        guess(name, name)
    assert hashed == ["mae@example.com", "nobody@example.com"]


def test_a_letter_does_not_tell_many_names_that_are_taken(room: Classroom, office: Actor) -> None:
    come_in(letter_to(room, "父2", office), "taken")
    opened = open_letter(code=letter_to(room, "母1", office), birth_date=BORN, via="screen")
    given = {"password": PASSWORD, "again": PASSWORD, "language": "ja", "via": ""}
    for _ in range(5):
        with pytest.raises(Wrong, match=r"account\.name-taken"):
            make_account(opened=opened, name="taken", **given)
    with pytest.raises(Wait):
        make_account(opened=opened, name="taken", **given)
    assert make_account(opened=opened, name="another-one", **given)


@pytest.mark.parametrize(
    ("name", "password", "again", "keys"),
    [
        ("ab", PASSWORD, PASSWORD, ("account.name-wrong",)),
        ("mae@", "short", "short", ("account.name-wrong", "account.short")),
        ("mae-silva", "passwordpassword", "passwordpassword", ("account.weak",)),
        ("mae-silva", PASSWORD, PASSWORD + "a", ("account.differ",)),
        ("taken", PASSWORD, PASSWORD, ("account.name-taken",)),
        # Whether a name is taken is not to be tried with passwords that never do.
        ("taken", "short", "short", ("account.short",)),
    ],
)
def test_all_that_is_wrong_with_an_account_is_said_at_once(
    room: Classroom, office: Actor, name: str, password: str, again: str, keys: tuple[str, ...]
) -> None:
    come_in(letter_to(room, "父2", office), "taken")
    opened = open_letter(code=letter_to(room, "母1", office), birth_date=BORN, via="screen")
    with pytest.raises(Wrong) as wrong:
        make_account(
            opened=opened, name=name, password=password, again=again, language="ja", via=""
        )
    assert wrong.value.keys == keys
    assert of(room, "母1")[0].used is None


def test_a_further_guardian_sees_nothing_until_the_papers_were_seen(
    room: Classroom, office: Actor, head: Actor
) -> None:
    account = come_in(letter_to(room, "父1", office))
    actor = family_actor(account, via="screen")
    assert seen(account) == []
    assert waits_for_papers(actor)
    father = Guardian.objects.get(name="父1")
    set_custody(guardian=father, custody="joint", papers_seen_on=today(), by=head)
    assert seen(account) == ["父1"]
    assert not waits_for_papers(actor)
    set_custody(guardian=father, custody="none", papers_seen_on=today(), by=head)
    assert seen(account) == []


def test_who_has_sole_custody_by_papers_shuts_the_other_out(
    room: Classroom, office: Actor, head: Actor
) -> None:
    mother = come_in(letter_to(room, "母1", office))
    father = Guardian.objects.get(name="父1")
    set_custody(guardian=father, custody="sole", papers_seen_on=today(), by=head)
    assert seen(mother) == []


def test_a_limit_keeps_topics_back_and_a_manager_alone_writes_to_such_a_guardian(
    room: Classroom, office: Actor, head: Actor
) -> None:
    mother = Guardian.objects.get(name="母1")
    account = come_in(letter_to(room, "母1", office))
    set_limit(
        guardian=mother, kind="protection_order", first=today(), last=None, paper="決定書", by=head
    )
    [child] = children_of(family_actor(account, via="screen"), Deed.OWN_FAMILY)
    assert child.tells(Topic.RECORD)
    assert not any(child.tells(topic) for topic in set(Topic) - {Topic.RECORD})
    assert not of(room, "母1")[0].wants_a_letter
    with pytest.raises(Refused, match="管理職"):
        make_letters(to=of(room, "母1"), by=office)
    assert make_letters(to=of(room, "母1"), by=head)


def test_a_divorced_guardian_gains_nothing_with_the_others_letter(
    room: Classroom, office: Actor
) -> None:
    father = come_in(letter_to(room, "父1", office))
    by = family_actor(father, via="screen")
    opened = open_letter(code=letter_to(room, "母1", office), birth_date=BORN, via="screen")
    with pytest.raises(Wrong, match=r"account\.other"):
        use_letter(letter=opened.letter, by=by, account=father)
    assert seen(father) == []
    assert of(room, "母1")[0].guessed
    # The letter is still the mother's to use.
    mother = make_account(
        opened=opened, name="mother", password=PASSWORD, again=PASSWORD, language="ja", via=""
    )
    assert seen(mother) == ["母1"]
    [child] = children_of(family_actor(mother, via="screen"), Deed.OWN_FAMILY)
    with pytest.raises(Denied):
        child_of(by, Deed.OWN_FAMILY, child.key)


def test_a_further_child_is_added_to_the_account(room: Classroom, office: Actor) -> None:
    account = come_in(letter_to(room, "母1", office))
    opened = open_letter(code=letter_to(room, "母2", office), birth_date=BORN, via="screen")
    use_letter(letter=opened.letter, by=family_actor(account, via="screen"), account=account)
    assert seen(account) == ["母1", "母2"]


def test_a_letter_of_another_city_does_not_fit(room: Classroom, office: Actor) -> None:
    account = come_in(letter_to(room, "母1", office))
    there = make_class(make_school(make_city()), pupils=1)
    pupil = there.enrolments.get().pupil
    Pupil.objects.filter(pk=pupil.pk).update(birth_date=BORN)
    Guardian.objects.create(municipality=there.municipality, pupil=pupil, name="母")
    code = letter_to(there, "母", make_actor(there.school, role=RoleKind.OFFICE))
    opened = open_letter(code=code, birth_date=BORN, via="screen")
    with pytest.raises(Wrong, match=r"account\.other"):
        use_letter(letter=opened.letter, by=family_actor(account, via="screen"), account=account)
    assert seen(account) == ["母1"]
    assert seen(come_in(code)) == ["母"]


def test_who_forgot_chooses_anew_by_a_new_letter(room: Classroom, office: Actor) -> None:
    before = come_in(letter_to(room, "母1", office), "mae@example.com")
    code = letter_to(room, "母1", office)
    assert enter(name="mae@example.com", password=PASSWORD, via="screen")
    after = come_in(code, password="outra senha bem longa")
    assert (after.pk, after.name) == (before.pk, "mae@example.com")
    assert after.stamp != before.stamp
    with pytest.raises(Wrong):
        enter(name="mae@example.com", password=PASSWORD, via="screen")
    assert seen(after) == ["母1"]


def test_ended_letters_open_nothing_more(room: Classroom, office: Actor) -> None:
    account = come_in(letter_to(room, "母1", office))
    code = letter_to(room, "父1", office)
    assert end_letters(of=of(room, "母1", "父1"), by=office) == 2
    assert seen(account) == []
    assert of(room, "母1")[0].state == LetterState.ENDED
    with pytest.raises(Wrong):
        open_letter(code=code, birth_date=BORN, via="screen")
    with pytest.raises(Refused):
        end_letters(of=of(room, "母2"), by=office)


def test_without_a_birth_date_no_letter_is_made(room: Classroom, office: Actor) -> None:
    Pupil.objects.update(birth_date=None)
    with pytest.raises(Refused, match="生年月日"):
        make_letters(to=of(room, "母1"), by=office)
    assert not any(one.wants_a_letter for one in of(room))


def test_the_audit_knows_the_guardian_by_key(room: Classroom, office: Actor) -> None:
    account = come_in(letter_to(room, "母1", office))
    said = Event.objects.filter(deed=Deed.OWN_FAMILY).values_list("actor", "kind")
    assert set(said) == {(f"guardian:{account.pk}", "family_letter")}
