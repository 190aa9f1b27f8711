"""States and choices of a case, with their Japanese labels."""

from django.db import models


class CaseOrigin(models.TextChoices):
    """From what a case begins."""

    RESPONSE = "response", "欠席への対応"
    SIGN = "sign", "気づいたこと"
    CONSULTATION = "consultation", "相談シート"
    GUARDIAN = "guardian", "保護者・本人の相談"
    HANDOVER = "handover", "引き継ぎ"


class CaseState(models.TextChoices):
    """How far the adults around a child have come together."""

    NOTICED = "noticed", "気づいた（これから決める）"
    ASSESSING = "assessing", "実態をつかんでいる"
    PLANNED = "planned", "計画を立てた"
    SUPPORTED = "supported", "支えている"
    WATCHED = "watched", "見守っている"
    CLOSED = "closed", "終わり"
    REOPENED = "reopened", "もう一度始めた（これから決める）"


REVIEWED = frozenset({CaseState.SUPPORTED, CaseState.WATCHED})
"""What is due next is the day on which it is looked at again."""


class CaseMove(models.TextChoices):
    """What people do with a case as a whole."""

    BEGIN = "begin", "始めた"
    ASSESS = "assess", "実態をつかみ始めた"
    PLAN = "plan", "計画を立てた"
    SUPPORT = "support", "支え始めた"
    REVIEW = "review", "見直した"
    WATCH = "watch", "見守ることにした"
    CLOSE = "close", "終えた"
    REOPEN = "reopen", "もう一度始めた"
    HAND_OVER = "hand_over", "次の学校が引き継いだ"


class StepOutcome(models.TextChoices):
    """What became of a step of a procedure; one taken back is to be done again."""

    DONE = "done", "済んだ"
    NOT_NEEDED = "not_needed", "しなくてよい"
    TAKEN_BACK = "taken_back", "まだに戻した"


class Wisher(models.TextChoices):
    """Whose own words they are."""

    CHILD = "child", "本人"
    GUARDIAN = "guardian", "保護者"


class Righted(models.TextChoices):
    """What was done after a child said that its plan is not right."""

    SPOKEN = "spoken", "本人と話した"
    CHANGED = "changed", "プランを変えた"
    HANDED = "handed", "次の学校に引き継いだ"


class SchoolDayKind(models.TextChoices):
    """What of a school day is agreed on; one of a kind holds at a time."""

    DAY = "day", "学校での過ごし方"
    LUNCH = "lunch", "給食を止める"
