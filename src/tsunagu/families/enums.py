"""States of a family's letter, with their Japanese labels."""

from django.db import models


class Handed(models.TextChoices):
    """How the school handed a letter over; it is never carried home by the child."""

    IN_PERSON = "in_person", "手渡した"
    POSTED = "posted", "郵送した"


class LetterState(models.TextChoices):
    """Where a guardian's letter stands."""

    NONE = "none", "まだ作っていない"
    MADE = "made", "作った（まだ渡していない）"
    HANDED = "handed", "渡した"
    EXPIRED = "expired", "期限が過ぎた"
    USED = "used", "使われた"
    ENDED = "ended", "使えなくした"
