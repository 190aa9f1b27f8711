"""What staff of a school do with its pupils, and everybody for themselves."""

from tsunagu.access.deeds import Deed
from tsunagu.access.enums import MANAGERS, SCHOOL_STAFF, DataClass, Reach, RoleKind
from tsunagu.access.table.row import CLOSE_TO_THE_CLASS, LEADS, STAFF, Row, row

R, D = RoleKind, Deed
CARERS = {R.NURSE, R.SPECIAL_NEEDS, R.COUNSELLOR, R.SOCIAL_WORKER}

ROLL = {D.TAKE_ROLL, D.SEE_ROLL}
MORNING = ROLL | {D.SEE_UNTAKEN}
"""What must not be held up at 8:25: it asks for no second proof."""
PUPILS = {
    D.SEE_PUPIL,
    D.SEE_GUARDIAN,
    D.LINK_SIBLING,
    D.SEE_SIGN,
    D.ANSWER_SIGN,
    D.SEE_CHECK_IN,
    D.SET_DOOR,
    D.END_TASK,
    D.SHARE,
    D.SET_NOTICE,
    D.SEE_CASE,
    D.WRITE_CASE,
    D.WRITE_HANDOVER,
    D.RECEIVE_HANDOVER,
}
"""What it takes to answer for pupils."""
WRITTEN = {D.SEE_SHEET, D.WRITE_SHEET}
SHEETS = WRITTEN | {D.ASK_CONSULTATION, D.FOLLOW_UP}
"""What is done with what a school writes about its pupils, and with what it asks the board."""
STAYS = "自分の学校が書いたものだけ。前の学校の様式は、引き継ぎで選ばれた分だけが届く"
REGISTER = {D.CORRECT_ROLL, D.SEE_REGISTER}
"""What it takes to keep the register of past days."""

