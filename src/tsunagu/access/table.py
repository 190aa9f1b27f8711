"""The policy table: who may do what to what. What no row allows is denied."""

from collections.abc import Set
from dataclasses import dataclass

from tsunagu.access.deeds import Deed
from tsunagu.access.enums import (
    AGENCY_ROLES,
    BOARD_STAFF,
    MANAGERS,
    SCHOOL_STAFF,
    DataClass,
    Reach,
    RoleKind,
)


@dataclass(frozen=True)
class Row:
    """One row: these roles may do these deeds as far as `reach`, to data up to this class.

    What a deed is about stands in `fields.ABOUT`; `condition` says what else must hold.
    """

    roles: frozenset[RoleKind]
    deeds: frozenset[Deed]
    reach: Reach
    data: DataClass
    why: str
    condition: str = ""


def _row(
    roles: Set[RoleKind],
    deeds: Set[Deed],
    reach: Reach,
    data: DataClass,
    why: str,
    *,
    condition: str = "",
) -> Row:
    return Row(frozenset(roles), frozenset(deeds), reach, data, why, condition)


R, D = RoleKind, Deed

STAFF = SCHOOL_STAFF | BOARD_STAFF | AGENCY_ROLES | {R.ADMINISTRATOR, R.PRIVACY_OFFICER}
CLOSE_TO_THE_CLASS = {R.HOMEROOM, R.DEPUTY_HOMEROOM}
LEADS = MANAGERS | {R.ATTENDANCE_LEAD, R.GUIDANCE_LEAD}
CARERS = {R.NURSE, R.SPECIAL_NEEDS, R.COUNSELLOR, R.SOCIAL_WORKER}

ROLL = {D.TAKE_ROLL, D.SEE_ROLL}
MORNING = ROLL | {D.SEE_UNTAKEN}
"""What must not be held up at 8:25: it asks for no second proof."""
PUPILS = {D.SEE_PUPIL, D.SEE_GUARDIAN, D.END_TASK, D.SHARE, D.SET_NOTICE}
"""What it takes to answer for pupils."""
REGISTER = {D.CORRECT_ROLL, D.SEE_REGISTER}
"""What it takes to keep the register of past days."""

