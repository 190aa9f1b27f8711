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


class Span(models.TextChoices):
    """How long a child is away, as a family says it."""

    DAY = "day", "この日だけ"
    UNTIL = "until", "この日まで"
    OPEN = "open", "知らせるまで"


class How(models.TextChoices):
    """How the child is, as the first day's call would ask."""

    WELL = "well", "元気"
    SO_SO = "so_so", "少し調子が悪い"
    FEVER = "fever", "熱や痛みがある"
    TIRED = "tired", "疲れている・眠れていない"


class Doctor(models.TextChoices):
    """Was the child with a doctor?"""

    SEEN = "seen", "受診した"
    WILL = "will", "これから受診する"
    NOT_NEEDED = "not_needed", "受診しない"


class Homework(models.TextChoices):
    """What the family wishes for handouts and homework."""

    LATER = "later", "次に来たときでよい"
    FETCH = "fetch", "取りに行く"
    CALL = "call", "電話で相談したい"
