"""What is on record, from the field up: field groups, the object each belongs to, its class.

`HELD` in `holdings.py` puts every field of every model into a group, `ABOUT` every deed.
"""

from enum import Enum

from django.db import models

from tsunagu.access.deeds import Deed
from tsunagu.access.enums import DataClass


class Thing(models.TextChoices):
    """What a privacy officer asks about: the objects of the policy table."""

    ROLL = "roll", "出欠"
    REGISTER = "register", "出席簿"
    CHILD = "child", "子どもの記録"
    GUARDIAN = "guardian", "保護者"
    NOTICE = "notice", "家庭からの連絡・届け出"
    RESTRICTED = "restricted", "管理職だけの届け出"
    PROTECTION = "protection", "要保護児童対策地域協議会への登録"
    SUSPICION = "suspicion", "虐待の疑い"
    SIGN = "sign", "学校で気づいたこと"
    CHECK_IN = "check_in", "子どもが伝えた心の天気"
    SOS = "sos", "子どものSOS"
    PLAN = "plan", "本人のプラン"
    DOOR = "door", "子どもの画面の入りかた"
    FAMILY = "family", "保護者の画面の入りかた"
    TASK = "task", "しなければならない対応"
    CONTACT = "contact", "家庭との連絡の記録"
    SHARING = "sharing", "校内の情報共有"
    SHEET = "sheet", "様式（シート）"
    CASE = "case", "ケース（チームで支える子ども）"
    HANDOVER = "handover", "次の担任・学校への引き継ぎ"
    CONSULTATION = "consultation", "教育委員会への相談"
    STORY = "story", "実践の記録"
    FOLLOW_UP = "follow_up", "不登校解消対策個票の手順"
    DRAFT = "draft", "書きかけの下書き"
    SHARE = "share", "校外との共有"
    CLAIM = "claim", "開示などの請求"
    COUNTS = "counts", "学校・自治体の人数"
    SCHOOL = "school", "学校・学級・校暦"
    FILES = "files", "取り込むファイル"
    STAFF = "staff", "職員と役割"
    ACCOUNT = "account", "サインイン"
    AUDIT = "audit", "監査の記録"
    RULES = "rules", "決まりと権限の表"


