"""States and choices of a handover, with their Japanese labels."""

from django.db import models


class HandoverPart(models.TextChoices):
    """What of a child's support can be handed on, in the order in which it is read."""

    WISHES = "wishes", "本人と家族のことば"
    HELPED = "helped", "助けになったこと"
    AVOID = "avoid", "避けたいこと"
    ATTENDANCE = "attendance", "出欠のまとめ"
    CONTACTS = "contacts", "家庭との連絡"
    AGREEMENTS = "agreements", "約束（連絡の間隔、学校での過ごし方・給食）"
    CONFERENCES = "conferences", "ケース会議で決めたこと・途中のこと"
    TEAM = "team", "支えてきたチーム"
    SHEETS = "sheets", "様式（一つずつ選んだもの）"


class HandoverGround(models.TextChoices):
    """What allows a handover to its receiver."""

    WITHIN = "within", "同じ学校の中（同意はいらない）"
    CONSENT = "consent", "本人・保護者の同意"
    DUTY = "duty", "法令の定め"


class HandoverState(models.TextChoices):
    """How far a handover has come."""

    DRAFT = "draft", "用意している"
    WAITING = "waiting", "管理職の確認待ち"
    SENT = "sent", "送った（まだ読まれていない）"
    READ = "read", "読まれた"
    PAPER = "paper", "紙で渡す"
    WITHDRAWN = "withdrawn", "取り下げ"


IN_HAND = frozenset({HandoverState.DRAFT, HandoverState.WAITING})
"""Not sent yet: nobody else knows of it, and it can still be written."""
RECEIVED = frozenset({HandoverState.SENT, HandoverState.READ})
"""The receiver reads it."""


class HandoverMove(models.TextChoices):
    """What people do about a handover."""

    PREPARE = "prepare", "用意を始めた"
    CHANGE = "change", "書き直した"
    ASK = "ask", "管理職に出した"
    RETURN = "return", "書き直しを頼んだ"
    SEND = "send", "送った"
    PRINT = "print", "紙で渡すことにした"
    READ = "read", "読んだ"
    TAKE_ON = "take_on", "自分の学校のケースを始めた"
    WITHDRAW = "withdraw", "取り下げた"
