"""What this room holds on a child."""

from tsunagu.rights.models import Claim, Item, Remedy
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding, Shown

HOLDINGS = (
    Holding(
        Claim,
        "開示などの請求",
        day="received_on",
        never="請求した人が知っていることで、請求への答えそのもの",
    ),
    Holding(
        Item,
        "開示する記録の見直し",
        pupil="claim__pupil",
        day="claim__received_on",
        never="ほかの記録の写しと、開示するかどうかの検討",
    ),
    Holding(
        Remedy,
        "訂正・利用停止の決定",
        pupil="claim__pupil",
        day="claim__received_on",
        topic=Topic.OTHER_GUARDIAN,
        shown=(
            Shown("field", "直すところ"),
            Shown("before", "前の値"),
            Shown("after", "求められたこと"),
            Shown("granted", "求めに応じる"),
            Shown("why", "理由"),
            Shown("at", "決めた時刻"),
        ),
    ),
)