TABLE: tuple[Row, ...] = (
    _row(
        STAFF,
        {D.KEEP_ACCOUNT},
        Reach.SELF,
        DataClass.III,
        "自分のパスワード、二つめの確認、サインインしている端末は、自分で整える",
    ),
    _row(STAFF, {D.SEE_TODAY}, Reach.SELF, DataClass.II, "自分がすることの一覧は、自分だけのもの"),
    _row(
        STAFF,
        {D.SEE_RULES, D.SEE_POLICY},
        Reach.MUNICIPALITY,
        DataClass.IV,
        "決まりごとは職員の誰でも読める",
    ),
    _row(
        CLOSE_TO_THE_CLASS | {R.EXCHANGE_TEACHER},
        ROLL,
        Reach.OWN_CLASS,
        DataClass.III,
        "学級の出欠は担任・副担任・交流学級担任がとる",
        condition="交流に来る子どもは、出欠だけ",
    ),
    _row(
        CLOSE_TO_THE_CLASS,
        PUPILS | REGISTER,
        Reach.OWN_CLASS,
        DataClass.II,
        "担任・副担任は学級の子どもを受け持つ",
    ),
    _row(
        {R.GRADE_LEAD},
        MORNING,
        Reach.OWN_GRADE,
        DataClass.III,
        "朝の出欠は、学年主任が学年の代わりにとれる",
    ),
    _row(
        {R.GRADE_LEAD},
        PUPILS | REGISTER | {D.SEE_SCHOOL},
        Reach.OWN_GRADE,
        DataClass.II,
        "学年主任は学年の代わりに動く",
    ),
    _row(
        LEADS,
        MORNING,
        Reach.OWN_SCHOOL,
        DataClass.III,
        "朝の出欠は、不登校担当・生徒指導担当・管理職が学校のどの学級でもとれる",
    ),
    _row(
        LEADS,
        PUPILS | REGISTER | {D.SEE_SCHOOL, D.SUSPEND, D.SET_OPENING_BALANCE, D.SET_LEAVE},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "不登校担当・生徒指導担当・管理職は学校全体を見る",
    ),
    _row(
        MANAGERS,
        {D.SEE_RESTRICTED, D.SEE_PROTECTION, D.SET_GUARDIAN, D.SEE_SUSPICION},
        Reach.OWN_SCHOOL,
        DataClass.I,
        "管理職だけが知ること",
    ),
    _row(
        SCHOOL_STAFF,
        {D.RECORD_SUSPICION},
        Reach.OWN_SCHOOL,
        DataClass.III,
        "虐待かもしれないと思った人は、だれでもすぐに書ける。書いたものは管理職だけが読む",
    ),
    _row(
        {R.ATTENDANCE_LEAD, R.GUIDANCE_LEAD},
        {D.CONFIRM_SUSPICION},
        Reach.OWN_SCHOOL,
        DataClass.I,
        "虐待の疑いで通告しないと決めるときは、もう一人が確かめる",
        condition="管理職に名を挙げられた一件だけ。管理職が全員不在のあいだは、代わりに読んで通告を記録する",
    ),
    _row(
        MANAGERS,
        {D.SET_EPIDEMIC, D.SET_SCHOOL, D.SET_CALENDAR, D.IMPORT, D.IMPORT_STAFF},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "管理職が決めること",
    ),
    _row(
        MANAGERS,
        {D.CLOSE_MONTH},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "月の出席簿は校長が確定する",
        condition="教頭が確定するのは、校長が不在のあいだ。取り消しはどちらもできる",
    ),
    _row(
        MANAGERS | {R.ATTENDANCE_LEAD},
        {D.SEE_UNREVIEWED},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "見直しの日が決まっていない子どもを見のがさないのは、不登校担当と管理職",
    ),
    _row(
        CARERS,
        {D.SEE_ROLL},
        Reach.OWN_SCHOOL,
        DataClass.III,
        "支える人は、学校の出欠を見られる",
    ),
    _row(
        CARERS,
        {D.SEE_PUPIL},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "養護教諭・コーディネーター・SC・SSWは学校の子どもを支える",
    ),
    _row(
        {R.NURSE},
        {D.TAKE_ROLL, D.SUSPEND, D.SET_NOTICE, D.SEE_UNTAKEN},
        Reach.OWN_SCHOOL,
        DataClass.III,
        "養護教諭は感染症の出席停止を扱う",
    ),
    _row(
        {R.OFFICE},
        ROLL
        | {D.SEE_UNTAKEN, D.SET_NOTICE, D.SEE_GUARDIAN, D.SEE_REGISTER}
        | {D.IMPORT, D.SET_CALENDAR},
        Reach.OWN_SCHOOL,
        DataClass.III,
        "学校事務は朝の電話と出席簿を扱う",
    ),
    _row(
        SCHOOL_STAFF,
        {D.RECORD_CONTACT},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "家庭との連絡は学校の職員なら誰でも書ける",
    ),
    _row(
        SCHOOL_STAFF,
        {D.CORRECT_RECORD},
        Reach.SELF,
        DataClass.II,
        "自分が書いた連絡と情報共有は、訂正し、取り消せる",
        condition="わけを書く。前の内容は残る",
    ),
    _row(
        MANAGERS | {R.ATTENDANCE_LEAD},
        {D.CORRECT_RECORD},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "書いた人がいなくても、誤った連絡や情報共有を正せるように",
        condition="わけを書く。前の内容は残る",
    ),
    _row(
        SCHOOL_STAFF,
        {D.KEEP_DRAFT},
        Reach.SELF,
        DataClass.II,
        "書きかけの下書きは、書いた人だけのもの",
    ),
    _row(
        BOARD_STAFF,
        {D.SEE_BOARD, D.SEE_UNTAKEN, D.SEE_SCHOOL},
        Reach.MUNICIPALITY,
        DataClass.III,
        "教育委員会は学校と学級の数を見る",
        condition="人数だけ。子どもの名前は学校が共有してから",
    ),
    _row(
        {R.SUPERVISOR, R.BOARD_HEAD},
        {D.IMPORT, D.IMPORT_STAFF, D.SET_CALENDAR},
        Reach.MUNICIPALITY,
        DataClass.II,
        "名簿・校暦・出欠の取り込みは指導主事が行える",
    ),
    _row(
        {R.ADMINISTRATOR},
        {D.IMPORT, D.IMPORT_STAFF, D.SET_CALENDAR, D.SET_SCHOOL},
        Reach.MUNICIPALITY,
        DataClass.II,
        "システム管理者は取り込みと設定を行う",
        condition="子どもの記録は読めない",
    ),
    _row(
        {R.ADMINISTRATOR},
        {D.SEE_STAFF, D.SET_ACCOUNT},
        Reach.MUNICIPALITY,
        DataClass.II,
        "だれがどの役割で入れるかは、システム管理者が整える",
    ),
    _row(
        MANAGERS,
        {D.SEE_STAFF},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "管理職は、自校の職員の役割が正しいかを確かめる",
    ),
    _row(
        MANAGERS,
        {D.SEE_TURNOVER, D.SET_ROLE, D.HAND_ON},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "管理職は、職員が入れ替わるときに、担当のない仕事を残さない",
        condition="離れる人の下書きは、渡す人を決めたときだけ、その人のものになる",
    ),
    _row(
        {R.ADMINISTRATOR},
        {D.SEE_TURNOVER, D.SET_ROLE},
        Reach.MUNICIPALITY,
        DataClass.II,
        "システム管理者は役割の抜けを確かめて整える",
        condition="子どもの名前と仕事の中身は見えない",
    ),
    _row(
        {R.ADMINISTRATOR},
        {D.VERIFY_AUDIT},
        Reach.MUNICIPALITY,
        DataClass.IV,
        "監査の記録が書き換えられていないかは、中身を読まずに確かめられる",
    ),
    _row(
        {R.PRIVACY_OFFICER},
        {D.SEE_WHO_LOOKED, D.SEE_WHAT_DONE, D.REVIEW_LOOKS},
        Reach.MUNICIPALITY,
        DataClass.II,
        "「うちの子の記録をだれが見たか」に答えるのは個人情報保護の担当。子どもの記録そのものは読めない",
    ),
    _row(
        MANAGERS,
        {D.SEE_WHO_LOOKED},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "管理職は、自校の子どもの記録をだれが見たかを確かめる",
    ),
    _row(
        STAFF,
        {D.SEE_OWN_DEEDS},
        Reach.SELF,
        DataClass.II,
        "自分が見たもの・したことは、自分で確かめられる",
    ),
    _row(
        CLOSE_TO_THE_CLASS,
        {D.ASK_SHARE, D.WRITE_NOTE},
        Reach.OWN_CLASS,
        DataClass.II,
        "担任・副担任は、受け持つ子どもについて校外との共有を出し、連絡をかわす",
    ),
    _row(
        LEADS | {R.SOCIAL_WORKER},
        {D.ASK_SHARE, D.WRITE_NOTE},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "不登校担当・生徒指導担当・管理職・SSWは、学校の子どもについて校外との共有を出し、連絡をかわす",
    ),
    _row(
        MANAGERS,
        {D.CONFIRM_SHARE, D.END_SHARE},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "同意によらない共有は、管理職が根拠を確かめてから出る。どの共有も、すぐに終えられる",
    ),
    _row(
        CLOSE_TO_THE_CLASS | LEADS | {R.SOCIAL_WORKER},
        {D.END_SHARE},
        Reach.SELF,
        DataClass.II,
        "自分が出した共有は、自分で終えられる",
    ),
    _row(
        AGENCY_ROLES,
        {D.SEE_SHARED, D.ANSWER_SHARE, D.REPORT_BACK, D.WRITE_NOTE},
        Reach.RECEIVED,
        DataClass.II,
        "関係機関は、受け取った共有の、決められた範囲だけを見る",
        condition="共有が続いているあいだだけ。期限、同意の取り下げ、学校か機関が終えたとき、"
        "すぐに見えなくなる。窓口責任者がいる機関では、受け取る・辞退する・返すのは窓口責任者",
    ),
    _row(
        {R.ADMINISTRATOR},
        {D.SET_AGENCY},
        Reach.MUNICIPALITY,
        DataClass.III,
        "関係機関とその担当者は、システム管理者が登録する",
    ),
    _row(
        {R.ADMINISTRATOR},
        {D.SET_KEY},
        Reach.MUNICIPALITY,
        DataClass.II,
        "どのシステムとつなぐかは、システム管理者が決め、いつでも止められる",
    ),
    _row(
        {R.CONNECTED_SYSTEM},
        {D.SEE_UNTAKEN, D.SEE_ROLL, D.SEND_ATTENDANCE},
        Reach.OWN_SCHOOL,
        DataClass.III,
        "つなぐ先のシステムは、鍵が届く学校の出欠だけを、鍵に許したぶんだけやりとりする。名前は渡さない",
    ),
    _row(
        {R.CONNECTED_SYSTEM},
        {D.LIST_RESPONSES},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "対応の一覧は、鍵に許したときだけ、児童生徒IDで渡す",
    ),
    _row(
        MANAGERS,
        {D.SEE_CLAIMS, D.RECEIVE_CLAIM, D.REVIEW_CLAIM, D.APPROVE_CLAIM},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "開示などの請求には学校が答える。見直した人は、自分では承認できない",
    ),
    _row(
        {R.PRIVACY_OFFICER},
        {D.SEE_CLAIMS, D.RECEIVE_CLAIM, D.APPROVE_CLAIM},
        Reach.MUNICIPALITY,
        DataClass.II,
        "個人情報保護の担当は請求を受け付け、学校が見直した答えを承認する。見るのは請求された記録だけ",
    ),
    _row(
        {R.PRIVACY_OFFICER, R.BOARD_HEAD, R.ADMINISTRATOR},
        {D.DELETE_DUE},
        Reach.MUNICIPALITY,
        DataClass.II,
        "保存の期間が過ぎた記録は、一人が提案し、別の一人が承認してから消す",
        condition="見えるのは種類ごとの件数だけ。提案した人は、自分では承認できない",
    ),
)
