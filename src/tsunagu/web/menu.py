"""The frame's menu: what the policy table lets a person open, and where they work."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from tsunagu.access.actor import Actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.policy import MANAGERS_ALONE, Deed, may_somewhere, sure
from tsunagu.org.models import Organisation


@dataclass(frozen=True)
class Entry:
    """A page that the menu offers to who may do one of `deeds` somewhere, or to one `role` only.

    Who may do the deed `but` has another page for it.
    """

    label: str
    name: str
    deeds: tuple[Deed, ...]
    role: RoleKind | None = None
    but: Deed | None = None


ENTRIES = (
    Entry("今日", "today", (Deed.SEE_TODAY,)),
    Entry("出欠", "roll-classes", (Deed.SEE_ROLL,)),
    Entry("所在未確認", "missing", (Deed.TAKE_ROLL,)),
    Entry("未入力の学級", "untaken", (Deed.SEE_UNTAKEN,)),
    Entry("子ども", "pupil:find", (Deed.SEE_PUPIL,)),
    Entry("子ども", "pupil:find-to-note", (Deed.SET_NOTICE,), but=Deed.SEE_PUPIL),
    Entry("気づき", "signs:list", (Deed.SEE_SIGN,)),
    Entry("気づき", "signs:classes", (Deed.RECORD_SIGN,), but=Deed.SEE_SIGN),
    Entry("SOS", "sos:list", (Deed.SEE_SOS,)),
    Entry("心の天気", "signs:weather", (Deed.SEE_CHECK_IN,)),
    Entry("保健室", "signs:nurse", (Deed.LOG_VISIT,)),
    Entry("気づき方", "signs:ways", (Deed.SET_NOTICING,)),
    Entry("ケース", "support:list", (Deed.SEE_CASE,)),
    Entry("様式", "sheets:list", (Deed.SEE_SHEET,)),
    Entry("受け取った共有", "cases:received", (Deed.SEE_SHARED,)),
    Entry("教育委員会への相談", "consultations:list", (Deed.ASK_CONSULTATION,)),
    Entry("学校からの相談", "consultations:inbox", (Deed.SEE_CONSULTATION,)),
    Entry("実践の記録", "library:list", (Deed.READ_STORY,)),
    Entry("個票", "follow-ups:calls", (Deed.ASK_FOLLOW_UP,)),
    Entry("学校からの依頼", "consultations:requests", (Deed.SEE_CONSULTATION,)),
    Entry("保護者への招待状", "letters:classes", (Deed.INVITE_FAMILY,)),
    Entry("学校", "school:schools", (Deed.SEE_SCHOOL,)),
    Entry("自治体", "board", (Deed.SEE_BOARD,)),
    Entry("学校の事務", "office:schools", (Deed.SEE_REGISTER, Deed.SET_SCHOOL, Deed.SET_CALENDAR)),
    Entry("校暦", "office:calendar-all", (Deed.SET_CALENDAR,)),
    Entry("取り込み", "imports", (Deed.IMPORT,)),
    Entry("職員", "staff:list", (Deed.SEE_STAFF,)),
    Entry("職員の入れ替わり", "turnover:board", (Deed.SEE_BOARD_TURNOVER,), but=Deed.SEE_STAFF),
    Entry("つなぐ先", "connections:list", (Deed.SET_KEY,)),
    Entry("もう一人の確認", "confirming:list", (Deed.CONFIRM_ROLE,)),
    Entry("確かめること", "audit:unusual", (Deed.REVIEW_LOOKS,)),
    Entry("記録を見た人", "audit:pupils", (Deed.SEE_WHO_LOOKED,)),
    Entry("職員が見たもの", "audit:people", (Deed.SEE_WHAT_DONE,)),
    Entry("開示などの請求", "rights:list", (Deed.SEE_CLAIMS,)),
    Entry("保存の期間", "retention:page", (Deed.DELETE_DUE,)),
    Entry("関係機関", "staff:agencies", (Deed.SET_AGENCY,)),
)
"""The menu from left to right; each names a page by its URL name."""

READINGS = (
    Entry("対応の決まり", "rules", (Deed.SEE_RULES,)),
    Entry("だれが何を見られるか", "policy", (Deed.SEE_POLICY,)),
    Entry("画面の部品", "gallery", (Deed.SEE_RULES,), RoleKind.ADMINISTRATOR),
)
"""What the staff may read, at the foot of every page."""


@dataclass(frozen=True)
class Item:
    """An entry as shown to one person on one page."""

    label: str
    url: str
    current: bool


class Shell:
    """What the frame shows of the person signed in; asked of the database only when shown."""

    def __init__(self, actor: Actor, path: str) -> None:
        self.actor, self._unsure = sure(actor), actor
        self.path = path

    @cached_property
    def menu(self) -> list[Item]:
        """The entries of the menu; the longest address that fits is current."""
        return self._items(ENTRIES)

    @property
    def readings(self) -> list[Item]:
        """The entries of the foot."""
        return self._items(READINGS)

    def _items(self, entries: tuple[Entry, ...]) -> list[Item]:
        """The entries that the policy table allows."""
        shown = [
            (entry.label, reverse(entry.name))
            for entry in entries
            if any(may_somewhere(self.actor, deed) for deed in entry.deeds)
            and not (entry.but and may_somewhere(self.actor, entry.but))
            and (entry.role is None or entry.role in self.actor.kinds)
        ]
        fitting = [url for _, url in shown if url == self.path or self.path.startswith(url)]
        here = max(fitting, key=len, default="")
        here = "" if here == "/" != self.path else here
        return [Item(label, url, url == here) for label, url in shown]

    @property
    def holds_back(self) -> bool:
        """May the person know more than this page shows, once a second proof is given again?

        Says nothing of whether there is any of it.
        """
        return any(
            may_somewhere(self.actor, deed) and not may_somewhere(self._unsure, deed)
            for deed in MANAGERS_ALONE
        )

    @property
    def place(self) -> str:
        """The organisations in which the person holds a role today, such as a school."""
        keys = {held.organisation for held in self.actor.held}
        names = Organisation.objects.filter(pk__in=keys).order_by("name")
        return "・".join(names.values_list("name", flat=True))
