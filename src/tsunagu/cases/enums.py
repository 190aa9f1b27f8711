"""States and choices of shares, suspicions, consultations and stories, with Japanese labels."""

from django.db import models

from tsunagu.access.enums import DataClass


class Basis(models.TextChoices):
    """What allows a school to share a child's record outside."""

    CONSENT = "consent", "本人・保護者の同意"
    PROTECTION_NETWORK = "protection_network", "要保護児童対策地域協議会（児童福祉法第25条の2）"
    DUTY = "duty", "法令の定め"
    OWN_TASK = "own_task", "同じ自治体の所掌事務"


class Section(models.TextChoices):
    """What of a child's record can be shared.

    Restricted notices, what concerns the child protection network, and suspicions never can.
    """

    ATTENDANCE = "attendance", "出欠のまとめ"
    COUNTERS = "counters", "欠席の日数と対応の状況"
    CONTACTS = "contacts", "家庭との連絡"
    TALKS = "talks", "校内の情報共有と決めたこと"
    PHONE = "phone", "保護者の電話"
    NOTICES = "notices", "届け出（管理職のみのものを除く）"

    @property
    def data(self) -> DataClass:
        """The Ministry's class of what it holds."""
        return DataClass.III if self in {Section.ATTENDANCE, Section.COUNTERS} else DataClass.II


class State(models.TextChoices):
    """How far a share has come by what people did. Whether it is in force, the day says too."""

    WAITING = "waiting", "管理職の確認待ち"
    OFFERED = "offered", "相手の返事待ち"
    ACCEPTED = "accepted", "受け取り済み"
    DECLINED = "declined", "相手が辞退"
    ENDED = "ended", "終了"


class Move(models.TextChoices):
    """What people do to a share."""

    CONFIRM = "confirm", "確認する"
    ACCEPT = "accept", "受け取る"
    DECLINE = "decline", "辞退する"
    END = "end", "終える"


class Standing(models.TextChoices):
    """Where a share stands on a day: its state, its days and its consent taken together."""

    WAITING = "waiting", "管理職の確認待ち"
    OFFERED = "offered", "相手の返事待ち"
    UPCOMING = "upcoming", "これから始まる"
    IN_FORCE = "in_force", "共有中"
    DECLINED = "declined", "相手が辞退"
    OVER = "over", "期限で終了"
    WITHDRAWN = "withdrawn", "同意の取り下げで終了"
    LEFT = "left", "子どもが学校を離れたので停止"
    ENDED = "ended", "終了"


class EndedBy(models.TextChoices):
    """Which side ended a share before its day."""

    SHARER = "sharer", "学校"
    RECEIVER = "receiver", "受け取った機関"


class ConsentWay(models.TextChoices):
    """How a consent was given or withdrawn."""

    ORAL = "oral", "口頭"
    PAPER = "paper", "書面"
    ELECTRONIC = "electronic", "電子"


class ChildAgrees(models.TextChoices):
    """What the child says to it."""

    YES = "yes", "同意している"
    NO = "no", "同意していない"
    NOT_ASKED = "not_asked", "聞いていない"


class SuspicionState(models.TextChoices):
    """How far the adults have come with a suspicion of abuse."""

    OPEN = "open", "通告するか決めていない"
    HELD = "held", "通告しない（二人めの確認待ち）"
    SETTLED = "settled", "通告しない（二人で確認した）"
    NOTIFIED = "notified", "通告した"
    ENDED = "ended", "終わり"


TO_DECIDE = frozenset({SuspicionState.OPEN, SuspicionState.HELD})
"""What the managers have yet to decide: it stands on their Today."""
FOLLOWED = TO_DECIDE | {SuspicionState.NOTIFIED}
"""Somebody acts on it: what is said once more on the same sheet is written beside it."""


class SuspicionMove(models.TextChoices):
    """What people do about a suspicion."""

    NOTIFY = "notify", "通告した"
    HOLD = "hold", "通告しないと決めた"
    CONFIRM = "confirm", "二人めが確認した"
    OBJECT = "object", "二人めが同意しなかった"
    FOLLOW = "follow", "その後のこと"
    END = "end", "終えた"


