"""Stages, kinds of class, entries of the calendar, and how guardians stand to a child."""

from django.db import models


class Stage(models.TextChoices):
    """What kind of school, told from the first two characters of the school code (S10)."""

    ELEMENTARY = "elementary", "小学校"
    JUNIOR_HIGH = "junior_high", "中学校"
    COMPULSORY = "compulsory", "義務教育学校"
    SPECIAL_NEEDS = "special_needs", "特別支援学校"
    OTHER = "other", "その他"


STAGE_OF_CODE = {
    "B1": Stage.ELEMENTARY,
    "C1": Stage.JUNIOR_HIGH,
    "C2": Stage.COMPULSORY,
    "E1": Stage.SPECIAL_NEEDS,
}


class RegisterMode(models.TextChoices):
    """Where a school takes its roll."""

    HERE = "here", "つなぐで出欠をとる"
    ELSEWHERE = "elsewhere", "校務支援システムでとり、取り込む"


class EnrolmentKind(models.TextChoices):
    """A pupil has one home class; the exchange class may enter and is told."""

    HOME = "home", "在籍学級"
    EXCHANGE = "exchange", "交流学級"


class CalendarKind(models.TextChoices):
    """Kinds of entry in the school calendar."""

    NO_SCHOOL = "no_school", "休業"
    SCHOOL_DAY = "school_day", "授業日"
    HALF_DAY = "half_day", "半日授業"
    CLOSED = "closed", "学級閉鎖・臨時休業"
    TERM = "term", "学期"


class TakenBack(models.TextChoices):
    """Why an entry of the calendar is taken back: a code, so that the audit can keep it."""

    WRONG_DAY = "wrong_day", "日付や範囲の入れまちがい"
    TWICE = "twice", "二重に入っていた"
    CHANGED = "changed", "予定が変わった"
    HELD = "held", "実際には授業をした"
    NOT_HELD = "not_held", "実際には授業をしなかった"


class EntryOrigin(models.TextChoices):
    """Where an entry came from. What people entered on screen stands when a file comes."""

    FILE = "file", "取り込み"
    SCREEN = "screen", "画面"


class Sex(models.TextChoices):
    """What a roster says of a pupil's sex, in OneRoster's words; many say nothing."""

    MALE = "male", "男"
    FEMALE = "female", "女"
    UNSPECIFIED = "unspecified", "指定なし"
    OTHER = "other", "その他"


class Custody(models.TextChoices):
    """Whether a guardian has custody of the child (親権), as far as the school knows."""

    UNKNOWN = "unknown", "わからない"
    SOLE = "sole", "単独親権"
    JOINT = "joint", "共同親権"
    NONE = "none", "親権がない"


WITH_CUSTODY = frozenset({Custody.SOLE, Custody.JOINT})
"""Those on whose papers a further guardian may be told of the child."""


class LimitKind(models.TextChoices):
    """Why a guardian may not be told where and when the child is to be found."""

    PROTECTION_ORDER = "protection_order", "保護命令"
    SUPPORTED_SEPARATION = "supported_separation", "支援措置（住民基本台帳事務における支援）"
    COURT = "court", "裁判所の決めた制限"


GRADE_LABELS = {
    **{f"E{n}": f"年{n}" for n in (1, 2, 3)},
    **{f"P{n}": f"{n}年" for n in range(1, 7)},
    **{f"J{n}": f"{n}年" for n in (1, 2, 3)},
    **{f"H{n}": f"{n}年" for n in (1, 2, 3)},
}
"""Grades of OneRoster's Japan profiles as people say them inside one school."""