class FieldGroup(Enum):
    """Fields that are seen together: of which object, which they are, and their data class."""

    MARK = (Thing.ROLL, "いる・いない、遅刻・早退、場所、欠席の理由と備考", DataClass.III)
    CORRECTION = (Thing.ROLL, "訂正の前と後、わけ", DataClass.III)
    UNTAKEN = (Thing.ROLL, "出欠がまだの学級", DataClass.III)
    REGISTER = (Thing.REGISTER, "月ごとの出欠の数、確定と印刷の控え", DataClass.III)
    NAME = (Thing.CHILD, "名前・よみ・学級・出席番号・性別・生年月日", DataClass.III)
    HISTORY = (Thing.CHILD, "欠席の経過、続けて休んだ日数、正当な理由、見直しの日", DataClass.II)
    BALANCE = (Thing.CHILD, "転入前の欠席日数", DataClass.II)
    PHONE = (
        Thing.GUARDIAN,
        "保護者の名前・続柄・電話・使うことば・電話のときの注意",
        DataClass.III,
    )
    LIMIT = (Thing.GUARDIAN, "親権と書類、知らせることの制限（保護命令など）", DataClass.I)
    NOTICE = (Thing.NOTICE, "届け出の種類・期間・内容", DataClass.III)
    RESTRICTED = (Thing.RESTRICTED, "避難先など、管理職だけが知る内容", DataClass.I)
    PROTECTION = (Thing.PROTECTION, "登録の有無と期間、登録による対応", DataClass.I)
    SUSPICION = (Thing.SUSPICION, "見たこと・聞いたこと、通告、そのあとのこと", DataClass.I)
    SIGN = (
        Thing.SIGN,
        "いつ何に気づいたか、見たこと、だれが話したか、学年会で決めたこと",
        DataClass.II,
    )
    VISIT = (Thing.SIGN, "保健室に来た日・時刻、出た時刻と戻り先", DataClass.II)
    ALERT = (Thing.SIGN, "学習ポータルからの知らせ：日時、ポータル、その種類のことば", DataClass.II)
    VISIT_REASON = (Thing.SIGN, "保健室に来たわけ、読んでよい人", DataClass.I)
    CHECK_IN = (
        Thing.CHECK_IN,
        "子どもが選んだ心の天気・体・ねむりと、だれが読んだか",
        DataClass.II,
    )
    SOS = (
        Thing.SOS,
        "子どもが送ったSOS（話したい人、何のこと、ことば）と、それへの答え、知らせない人",
        DataClass.II,
    )
    DUTY = (
        Thing.SOS,
        "教育委員会の当番の役割と電話（だれでも開ける子どもの画面に出る）",
        DataClass.IV,
    )
    PLAN = (
        Thing.PLAN,
        "本人に向けて書いた約束のことば、本人が書いたこと、「これはちがう」とその答え",
        DataClass.II,
    )
    DOOR = (
        Thing.DOOR,
        "学級のあいことば、よびな、続けてちがった回数、学校のアカウントのアドレス",
        DataClass.III,
    )
    FAMILY = (
        Thing.FAMILY,
        "招待状をいつ渡したか・使ったか、サインインの名前、使うことば",
        DataClass.III,
    )
    TASK = (Thing.TASK, "だれが・いつまでに・何をするか、どう終えたか", DataClass.II)
    CONTACT = (Thing.CONTACT, "電話や訪問の日時・方法・ようす", DataClass.II)
    SHARING = (Thing.SHARING, "集まった人、話したこと、決めたこと", DataClass.II)
    SHEET = (Thing.SHEET, "様式の答え、はじめの値の出どころ、見た人と見たこと、署名", DataClass.II)
    CASE = (
        Thing.CASE,
        "始まり、状態と期限、チームの人、本人と保護者の願い、したこと、約束、会議の記録と小さな一歩、だれでも読める書きとめ",
        DataClass.II,
    )
    SCHOOL_DAY = (
        Thing.CASE,
        "登校・下校の時刻、過ごす部屋、迎える人、給食を止める期間",
        DataClass.III,
    )
    CASE_NOTE = (Thing.CASE, "チームと管理職だけの書きとめの中身", DataClass.I)
    HANDOVER = (
        Thing.HANDOVER,
        "選んだ範囲の中身（送ったときのまま）、宛先、同意か根拠、だれが読んだか",
        DataClass.II,
    )
    REQUEST = (
        Thing.CONSULTATION,
        "教育委員会への依頼の中身、担当、日、したこと（教育委員会には頭文字で届く）",
        DataClass.II,
    )
    CONSULTATION = (
        Thing.CONSULTATION,
        "送られた相談シートの中身（子どもは頭文字）、だれが・いつ・何をし、何が決まったか",
        DataClass.II,
    )
    STORY = (Thing.STORY, "だれのことかわからないように書いた事例と、その承認", DataClass.II)
    FOLLOW_UP = (
        Thing.FOLLOW_UP,
        "教育委員会に出した個票の中身（子どもは頭文字）、共有した相手、一人ひとりの支援",
        DataClass.II,
    )
    CONSENT = (Thing.SHARE, "だれが・どの範囲に同意したか、その取り下げ", DataClass.II)
    SHARE = (Thing.SHARE, "相手、根拠、目的、範囲、期間、終わり方", DataClass.II)
    SHARED = (Thing.SHARE, "共有した範囲の中身。名前か、頭文字", DataClass.II)
    NOTE = (Thing.SHARE, "学校と機関のあいだの連絡と報告", DataClass.II)
    CLAIM = (Thing.CLAIM, "だれが何を請求したか、確かめた書類、期限、答え", DataClass.II)
    CLAIMED = (Thing.CLAIM, "請求のために集めた記録と、開示するかどうか", DataClass.II)
    DRAFT = (Thing.DRAFT, "書きかけの内容", DataClass.II)
    COUNTS = (Thing.COUNTS, "人数だけ。名前はない", DataClass.III)
    SCHOOL = (Thing.SCHOOL, "名称・学級・設定", DataClass.IV)
    CALENDAR = (Thing.SCHOOL, "校暦と休業日、学級の閉鎖", DataClass.IV)
    FILE = (Thing.FILES, "ファイル名、件数、誤りの場所", DataClass.III)
    FILE_CONTENT = (Thing.FILES, "取り込む前と後の内容", DataClass.II)
    PERSON = (Thing.STAFF, "職員の名前・役割・期間", DataClass.III)
    LEAVE = (Thing.STAFF, "不在の期間と代わり", DataClass.III)
    USER = (Thing.ACCOUNT, "利用者ID、入れるかどうか", DataClass.III)
    KEY = (Thing.ACCOUNT, "つなぐ先の名前、鍵の届く学校・できること・期間", DataClass.III)
    SECRET = (Thing.ACCOUNT, "パスワードの控え値、二つめの確認の鍵。画面には出ない", DataClass.I)
    EVENT = (Thing.AUDIT, "だれが・いつ・何をしたか（IDと符号だけ）", DataClass.II)
    FINDING = (Thing.AUDIT, "ふだんと違う見かたと、確かめたこと", DataClass.II)
    SEAL = (Thing.AUDIT, "日ごとの封印（中身のない要約値）", DataClass.IV)
    RULES = (Thing.RULES, "決まり・設定・権限の表", DataClass.IV)
    TECHNICAL = (Thing.RULES, "仕組みを動かすための値。人のことは書かれない", DataClass.IV)

    def __init__(self, thing: Thing, what: str, data: DataClass) -> None:
        self.thing = thing
        self.what = what
        self.data = data


