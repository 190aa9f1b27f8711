"""Correction keeps the old value, a refusal is noted, and a stopped record is nowhere any more."""

import pytest
from django.urls import reverse

from tests.builders import make_person
from tests.rights.conftest import LINE, PAPERS, House
from tests.rights.test_untold import told_outside
from tests.web.school_life import WEDNESDAY, browser_of
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import Denied
from tsunagu.audit.models import Event
from tsunagu.cases.actions.cases import begin_case
from tsunagu.cases.actions.teams import record_wish, write_case_note
from tsunagu.cases.case_enums import CaseOrigin, Wisher
from tsunagu.cases.enums import Basis
from tsunagu.cases.models import Share, Wish
from tsunagu.response.actions.decisions import Decided, write_decisions
from tsunagu.response.last_contacts import last_contact
from tsunagu.response.models import Contact, Sharing, Task
from tsunagu.rights.actions import (
    Refused,
    approve,
    bundle,
    finish_review,
    gather,
    receive,
    send_back,
    settle,
    withdraw,
)
from tsunagu.rights.actions.remedying import REGISTER, Choice, choices
from tsunagu.rights.enums import Capacity, ClaimKind, ClaimState
from tsunagu.rights.models import Claim, Remedy
from tsunagu.rights.queries import owed, refusals
from tsunagu.school.held import holdings
from tsunagu.school.models import Pupil

pytestmark = pytest.mark.django_db


def claimed(house: House, kind: ClaimKind) -> Claim:
    """A claim by the mother."""
    return receive(
        pupil=house.pupil,
        kind=kind,
        asked_by="御厨 のぞみ",
        capacity=Capacity.GUARDIAN,
        guardian=house.pupil.guardians.get(name="御厨 のぞみ"),
        papers=PAPERS,
        received_on=WEDNESDAY,
        by=house.officer,
    )


def choice(claim: Claim, name: str, field: str = "") -> Choice:
    """What a claim can be about, by kind and field."""
    return next(one for one in choices(claim) if (one.holding, one.field) == (name, field))


def carried_out(house: House, claim: Claim) -> None:
    finish_review(claim=claim, by=house.reviewer)
    approve(claim=claim, by=house.approver)
    claim.refresh_from_db()
    assert claim.state == ClaimState.ANSWERED


def test_correction_takes_effect_with_approval_and_keeps_the_old_value(house: House) -> None:
    claim = claimed(house, ClaimKind.CORRECTION)
    given = choice(claim, "school.pupil", "given_name")
    asked = {"claim": claim, "choice": given, "granted": True, "by": house.reviewer}
    settle(**asked, after="心晴", why="戸籍を見た")
    house.pupil.refresh_from_db()
    assert house.pupil.given_name == "こはる"
    carried_out(house, claim)
    house.pupil.refresh_from_db()
    assert house.pupil.given_name == "心晴"
    remedy = Remedy.objects.get()
    assert (remedy.before, remedy.after) == ("こはる", "心晴")
    told = str(list(Event.objects.filter(kind="claim").values_list("details", flat=True)))
    assert "given_name" in told
    assert "心晴" not in told


def test_a_choice_is_corrected_and_kept_in_the_words_that_people_read(house: House) -> None:
    Pupil.objects.filter(pk=house.pupil.pk).update(sex="male")
    claim = claimed(house, ClaimKind.CORRECTION)
    one = choice(claim, "school.pupil", "sex")
    assert one.label.endswith("性別：男")
    settle(claim=claim, choice=one, after="女", granted=True, why="戸籍", by=house.reviewer)
    carried_out(house, claim)
    house.pupil.refresh_from_db()
    assert house.pupil.sex == "female"
    remedy = Remedy.objects.get()
    assert (remedy.before, remedy.after) == ("男", "女")


@pytest.mark.parametrize(
    ("field", "after", "why", "fault"),
    [
        ("birth_date", "きのう", "x", "入れられません"),
        ("sex", "じょ", "x", "入れられません"),
        ("family_name", "", "x", "入れられません"),
        ("given_name", "心晴", " ", "理由を書いて"),
    ],
)
def test_values_that_cannot_be_and_missing_reasons_are_refused(
    house: House, field: str, after: str, why: str, fault: str
) -> None:
    claim = claimed(house, ClaimKind.CORRECTION)
    one = choice(claim, "school.pupil", field)
    with pytest.raises(Refused, match=fault):
        settle(claim=claim, choice=one, after=after, granted=True, why=why, by=house.reviewer)
    with pytest.raises(Refused, match="先に決めて"):
        finish_review(claim=claim, by=house.reviewer)


