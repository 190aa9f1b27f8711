"""What can follow from something noticed, and states."""

from django.db import models


class AnswerKind(models.TextChoices):
    """What an adult did about what was noticed of a child."""

    SPOKEN = "spoken", "本人と話した"
    NOT_NEEDED = "not_needed", "声をかけなくてよい"
    MEETING = "meeting", "学年会にかける"
    DISCUSSED = "discussed", "学年会で話し合った"


CLOSING = (AnswerKind.SPOKEN, AnswerKind.NOT_NEEDED, AnswerKind.DISCUSSED)
"""After which nothing waits until something new is noticed; a meeting still has to take place."""
NEED_WORDS = (AnswerKind.NOT_NEEDED, AnswerKind.DISCUSSED)
"""Which say why, or what was decided."""


class VisitOutcome(models.TextChoices):
    """Where a child goes from the nurse's room."""

    CLASS = "class", "教室へ戻った"
    HOME = "home", "早退した"
    OTHER = "other", "ほかの場所へ行った"


class TrialState(models.TextChoices):
    """Where the counting of a way of noticing in the past stands."""

    AT_WORK = "at_work", "数えています"
    DONE = "done", "数えました"
    ENDED = "ended", "途中で止まりました"


class Heart(models.TextChoices):
    """The weather of the heart; no number stands behind it."""

    SUNNY = "sunny", "はれ"
    FAIR = "fair", "はれときどきくもり"
    CLOUDY = "cloudy", "くもり"
    RAINY = "rainy", "あめ"
    STORMY = "stormy", "あらし"


class Body(models.TextChoices):
    """How the body feels."""

    WELL = "well", "げんき"
    SO_SO = "so_so", "まあまあ"
    UNWELL = "unwell", "しんどい"


class Sleep(models.TextChoices):
    """How the child slept."""

    WELL = "well", "よくねた"
    SO_SO = "so_so", "まあまあ"
    LITTLE = "little", "あまりねていない"