AT_SCHOOL: tuple[Row, ...] = (
    row(
        STAFF,
        {D.KEEP_ACCOUNT},
        Reach.SELF,
        DataClass.III,
        "自分のパスワード、二つめの確認、サインインしている端末は、自分で整える",
    ),
    row(STAFF, {D.SEE_TODAY}, Reach.SELF, DataClass.II, "自分がすることの一覧は、自分だけのもの"),
    row(
        {R.PUPIL},
        {D.OWN_DOOR, D.CHECK_IN, D.OWN_PLAN, D.SEND_SOS},
        Reach.SELF,
        DataClass.II,
        "子どもは、自分のことを自分で伝え、自分が伝えたことを見る。ほかの子どものことは何も見えない",
    ),
    row(
        STAFF,
        {D.SEE_RULES, D.SEE_POLICY},
        Reach.MUNICIPALITY,
        DataClass.IV,
        "決まりごとは職員の誰でも読める",
    ),
    row(
        CLOSE_TO_THE_CLASS | {R.EXCHANGE_TEACHER},
        ROLL,
        Reach.OWN_CLASS,
        DataClass.III,
        "学級の出欠は担任・副担任・交流学級担任がとる",
        condition="交流に来る子どもは、出欠だけ",
    ),
    row(
        CLOSE_TO_THE_CLASS,
        PUPILS | REGISTER,
        Reach.OWN_CLASS,
        DataClass.II,
        "担任・副担任は学級の子どもを受け持つ",
    ),
    row(
        CLOSE_TO_THE_CLASS,
        SHEETS,
        Reach.OWN_CLASS,
        DataClass.II,
        "担任・副担任は、学級の子どもの様式を書き、教育委員会に相談する",
        condition=STAYS,
    ),
    row(
        {R.GRADE_LEAD},
        MORNING,
        Reach.OWN_GRADE,
        DataClass.III,
        "朝の出欠は、学年主任が学年の代わりにとれる",
    ),
    row(
        {R.GRADE_LEAD},
        PUPILS | REGISTER | {D.SEE_SCHOOL},
        Reach.OWN_GRADE,
        DataClass.II,
        "学年主任は学年の代わりに動く",
    ),
    row(
        {R.GRADE_LEAD},
        SHEETS,
        Reach.OWN_GRADE,
        DataClass.II,
        "学年主任は、学年の子どもの様式を書き、教育委員会に相談する",
        condition=STAYS,
    ),
    row(
        LEADS,
        MORNING,
        Reach.OWN_SCHOOL,
        DataClass.III,
        "朝の出欠は、不登校担当・生徒指導担当・管理職が学校のどの学級でもとれる",
    ),
    row(
        LEADS,
        PUPILS | REGISTER | {D.SEE_SCHOOL, D.SUSPEND, D.SET_OPENING_BALANCE, D.SET_LEAVE},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "不登校担当・生徒指導担当・管理職は学校全体を見る",
    ),
    row(
        LEADS,
        SHEETS,
        Reach.OWN_SCHOOL,
        DataClass.II,
        "不登校担当・生徒指導担当・管理職は、学校の様式を最後まで見届ける",
        condition=f"{STAYS}。子どもが移ったあとも、書いた学校に残る",
    ),
    row(
        LEADS,
        {D.SEE_LISTS},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "学校の一覧表には全校の子どもが並ぶので、学校全体を見る人が書く",
    ),
    row(
        MANAGERS,
        {D.SEE_RESTRICTED, D.SEE_PROTECTION, D.SET_GUARDIAN, D.SEE_SUSPICION},
        Reach.OWN_SCHOOL,
        DataClass.I,
        "管理職だけが知ること",
    ),
    row(
        SCHOOL_STAFF,
        {D.RECORD_SUSPICION},
        Reach.OWN_SCHOOL,
        DataClass.III,
        "虐待かもしれないと思った人は、だれでもすぐに書ける。書いたものは管理職だけが読む",
    ),
    row(
        SCHOOL_STAFF,
        {D.RECORD_SIGN},
        Reach.OWN_SCHOOL,
        DataClass.III,
        "気づくのは学校の職員みんな。書いたものを読むのは、その子を受け持つ人と支える人",
    ),
    row(
        {R.ATTENDANCE_LEAD, R.GUIDANCE_LEAD},
        {D.CONFIRM_SUSPICION},
        Reach.OWN_SCHOOL,
        DataClass.I,
        "虐待の疑いで通告しないと決めるときは、もう一人が確かめる",
        condition="管理職に名を挙げられた一件だけ。管理職が全員不在のあいだは、代わりに読んで通告を記録する",
    ),
    row(
        MANAGERS,
        {D.SET_EPIDEMIC, D.SET_SCHOOL, D.SET_CALENDAR, D.IMPORT, D.IMPORT_STAFF}
        | {D.IMPORT_ALERTS}
        | {D.SIGN_SHEET, D.SIGN_HANDOVER},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "管理職が決めること",
    ),
    row(
        MANAGERS | {R.SPECIAL_NEEDS},
        {D.EXPECT_PUPIL},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "入園・入学の前から支える子どもを、名簿が来るまでのあいだ、管理職とコーディネーターが書いておく",
        condition="名簿に入ったあとは、名簿で変わる",
    ),
    row(
        MANAGERS,
        {D.PRINT_SHEETS},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "面談や提出の前に、完成した様式をまとめて紙にするのは管理職",
        condition="自分が始めたものだけ。1日で消える",
    ),
    row(
        MANAGERS,
        {D.CLOSE_MONTH},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "月の出席簿は校長が確定する",
        condition="教頭が確定するのは、校長が不在のあいだ。取り消しはどちらもできる",
    ),
    row(
        MANAGERS | {R.ATTENDANCE_LEAD},
        {D.SEE_UNREVIEWED},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "見直しの日が決まっていない子どもを見のがさないのは、不登校担当と管理職",
    ),
    row(
        CARERS,
        {D.SEE_ROLL},
        Reach.OWN_SCHOOL,
        DataClass.III,
        "支える人は、学校の出欠を見られる",
    ),
    row(
        MANAGERS,
        {D.SEE_CASE_NOTE},
        Reach.OWN_SCHOOL,
        DataClass.I,
        "管理職は、チームだけの書きとめも読む",
    ),
    row(
        SCHOOL_STAFF,
        {D.SEE_CASE, D.WRITE_CASE, D.WRITE_HANDOVER},
        Reach.TEAM,
        DataClass.II,
        "チームに入った人は、受け持ちでなくてもそのケースに加わる",
        condition="チームに入っている期間だけ",
    ),
    row(
        SCHOOL_STAFF,
        WRITTEN,
        Reach.TEAM,
        DataClass.II,
        "チームの見立てと計画は、チームの人がいっしょに読み、書く",
        condition="ケースが開いていて、チームに入っている期間だけ。ケースをもつ学校が書いたものだけ",
    ),
    row(
        SCHOOL_STAFF,
        {D.SEE_CASE_NOTE},
        Reach.TEAM,
        DataClass.I,
        "「チームと管理職だけ」の書きとめは、チームの人が読む。ほかの人には、あることと書いた人だけが見える",
    ),
    row(
        SCHOOL_STAFF,
        {D.RECEIVE_HANDOVER},
        Reach.TEAM,
        DataClass.II,
        "引き継ぎは、宛先として名を挙げられた人が、子どもが来る前から読む",
        condition="宛先の一件だけ。送られてから取り下げられるまで、その学校に役割があるあいだ",
    ),
    row(
        CARERS,
        {D.SEE_PUPIL, D.SEE_CASE, D.WRITE_CASE, D.WRITE_HANDOVER}
        | {D.SEE_SIGN, D.ANSWER_SIGN, D.SEE_CHECK_IN},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "養護教諭・コーディネーター・SC・SSWは学校の子どもを支える",
    ),
    row(
        CARERS,
        WRITTEN,
        Reach.OWN_SCHOOL,
        DataClass.II,
        "見立てや支援の様式は、養護教諭・コーディネーター・SC・SSWも書く",
        condition=f"{STAYS}。ほかの人が様式に書いたことは、電話番号も読める",
    ),
    row(
        {R.NURSE} | MANAGERS,
        {D.LOG_VISIT},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "保健室の記録は養護教諭がつける。いないときは管理職がつける",
    ),
    row(
        {R.NURSE},
        {D.SEE_VISIT_REASON},
        Reach.OWN_SCHOOL,
        DataClass.I,
        "保健室に来たわけは、養護教諭のもとに残る",
    ),
    row(
        SCHOOL_STAFF,
        {D.SEE_VISIT_REASON},
        Reach.TEAM,
        DataClass.I,
        "養護教諭が選んだ人は、その一件のわけを読む",
        condition="その一件だけ。書いた人も読める",
    ),
    row(
        SCHOOL_STAFF,
        {D.SEE_SOS},
        Reach.TEAM,
        DataClass.II,
        "子どものSOSは、子どもが話したい人と、順番が来た人が読む",
        condition="その一件だけ。子どもが「担任には知らせないで」と願ったものは、担任にはずっと見えない",
    ),
    row(
        {R.NURSE},
        {D.TAKE_ROLL, D.SUSPEND, D.SET_NOTICE, D.SEE_UNTAKEN},
        Reach.OWN_SCHOOL,
        DataClass.III,
        "養護教諭は感染症の出席停止を扱う",
    ),
    row(
        {R.OFFICE},
        ROLL
        | {D.SEE_UNTAKEN, D.SET_NOTICE, D.SEE_GUARDIAN, D.SEE_REGISTER}
        | {D.IMPORT, D.SET_CALENDAR},
        Reach.OWN_SCHOOL,
        DataClass.III,
        "学校事務は朝の電話と出席簿を扱う",
    ),
    row(
        MANAGERS | {R.OFFICE},
        {D.SEE_SCHOOL_DAYS},
        Reach.OWN_SCHOOL,
        DataClass.III,
        "だれがいつ来て、給食をどうするかを、学校事務と管理職が一日の一覧で知る",
    ),
    row(
        SCHOOL_STAFF,
        {D.RECORD_CONTACT},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "家庭との連絡は学校の職員なら誰でも書ける",
    ),
    row(
        SCHOOL_STAFF,
        {D.CORRECT_RECORD},
        Reach.SELF,
        DataClass.II,
        "自分が書いた連絡と情報共有は、訂正し、取り消せる",
        condition="わけを書く。前の内容は残る",
    ),
    row(
        MANAGERS | {R.ATTENDANCE_LEAD},
        {D.CORRECT_RECORD},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "書いた人がいなくても、誤った連絡や情報共有を正せるように",
        condition="わけを書く。前の内容は残る",
    ),
    row(
        SCHOOL_STAFF,
        {D.WITHDRAW_CASE_NOTE},
        Reach.SELF,
        DataClass.I,
        "自分がケースに書きとめたことは、取り消せる",
        condition="ケースに書けるあいだ。わけを書く",
    ),
    row(
        MANAGERS,
        {D.WITHDRAW_CASE_NOTE},
        Reach.OWN_SCHOOL,
        DataClass.I,
        "書いた人がいなくても、使うのをやめる書きとめを取り消せるように",
        condition="わけを書く",
    ),
    row(
        SCHOOL_STAFF,
        {D.KEEP_DRAFT},
        Reach.SELF,
        DataClass.II,
        "書きかけの下書きは、書いた人だけのもの",
    ),
)
