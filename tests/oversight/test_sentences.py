"""Every deed and kind that the source writes to the audit has a sentence."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tsunagu
from tsunagu.access.deeds import Deed
from tsunagu.audit.actions import event
from tsunagu.oversight.sentences import DONE, IMPORTED, LOOKED, basis_words, told, via_words
from tsunagu.response.actions.spans import KINDS
from tsunagu.response.models import ProtectionFlag

SOURCE = Path(tsunagu.__file__).parent
WRITERS = {"note_deed": (1, 2), "write_down": (1, 3), "event": None, "note_look": (1, None)}
"""In which place of its arguments each writer takes the deed and the kind; None by name."""
GENERAL = {
    ("access/noted.py", "event"),
    ("access/looks.py", "note_deed"),
    ("response/actions/common.py", "note_deed"),
    ("rights/actions/common.py", "note_deed"),
}
"""The writers themselves, which pass on what they are given."""
ABOUT_A_CLAIM = {
    path.relative_to(SOURCE).as_posix(): "claim" for path in SOURCE.glob("rights/actions/*.py")
}
"""Where what is written down is always about a claim."""
SPANS = {(Deed.SHARE, kind) for model, kind in KINDS.items() if model is not ProtectionFlag}
SEVERAL: dict[tuple[str, str], set[tuple[str, str]]] = {
    ("access/confirming.py", "note_deed"): {
        (Deed.CONFIRM_KEY, "api_key"),
        (Deed.CONFIRM_ROLE, "role"),
    },
    ("attendance/actions/notices.py", "note_deed"): {
        (Deed.SET_NOTICE, "notice"),
        (Deed.TELL_SCHOOL, "notice"),
    },
    ("attendance/actions/stays.py", "note_deed"): {
        (Deed.TAKE_ROLL, "stays"),
        (Deed.CORRECT_ROLL, "stays"),
    },
    ("attendance/imports/running.py", "note_deed"): set(),
    ("forms/actions/common.py", "note_deed"): {
        (Deed.WRITE_SHEET, "sheet"),
        (Deed.WRITE_SHEET, "answer"),
        (Deed.WRITE_SHEET, "signature"),
        (Deed.SIGN_SHEET, "signature"),
    },
    ("cases/actions/teams.py", "note_deed"): {
        *((Deed.WRITE_CASE, kind) for kind in ("case_member", "wish", "case_note")),
        (Deed.WITHDRAW_CASE_NOTE, "case_note"),
    },
    ("cases/actions/plans.py", "note_deed"): {
        (Deed.WRITE_CASE, kind) for kind in ("plan_line", "plan_words", "not_right")
    },
    ("cases/actions/stories.py", "note_deed"): {
        (deed, "story") for deed in (Deed.WRITE_STORY, Deed.APPROVE_STORY)
    },
    ("cases/actions/conferences.py", "note_deed"): {
        (Deed.WRITE_CASE, kind) for kind in ("conference", "invitation", "assent", "small_step")
    },
    ("cases/actions/consultations.py", "note_deed"): {
        (deed, "consultation")
        for deed in (Deed.ASK_CONSULTATION, Deed.SIGN_SHEET, Deed.ANSWER_CONSULTATION)
    },
    ("cases/actions/follow_ups.py", "note_deed"): {
        (deed, "follow_up") for deed in (Deed.ASK_FOLLOW_UP, Deed.SIGN_SHEET, Deed.FOLLOW_UP)
    },
    ("school/imports/running.py", "note_deed"): set(),
    ("cases/actions/shares.py", "note_deed"): {
        (deed, "share")
        for deed in (
            Deed.ASK_SHARE,
            Deed.CONFIRM_SHARE,
            Deed.CONFIRM_FOR_SCHOOL,
            Deed.END_SHARE,
            Deed.ANSWER_SHARE,
        )
    },
    ("cases/actions/handovers.py", "note_deed"): {
        (Deed.WRITE_HANDOVER, "handover"),
        (Deed.SIGN_HANDOVER, "handover"),
        (Deed.RECEIVE_HANDOVER, "handover"),
    },
    ("cases/actions/requests.py", "note_deed"): {
        (Deed.WRITE_CASE, "request"),
        (Deed.SIGN_SHEET, "request"),
        (Deed.ANSWER_CONSULTATION, "request"),
    },
    ("cases/actions/suspicions.py", "note_deed"): {
        (Deed.RECORD_SUSPICION, "suspicion"),
        (Deed.SEE_SUSPICION, "suspicion"),
        (Deed.CONFIRM_SUSPICION, "suspicion"),
    },
    ("cli/common.py", "note_deed"): {
        ("installation.backup", "municipality"),
        ("installation.restore", "municipality"),
    },
    ("response/actions/corrections.py", "write_down"): {
        (Deed.CORRECT_RECORD, "contact"),
        (Deed.CORRECT_RECORD, "sharing"),
    },
    ("response/actions/handing_on.py", "write_down"): {
        (Deed.HAND_ON, "task"),
        (Deed.HAND_ON, "draft"),
    },
    ("response/actions/spans.py", "write_down"): {
        (Deed.SEE_PROTECTION, KINDS[ProtectionFlag]),
        *SPANS,
    },
    ("school/imports/role_events.py", "event"): {
        (Deed.IMPORT, "role"),
        (Deed.IMPORT_STAFF, "role"),
    },
    ("web/entry/receivers.py", "event"): {("sign-in", "account")},
}
"""What is written where the source names the deed or the kind by a variable."""


def written() -> Iterator[tuple[str, str, str | None, str | None, bool]]:
    """Each call that writes to the audit: file, writer, deed and kind as far as they are named."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            writer = node.func.id
            if writer not in WRITERS:
                continue
            named = {word.arg for word in node.keywords}
            deed_at, kind_at = WRITERS[writer] or (None, None)
            deed, kind = _given(node, deed_at, "deed"), _given(node, kind_at, "kind")
            look = writer == "note_look" or "look" in named
            file = path.relative_to(SOURCE).as_posix()
            about = _code(kind) or (ABOUT_A_CLAIM if writer == "write_down" else {}).get(file)
            yield file, writer, _code(deed), about, look


