"""The board of education's, the administrator's and the audit's."""

from tsunagu.access.deeds import Deed
from tsunagu.access.enums import (
    BOARD_STAFF,
    MANAGERS,
    SCHOOL_STAFF,
    DataClass,
    Reach,
    RoleKind,
)
from tsunagu.access.table.row import STAFF, Row, row

R, D = RoleKind, Deed

IN_THE_CITY: tuple[Row, ...] = (
    row(
        BOARD_STAFF,
        {D.SEE_BOARD, D.SEE_UNTAKEN, D.SEE_SCHOOL},
        Reach.MUNICIPALITY,
        DataClass.III,
        "教育委員会は学校と学級の数を見る",
        condition="人数だけ。子どもの名前は学校が共有してから",
    ),
    row(
        BOARD_STAFF,
        {D.SEE_CONSULTATION, D.ANSWER_CONSULTATION},
        Reach.MUNICIPALITY,
        DataClass.II,
        "学校が管理職の署名で送った相談シートには、教育委員会が答える",
        condition="子どもは頭文字。子どもの記録にはつながらない。名前は学校が共有してから",
    ),
    row(
        SCHOOL_STAFF | BOARD_STAFF | {R.CENTRE_STAFF, R.PRIVACY_OFFICER},
        {D.READ_STORY},
        Reach.MUNICIPALITY,
        DataClass.II,
        "承認された実践の記録は、学校と教育委員会の職員のだれもが読める",
        condition="子どもの記録にはつながらない。だれが書いたかは出ない",
    ),
    row(
        (SCHOOL_STAFF - {R.OFFICE, R.EXCHANGE_TEACHER})
        | {R.CENTRE_STAFF, R.LEAD_COUNSELLOR, R.LEAD_SOCIAL_WORKER},
        {D.WRITE_STORY},
        Reach.SELF,
        DataClass.II,
        "子どもを支えた人は、実践の記録を書ける。承認されるまでは、書いた人だけのもの",
        condition="子ども、保護者、職員、学校の名まえは、機械がさがし、書いた人が一つずつ確かめる",
    ),
    row(
        {R.SUPERVISOR, R.BOARD_HEAD},
        {D.APPROVE_STORY},
        Reach.MUNICIPALITY,
        DataClass.II,
        "実践の記録は、書いた人ではない指導主事か課長が承認してから、みなが読める",
    ),
    row(
        BOARD_STAFF,
        {D.ASK_FOLLOW_UP},
        Reach.MUNICIPALITY,
        DataClass.II,
        "不登校解消対策個票は、教育委員会が期限を決めて学校に求める",
        condition="子どもは頭文字。子どもの記録にはつながらない。関係機関との共有は、学校が決める",
    ),
    row(
        BOARD_STAFF,
        {D.SEE_BOARD_LISTS},
        Reach.MUNICIPALITY,
        DataClass.II,
        "教育委員会は、自分の一覧表と、一覧表を出した学校を見る",
        condition="学校ごとの人数だけ。子どもの名前は見えない",
    ),
    row(
        BOARD_STAFF,
        {D.SEE_SHEET, D.WRITE_SHEET},
        Reach.BOARD,
        DataClass.II,
        "教育委員会の一覧表は、教育委員会が書く",
        condition="学校ごとの人数だけ。学校の一覧表と、子どもの名前は見えない",
    ),
    row(
        {R.SUPERVISOR, R.BOARD_HEAD},
        {D.IMPORT, D.IMPORT_STAFF, D.SET_CALENDAR},
        Reach.MUNICIPALITY,
        DataClass.II,
        "名簿・校暦・出欠の取り込みは指導主事が行える",
    ),
    row(
        {R.ADMINISTRATOR},
        {D.IMPORT, D.IMPORT_STAFF, D.SET_CALENDAR, D.SET_SCHOOL},
        Reach.MUNICIPALITY,
        DataClass.II,
        "システム管理者は取り込みと設定を行う",
        condition="子どもの記録は読めない",
    ),
    row(
        {R.ADMINISTRATOR},
        {D.SEE_STAFF, D.SET_ACCOUNT},
        Reach.MUNICIPALITY,
        DataClass.II,
        "だれがどの役割で入れるかは、システム管理者が整える",
    ),
    row(
        MANAGERS,
        {D.SEE_STAFF},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "管理職は、自校の職員の役割が正しいかを確かめる",
    ),
    row(
        MANAGERS,
        {D.SEE_TURNOVER, D.SET_ROLE, D.HAND_ON},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "管理職は、職員が入れ替わるときに、担当のない仕事を残さない",
        condition="離れる人の下書きは、渡す人を決めたときだけ、その人のものになる",
    ),
    row(
        {R.ADMINISTRATOR},
        {D.SEE_TURNOVER, D.SET_ROLE},
        Reach.MUNICIPALITY,
        DataClass.II,
        "システム管理者は役割の抜けを確かめて整える",
        condition="子どもの名前と仕事の中身は見えない",
    ),
    row(
        {R.ADMINISTRATOR},
        {D.VERIFY_AUDIT},
        Reach.MUNICIPALITY,
        DataClass.IV,
        "監査の記録が書き換えられていないかは、中身を読まずに確かめられる",
    ),
    row(
        {R.PRIVACY_OFFICER},
        {D.SEE_WHO_LOOKED, D.SEE_WHAT_DONE, D.REVIEW_LOOKS},
        Reach.MUNICIPALITY,
        DataClass.II,
        "「うちの子の記録をだれが見たか」に答えるのは個人情報保護の担当。子どもの記録そのものは読めない",
    ),
    row(
        MANAGERS,
        {D.SEE_WHO_LOOKED},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "管理職は、自校の子どもの記録をだれが見たかを確かめる",
    ),
    row(
        STAFF,
        {D.SEE_OWN_DEEDS},
        Reach.SELF,
        DataClass.II,
        "自分が見たもの・したことは、自分で確かめられる",
    ),
)
