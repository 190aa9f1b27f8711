"""What this room holds on a child."""

from tsunagu.rights.models import Claim, Item
from tsunagu.school.held import Holding

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
)
