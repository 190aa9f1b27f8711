"""What the audit's codes mean, said in a sentence when it is read."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from tsunagu.access.actor import GUARDIAN, PUPIL
from tsunagu.access.deeds import Deed
from tsunagu.access.enums import Confirmation, Reach, RoleKind
from tsunagu.access.labels import DEED_LABELS
from tsunagu.audit.models import Event
from tsunagu.clock import in_words
from tsunagu.response.enums import Status

LOOKED = {
    "pupil": "子どもの記録を開いた",
    "story_names": "実践の記録に、この市町村の人の名まえがないかをさがした",
    "class_list": "出席停止などを入れる画面で、学級の名前を見た",
    "pupil_list": "子どもをさがした一覧で名前を見た",
    "expected_list": "これから来る子どもの一覧で見た",
    "today_list": "「今日すること」の一覧で見た",
    "unreviewed_list": "見直しの日が決まっていない子どもの一覧で見た",
    "unreported_list": "報告がまだの情報共有の一覧で見た",
    "call_list": "電話の一覧（保護者の連絡先）を見た",
    "missing": "所在の記録で保護者の連絡先を見た",
    "roll": "出欠の訂正の画面を開いた",
    "classroom": "つなぐ先のシステムが、学級の子どもの情報を受け取った",
    "register": "月の出席簿を見た",
    "school": "学校の数から開いた一覧で見た",
    "turnover": "職員の入れ替わりの画面で、仕事と下書きを見た",
    "import_outlook": "取り込みの前の確かめで、変わる子どもの名前を見た",
    "responses": "対応の一覧を書き出した",
    "sharing": "情報共有のまとめを書き出した",
    "share": "校外との共有の内容を見た",
    "received_list": "受け取った共有の一覧で見た",
    "outside_list": "「今日すること」の、校外との共有の一覧で見た",
    "claim": "開示などの請求を開いた",
    "claim_list": "開示などの請求の一覧で見た",
    "sheet": "様式（シート）を開いた",
    "sheet_list": "様式（シート）の一覧で見た",
    "sheet_paper": "様式（シート）を印刷した・書き出した",
    "case": "ケースを開いた",
    "case_chart": "ケースの、始まってからの変化の図を見た",
    "case_list": "ケースの一覧で見た",
    "bundle": "様式（シート）をまとめて印刷したものを受け取った",
    "school_day_list": "登校・給食の約束の、学校の一覧で見た",
    "handover": "引き継ぎを開いた・印刷した",
    "handover_list": "引き継ぎの一覧で見た",
    "request": "教育委員会への依頼を開いた",
    "request_list": "教育委員会への依頼の一覧で見た",
    "consultation": "教育委員会への相談を開いた",
    "consultation_list": "教育委員会への相談の一覧で見た",
    "follow_up": "不登校解消対策個票を開いた",
    "follow_up_list": "不登校解消対策個票の一覧で見た",
    "sign": "学校で気づいたことの取り消しの画面を開いた",
    "visit": "保健室の記録を開いた",
    "visit_list": "保健室の一日の記録で見た",
    "sign_list": "気づきがあって、まだ話していない子どもの一覧で見た",
    "sign_meeting": "学年会の一覧で見た",
    "sign_pupil": "学校で気づいたことの記録を開いた",
    "sign_class": "気づいたことを書く学級の名前を見た",
    "door_list": "子どもの画面に入るための一覧で名前を見た",
    "own_child": "保護者が自分の子どもの出欠を見た",
    "family_list": "保護者の画面への招待状の一覧で名前を見た",
    "check_in_list": "心の天気の一覧で見た",
    "sos": "子どものSOSを開いた",
    "sos_list": "子どものSOSの一覧で見た",
    "check_in_pupil": "子どもの心の天気を見た",
    "suspicion": "虐待の疑いの記録を開いた",
    "suspicion_list": "虐待の疑いの一覧を見た",
    "deletion": "保存期間を過ぎた記録の一覧を見た",
    "audit_pupil": "記録を見た人の一覧を見た",
    "audit_person": "職員が見たもの・したことの一覧で名前を見た",
    "audit_find": "記録を見た人を調べるために、名前をさがした",
}
"""Looks by the kind of what was seen."""

DONE: dict[tuple[str, str], str] = {
    (Deed.TAKE_ROLL, "roll_call"): "学級の出欠をとった",
    (Deed.TAKE_ROLL, "missing_end"): "所在未確認を終えた",
    (Deed.TAKE_ROLL, "stays"): "その日の居場所を入れた",
    (Deed.CORRECT_ROLL, "correction"): "過ぎた日の出欠を訂正した",
    (Deed.CORRECT_ROLL, "stays"): "過ぎた日の居場所を訂正した",
    (Deed.SUSPEND, "pupil"): "出席停止・忌引などを期間で入れた",
    (Deed.SET_EPIDEMIC, "classroom"): "学級を感染症の扱いにした",
    (Deed.SET_OPENING_BALANCE, "pupil"): "転入前の欠席日数を入れた",
    (Deed.SET_NOTICE, "notice"): "欠席の連絡・届け出を入れた",
    (Deed.CLOSE_MONTH, "school"): "月の出席簿の締めを変えた",
    (Deed.EXPECT_PUPIL, "expected"): "これから来る子どもを、名簿より先に書いた・直した",
    (Deed.LINK_SIBLING, "sibling"): "きょうだいの記録を入れた・取り消した",
    (Deed.RECORD_SIGN, "sign"): "学校で気づいたことを書いた",
    (Deed.ANSWER_SIGN, "sign"): "学校で気づいたことを取り消した",
    (
        Deed.ANSWER_SIGN,
        "sign_answer",
    ): "気づいたことについてしたことを記録した",
    (Deed.IMPORT_ALERTS, "alert"): "学習ポータルからの知らせを取り込んだ",
    (Deed.SET_DOOR, "class_code"): "学級のあいことばを新しくした",
    (Deed.SET_DOOR, "picture_door"): "子どもの絵のあいことばを渡した・続けてちがったことを見た",
    (Deed.OWN_DOOR, "picture_door"): "子どもの画面に入った・よびなを決めた・続けてちがった",
    (Deed.CHECK_IN, "check_in"): "子どもが心の天気を伝えた",
    (Deed.INVITE_FAMILY, "family_letter"): "保護者の画面への招待状を作った・渡した・使えなくした",
    (Deed.TELL_SCHOOL, "notice"): "保護者が欠席・遅刻・早退を伝えた・直した・取り消した",
    (Deed.OWN_FAMILY, "family_letter"): "保護者が招待状で入った・生年月日が続けてちがった",
    (Deed.OWN_FAMILY, "family_account"): "保護者が自分の画面に入った・続けてちがった",
    (Deed.SEE_CHECK_IN, "check_in"): "心の天気を読んだと伝えた",
    (Deed.SEND_SOS, "sos"): "子どもがSOSを送った・そのあとのようすを伝えた",
    (Deed.SEE_SOS, "sos"): "子どものSOSを読んだと伝えた・答えた・渡した・終わりにした",
    (Deed.SET_DUTY, "duty"): "子どものSOSを受ける教育委員会の当番を決めた",
    (Deed.OWN_PLAN, "plan_part"): "子どもが自分のプランに書いた",
    (Deed.OWN_PLAN, "not_right"): "子どもがプランを「これはちがう」と伝えた",
    (Deed.LOG_VISIT, "visit"): "保健室に来たことを記録した・直した",
    (Deed.SET_NOTICING, "noticing_choice"): "気づき方を使うか使わないかを決めた",
    (Deed.SET_NOTICING, "noticing_trial"): "気づき方を過去の記録で試した",
    (Deed.RECORD_CONTACT, "contact"): "家庭との連絡を記録した",
    (Deed.CORRECT_RECORD, "contact"): "家庭との連絡の記録を直した",
    (Deed.CORRECT_RECORD, "sharing"): "情報共有の記録を直した",
    (Deed.WRITE_SHEET, "sheet"): "様式（シート）を書き始めた・完成させた・取り下げた",
    (Deed.WRITE_SHEET, "answer"): "様式（シート）の項目を書いた",
    (Deed.WRITE_SHEET, "signature"): "様式（シート）に署名した",
    (Deed.PRINT_SHEETS, "bundle"): "様式（シート）をまとめて印刷した",
    (Deed.SIGN_SHEET, "signature"): "様式（シート）に管理職として署名した",
    (Deed.WRITE_CASE, "case"): "ケースを始めた・進めた・終えた",
    (Deed.WRITE_CASE, "case_member"): "ケースのチームの人を変えた",
    (Deed.WRITE_CASE, "procedure"): "ケースの手順を記録した",
    (Deed.WRITE_CASE, "wish"): "本人・保護者のことばを書きとめた",
    (Deed.WRITE_CASE, "plan_line"): "本人のプランのことばを書いた・外した",
    (Deed.WRITE_CASE, "plan_words"): "本人がプランに書いたことを読んだと伝えた",
    (Deed.WRITE_CASE, "not_right"): "本人の「これはちがう」に答えた",
    (Deed.WRITE_CASE, "conference"): "ケース会議を決めた・変えた・記録した",
    (Deed.WRITE_CASE, "invitation"): "ケース会議への返事を書いた",
    (Deed.WRITE_CASE, "assent"): "決めたことへの同意を書いた",
    (Deed.WRITE_CASE, "small_step"): "ケース会議で決めた一歩を渡した・終えた",
    (Deed.WRITE_CASE, "task"): "ケース会議で決めた一歩の仕事を渡した・終えた",
    (Deed.WRITE_CASE, "case_note"): "ケースに書きとめた",
    (Deed.WITHDRAW_CASE_NOTE, "case_note"): "ケースの書きとめを取り消した",
    (Deed.WRITE_CASE, "rhythm"): "連絡の間隔の約束を決めた・終えた",
    (Deed.WRITE_CASE, "school_day"): "学校での過ごし方・給食の約束を決めた・終えた",
    (Deed.WRITE_HANDOVER, "handover"): "引き継ぎを用意した・送った・取り下げた",
    (Deed.SIGN_HANDOVER, "handover"): "引き継ぎを確かめて送った・書き直しを頼んだ",
    (Deed.RECEIVE_HANDOVER, "handover"): "届いた引き継ぎを読んだと記録した・ケースを始めた",
    (Deed.WRITE_CASE, "request"): "教育委員会への依頼を管理職に出した・取り下げた",
    (Deed.SIGN_SHEET, "request"): "教育委員会への依頼を送った",
    (Deed.ANSWER_CONSULTATION, "request"): "教育委員会で依頼に答えた",
    (Deed.ASK_CONSULTATION, "consultation"): "相談シートを管理職に出した・取り下げた",
    (Deed.SIGN_SHEET, "consultation"): "相談シートを教育委員会に送った・書き直しを頼んだ",
    (Deed.ANSWER_CONSULTATION, "consultation"): "教育委員会で相談に答えた",
    (Deed.WRITE_STORY, "story"): "実践の記録を書いた・名まえを確かめた・承認を頼んだ・取り下げた",
    (Deed.APPROVE_STORY, "story"): "実践の記録を承認した・書き直しを頼んだ・取り下げた",
    (Deed.ASK_FOLLOW_UP, "slip_call"): "不登校解消対策個票を学校に求めた・求めるのを終えた",
    (Deed.ASK_FOLLOW_UP, "follow_up"): "教育委員会で不登校解消対策個票を読んだ",
    (Deed.SIGN_SHEET, "slip_turn"): "不登校解消対策個票の提出を済ませた",
    (Deed.SIGN_SHEET, "follow_up"): "不登校解消対策個票を教育委員会に出した",
    (Deed.FOLLOW_UP, "follow_up"): "不登校解消対策個票の、共有と支援を書いた",
    (Deed.SHARE, "sharing"): "校内の情報共有を記録した",
    (Deed.SHARE, "contact_rhythm"): "連絡の間隔を決めた",
    (Deed.SHARE, "rule_freeze"): "見直しの日を決めた",
    (Deed.SHARE, "good_reason"): "正当な理由を記録した",
    (Deed.SEE_PROTECTION, "protection_flag"): "要対協への登録を入れた",
    (Deed.END_TASK, "task"): "対応の状態を変えた",
    (Deed.KEEP_DRAFT, "draft"): "下書きを残した",
    (Deed.HAND_ON, "task"): "離れる人の仕事を渡す人を決めた",
    (Deed.HAND_ON, "draft"): "離れる人の下書きを渡す人を決めた",
    (Deed.HAND_ON, "school"): "職員の入れ替わりを完了にした",
    (Deed.SET_ROLE, "role"): "職員の役割を変えた",
    (Deed.SET_LEAVE, "leave"): "職員の不在を入れた",
    (Deed.SET_ACCOUNT, "account"): "利用者IDを変えた",
    (Deed.CONFIRM_KEY, "api_key"): "つなぐ先の鍵を、もう一人として確かめた",
    (Deed.SET_KEY, "api_key"): "つなぐ先の鍵を出した・止めた",
    (Deed.SET_GUARDIAN, "guardian"): "保護者の書類・制限を記録した",
    (Deed.RECORD_SUSPICION, "suspicion"): "虐待の疑いを記録した",
    (Deed.SEE_SUSPICION, "suspicion"): "虐待の疑いの記録に書き足した",
    (Deed.CONFIRM_SUSPICION, "suspicion"): "虐待の疑いの記録を確認した",
    (Deed.SET_AGENCY, "organisation"): "関係機関を登録した",
    (Deed.SET_AGENCY, "role"): "関係機関の担当者を変えた",
    (Deed.CONFIRM_ROLE, "role"): "関係機関の人などの役割を、もう一人として確かめた",
    (Deed.SET_CALENDAR, "calendar_entry"): "校暦を変えた",
    (Deed.SET_SCHOOL, "school"): "学校の設定を変えた",
    (Deed.IMPORT, "role"): "取り込みで職員の役割が変わった",
    (Deed.IMPORT_STAFF, "role"): "職員のファイルで役割が変わった",
    (Deed.ASK_SHARE, "consent"): "校外との共有の同意を記録した",
    (Deed.ASK_SHARE, "share"): "校外との共有を申し出た",
    (Deed.CONFIRM_SHARE, "share"): "校外との共有を確認した",
    (Deed.CONFIRM_FOR_SCHOOL, "share"): "管理職がひとりの学校の、校外との共有を確認した",
    (Deed.END_SHARE, "share"): "校外との共有を終えた",
    (Deed.ANSWER_SHARE, "share"): "共有の申し出に答えた",
    (Deed.VERIFY_AUDIT, "municipality"): "監査の記録の連なりを確かめた",
    (Deed.RECEIVE_CLAIM, "claim"): "開示などの請求を受け付けた",
    (Deed.REVIEW_CLAIM, "claim"): "開示などの請求を見直した",
    (Deed.APPROVE_CLAIM, "claim"): "開示などの請求の答えを決めた",
    (Deed.DELETE_DUE, "deletion"): "保存期間を過ぎた記録の削除を進めた",
    (Deed.REVIEW_LOOKS, "finding"): "ふだんと違う見かたを確かめた",
    ("sign-in", "account"): "サインインした・サインインの守りを変えた",
    ("installation.backup", "municipality"): "控えをとった",
    ("installation.restore", "municipality"): "控えから戻した",
}
"""Deeds, by deed and by the kind of what they were done to."""

IMPORTED = "ファイルを取り込んだ・取り込みを戻した"
"""Of every kind that the deed `import.run` writes as `import.…`."""

WHAT = {
    "add": "入れた",
    "give": "渡した",
    "renew": "仮のパスワードを出しなおした",
    "reset-proofs": "二つめの確認をなくした",
    "open": "使えるようにした",
    "close": "止めた",
    "end": "終わりの日を決めた",
    "change": "期間を変えた",
    "take_back": "取り消した",
    "withdraw": "取り下げた",
    "accept": "受け取った",
    "decline": "辞退した",
    "read": "読んだ",
    "begin": "始めた",
    "go_on": "続けた",
    "cancel": "取りやめた",
    "clear": "消した",
    "again": "もう一度確かめることにした",
    "in": "サインインした",
    "second-proof": "二つめの確認をした",
    "second-proof-failed": "二つめの確認に失敗した",
    "password-wrong": "パスワードをまちがえた",
}
"""What more a deed says of itself by the code `what`."""

ROLES, REACHES = dict(RoleKind.choices), dict(Reach.choices)
STATES = {status.value: status.label for status in Status}
CONFIRMATIONS = {one.value: one.label for one in Confirmation if one.value}
ENDINGS = {
    "zip": "ZIPで書き出し",
    "pdf": "PDFで書き出し",
    "csv": "CSVで書き出し",
    "xlsx": "Excelで書き出し",
}
"""How something was taken out."""
VIA = {"screen": "画面", "api": "つなぐ先のシステム", "command": "コマンド", "job": "定時の仕事"}


def told(event: Event) -> str:
    """What was done or seen, in a sentence with what else its codes tell."""
    more = "、".join(_more(event.details))
    return f"{_deed(event)}（{more}）" if more else _deed(event)


def _deed(event: Event) -> str:
    if event.details.get("look"):
        return LOOKED.get(event.kind, "見た")
    if event.deed == Deed.IMPORT and event.kind.startswith("import."):
        return IMPORTED
    done = DONE.get((event.deed, event.kind))
    return done or (DEED_LABELS[Deed(event.deed)] if event.deed in set(Deed) else event.deed)


def _more(details: Mapping[str, Any]) -> list[str]:
    """The day or month that it is about, how it was taken out, what became of it."""
    codes = {name: value for name, value in details.items() if isinstance(value, str)}
    found = [_day(codes[name]) for name in ("day", "month", "first") if codes.get(name)]
    for name, words in (
        ("form", ENDINGS),
        ("ending", ENDINGS),
        ("status", STATES),
        ("what", WHAT),
        ("confirmation", CONFIRMATIONS),
    ):
        found.append(words.get(codes.get(name, ""), ""))
    if details.get("withdrawn") is True:
        found.append("取り消した")
    return [one for one in found if one]


def _day(text: str) -> str:
    """A day in words, or a month as `2026年5月`; nothing for what is neither."""
    month = re.fullmatch(r"(\d{4})-(\d\d)", text)
    if month:
        return f"{month[1]}年{int(month[2])}月"
    try:
        return in_words(date.fromisoformat(text), year=True)
    except ValueError:
        return ""


def via_words(via: str) -> str:
    """From where, with the code of the session or key that it came by."""
    way, _, code = via.partition(":")
    word = VIA.get(way, way)
    return f"{word}（{code}）" if code else word


def basis_words(basis: str) -> str:
    """On which basis: `校長（自分の学校）`."""
    if basis.startswith("share:"):
        return "校外との共有"
    return "、".join(_row(one) for one in basis.split() if "/" in one) or "—"


def _row(text: str) -> str:
    """A row as it reads; the audit outlives roles that are no more, whose code stands instead."""
    kind, _, reach = text.partition("/")
    return f"{ROLES.get(kind, kind)}（{REACHES.get(reach, reach)}）"


def part_of_the_system(actor: str) -> str:
    """A named part of the system, or a child at its own door; nothing for a person's key."""
    if actor.startswith(PUPIL):
        return RoleKind.PUPIL.label
    if actor.startswith(GUARDIAN):
        return RoleKind.GUARDIAN.label
    kind, _, name = actor.partition(":")
    return f"つなぐ（{name}）" if kind == "system" else ""
