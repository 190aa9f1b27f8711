"""What this room holds on a child."""

from django.db.models import Q

from tsunagu.families.models import FamilyAccount, FamilyLetter
from tsunagu.school.guardian_rules import Topic
from tsunagu.school.held import Holding

OF_A_GUARDIAN = "保護者がどう入るかの控えで、子どもの記録ではない"
HOLDINGS = (
    Holding(
        FamilyAccount,
        "保護者のサインイン",
        pupil="",
        day="used_on",
        never=OF_A_GUARDIAN,
        left=Q(letters__isnull=True),
    ),
    Holding(
        FamilyLetter,
        "保護者の画面への招待状",
        pupil="guardian__pupil",
        day="at",
        never=OF_A_GUARDIAN,
        topic=Topic.OTHER_GUARDIAN,
    ),
)
