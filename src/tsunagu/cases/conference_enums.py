"""States and choices of a conference, with their Japanese labels."""

from django.db import models


class ConferenceState(models.TextChoices):
    """Whether a conference is to come, was held, or is not held after all."""

    PLANNED = "planned", "これから"
    HELD = "held", "開いた"
    CANCELLED = "cancelled", "開かないことにした"


class ConferenceMove(models.TextChoices):
    """What people do with a conference."""

    PLAN = "plan", "会議を決める"
    CHANGE = "change", "予定を変える"
    INVITE = "invite", "招く"
    ANSWER = "answer", "招きに答える"
    WRITE = "write", "記録を書く"
    HOLD = "hold", "会議を開いたと記録する"
    CANCEL = "cancel", "開かないことにする"
    ASSENT = "assent", "同意を書く"
    STEP = "step", "一歩を加える"


class Area(models.TextChoices):
    """The areas that a conference speaks about (援助チームシート)."""

    LEARNING = "learning", "学習面"
    SOCIAL = "social", "心理・社会面"
    PATH = "path", "進路面"
    LIFE = "life", "生活面"
    HOME = "home", "家庭面"
    OTHER = "other", "その他"


class Coming(models.TextChoices):
    """What somebody who is invited says."""

    WAITS = "waits", "返事待ち"
    COMES = "comes", "出る"
    CANNOT = "cannot", "出られない"


class Whose(models.TextChoices):
    """Whose assent to what was decided."""

    CHILD = "child", "本人"
    GUARDIAN = "guardian", "保護者"
    OTHER = "other", "そのほかの人"


class Assents(models.TextChoices):
    """Whether somebody agrees; not asked is not the same as no."""

    AGREES = "agrees", "同意している"
    DISAGREES = "disagrees", "同意していない"
    NOT_ASKED = "not_asked", "まだ聞いていない"


class Towards(models.TextChoices):
    """To whom a small step turns (援助チームシート)."""

    CHILD = "child", "本人に対して"
    HOME = "home", "家庭に対して"
    CLASS = "class", "学級（友人）に対して"
    HOMEROOM = "homeroom", "担任に対して"
    OTHERS = "others", "その他（関係機関等）に対して"


class StepState(models.TextChoices):
    """How a small step stands."""

    OPEN = "open", "これから・途中"
    DONE = "done", "した"
    DROPPED = "dropped", "しないことにした"
