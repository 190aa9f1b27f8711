"""Kinds of task, their states and the ways they end."""

from django.db import models


class TaskKind(models.TextChoices):
    """What a response asks for. Reasons of one kind, pupil and date are one task."""

    CONTACT = "contact", "家庭との連絡"
    SHARE = "share", "校内での情報共有"
    REPORT = "report", "報告"
    SHEET = "sheet", "一覧表・支援シート"
    CLASSIFY = "classify", "長期欠席の理由の分類"
    SEE = "see", "子どもに直接会う"
    NOTIFY = "notify", "教育委員会への報告"
    REVIEW = "review", "見直し"
    MEETING = "meeting", "会議"
    PROTECTION = "protection", "市町村・児童相談所への情報提供"
    DECISION = "decision", "情報共有で決めたこと"
    STEP = "step", "ケース会議で決めたこと"


GIVEN = frozenset({TaskKind.DECISION, TaskKind.STEP})
"""What people decided and gave to somebody: no rule asks for it, and no day moves it."""


OF_A_CONTACT = frozenset({TaskKind.CONTACT, TaskKind.SEE})
"""A contact answers these; what it does not answer has its own page."""

OF_A_SHARING = frozenset({TaskKind.SHARE, TaskKind.REPORT, TaskKind.MEETING})
"""A sharing answers these."""


class Way(models.TextChoices):
    """How a contact is to be made; the later in this list the stronger."""

    EITHER = "either", "電話連絡か家庭訪問"
    CALL = "call", "電話連絡"
    VISIT = "visit", "家庭訪問"


WAY_STRENGTH = {"": 0, Way.EITHER: 1, Way.CALL: 2, Way.VISIT: 3}
"""A visit is the stronger way; a call is more than either way left open."""


class Owner(models.TextChoices):
    """Whose work a task is, before stand-ins."""

    HOMEROOM = "homeroom", "学級担任"
    GRADE_LEAD = "grade_lead", "学年主任"
    ATTENDANCE_LEAD = "attendance_lead", "不登校担当"
    MANAGER = "manager", "管理職"
    OFFICE = "office", "学校事務"


class Status(models.TextChoices):
    """Where a task stands."""

    OPEN = "open", "未対応"
    DONE = "done", "済み"
    NOT_NEEDED = "not_needed", "不要"
    HANDED_OVER = "handed_over", "引き継ぎ"
    LAPSED = "lapsed", "記録のみ"
    WITHDRAWN = "withdrawn", "取り下げ"


OWED = frozenset({Status.OPEN, Status.HANDED_OVER})
"""Somebody still has it to do: its owner, or whom it was handed over to."""

TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.OPEN: frozenset(Status) - {Status.OPEN},
    Status.LAPSED: frozenset({Status.DONE, Status.NOT_NEEDED, Status.OPEN, Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset({Status.OPEN, Status.LAPSED, Status.DONE, Status.NOT_NEEDED}),
    Status.DONE: frozenset({Status.OPEN}),
    Status.NOT_NEEDED: frozenset({Status.OPEN, Status.WITHDRAWN, Status.DONE}),
    Status.HANDED_OVER: frozenset({Status.OPEN, Status.DONE, Status.NOT_NEEDED}),
}
"""From which state a task may come to which; what is missing here is refused."""


class EndedBy(models.TextChoices):
    """Why a task closed, where the system or a person closed it."""

    PERSON = "person", "職員が記録"
    CONTACT = "contact", "家庭との連絡"
    GUARDIAN_MESSAGE = "guardian_message", "保護者からの連絡"
    EPIDEMIC = "epidemic", "学級の感染症"
    WHEREABOUTS = "whereabouts", "所在がわかっている"
    SEEN_IN_RUN = "seen_in_run", "欠席が続くあいだに会っている"
    BACK = "back", "そのあと登校している"
    GOOD_REASON = "good_reason", "正当な理由の記録"
    CORRECTED = "corrected", "出欠の訂正"
    REVIEW = "review", "見直しの日の決定"
    RHYTHM = "rhythm", "連絡の間隔の約束"
    LATE = "late", "日がたってからわかったこと"
    MOVED = "moved", "子どもがほかの学校へ移った"


AGREED = frozenset({EndedBy.REVIEW, EndedBy.RHYTHM})
"""What adults agreed, so that a reason rests though the days are as they were."""


class Reached(models.TextChoices):
    """Who was reached by a contact."""

    CHILD = "child", "本人"
    GUARDIAN = "guardian", "保護者"
    OTHER = "other", "その他の人"
    NOBODY = "nobody", "つながらなかった"


FAMILY = frozenset({Reached.CHILD, Reached.GUARDIAN})
"""A contact that reached one of these answers the open contact tasks of the pupil."""


class ContactWay(models.TextChoices):
    """How a contact was made."""

    CALL = "call", "電話"
    VISIT = "visit", "家庭訪問"
    AT_SCHOOL = "at_school", "学校で"
    LETTER = "letter", "手紙"
    MESSAGE = "message", "メッセージ"
    VOICEMAIL = "voicemail", "留守番電話"


UNHEARD = frozenset({ContactWay.VOICEMAIL, ContactWay.LETTER})
"""Ways that leave word behind: nobody is reached by them there and then."""

WRITTEN = frozenset({ContactWay.LETTER, ContactWay.MESSAGE})
"""Ways by which a child is neither heard nor seen, even where an answer comes."""


class DraftForm(models.TextChoices):
    """A form of which what is typed is kept before it is saved."""

    CONTACT = "contact", "連絡の記録"
    SHARING = "sharing", "情報共有"
    CONFERENCE = "conference", "ケース会議の記録"


class HandOnKind(models.TextChoices):
    """What of a person's goes to somebody chosen when they leave."""

    TASK = "task", "することになっている仕事"
    DRAFT = "draft", "書きかけの下書き"


class GoodReasonKind(models.TextChoices):
    """A good reason on the guardian's side (正当な理由), so that the board need not be told."""

    DOCTOR = "doctor", "医師にかかっている病気"
    MOURNING = "mourning", "服喪"
    TRAVEL = "travel", "届け出のある旅行"
    SUPPORTED = "supported", "支援の続いている不登校"
    OTHER = "other", "その他"