class ConsultationState(models.TextChoices):
    """How far a consultation sheet has come, from the homeroom's hand to what was agreed."""

    WAITING = "waiting", "管理職の署名待ち"
    RETURNED = "returned", "書き直し"
    SENT = "sent", "届いた（まだ読まれていない）"
    READ = "read", "読まれた（担当を決める）"
    ASSIGNED = "assigned", "担当が決まった（折り返しの電話）"
    CALLED = "called", "折り返しの電話をした"
    ADVISED = "advised", "助言した"
    VISIT = "visit", "学校訪問を決めた"
    CONFERENCE = "conference", "ケース会議を決めた"
    CLOSED = "closed", "終わり"
    WITHDRAWN = "withdrawn", "取り下げ"


OVER = frozenset({ConsultationState.CLOSED, ConsultationState.WITHDRAWN})
"""Nothing is owed any more."""
AT_SCHOOL = frozenset({ConsultationState.WAITING, ConsultationState.RETURNED})
"""Not sent yet: the board knows nothing of it."""


class ConsultationMove(models.TextChoices):
    """What people do about a consultation."""

    ASK = "ask", "管理職に出した"
    RETURN = "return", "書き直しを頼んだ"
    SEND = "send", "署名して送った"
    CORRECT = "correct", "訂正して送りなおした"
    READ = "read", "読んだ"
    ASSIGN = "assign", "担当を決めた"
    TRY = "try", "電話したが、つながらなかった"
    CALL = "call", "折り返し電話した"
    ADVISE = "advise", "助言した"
    VISIT = "visit", "学校訪問を決めた"
    CONFER = "confer", "ケース会議を決めた"
    CLOSE = "close", "終えた"
    WITHDRAW = "withdraw", "取り下げた"


class ConsultationOwner(models.TextChoices):
    """Who owes the next step of a consultation."""

    ASKER = "asker", "出した人"
    MANAGER = "manager", "管理職"
    SUPERVISOR = "supervisor", "指導主事"
    HEAD = "head", "教育委員会の課長"
    ADVISER = "adviser", "担当"


class StoryState(models.TextChoices):
    """How far an anonymised case story has come."""

    DRAFT = "draft", "下書き"
    WAITING = "waiting", "承認待ち"
    RETURNED = "returned", "書き直し"
    APPROVED = "approved", "みなが読める"
    TAKEN_BACK = "taken_back", "取り下げ"


class StoryMove(models.TextChoices):
    """What people do about a story."""

    ASK = "ask", "承認を頼んだ"
    RECALL = "recall", "承認を頼むのをやめた"
    RETURN = "return", "書き直しを頼んだ"
    APPROVE = "approve", "承認した"
    TAKE_BACK = "take_back", "取り下げた"
    REWRITE = "rewrite", "もう一度書き始めた"


class FollowUpState(models.TextChoices):
    """How far a follow-up slip has come, from the school's hand to the support that it led to."""

    SENT = "sent", "出した（教育委員会が読む）"
    READ = "read", "読まれた（共有する相手を決める）"
    SHARED = "shared", "共有を決めた（支援を書く）"
    SUPPORTED = "supported", "支援を書いた"
    WITHDRAWN = "withdrawn", "取り下げ"


SLIP_OVER = frozenset({FollowUpState.SUPPORTED, FollowUpState.WITHDRAWN})
"""Nothing is owed of the slip any more."""


class FollowUpMove(models.TextChoices):
    """What people do about a follow-up slip."""

    SEND = "send", "出した"
    CORRECT = "correct", "訂正して出しなおした"
    READ = "read", "教育委員会が読んだ"
    SHARE = "share", "共有する相手を決めた"
    SUPPORT = "support", "支援を書いた"
    WITHDRAW = "withdraw", "取り下げた"


class FollowUpOwner(models.TextChoices):
    """Who owes what comes next of a follow-up slip."""

    LEAD = "lead", "不登校担当"
    WRITER = "writer", "個票を書いた人"
    MANAGER = "manager", "管理職"
    SUPERVISOR = "supervisor", "指導主事"
    HEAD = "head", "教育委員会の課長"
