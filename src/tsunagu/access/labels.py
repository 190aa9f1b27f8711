"""The deeds of the policy table in the words that a privacy officer reads."""

from tsunagu.access.deeds import Deed

DEED_LABELS: dict[Deed, str] = {
    Deed.SEE_TODAY: "自分がすることの一覧を見る",
    Deed.TAKE_ROLL: "学級の出欠をとる",
    Deed.SEE_ROLL: "学級の出欠を見る",
    Deed.CORRECT_ROLL: "過ぎた日の出欠を訂正する",
    Deed.SUSPEND: "出席停止・忌引などを期間で入れる",
    Deed.SEE_UNTAKEN: "出欠がまだの学級を見る",
    Deed.CLOSE_MONTH: "月の出席簿を締める",
    Deed.SEE_REGISTER: "出席簿を見る・印刷する",
    Deed.SEE_PUPIL: "子どもの記録を見る",
    Deed.SEE_GUARDIAN: "保護者の連絡先を見る",
    Deed.RECORD_CONTACT: "家庭との連絡を記録する",
    Deed.END_TASK: "対応を済み・不要・引き継ぎにする",
    Deed.SHARE: "校内の情報共有を記録する",
    Deed.SET_NOTICE: "欠席の連絡や続く届け出を入れる",
    Deed.SEE_RESTRICTED: "管理職だけの届け出を見る",
    Deed.SET_EPIDEMIC: "学級を感染症の扱いにする",
    Deed.SET_OPENING_BALANCE: "転入前の欠席日数を入れる",
    Deed.SEE_PROTECTION: "要保護児童対策地域協議会への登録に関わる対応を見る",
    Deed.SEE_SCHOOL: "学校の状況（人数）を見る",
    Deed.SEE_BOARD: "自治体全体の状況（人数）を見る",
    Deed.SET_CALENDAR: "校暦を変える",
    Deed.IMPORT: "名簿・校暦・出欠などを取り込む",
    Deed.IMPORT_STAFF: "職員の役割を取り込む",
    Deed.SET_SCHOOL: "学校の設定を変える",
    Deed.SEE_RULES: "対応の決まりを読む",
    Deed.SEE_POLICY: "だれが何を見られるかを読む",
    Deed.SET_LEAVE: "職員の不在と代わりを入れる",
    Deed.CORRECT_RECORD: "連絡と情報共有の記録を訂正する・取り消す",
    Deed.SEE_UNREVIEWED: "見直しの日が決まっていない子どもの一覧を見る",
    Deed.KEEP_ACCOUNT: "自分のサインインの守りを整える",
    Deed.KEEP_DRAFT: "書きかけの下書きを残す・開く",
    Deed.VERIFY_AUDIT: "監査の記録の連なりを確かめる",
    Deed.SEE_STAFF: "職員と役割の一覧を見る",
    Deed.SET_ROLE: "役割を、いつからいつまでと決めて入れる・終える",
    Deed.SEE_TURNOVER: "職員の入れ替わり（だれが離れ、だれが来るか）を見る",
    Deed.HAND_ON: "離れる人の仕事と下書きを、だれに渡すかを決める",
    Deed.SET_ACCOUNT: "職員に利用者IDと仮のパスワードを出す・止める",
}
"""One label a deed."""

DATA_CLASSES = {
    "1": "特に厳しく守る情報",
    "2": "子どもや家庭の機微にふれる情報",
    "3": "子どもの出欠など、学校の中で使う情報",
    "4": "公開してよい情報",
}
"""What the Ministry's four classes hold here (guideline of March 2025)."""
