"""Tasks with their reasons in words: rule, source, version, and the days that counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tsunagu.packs.loader import Pack, load_pack
from tsunagu.packs.schema import ResponseRule
from tsunagu.response.enums import EndedBy, Status
from tsunagu.response.models import Task, TaskReason

TONES = {
    Status.OPEN: "orange",
    Status.DONE: "green",
    Status.NOT_NEEDED: "",
    Status.HANDED_OVER: "blue",
    Status.LAPSED: "",
    Status.WITHDRAWN: "",
}


@dataclass(frozen=True)
class ToldReason:
    """A reason with the rule version that fired, as its pack has it."""

    reason: TaskReason
    pack: Pack
    rule: ResponseRule

    @property
    def source(self) -> str:
        """Document and page, or ours."""
        return self.pack.title_of(self.rule)


@dataclass(frozen=True)
class ToldTask:
    """A task with the reasons that hold, and its state in words."""

    task: Task
    reasons: list[ToldReason]

    @property
    def tone(self) -> str:
        """The chip's tone of its state."""
        return TONES[Status(self.task.status)]

    @property
    def title(self) -> str:
        """What it asks for, with the way where there is one."""
        way = self.task.get_way_display() if self.task.way else ""
        return way or self.task.get_kind_display()

    @property
    def ended(self) -> str:
        """Why it closed, in words; empty while it is open."""
        return str(EndedBy(self.task.ended_by).label) if self.task.ended_by else ""


@lru_cache(maxsize=1024)
def _version(name: str) -> tuple[Pack, ResponseRule]:
    """A rule version by its name, `pack/rule@first day`."""
    pack_name, rest = name.split("/", 1)
    rule_id, first = rest.split("@", 1)
    pack = load_pack(pack_name)
    return pack, next(
        r for r in pack.responses if r.id == rule_id and r.valid_from.isoformat() == first
    )


def told_task(task: Task) -> ToldTask:
    """A task with its reasons (prefetched) in the order of their due dates."""
    reasons = sorted(task.reasons.all(), key=lambda r: (r.due, r.rule))
    held = [r for r in reasons if not r.withdrawn] or reasons
    return ToldTask(task, [ToldReason(r, *_version(r.version)) for r in held])


def told_tasks(tasks: Iterable[Task]) -> list[ToldTask]:
    """Several of them."""
    return [told_task(task) for task in tasks]