G, D = FieldGroup, Deed

ABOUT: dict[Deed, tuple[FieldGroup, ...]] = {
    D.SEE_TODAY: (G.TASK, G.NAME),
    D.TAKE_ROLL: (G.MARK, G.NAME),
    D.SEE_ROLL: (G.MARK, G.NAME),
    D.CORRECT_ROLL: (G.MARK, G.CORRECTION),
    D.SUSPEND: (G.MARK,),
    D.SEE_UNTAKEN: (G.UNTAKEN,),
    D.CLOSE_MONTH: (G.REGISTER,),
    D.SEE_REGISTER: (G.REGISTER, G.NAME, G.MARK),
    D.SEE_PUPIL: (
        G.HISTORY,
        G.NAME,
        G.MARK,
        G.CORRECTION,
        G.NOTICE,
        G.TASK,
        G.CONTACT,
        G.SHARING,
        G.BALANCE,
        G.SCHOOL_DAY,
    ),
    D.SEE_GUARDIAN: (G.PHONE,),
    D.SET_GUARDIAN: (G.LIMIT, G.PHONE),
    D.EXPECT_PUPIL: (G.NAME, G.PHONE),
    D.LINK_SIBLING: (G.NAME,),
    D.RECORD_CONTACT: (G.CONTACT, G.NAME),
    D.CORRECT_RECORD: (G.CONTACT, G.SHARING),
    D.SEE_UNREVIEWED: (G.HISTORY, G.NAME),
    D.END_TASK: (G.TASK,),
    D.RECORD_SIGN: (G.NAME,),
    D.SEE_SIGN: (G.SIGN, G.VISIT, G.ALERT, G.NAME),
    D.ANSWER_SIGN: (G.SIGN,),
    D.LOG_VISIT: (G.VISIT, G.NAME),
    D.SEE_VISIT_REASON: (G.VISIT_REASON,),
    D.SET_NOTICING: (G.RULES, G.COUNTS),
    D.OWN_DOOR: (G.DOOR,),
    D.SET_DOOR: (G.DOOR, G.NAME),
    D.CHECK_IN: (G.CHECK_IN,),
    D.OWN_PLAN: (G.PLAN,),
    D.SEE_CHECK_IN: (G.CHECK_IN, G.NAME),
    D.SEND_SOS: (G.SOS,),
    D.SEE_SOS: (G.SOS, G.NAME),
    D.SET_DUTY: (G.DUTY, G.PERSON),
    D.INVITE_FAMILY: (G.FAMILY, G.NAME, G.PHONE),
    D.OWN_FAMILY: (G.FAMILY, G.NAME),
    D.TELL_SCHOOL: (G.NOTICE, G.NAME),
    D.SEE_OWN_CHILD: (G.REGISTER, G.SCHOOL_DAY, G.NAME),
    D.SHARE: (G.SHARING,),
    D.SEE_SHEET: (G.SHEET, G.NAME),
    D.WRITE_SHEET: (G.SHEET, G.NAME),
    D.SIGN_SHEET: (G.SHEET, G.REQUEST),
    D.PRINT_SHEETS: (G.SHEET, G.NAME),
    D.SEE_LISTS: (G.SHEET, G.FOLLOW_UP, G.NAME),
    D.ASK_CONSULTATION: (G.CONSULTATION, G.SHEET, G.NAME),
    D.SEE_CASE: (G.CASE, G.PLAN, G.SCHOOL_DAY, G.REQUEST, G.NAME),
    D.WRITE_CASE: (G.CASE, G.PLAN, G.SCHOOL_DAY, G.REQUEST, G.PERSON),
    D.SEE_SCHOOL_DAYS: (G.SCHOOL_DAY, G.NAME),
    D.SEE_CASE_NOTE: (G.CASE_NOTE,),
    D.WITHDRAW_CASE_NOTE: (G.CASE_NOTE, G.CASE),
    D.WRITE_HANDOVER: (G.HANDOVER, G.NAME),
    D.SIGN_HANDOVER: (G.HANDOVER, G.NAME),
    D.RECEIVE_HANDOVER: (G.HANDOVER, G.NAME),
    D.SEE_CONSULTATION: (G.CONSULTATION, G.REQUEST),
    D.ANSWER_CONSULTATION: (G.CONSULTATION, G.REQUEST),
    D.ASK_FOLLOW_UP: (G.FOLLOW_UP,),
    D.FOLLOW_UP: (G.FOLLOW_UP, G.SHEET, G.NAME),
    D.SET_NOTICE: (G.NOTICE,),
    D.SEE_RESTRICTED: (G.RESTRICTED,),
    D.SET_EPIDEMIC: (G.CALENDAR,),
    D.SET_OPENING_BALANCE: (G.BALANCE,),
    D.SEE_PROTECTION: (G.PROTECTION,),
    D.RECORD_SUSPICION: (G.NAME,),
    D.SEE_SUSPICION: (G.SUSPICION, G.NAME),
    D.CONFIRM_SUSPICION: (G.SUSPICION, G.NAME),
    D.SEE_SCHOOL: (G.COUNTS,),
    D.SEE_BOARD_LISTS: (G.COUNTS,),
    D.SEE_BOARD: (G.COUNTS,),
    D.SET_CALENDAR: (G.CALENDAR,),
    D.IMPORT: (G.FILE, G.NAME, G.PHONE, G.MARK, G.CALENDAR),
    D.IMPORT_STAFF: (G.FILE, G.PERSON),
    D.IMPORT_ALERTS: (G.ALERT, G.FILE),
    D.SET_SCHOOL: (G.SCHOOL,),
    D.SEE_RULES: (G.RULES,),
    D.SEE_POLICY: (G.RULES,),
    D.SET_LEAVE: (G.LEAVE, G.PERSON),
    D.KEEP_DRAFT: (G.DRAFT,),
    D.KEEP_ACCOUNT: (G.USER,),
    D.VERIFY_AUDIT: (G.SEAL,),
    D.SEE_WHO_LOOKED: (G.EVENT, G.NAME),
    D.SEE_WHAT_DONE: (G.EVENT, G.NAME, G.PERSON),
    D.SEE_OWN_DEEDS: (G.EVENT,),
    D.REVIEW_LOOKS: (G.FINDING,),
    D.SEE_STAFF: (G.PERSON, G.USER),
    D.SET_ACCOUNT: (G.USER,),
    D.SET_ROLE: (G.PERSON,),
    D.SEE_TURNOVER: (G.PERSON,),
    D.SEE_BOARD_TURNOVER: (G.PERSON,),
    D.HAND_ON: (G.TASK, G.DRAFT),
    D.ASK_SHARE: (G.SHARE, G.SHARED, G.CONSENT, G.NOTE),
    D.CONFIRM_SHARE: (G.SHARE,),
    D.CONFIRM_FOR_SCHOOL: (G.SHARE,),
    D.END_SHARE: (G.SHARE,),
    D.SEE_SHARED: (G.SHARED, G.SHARE, G.NOTE),
    D.ANSWER_SHARE: (G.SHARE,),
    D.REPORT_BACK: (G.NOTE,),
    D.WRITE_NOTE: (G.NOTE,),
    D.SET_AGENCY: (G.PERSON,),
    D.CONFIRM_ROLE: (G.PERSON,),
    D.SET_KEY: (G.KEY,),
    D.CONFIRM_KEY: (G.KEY,),
    D.LIST_RESPONSES: (G.TASK, G.HISTORY),
    D.SEND_ATTENDANCE: (G.MARK, G.FILE),
    D.READ_STORY: (G.STORY,),
    D.WRITE_STORY: (G.STORY,),
    D.APPROVE_STORY: (G.STORY,),
    D.SEE_CLAIMS: (G.CLAIM, G.CLAIMED, G.NAME),
    D.RECEIVE_CLAIM: (G.CLAIM, G.NAME),
    D.REVIEW_CLAIM: (G.CLAIMED, G.CLAIM),
    D.DELETE_DUE: (G.COUNTS,),
    D.APPROVE_CLAIM: (G.CLAIM, G.CLAIMED),
}
"""What each deed is about: the field groups that it shows or writes, its own first."""

ONLY_WRITES: dict[Deed, tuple[FieldGroup, ...]] = {
    D.RECORD_CONTACT: (G.CONTACT,),
    D.SHARE: (G.SHARING,),
    D.END_TASK: (G.TASK,),
    D.IMPORT: (G.PHONE, G.MARK, G.NAME),
    D.IMPORT_ALERTS: (G.ALERT,),
}
"""What a deed writes without showing what others wrote there."""
