"""Roles that people hold, and how far each reaches."""

from django.db import models


class RoleKind(models.TextChoices):
    """The roles held in an organisation from a day to a day."""

    HOMEROOM = "homeroom", "学級担任"
    DEPUTY_HOMEROOM = "deputy_homeroom", "副担任"
    EXCHANGE_TEACHER = "exchange_teacher", "交流学級担任"
    GRADE_LEAD = "grade_lead", "学年主任"
    ATTENDANCE_LEAD = "attendance_lead", "不登校担当"
    GUIDANCE_LEAD = "guidance_lead", "生徒指導担当"
    SPECIAL_NEEDS = "special_needs", "特別支援コーディネーター"
    NURSE = "nurse", "養護教諭"
    OFFICE = "office", "学校事務"
    TEACHER = "teacher", "教員"
    DEPUTY_HEAD = "deputy_head", "教頭"
    PRINCIPAL = "principal", "校長"
    COUNSELLOR = "counsellor", "スクールカウンセラー"
    SOCIAL_WORKER = "social_worker", "スクールソーシャルワーカー"
    SUPERVISOR = "supervisor", "指導主事"
    LEAD_COUNSELLOR = "lead_counsellor", "主任スクールカウンセラー"
    LEAD_SOCIAL_WORKER = "lead_social_worker", "主任スクールソーシャルワーカー"
    BOARD_HEAD = "board_head", "教育委員会の課長"
    PRIVACY_OFFICER = "privacy_officer", "個人情報保護の担当"
    CENTRE_STAFF = "centre_staff", "教育支援センター職員"
    AGENCY_LEAD = "agency_lead", "関係機関の窓口責任者"
    AGENCY_STAFF = "agency_staff", "関係機関の担当者"
    ADMINISTRATOR = "administrator", "システム管理者"
    CONNECTED_SYSTEM = "connected_system", "つなぐ先のシステム"
    PUPIL = "pupil", "子ども本人"
    GUARDIAN = "guardian", "保護者"


MANAGERS = frozenset({RoleKind.DEPUTY_HEAD, RoleKind.PRINCIPAL})
"""School managers (管理職): end every chain of stand-ins and own what has no owner."""

CLASS_ROLES = frozenset({RoleKind.HOMEROOM, RoleKind.DEPUTY_HOMEROOM, RoleKind.EXCHANGE_TEACHER})
"""Roles held in one class."""

SCHOOL_STAFF = (
    MANAGERS
    | CLASS_ROLES
    | {
        RoleKind.GRADE_LEAD,
        RoleKind.ATTENDANCE_LEAD,
        RoleKind.GUIDANCE_LEAD,
        RoleKind.SPECIAL_NEEDS,
        RoleKind.NURSE,
        RoleKind.OFFICE,
        RoleKind.TEACHER,
        RoleKind.COUNSELLOR,
        RoleKind.SOCIAL_WORKER,
    }
)
"""Everybody who works at a school."""

BOARD_STAFF = frozenset(
    {
        RoleKind.SUPERVISOR,
        RoleKind.LEAD_COUNSELLOR,
        RoleKind.LEAD_SOCIAL_WORKER,
        RoleKind.BOARD_HEAD,
    }
)
"""The board of education's pupil support division."""


HELD_BY_NOBODY = frozenset({RoleKind.CONNECTED_SYSTEM, RoleKind.PUPIL, RoleKind.GUARDIAN})
"""Roles that no person is given: a key carries one, the doors of children and families two."""


AGENCY_ROLES = frozenset({RoleKind.AGENCY_LEAD, RoleKind.AGENCY_STAFF, RoleKind.CENTRE_STAFF})
"""Who works where a school's shares are received."""


WATCHED = AGENCY_ROLES | {RoleKind.PRIVACY_OFFICER, RoleKind.BOARD_HEAD}
"""Roles that open nothing until a second person has confirmed them: those that read a school's
shares, and those that confirm, lest one who gives himself a confirmer confirms alone."""


class Confirmation(models.TextChoices):
    """What a second person said of that which nobody opens alone."""

    NOT_NEEDED = "", "いらない"
    WAITING = "waiting", "確認待ち"
    CONFIRMED = "confirmed", "確認済み"
    DECLINED = "declined", "確認されなかった"


OPEN = (Confirmation.NOT_NEEDED, Confirmation.CONFIRMED)
"""What stands no more before a second person."""


class Reach(models.TextChoices):
    """How far a row of the policy table reaches from the role that it names."""

    OWN_CLASS = "own_class", "自分の学級"
    OWN_GRADE = "own_grade", "自分の学年"
    OWN_SCHOOL = "own_school", "自分の学校"
    MUNICIPALITY = "municipality", "自治体全体"
    SELF = "self", "自分自身"
    RECEIVED = "received", "自分の機関"
    TEAM = "team", "自分が入っているチーム"
    BOARD = "board", "教育委員会のもの"


class DataClass(models.TextChoices):
    """The Ministry's classes of information, the most sensitive first (guideline of March 2025)."""

    I = "1", "Ⅰ"  # noqa: E741
    II = "2", "Ⅱ"
    III = "3", "Ⅲ"
    IV = "4", "Ⅳ"

    def covers(self, other: "DataClass") -> bool:
        """Is the other class no more sensitive than this one?"""
        return self.value <= other.value
