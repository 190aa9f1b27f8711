"""What a receiver reads of a child: the sections that the share names, and no way on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tsunagu.access.actor import Actor, system_actor
from tsunagu.access.enums import RoleKind
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed
from tsunagu.attendance.models import Notice
from tsunagu.cases.doors import allow_received
from tsunagu.cases.enums import Section
from tsunagu.cases.models import Share
from tsunagu.cases.queries.veils import called, veil
from tsunagu.clock import JST, in_words, school_year_of, today
from tsunagu.response.enums import GIVEN, ContactWay, Reached
from tsunagu.response.models import Contact, Sharing, Task
from tsunagu.response.printing.recap import recap_parts
from tsunagu.response.queries.strip import DayState, YearView, pupil_year
from tsunagu.school.guardians import with_limits
from tsunagu.school.models import Enrolment, Pupil

MOST = 30
"""Records of a section, the newest."""
OLDER = ("これより前", "学校に聞いてください")
Line = tuple[str, str]


def _newest(lines: list[Line]) -> list[Line]:
    """At most so many of a section; where there are more, the last line says so."""
    return [*lines[:MOST], OLDER] if len(lines) > MOST else lines


@dataclass(frozen=True)
class Part:
    """A section with its lines: what of, and the words."""

    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Who:
    """The child as the consultation sheet has it: by initials unless the share names the child."""

    name: str
    facts: list[Line]


def who(share: Share) -> Who:
    """Whom a share is about, with the head of the consultation sheet."""
    pupil = share.pupil
    homes = Enrolment.objects.home().filter(pupil=pupil, begin__lte=today())
    home = homes.select_related("classroom__school").order_by("-begin", "pk").first()
    if home is None:
        return Who(called(share), [])
    room = home.classroom
    held = Role.objects.on(today()).of_staff_here().select_related("person")
    teachers = held.filter(kind=RoleKind.HOMEROOM, classroom=room.pk).order_by("first", "pk")
    facts = [
        ("学校", room.school.name),
        ("学年・組", f"{room.label}{'（特別支援学級）' if room.special_needs else ''}"),
        ("性別", pupil.get_sex_display()),
        ("担任", "、".join(role.person.name for role in teachers)),
    ]
    return Who(called(share), [(label, text) for label, text in facts if text])


def shared(share: Share, actor: Actor) -> list[Part]:
    """The sections of a share in force, for who received it. Raises `Denied` otherwise."""
    allow_received(actor, Deed.SEE_SHARED, share)
    return parts_of(share)


def parts_of(share: Share) -> list[Part]:
    """The sections that a share names, read now and as the receiver may read them."""
    read, said = Records(share.pupil), veil(share)
    return [
        Part(
            str(section.label),
            [(said(label), said(text)) for label, text in READERS[section](read)],
        )
        for section in share.section_list
    ]


class Records:
    """A child's records of this school year, each read when a section asks for it."""

    def __init__(self, pupil: Pupil) -> None:
        self.pupil = pupil
        self.year = school_year_of(today())

    @cached_property
    def view(self) -> YearView:
        """The year day by day."""
        return pupil_year(self.pupil, self.year.year)


def _attendance(read: Records) -> list[Line]:
    """How many days of which kind, a month a line."""
    months: dict[date, list[DayState]] = {}
    for one in read.view.days:
        if one.day <= today():
            months.setdefault(one.day.replace(day=1), []).append(one.state)
    said = ((DayState.HERE, "出席"), (DayState.AWAY, "欠席"), (DayState.ELSEWHERE, "学校外"))
    lines = []
    for month, states in months.items():
        words = [f"{label} {states.count(state)}日" for state, label in said]
        if any(state in states for state, _ in said):
            lines.append((f"{month.year}年{month.month}月", "　".join(words)))
    return lines


def _counters(read: Records) -> list[Line]:
    """The counters of today, and how the responses stand; never what was decided in a talk."""
    now = read.view.now
    lines = [
        ("連続の欠席", f"{now.run}日"),
        ("今年度の欠席", f"{now.total}日"),
        ("登校していない日数", f"{now.not_come}日"),
    ]
    municipality = read.pupil.municipality
    tasks = Task.objects.of(read.pupil, system_actor(municipality, "share"))
    tasks = tasks.filter(day__range=(read.year.first, today())).exclude(kind__in=GIVEN)
    stand = tasks.order_by("-day", "pk")[: MOST + 1]
    told = [(in_words(task.day), f"{task.asks}：{task.stands.label}") for task in stand]
    return [*lines, *_newest(told)]


def _contacts(read: Records) -> list[Line]:
    rows = Contact.objects.standing().filter(pupil=read.pupil, at__date__gte=read.year.first)
    lines = []
    for one in rows.order_by("-at", "pk")[: MOST + 1]:
        met = [label for met, label in MET if getattr(one, met)]
        head = f"{ContactWay(one.way).label}　{'・'.join([Reached(one.reached).label, *met])}"
        ahead = f"次にすること：{one.next}" if one.next else ""
        on = in_words(one.at.astimezone(JST).date())
        lines.append((on, "\n".join(part for part in (head, one.line, ahead) if part)))
    return _newest(lines)


MET = (("child_heard", "本人の声を聞いた"), ("child_seen", "本人に会った"))


def _talks(read: Records) -> list[Line]:
    rows = Sharing.objects.standing().filter(pupil=read.pupil, draft=False)
    rows = rows.filter(on__gte=read.year.first).select_related("municipality")
    lines = []
    for one in rows.prefetch_related("decisions").order_by("-on", "pk")[: MOST + 1]:
        said = [f"{label}：{text}" for part in recap_parts(one) for label, text in part.lines]
        decided = [f"決めたこと：{decision.what}" for decision in one.decisions.all()]
        lines.append((in_words(one.on), "\n".join([*decided, *said])))
    return _newest(lines)


def _phone(read: Records) -> list[Line]:
    """Whom to call; of who is under a limit, or has the same number, nothing."""
    people = with_limits(read.pupil.guardians.order_by("order", "pk"), today())
    return [
        (f"{one.name}（{one.relation}）" if one.relation else one.name, one.number)
        for one in people
        if one.number
    ]


def _notices(read: Records) -> list[Line]:
    """What is known beforehand and not restricted; a guardian wrote for the school alone."""
    rows = Notice.objects.between(read.year.first, None).filter(pupil=read.pupil, restricted=False)
    lines = []
    for one in rows.order_by("-first", "pk")[: MOST + 1]:
        until = f"{in_words(one.last)}まで" if one.last else "終わりの日は未定"
        told = one.from_guardian and one.by_id is None
        words = f"{one.get_kind_display()}　{'' if told else one.note}".strip()
        lines.append((f"{in_words(one.first)}から{until}", words))
    return _newest(lines)


READERS: dict[Section, Callable[[Records], list[Line]]] = {
    Section.ATTENDANCE: _attendance,
    Section.COUNTERS: _counters,
    Section.CONTACTS: _contacts,
    Section.TALKS: _talks,
    Section.PHONE: _phone,
    Section.NOTICES: _notices,
}