def test_refusal_stands_beside_the_record_for_everybody_who_reads_it(house: House) -> None:
    claim = claimed(house, ClaimKind.CORRECTION)
    contact = choice(claim, "response.contact")
    asked = {"claim": claim, "choice": contact, "after": "遊びたいとは言っていない"}
    settle(**asked, granted=False, why="聞いたことばのまま", by=house.reviewer)
    carried_out(house, claim)
    assert house.approver.person
    page = browser_of(house.approver.person).get(reverse("pupil:page", args=[house.pupil.pk]))
    content = page.content.decode()
    assert "遊びたいとは言っていない" in content
    assert "応じなかった理由：聞いたことばのまま" in content


def stopped(house: House, name: str) -> None:
    claim = claimed(house, ClaimKind.STOP)
    one = choice(claim, name)
    settle(claim=claim, choice=one, after="", granted=True, why="同意なく聞いた", by=house.reviewer)
    carried_out(house, claim)


def test_stopped_contact_is_on_no_page_in_no_count_and_no_disclosure(house: House) -> None:
    before = list(Task.objects.order_by("pk").values_list("pk", "status"))
    assert last_contact(house.pupil.pk).seen is not None
    stopped(house, "response.contact")
    assert not Contact.objects.filter(pk=house.contact.pk).exists()
    assert last_contact(house.pupil.pk).seen is None
    assert not house.pupil.contacts.exists()
    assert house.approver.person
    head = browser_of(house.approver.person)
    assert LINE not in head.get(reverse("pupil:page", args=[house.pupil.pk])).content.decode()
    correct = reverse("pupil:contact-correct", args=[house.pupil.pk, house.contact.pk])
    assert head.get(correct).status_code == 404
    claim = house.claim()
    gather(claim=claim, by=house.reviewer)
    assert not claim.items.filter(holding="response.contact").exists()
    assert list(Task.objects.order_by("pk").values_list("pk", "status")) == before
    assert Contact._base_manager.get(pk=house.contact.pk).line == LINE


def test_stopped_sharing_takes_its_open_decisions_and_their_words_along(house: House) -> None:
    sharing = Sharing.objects.get()
    decided = [Decided("妹にも聞いてみる", None, WEDNESDAY)]
    write_decisions(sharing, decided, None, house.approver)
    task = Task.objects.get(kind="decision")
    assert task.asks == "妹にも聞いてみる"
    stopped(house, "response.sharing")
    task = Task.objects.get(pk=task.pk)
    assert task.status == "withdrawn"
    assert task.asks == "利用を停止した記録で決めたこと"


def test_any_record_is_stopped_at_its_own_screen_or_refused_with_a_reason(house: House) -> None:
    wish = written_down(house)
    claim = claimed(house, ClaimKind.STOP)
    asked = {"claim": claim, "after": "", "by": house.reviewer}
    with pytest.raises(Refused, match="理由を書いて"):
        settle(**asked, choice=choice(claim, "cases.casenote"), granted=True, why=" ")
    settle(**asked, choice=choice(claim, "cases.casenote"), granted=False, why="支援に要る")
    settle(**asked, choice=choice(claim, "cases.wish"), granted=True, why="紙で止めた")
    assert house.approver.person
    head = browser_of(house.approver.person)
    page = head.get(reverse("rights:page", args=[claim.pk]))
    assert page.content.decode().count("行われたことを確かめてください") == 1
    wish.delete()
    carried_out(house, claim)
    assert Remedy.objects.count() == 2
    page = head.get(reverse("pupil:page", args=[house.pupil.pk]))
    assert "応じなかった理由：支援に要る" in page.content.decode()
    nurse = make_person(house.classroom.school, role=RoleKind.NURSE)
    page = browser_of(nurse).get(reverse("pupil:page", args=[house.pupil.pk]))
    assert "支援に要る" not in page.content.decode()


def written_down(house: House) -> Wish:
    """A case with a note and a wish."""
    asked = {
        "kind": "absence",
        "origin": CaseOrigin.RESPONSE,
        "why": "家から",
        "by": house.reviewer,
    }
    case = begin_case(pupil=house.pupil, **asked)
    write_case_note(case=case, text="家の事情", restricted=False, by=house.reviewer)
    heard = {"heard_by": "担任", "heard_on": WEDNESDAY, "by": house.reviewer}
    return record_wish(case=case, whose=Wisher.CHILD, words="図書室なら行ける", **heard)


