"""Unmistakable words about a child: who may not see what they belong to never meets them."""

from django.apps import apps
from django.db import models

from tsunagu.access.deeds import Deed
from tsunagu.access.fields import ABOUT, FieldGroup
from tsunagu.access.holdings import HELD
from tsunagu.org.models import Municipal, Municipality

CHILD, SECRET, PHONE = "秘匿川", "避難先は親類の家", "090-9999-0000"
SUSPECTED = "背中にあざがあった"
FORMER = "前の学校の様式のことば"
LIMITED, ORDER = "090-9999-1111", "地裁の決定書"
KANA, INITIALS = ("わ", "ら"), "W R"
G = FieldGroup
MARKERS: dict[FieldGroup, str] = {
    G.NAME: CHILD,
    G.PHONE: PHONE,
    G.MARK: "しるしの備考",
    G.CORRECTION: "訂正のわけ",
    G.HISTORY: "通院のことば",
    G.BALANCE: "転入前の備考",
    G.NOTICE: "届け出の備考",
    G.RESTRICTED: SECRET,
    G.SIGN: "気づきのことば",
    G.CHECK_IN: "あまりねていない",
    G.SOS: "SOSのことば",
    G.PLAN: "わたしのプランのしるし",
    G.DOOR: "よびなのことば",
    G.FAMILY: "sign-in-name-of-",
    G.VISIT: "保健室の取り消しのわけ",
    G.ALERT: "ポータルの種類のことば",
    G.VISIT_REASON: "保健室のわけ",
    G.TASK: "引き継いだわけ",
    G.CONTACT: "電話のひとこと",
    G.SHARING: "話し合いのことば",
    G.SHEET: "様式のことば",
    G.CASE: "ケースのことば",
    G.SCHOOL_DAY: "迎える人のことば",
    G.CASE_NOTE: "チームだけのことば",
    G.HANDOVER: "引き継ぎのことば",
    G.REQUEST: "依頼のことば",
    G.CONSULTATION: "相談のことば",
    G.STORY: "実践の記録のことば",
    G.FOLLOW_UP: "個票のことば",
    G.DRAFT: "下書きのことば",
    G.FILE_CONTENT: "ファイルの中のことば",
    G.CLAIM: "請求した人のなまえ",
    G.CLAIMED: "請求された記録のことば",
    G.CONSENT: "同意のことば",
    G.SHARE: "共有のことば",
    G.SHARED: INITIALS,
    G.NOTE: "機関との連絡のことば",
    G.PROTECTION: "登録のことば",
    G.COUNTS: "987654",
    G.FILE: "取り込んだファイルのなまえ",
    G.PERSON: "無関係寺",
    G.LEAVE: "2月29日（火）",
    G.USER: "user-id-of-",
    G.KEY: "つなぐ先のなまえ",
    G.SECRET: "digest-of-key-",
    G.EVENT: "2024年2月29日（木）",
    G.FINDING: "確かめたことば",
}
"""What stands in every text about the child, group by group: who may not see it never meets it.

Of staff and what they did it is somebody who has nothing to do with the child, and days that occur
nowhere else.
"""
WITHOUT_WORDS = {
    G.UNTAKEN: "which classes, by their names, which are of class IV",
    G.REGISTER: "sums of marks; beside them stand names and marks, with markers of their own",
}
"""Groups that hold no text of their own, with what they tell."""
SAME_WORDS = {G.SHARED: {G.CONSULTATION, G.SHEET}}
"""Groups whose marker stands in other ones' records too: the initials of the child."""
CODES = {"source", "sourced_id", "digest", "holding", "model", "version"}
"""Columns with codes and keys; nobody writes there."""
SECRET_WORDS: dict[Deed, tuple[tuple[str, ...], frozenset[str]]] = {
    Deed.SEE_RESTRICTED: (("避難",), frozenset({"pupil:notice-new"})),
    Deed.SET_GUARDIAN: ((LIMITED, ORDER, "保護命令"), frozenset()),
    Deed.SEE_SUSPICION: ((SUSPECTED,), frozenset()),
}
"""Words that betray what they belong to, with the pages where they stand for everybody."""


def marked() -> frozenset[FieldGroup]:
    """The groups that have a marker."""
    return frozenset(MARKERS) | {ABOUT[deed][0] for deed in SECRET_WORDS}


def say_everywhere(city: Municipality) -> None:
    """The marker of its group into every text of the city's that says nothing yet."""
    for label, groups in HELD.items():
        model = apps.get_model(label)
        if not issubclass(model, Municipal):
            continue
        for group in groups.keys() & MARKERS.keys():
            for name in _words(model) & set(groups[group].split()):
                silent = model._default_manager.filter(municipality=city, **{name: ""})
                silent.update(**{name: MARKERS[group]})


def _words(model: type[models.Model]) -> set[str]:
    """The columns of a table into which somebody writes freely."""
    return {
        one.name
        for one in model._meta.concrete_fields
        if isinstance(one, models.TextField)
        or (isinstance(one, models.CharField) and not one.choices and (one.max_length or 0) >= 100)
    } - CODES
