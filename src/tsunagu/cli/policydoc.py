"""`docs/who-can-see-what.md`, written from the policy table: by object, by role, by field."""

from collections.abc import Iterator

from tsunagu.access.enums import DataClass, RoleKind
from tsunagu.access.fields import FieldGroup
from tsunagu.access.holdings import HELD, IN_STATE
from tsunagu.access.labels import DATA_CLASSES
from tsunagu.access.readable import About, by_thing

MADE = "<!-- パックと権限の表から作ったページです。直接は書きかえず、作り直します。 -->"
INTRODUCTION = (
    "この表にないことは、だれにもできません。見られないものは、無いものと同じ答えになります。"
    "役割は始まりの日から終わりの日まで。ほかの自治体のものには届きません。"
    "画面の「だれが何を見られるか」では、役割・ものごと・ことばでさがせます。"
)


def policy_page() -> str:
    """The whole table as Markdown."""
    lines = [MADE, "", "# だれが何を見られるか", "", INTRODUCTION, "", *_classes()]
    lines += ["", "## ものごとから：だれが見られるか"]
    for about in by_thing():
        lines += ["", f"### {about.thing.label}", "", *_groups(about), "", *_rows(about)]
    lines += ["", "## 役割から：何ができるか"]
    for role in RoleKind:
        rows = _of_role(role)
        lines += ["", f"### {role.label}", "", *rows] if rows else []
    lines += ["", "## 項目から：どの表のどの項目が、どの区分か", "", *_holdings()]
    return "\n".join(lines) + "\n"


def _classes() -> Iterator[str]:
    yield "情報の区分は、文部科学省のガイドライン（2025年3月）にならいます。"
    yield "ⅠとⅡを見るには、二つめの確認が要ります。"
    yield ""
    for one in DataClass:
        yield f"- {one.label} {DATA_CLASSES[one]}"


def _groups(about: About) -> Iterator[str]:
    """The field groups of an object with their classes."""
    for group in about.groups:
        yield f"- {group.what}（{group.data.label}）"


def _rows(about: About) -> Iterator[str]:
    """Who may do what with an object."""
    yield "| できること | だれが | どこまで | 区分 | わけ | 条件 |"
    yield "|---|---|---|---|---|---|"
    for line in about.lines:
        row = line.row
        yield (
            f"| {line.label} | {line.who} | {row.reach.label} | {row.data.label} "
            f"| {row.why} | {row.condition} |"
        )


def _of_role(role: RoleKind) -> list[str]:
    """What a role may do, each deed once, with the objects that it shows."""
    once = {(line.deed, line.row): line for about in by_thing(role=role) for line in about.lines}
    rows = [
        f"| {line.label} | {line.what} | {line.row.reach.label} | {line.row.data.label} "
        f"| {line.row.condition} |"
        for line in once.values()
    ]
    head = ["| できること | 見える・書けるもの | どこまで | 区分 | 条件 |", "|---|---|---|---|---|"]
    return head + rows if rows else []


def _holdings() -> Iterator[str]:
    """Every field of every table under its group, the most sensitive class first."""
    yield "| 区分 | ものごと | まとまり | 表と項目 |"
    yield "|---|---|---|---|"
    for group in sorted(FieldGroup, key=lambda one: one.data):
        places = [
            f"`{table}` {', '.join(groups[group].split())}"
            for table, groups in HELD.items()
            if group in groups
        ]
        places += [
            f"`{table}` {field} のとき、すべて"
            for table, (field, other) in IN_STATE.items()
            if other == group
        ]
        if places:
            where = "<br>".join(places)
            yield f"| {group.data.label} | {group.thing.label} | {group.what} | {where} |"
