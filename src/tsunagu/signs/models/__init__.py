"""What this room keeps, by subject."""

from tsunagu.signs.models.alerts import Alert, AlertQuerySet
from tsunagu.signs.models.checkins import CheckIn, CheckInQuerySet
from tsunagu.signs.models.signs import Sign, SignAnswer, SignAnswerQuerySet, SignQuerySet
from tsunagu.signs.models.visits import Visit, VisitQuerySet, VisitReader, VisitReason
from tsunagu.signs.models.ways import NoticingChoice, NoticingTrial

__all__ = [
    "Alert",
    "AlertQuerySet",
    "CheckIn",
    "CheckInQuerySet",
    "NoticingChoice",
    "NoticingTrial",
    "Sign",
    "SignAnswer",
    "SignAnswerQuerySet",
    "SignQuerySet",
    "Visit",
    "VisitQuerySet",
    "VisitReader",
    "VisitReason",
]
