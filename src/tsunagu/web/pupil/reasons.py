"""Tasks with their reasons in words: rule, source, version, and the days that counted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tsunagu.clock import JST, in_words, school_year_of, today
from tsunagu.response.closing import answered_from
from tsunagu.response.enums import FAMILY, ContactWay, EndedBy, Owner, Status, TaskKind
from tsunagu.response.limits import limits_of
from tsunagu.response.models import Contact, Task, TaskReason
from tsunagu.response.queries.strip import YearView, pupil_year
from tsunagu.response.queries.why import COUNTED, RuleWords, kind_of, words_of
from tsunagu.school.models import Pupil
from tsunagu.web.templatetags.tsunagu import jp_dates

Years = Callable[[int], YearView]
"""A pupil's school year as known now, by the year."""

TONES = {
    Status.OPEN: "orange",
    Status.DONE: "green",
    Status.NOT_NEEDED: "",
    Status.HANDED_OVER: "blue",
    Status.LAPSED: "",
    Status.WITHDRAWN: "",
}


WHY = """<div>
  <p><strong>{}</strong> {}<br>{}</p>
  <dl class="facts small">
    <dt>なった日</dt><dd>{}（続けて{}日、{}{}日）</dd>
    <dt>期限</dt><dd>{}</dd>
    <dt>もと</dt><dd>{}</dd>
    {}<dt>数えた日</dt><dd>{}：{}</dd>
  </dl>
</div>"""
VERSION = '<dt>版</dt><dd>{}から　<a href="{}#{}">決まりを読む</a></dd>'
BROUGHT = "{}（ほかに転入前の学校で{}日）"
GONE = "その後の変更により、いまは当てはまりません"


def past_year(school_year: int) -> int | None:
    """A school year that is over; None where it is not."""
    return school_year if school_year < school_year_of(today()).year else None


@dataclass(frozen=True)
class ToldReason:
    """A reason with the rule version that fired, its source, and the days that counted."""

    reason: TaskReason
    words: RuleWords
    counted: str
    days: list[date]
    brought: int

    @property
    def told_days(self) -> SafeString:
        """The days that counted, and how many were brought along; “gone” where taken back."""
        if self.reason.withdrawn and self.reason.day not in self.days:
            return SafeString(GONE)
        days = jp_dates(self.days) or SafeString("なし")
        return format_html(BROUGHT, days, self.brought) if self.brought else days

    @property
    def drawn(self) -> SafeString:
        """The answer to “why” as HTML; thirty a page are drawn quicker here than in a template."""
        reason, words, taken_back, version = self.reason, self.words, "", ""
        # What was done before an agreement says nothing of it.
        if reason.withdrawn and (reason.task.status != Status.DONE or reason.task.remark):
            taken_back = render_to_string("components/chip.html", {"text": "取り下げ"})
        if words.since:
            begun = in_words(words.since, year=True)
            version = format_html(VERSION, begun, reverse("rules"), reason.rule)
        return format_html(
            WHY,
            words.label,
            taken_back,
            words.what,
            in_words(reason.day),
            reason.run,
            f"{past}年度" if (past := past_year(reason.school_year)) else "今年度",
            reason.total,
            in_words(reason.due),
            words.source,
            version,
            self.counted,
            self.told_days,
        )


@dataclass(frozen=True)
class ToldTask:
    """A task with the reasons that hold, and its state in words."""

    task: Task
    reasons: list[ToldReason]
    answer: Contact | None = None

    @property
    def tone(self) -> str:
        """The chip's tone of its state."""
        return TONES[Status(self.task.status)]

    @property
    def title(self) -> str:
        """What it asks for."""
        return self.task.asks

    @property
    def decided_in(self) -> UUID | None:
        """The sharing that decided it; None where a rule asks for it."""
        decided = self.task.kind == TaskKind.DECISION
        return self.task.decision.sharing_id if decided else None

    @property
    def state(self) -> str:
        """How it stands, in words."""
        return str(Status(self.task.status).label)

    @property
    def owner(self) -> str:
        """Who is to do it, in words."""
        return str(Owner(self.task.owner).label)

    @property
    def past_year(self) -> int | None:
        """The school year that it is of, where that is over."""
        return past_year(school_year_of(self.task.day).year)

    @property
    def ended(self) -> str:
        """Why it closed, in words; empty while it is open. Of a contact: when, and which way."""
        if self.answer:
            at = self.answer.at.astimezone(JST)
            hour, way = f"{at.hour}:{at:%M}", ContactWay(self.answer.way).label
            if at.date() == self.task.day:
                return f"{hour}の連絡（{way}）で済み"
            on = f"前日（{hour}）" if at.date() < self.task.day else in_words(at.date())
            return f"{on}の連絡（{way}）で済み"
        return str(EndedBy(self.task.ended_by).label) if self.task.ended_by else ""


def _told(reason: TaskReason, years: Years) -> ToldReason:
    kind, behind = kind_of(reason.key), years(reason.school_year).behind
    return ToldReason(
        reason=reason,
        words=words_of(reason.version),
        counted=COUNTED.get(kind, ""),
        days=behind.days(kind, reason.day),
        brought=behind.brought(kind, reason.day),
    )


def years_of(pupil: Pupil) -> Years:
    """A pupil's school years, each read once."""
    return cache(lambda school_year: pupil_year(pupil, school_year))


def _answers(tasks: list[Task]) -> dict[UUID, Contact]:
    """The first contact that answered each of a pupil's tasks that a contact closed, by task."""
    closed = [task for task in tasks if task.ended_by == EndedBy.CONTACT]
    if not closed:
        return {}
    evening = limits_of(closed[0].municipality).evening
    since = {task.pk: answered_from(task.day, evening.on(task.day)) for task in closed}
    made = Contact.objects.standing().filter(pupil=closed[0].pupil_id, reached__in=FAMILY)
    answering = list(made.filter(at__gte=min(since.values())).order_by("at", "pk"))
    first = {key: next((c for c in answering if c.at >= at), None) for key, at in since.items()}
    return {key: contact for key, contact in first.items() if contact}


def told_tasks(tasks: Iterable[Task], years: Years) -> list[ToldTask]:
    """Tasks of a pupil with their reasons (prefetched) in the order of their due dates."""
    told, tasks = [], list(tasks)
    answers = _answers(tasks)
    for task in tasks:
        reasons = sorted(task.reasons.all(), key=lambda r: (r.due, r.rule))
        held = [r for r in reasons if not r.withdrawn] or reasons
        reasons_told = [_told(reason, years) for reason in held]
        told.append(ToldTask(task, reasons_told, answers.get(task.pk)))
    return told
