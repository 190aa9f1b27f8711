"""What this room holds on a child."""

from tsunagu.doors.models import PictureDoor
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding, Shown

HOLDINGS = (
    Holding(
        PictureDoor,
        "子どもの画面への入りかた",
        topic=Topic.OTHER_GUARDIAN,
        one_by_one=True,
        shown=(
            Shown("nickname", "よびな"),
            Shown("at", "絵を渡した時刻、絵がなければ初めて入った時刻"),
        ),
    ),
)