def test_register_kept_by_law_cannot_be_stopped_and_the_reason_stands(house: House) -> None:
    claim = claimed(house, ClaimKind.STOP)
    for name in ("attendance.mark", "school.pupil"):
        asked = {"claim": claim, "choice": choice(claim, name), "after": "", "by": house.reviewer}
        with pytest.raises(Refused, match="法令で残します"):
            settle(**asked, granted=True, why="x")
        settle(**asked, granted=False, why="出席簿は法令で残す")
    assert set(REGISTER) <= {one.name for one in holdings()}
    carried_out(house, claim)


def test_what_is_corrected_at_its_own_screen_answers_the_claim(house: House) -> None:
    claim = claimed(house, ClaimKind.CORRECTION)
    contact = choice(claim, "response.contact")
    asked = {"claim": claim, "after": "すみれさんのことは話していない", "by": house.reviewer}
    settle(**asked, choice=contact, granted=True, why="訂正の画面で直した")
    carried_out(house, claim)
    house.contact.refresh_from_db()
    assert house.contact.line == LINE


def test_refusal_about_what_is_not_told_of_stands_on_no_page(house: House) -> None:
    share = told_outside(house, Basis.DUTY)
    claim = claimed(house, ClaimKind.STOP)
    for name in ("cases.share", "cases.report"):
        asked = {"claim": claim, "choice": choice(claim, name), "after": "", "by": house.reviewer}
        settle(**asked, granted=False, why="法令による")
    carried_out(house, claim)
    assert not refusals(house.pupil, with_guardians=True, with_notes=True)
    Share.objects.filter(pk=share.pk).update(basis=Basis.OWN_TASK)
    assert len(refusals(house.pupil, with_guardians=True, with_notes=True)) == 2


def test_claims_that_are_no_disclosure_gather_and_give_nothing(house: House) -> None:
    claim = claimed(house, ClaimKind.STOP)
    with pytest.raises(Refused, match="開示の請求だけ"):
        gather(claim=claim, by=house.reviewer)
    with pytest.raises(Refused, match="まだ渡せません"):
        bundle(claim=claim, by=house.approver)


def test_whoever_decided_may_not_approve_and_others_decide_nothing(house: House) -> None:
    claim = claimed(house, ClaimKind.STOP)
    one = choice(claim, "response.contact")
    asked = {"claim": claim, "choice": one, "after": "", "granted": True, "why": "x"}
    with pytest.raises(Denied):
        settle(**asked, by=house.officer)
    settle(**asked, by=house.approver)
    finish_review(claim=claim, by=house.reviewer)
    assert [claim in owed(actor) for actor in (house.approver, house.officer)] == [False, True]
    with pytest.raises(Refused, match="見直した人"):
        approve(claim=claim, by=house.approver)
    assert Contact.objects.filter(pk=house.contact.pk).exists()
    approve(claim=claim, by=house.officer)
    assert not Contact.objects.filter(pk=house.contact.pk).exists()


def test_record_that_an_import_took_away_is_decided_on_anew(house: House) -> None:
    claim = claimed(house, ClaimKind.CORRECTION)
    father = house.pupil.guardians.get(name="御厨 さとる")
    phone = next(o for o in choices(claim) if (o.key, o.field) == (father.pk, "phone"))
    asked = {"claim": claim, "granted": True, "why": "番号が変わった", "by": house.reviewer}
    settle(**asked, choice=phone, after="090-0000-0000")
    finish_review(claim=claim, by=house.reviewer)
    father.delete()
    with pytest.raises(Refused, match="記録が、決めたあとになくなりました"):
        approve(claim=claim, by=house.approver)
    send_back(claim=claim, why="保護者の登録が変わった", by=house.approver)
    settle(**asked, choice=choice(claim, "school.pupil", "given_name"), after="心晴")
    finish_review(claim=claim, by=house.reviewer)
    assert Remedy.objects.get().holding == "school.pupil"
    withdraw(claim=claim, why="電話で", by=house.reviewer)
    assert not Remedy.objects.exists()


def test_remedy_page_leads_from_choice_to_effect(house: House) -> None:
    claim = claimed(house, ClaimKind.STOP)
    assert house.reviewer.person
    deputy = browser_of(house.reviewer.person)
    address = reverse("rights:remedy", args=[claim.pk])
    assert "綾瀬川さんと遊びたい" in deputy.get(address).content.decode()
    name = choice(claim, "response.contact").name
    form = {"record": name, "answer": "grant", "why": "同意なく聞いた"}
    assert deputy.post(address, form)["Location"] == reverse("rights:page", args=[claim.pk])
    assert "決め終えた" in deputy.get(reverse("rights:page", args=[claim.pk])).content.decode()
    disclosure = reverse("rights:remedy", args=[house.claim().pk])
    assert deputy.get(disclosure).status_code == 302
