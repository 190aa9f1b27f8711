"""Who shares with partner agencies and connected systems, and what these may do."""

from tsunagu.access.deeds import Deed
from tsunagu.access.enums import AGENCY_ROLES, MANAGERS, DataClass, Reach, RoleKind
from tsunagu.access.table.row import CLOSE_TO_THE_CLASS, LEADS, Row, row

R, D = RoleKind, Deed

OUTSIDE: tuple[Row, ...] = (
    row(
        CLOSE_TO_THE_CLASS,
        {D.ASK_SHARE, D.WRITE_NOTE},
        Reach.OWN_CLASS,
        DataClass.II,
        "担任・副担任は、受け持つ子どもについて校外との共有を出し、連絡をかわす",
    ),
    row(
        LEADS | {R.SOCIAL_WORKER},
        {D.ASK_SHARE, D.WRITE_NOTE},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "不登校担当・生徒指導担当・管理職・SSWは、学校の子どもについて校外との共有を出し、連絡をかわす",
        condition="連絡を読むのは、書いた人と、あて先の人。受け持ちを離れた人あてで、"
        "学校のだれも読んでいない連絡は、管理職も読む",
    ),
    row(
        MANAGERS,
        {D.CONFIRM_SHARE, D.END_SHARE},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "同意によらない共有は、管理職が根拠を確かめてから出る。どの共有も、すぐに終えられる",
    ),
    row(
        CLOSE_TO_THE_CLASS | LEADS | {R.SOCIAL_WORKER},
        {D.END_SHARE},
        Reach.SELF,
        DataClass.II,
        "自分が出した共有は、自分で終えられる",
    ),
    row(
        AGENCY_ROLES,
        {D.SEE_SHARED, D.ANSWER_SHARE, D.REPORT_BACK, D.WRITE_NOTE},
        Reach.RECEIVED,
        DataClass.II,
        "関係機関は、受け取った共有の、決められた範囲だけを見る",
        condition="共有が続いているあいだだけ。期限、同意の取り下げ、学校か機関が終えたとき、"
        "すぐに見えなくなる。窓口責任者がいる機関では、受け取る・辞退する・返すのは窓口責任者。"
        "離れた人あてで、機関のだれも読んでいない連絡は、窓口責任者も読む",
    ),
    row(
        {R.ADMINISTRATOR},
        {D.SET_AGENCY},
        Reach.MUNICIPALITY,
        DataClass.III,
        "関係機関とその担当者は、システム管理者が登録する",
    ),
    row(
        {R.PRIVACY_OFFICER, R.BOARD_HEAD},
        {D.CONFIRM_ROLE, D.CONFIRM_KEY},
        Reach.MUNICIPALITY,
        DataClass.II,
        "校外の読み手は、一人では開けない。関係機関の人も、子どもの情報にとどく鍵も、別の人が確認してから",
        condition="頼んだ人と、役割を受ける本人は、確認できない",
    ),
    row(
        {R.AGENCY_LEAD},
        {D.CONFIRM_ROLE},
        Reach.RECEIVED,
        DataClass.II,
        "機関で働く人かどうかは、窓口責任者が知っている",
        condition="自分の機関の役割だけ。頼んだ人と、役割を受ける本人は、確認できない",
    ),
    row(
        {R.BOARD_HEAD},
        {D.CONFIRM_FOR_SCHOOL},
        Reach.MUNICIPALITY,
        DataClass.II,
        "自分が出した共有は自分では確認できないので、管理職がひとりの学校では教育委員会の課長が確認する",
        condition="出した人のほかに管理職のいない学校だけ。頭文字で見る。"
        "要保護児童対策地域協議会を根拠にした共有は見えない",
    ),
    row(
        {R.ADMINISTRATOR},
        {D.SET_KEY},
        Reach.MUNICIPALITY,
        DataClass.II,
        "どのシステムとつなぐかは、システム管理者が決め、いつでも止められる",
    ),
    row(
        {R.CONNECTED_SYSTEM},
        {D.SEE_UNTAKEN, D.SEE_ROLL, D.SEND_ATTENDANCE},
        Reach.OWN_SCHOOL,
        DataClass.III,
        "つなぐ先のシステムは、鍵が届く学校の出欠だけを、鍵に許したぶんだけやりとりする。名前は渡さない",
    ),
    row(
        {R.CONNECTED_SYSTEM},
        {D.LIST_RESPONSES},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "対応の一覧は、鍵に許したときだけ、児童生徒IDで渡す",
    ),
    row(
        {R.CONNECTED_SYSTEM},
        {D.IMPORT_ALERTS},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "学習ポータルは、鍵が届く学校の子どもについて、鍵に許したときだけ知らせる。何も読まない",
    ),
)
