"""States of a request to the division, and what people do about it."""

from django.db import models


class RequestState(models.TextChoices):
    """How far a request has come."""

    WAITING = "waiting", "管理職の確認待ち"
    SENT = "sent", "届いた（担当を決める）"
    ASSIGNED = "assigned", "担当が決まった（日を決める）"
    SETTLED = "settled", "日が決まった"
    DONE = "done", "終わり"
    DECLINED = "declined", "受けられない"
    WITHDRAWN = "withdrawn", "取り下げ"


ENDED = frozenset({RequestState.DONE, RequestState.DECLINED, RequestState.WITHDRAWN})
"""Nothing is owed any more."""


class RequestMove(models.TextChoices):
    """What people do about a request."""

    ASK = "ask", "管理職に出した"
    SEND = "send", "確認して送った"
    ASSIGN = "assign", "担当を決めた"
    SETTLE = "settle", "日を決めた"
    DONE = "done", "終えた"
    DECLINE = "decline", "受けられないと答えた"
    WITHDRAW = "withdraw", "取り下げた"
