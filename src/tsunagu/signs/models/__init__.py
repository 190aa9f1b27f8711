"""What this room keeps, by subject."""

from tsunagu.signs.models.signs import Sign, SignAnswer, SignQuerySet
from tsunagu.signs.models.visits import Visit, VisitQuerySet, VisitReader, VisitReason

__all__ = [
    "Sign",
    "SignAnswer",
    "SignQuerySet",
    "Visit",
    "VisitQuerySet",
    "VisitReader",
    "VisitReason",
]
