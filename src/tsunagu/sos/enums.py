"""What a child can touch when it asks for help, and what adults can do about it."""

from django.db import models

from tsunagu.access.enums import BOARD_STAFF


class About(models.TextChoices):
    """What it is about; each has a picture."""

    FRIENDS = "friends", "友だちのこと"
    HURT = "hurt", "いやなことをされる"
    STUDY = "study", "勉強のこと"
    TEACHER = "teacher", "先生のこと"
    HOME = "home", "家のこと"
    BODY = "body", "体のこと"
    HEART = "heart", "気もちのこと"
    OTHER = "other", "そのほか"


class How(models.TextChoices):
    """How the child wants to be answered."""

    TALK = "talk", "会って話したい"
    WRITE = "write", "書いて答えてほしい"
    LATER = "later", "今すぐでなくてよい"


class Move(models.TextChoices):
    """A step after an SOS was sent; the last two are the child's."""

    READ = "read", "読んだ"
    MEET = "meet", "話す約束をした"
    REPLY = "reply", "書いて答えた"
    PASS = "pass", "ほかの人に渡した"
    CLOSE = "close", "終わりにした"
    ALL_RIGHT = "all_right", "子ども：もうだいじょうぶ"
    NOT_YET = "not_yet", "子ども：まだ"


OF_THE_CHILD = (Move.ALL_RIGHT, Move.NOT_YET)
ANSWERS = (Move.MEET, Move.REPLY)
"""What the child hears."""


class Place(models.TextChoices):
    """Where one talks."""

    NURSE_ROOM = "nurse_room", "保健室"
    QUIET_ROOM = "quiet_room", "相談室"
    CLASSROOM = "classroom", "教室"
    PHONE = "phone", "電話"
    CHILD_SAYS = "child_says", "子どもがえらぶ場所"


class Phrase(models.TextChoices):
    """Sentences with readings that an adult can answer with."""

    THANKS = "thanks", "伝えてくれて、ありがとう。"
    NOT_YOUR_FAULT = "not_your_fault", "あなたは、わるくありません。"
    TOGETHER = "together", "どうしたらいいか、いっしょに考えます。"
    COME = "come", "話したくなったら、いつでも来てください。"
    LOOK = "look", "今日、ようすを見に行きます。"


class State(models.TextChoices):
    """Where an SOS stands."""

    WAITING = "waiting", "まだ読まれていない"
    READ = "read", "読まれた"
    ANSWERED = "answered", "答えた"
    CLOSED = "closed", "終わり"


ON_DUTY = [(one.value, str(one.label)) for one in sorted(BOARD_STAFF)]
"""The roles whose people can be on duty at the board."""
