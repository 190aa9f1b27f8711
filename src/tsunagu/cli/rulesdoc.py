"""`docs/rules.md` and `docs/who-can-see-what.md`, written from the packs and the policy table.

`python -m tsunagu.cli.rulesdoc` writes them anew; a test holds them up to date.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu.settings.test")
django.setup()

from tsunagu.cli.policydoc import MADE, policy_page  # noqa: E402
from tsunagu.packs.entries import Dated  # noqa: E402
from tsunagu.packs.loader import Pack, load_packs, pack_names, packs_folder  # noqa: E402
from tsunagu.packs.schema import ResponseRule  # noqa: E402
from tsunagu.response import conditions  # noqa: E402

CLOSED_BY = {
    "guardian_message": "保護者からの連絡があれば不要",
    "seen_in_run": "欠席が続くあいだに学校の大人が会ったか、そのあと登校していれば済み",
    "good_reason": "正当な理由が記録されていれば不要",
}


def rules_page(packs: Iterable[Pack]) -> str:
    """Every rule of every pack in every version, as Markdown."""
    lines = [
        MADE,
        "",
        "# 対応の決まり",
        "",
        "どの日に、だれが、何を、いつまでに。全国共通のパックはどの自治体でも最初に読み込まれ、"
        "後のパックが同じIDの決まりを言い直せます。例は `tests/rules/` にあります。",
    ]
    for pack in packs:
        lines += ["", f"## {pack.head.title}（{pack.id}）", ""]
        lines += [pack.head.note, ""] if pack.head.note else []
        for document in pack.head.documents:
            lines.append(f"- 出典 {document.title}（{document.publisher}、{document.date}）")
        for rule in sorted(pack.responses, key=lambda r: (r.id, r.valid_from)):
            lines += ["", *_rule(pack, rule)]
        lines += _noticings(pack) + _settings(pack) + _help_lines(pack) + _forms(pack)
    return "\n".join(lines) + "\n"


def _noticings(pack: Pack) -> list[str]:
    """The ways in which what the register knows is noticed, in every version."""
    if not pack.noticings:
        return []
    rows = [
        f"| {one.label} `{one.id}` | {one.what} | {'使う' if one.on else '使わない'} |"
        f" {one.valid_from}から{_until(one)} | {pack.title_of(one)} |"
        for one in pack.noticings
    ]
    head = ["| 数えて気づくこと | どう数えるか | 使う | 有効 | 出典 |", "|---|---|---|---|---|"]
    return ["", "### 数えて気づくこと", "", *head, *rows]


def _settings(pack: Pack) -> list[str]:
    """The numbers and times that a municipality can change, in every version."""
    if not pack.settings:
        return []
    rows = [
        f"| {s.label} `{s.id}` | {s.value} | {s.valid_from}から{_until(s)} | {pack.title_of(s)} |"
        for s in pack.settings
    ]
    head = ["| 設定 | 値 | 有効 | 出典 |", "|---|---|---|---|"]
    return ["", "### 数と時刻の取り決め", "", *head, *rows]


def _help_lines(pack: Pack) -> list[str]:
    """The telephones for children, in every version."""
    if not pack.help_lines:
        return []
    rows = [
        f"| {one.label} `{one.id}` | {one.phone} | {one.hours} |"
        f" {one.valid_from}から{_until(one)} | {pack.title_of(one)} |"
        for one in pack.help_lines
    ]
    head = ["| 子どもの電話 | 番号 | 時間 | 有効 | 出典 |", "|---|---|---|---|---|"]
    return ["", "### 子どもの電話", "", *head, *rows]


def _forms(pack: Pack) -> list[str]:
    """The official forms in every version: how many questions, and how many of them filled in."""
    if not pack.forms:
        return []
    rows = []
    for form in sorted(pack.forms, key=lambda f: (f.id, f.valid_from)):
        fields = list(form.fields)
        filled = sum(1 for field in fields if field.first)
        source = pack.title_of(form) + "（文書にない取り決めを含む）" * bool(form.ours)
        dates = f"{form.valid_from}から{_until(form)}"
        rows.append(f"| {form.title} `{form.id}` | {len(fields)} | {filled} | {dates} | {source} |")
    head = ["| 様式 | 項目 | 記録から入る | 有効 | 出典 |", "|---|---|---|---|---|"]
    return ["", "### 様式", "", *head, *rows]


def _until(entry: Dated) -> str:
    return f"{entry.valid_until}まで" if entry.valid_until else "次の版まで"


def _rule(pack: Pack, rule: ResponseRule) -> list[str]:
    more = [CLOSED_BY[way] for way in rule.closed_by]
    more += ["支援計画の見直し日までは、その記録の一行になる"] * rule.frozen_by_review
    more += ["登録のある子どもだけ。管理職だけが知る"] * rule.registered_only
    rows = [
        ("すること", rule.what),
        ("条件", "、または ".join(conditions.conditions(rule))),
        ("種類", conditions.work(rule)),
        ("担当", conditions.owner(rule)),
        ("期限", conditions.due(rule)),
        ("出典", pack.title_of(rule)),
        ("文書にない、つなぐの取り決め", conditions.ours(rule.ours)),
        ("そのほか", "。".join(more)),
        ("有効", f"{rule.valid_from}から{_until(rule)}（{rule.checked_on}に確認）"),
    ]
    table = [f"| {name} | {value} |" for name, value in rows if value]
    return [f"### {rule.label} `{rule.id}`", "", "| | |", "|---|---|", *table]


def pages() -> dict[str, str]:
    """Each page by its file's name in `docs/`."""
    return {
        "rules.md": rules_page(load_packs(pack_names())),
        "who-can-see-what.md": policy_page(),
    }


def main() -> None:
    """Write the pages into `docs/` beside the packs."""
    folder: Path = packs_folder().parent / "docs"
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