def _given(call: ast.Call, at: int | None, name: str) -> ast.expr | None:
    """An argument by its place, or by its name where the writer takes it so."""
    if at is not None:
        return call.args[at] if at < len(call.args) else None
    return next((word.value for word in call.keywords if word.arg == name), None)


def _code(node: ast.expr | None) -> str | None:
    """`Deed.X` or a text as the audit holds it; None for what is worked out."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Deed":
        return str(Deed[node.attr])
    return None


def test_every_look_has_a_sentence() -> None:
    kinds = {kind for *_, kind, look in written() if look}
    assert kinds - {None} <= LOOKED.keys()


def test_every_deed_with_its_kind_has_a_sentence() -> None:
    missing = []
    for file, writer, deed, kind, look in written():
        if look or (file, writer) in GENERAL:
            continue
        known = deed is not None and kind is not None
        pairs = {(deed, kind)} if known else SEVERAL.get((file, writer))
        assert pairs is not None, f"{file}: say in SEVERAL which deeds and kinds it writes"
        missing += [f"{file}: {pair}" for pair in pairs if pair not in DONE and not _import(pair)]
    assert not missing, f"say in oversight/sentences.py DONE: {missing}"


def _import(pair: tuple[str | None, str | None]) -> bool:
    return pair[0] == Deed.IMPORT and str(pair[1]).startswith("import.")


@pytest.mark.parametrize(
    ("deed", "kind", "details", "sentence"),
    [
        ("pupil.see", "pupil", {"look": True}, "子どもの記録を開いた"),
        (
            "register.see",
            "register",
            {"look": True, "month": "2026-05", "form": "pdf"},
            "月の出席簿を見た（2026年5月、PDFで書き出し）",
        ),
        (
            "sheet.see",
            "sheet_paper",
            {"look": True, "form": "consultation-sheet", "ending": "xlsx"},
            "様式（シート）を印刷した・書き出した（Excelで書き出し）",
        ),
        (
            "roll.correct",
            "correction",
            {"day": "2026-05-20"},
            "過ぎた日の出欠を訂正した（2026年5月20日（水））",
        ),
        ("task.end", "task", {"status": "done"}, "対応の状態を変えた（済み）"),
        ("contact.record", "contact", {"withdrawn": True}, "家庭との連絡を記録した（取り消した）"),
        ("import.run", "import.roster", {}, IMPORTED),
        ("of.tomorrow", "thing", {"what": ["?"], "day": "?"}, "of.tomorrow"),
    ],
)
def test_sentences_say_what_and_of_which_day(
    deed: str, kind: str, details: dict[str, object], sentence: str
) -> None:
    one = event(municipality="1", actor="a", deed=deed, kind=kind, key="", details=details)
    assert told(one) == sentence


def test_from_where_and_on_which_basis_in_words() -> None:
    assert via_words("screen:abc123") == "画面（abc123）"
    assert via_words("job") == "定時の仕事"
    several = basis_words("homeroom/own_class principal/own_school")
    assert several == "学級担任（自分の学級）、校長（自分の学校）"
    assert basis_words("share:1") == "校外との共有"
    assert basis_words("bygone/own_school") == "bygone（自分の学校）"
    assert basis_words("system") == basis_words("") == "—"
