"""Who answers claims, and who deletes what is kept no longer."""

from tsunagu.access.deeds import Deed
from tsunagu.access.enums import MANAGERS, DataClass, Reach, RoleKind
from tsunagu.access.table.row import Row, row

R, D = RoleKind, Deed

RIGHTS: tuple[Row, ...] = (
    row(
        MANAGERS,
        {D.SEE_CLAIMS, D.RECEIVE_CLAIM, D.REVIEW_CLAIM, D.APPROVE_CLAIM},
        Reach.OWN_SCHOOL,
        DataClass.II,
        "開示などの請求には学校が答える。見直した人は、自分では承認できない",
    ),
    row(
        {R.PRIVACY_OFFICER},
        {D.SEE_CLAIMS, D.RECEIVE_CLAIM, D.APPROVE_CLAIM},
        Reach.MUNICIPALITY,
        DataClass.II,
        "個人情報保護の担当は請求を受け付け、学校が見直した答えを承認する。見るのは請求された記録だけ",
    ),
    row(
        {R.PRIVACY_OFFICER, R.BOARD_HEAD, R.ADMINISTRATOR},
        {D.DELETE_DUE},
        Reach.MUNICIPALITY,
        DataClass.II,
        "保存の期間が過ぎた記録は、一人が提案し、別の一人が承認してから消す",
        condition="見えるのは種類ごとの件数だけ。提案した人は、自分では承認できない",
    ),
)
