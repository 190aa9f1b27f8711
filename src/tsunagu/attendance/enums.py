"""How a pupil's day was: parallel facts, not one code."""

from django.db import models


class Kind(models.TextChoices):
    """Was the pupil there?"""

    PRESENT = "present", "出席"
    ABSENT = "absent", "欠席"
    MISSING = "missing", "所在未確認"
    SUSPENDED = "suspended", "出席停止"
    BEREAVEMENT = "bereavement", "忌引"
    EXCUSED = "excused", "校長が認めた日"


NOT_TO_ATTEND = frozenset({Kind.SUSPENDED, Kind.BEREAVEMENT, Kind.EXCUSED})
"""Not among the days the pupil had to attend (出席停止・忌引等)."""


class SuspensionGround(models.TextChoices):
    """On which ground a pupil is suspended."""

    HEALTH = "health", "感染症（学校保健安全法19条）"
    CONDUCT = "conduct", "学校教育法35条"


class Place(models.TextChoices):
    """Where the pupil spent the day."""

    CLASSROOM = "classroom", "教室"
    EXCHANGE_CLASS = "exchange_class", "交流学級"
    OTHER_SCHOOL = "other_school", "他校通級"
    OFF_SITE = "off_site", "校外"
    NURSE_ROOM = "nurse_room", "保健室"
    SEPARATE_ROOM = "separate_room", "別室"
    IN_SCHOOL_CENTRE = "in_school_centre", "校内教育支援センター"
    AFTER_SCHOOL = "after_school", "放課後登校"
    SUPPORT_CENTRE = "support_centre", "教育支援センター"
    FREE_SCHOOL = "free_school", "フリースクール"
    HOME_ONLINE = "home_online", "自宅ICT"
    OTHER = "other", "その他"


ATTENDANCE_PLACES = frozenset(
    {
        Place.CLASSROOM,
        Place.EXCHANGE_CLASS,
        Place.OTHER_SCHOOL,
        Place.OFF_SITE,
        Place.NURSE_ROOM,
        Place.SEPARATE_ROOM,
        Place.IN_SCHOOL_CENTRE,
    }
)
"""Being there is attendance; `after_school` joins them where the school's setting says so."""

FACILITIES = frozenset({Place.SUPPORT_CENTRE, Place.FREE_SCHOOL})
"""A day there is spent elsewhere: it owes no contact, whatever its credit."""

NOT_AT_SCHOOL = FACILITIES | {Place.HOME_ONLINE}
"""`present` there is read as `absent` there, with a remark."""


class Reason(models.TextChoices):
    """Why a pupil is absent, as heard that morning; never the national reason class."""

    ILLNESS = "illness", "病気"
    FAMILY = "family", "家庭の都合"
    CANNOT_COME = "cannot_come", "登校できない"
    OTHER = "other", "その他"
    UNKNOWN = "unknown", "不明"


class Credit(models.TextChoices):
    """Credited attendance (出席扱い) of a day."""

    UNDECIDED = "undecided", "未決定"
    CREDITED = "credited", "出席扱い"
    NOT_CREDITED = "not_credited", "出席扱いとしない"


class Origin(models.TextChoices):
    """Where a mark or a roll came from. What people entered on screen stands."""

    SCREEN = "screen", "画面"
    FILE = "file", "取り込み"


class NoticeKind(models.TextChoices):
    """What is known beforehand of a pupil's days."""

    ANNOUNCED = "announced", "欠席の連絡"
    HOSPITAL = "hospital", "入院"
    TRAVEL = "travel", "旅行・帰省"
    WEEKDAYS = "weekdays", "決まった曜日に登校"
    SHE_TELLS = "she_tells", "登校する日に知らせる"
    PROTECTION = "protection", "一時保護"
    SHELTER = "shelter", "避難"
    LATE_START = "late_start", "約束した遅い登校"
    LATE = "late", "遅刻の連絡"
    LEAVES_EARLY = "leaves_early", "早退の連絡"


RESTRICTED_NOTICES = frozenset({NoticeKind.PROTECTION, NoticeKind.SHELTER})
"""Shown to others only as known to the managers (管理職が把握)."""

TOLD = frozenset({NoticeKind.ANNOUNCED, NoticeKind.LATE, NoticeKind.LEAVES_EARLY})
"""What a family tells of a day itself; it says more of it than what stands for weeks."""

OF_ONE_DAY = TOLD
"""Without an end these hold for their first day alone; the others stand until further notice."""

COMES = frozenset({NoticeKind.LATE_START, NoticeKind.LATE, NoticeKind.LEAVES_EARLY})
"""The child comes on these days, at another time."""

WHEREABOUTS_KNOWN = frozenset(NoticeKind) - COMES - {NoticeKind.ANNOUNCED}
"""While one of these holds nobody rings or visits the home for it."""
