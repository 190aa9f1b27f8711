"""A pack rule's condition, kind of work, owner and due date in words for whoever reads rules."""

from collections.abc import Iterable

from tsunagu.packs.schema import Every, Range, Reaches, ResponseRule, When
from tsunagu.response.enums import Owner, TaskKind, Way

COUNTERS = {
    "run": "続けて休んだ日数",
    "total": "今年度の欠席日数",
    "not_come": "今年度に登校していない日数",
    "month": "今月の欠席日数",
    "term": "今学期の欠席日数",
}
ON_DAYS = {
    "away": "学校にも教育支援センターなどにもいなかった日",
    "register_absence": "出席簿で欠席の日",
    "any": "どの日でも",
}
FIELDS = {
    "task_kind": "種類",
    "way": "方法",
    "owner": "担当",
    "due": "期限",
    "when": "条件",
    "what": "内容",
    "label": "名前",
}


def _run(run: int | Every) -> str:
    if isinstance(run, int):
        return f"{COUNTERS['run']}が{run}日"
    steps = "、".join(str(run.first + run.step * n) for n in range(3))
    return f"{COUNTERS['run']}が{steps}日…（{run.first}日から{run.step}日ごと）"


def _total(total: int | Range) -> str:
    if isinstance(total, int):
        return f"{COUNTERS['total']}が{total}日"
    until = f"{total.last}日まで" if total.last else "後はずっと"
    return f"{COUNTERS['total']}が{total.first}日から{until}"


def _reaches(reaches: Reaches) -> str:
    return f"{COUNTERS[reaches.counter]}が{reaches.value}日に達した"


def condition(when: When) -> str:
    """What must hold on the day for a rule to fire, in one sentence part."""
    parts = []
    if when.run:
        parts.append(_run(when.run))
    if when.total:
        parts.append(_total(when.total))
    if when.reaches:
        parts.append(_reaches(when.reaches))
    if when.month_end:
        parts.append("月の終わり")
    return f"{ON_DAYS[when.on]}：{'、かつ'.join(parts)}"


def conditions(rule: ResponseRule) -> list[str]:
    """The alternatives of which one suffices."""
    return [condition(when) for when in rule.conditions]


def work(rule: ResponseRule) -> str:
    """What kind of work it is, and by which way."""
    kind = TaskKind(rule.task_kind).label
    return f"{kind}（{Way(rule.way).label}）" if rule.way else str(kind)


def owner(rule: ResponseRule) -> str:
    """Whose work it is."""
    return str(Owner(rule.owner).label)


def due(rule: ResponseRule) -> str:
    """Until when."""
    days = rule.due.working_days
    return {0: "その日のうち", 1: "次の勤務日"}.get(days, f"{days}勤務日のうち")


def ours(names: Iterable[str]) -> str:
    """Which parts of a rule no document says."""
    return "・".join(FIELDS.get(name, name) for name in names)
