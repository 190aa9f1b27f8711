"""The command line read by argparse, whose own words are said in Japanese."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

WRONG_USAGE = 2

KINDS = {
    "int": "整数",
    "_count": "整数",
    "_year": "整数",
    "_pupils": "整数",
    "Path": "ファイルの場所",
}
"""What a value is to be, by the name of what reads it."""

SENTENCES = (
    (r"the following arguments are required: (?P<what>.+)", "{what} が要ります"),
    (r"one of the arguments (?P<what>.+) is required", "{what} のどれかが要ります"),
    (r"unrecognized arguments: (?P<what>.+)", "「{what}」は使えません"),
    (
        r"invalid choice: '?(?P<given>.*?)'? \(choose from (?P<what>.+)\)",
        "「{given}」は使えません。{what} のどれかにしてください",
    ),
    (
        r"invalid (?P<kind>\w+) value: '?(?P<given>.*?)'?",
        "「{given}」は読めません。{kind}を書いてください",
    ),
    (r"expected (one|at least one|\d+) arguments?", "値が要ります"),
    (r"ignored explicit argument '?(?P<given>.*?)'?", "値「{given}」は付けられません"),
    (
        r"ambiguous option: (?P<given>\S+) could match (?P<what>.+)",
        "「{given}」は {what} のどれか決まりません",
    ),
    (r"not allowed with argument (?P<what>.+)", "{what} と一緒には使えません"),
)
"""Patterns of argparse's messages, and the sentence for each."""


def in_japanese(message: str) -> str:
    """The message in Japanese; one that argparse does not write itself stays as it is."""
    match = re.fullmatch(r"argument (?P<name>\S+): (?P<rest>.*)", message, re.DOTALL)
    if match:
        return f"{match['name']}: {in_japanese(match['rest'])}"
    for pattern, sentence in SENTENCES:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            found = match.groupdict()
            found["what"] = found.get("what", "").replace("'", "").replace(", ", "・")
            found["kind"] = KINDS.get(found.get("kind", ""), "正しい値")
            return sentence.format(**found)
    return message


class _Help(argparse.HelpFormatter):
    """Help whose own words are Japanese."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Add how to call the command, under a Japanese heading unless another is given."""
        super().add_usage(usage, actions, groups, "使い方: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Says in Japanese what there is to give, and how a wrong call is mended."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"formatter_class": _Help, **given, "add_help": False})
        self._positionals.title, self._optionals.title = "引数", "オプション"
        self.add_argument("-h", "--help", action="help", help="この説明を見せて終わる")

    def error(self, message: str) -> NoReturn:
        """Print usage and what is wrong, and leave with 2."""
        print(self.format_usage(), end="", file=sys.stderr)
        wrong = in_japanese(message)
        print(f"使い方が違います（{wrong}）。{self.prog} --help をご覧ください。", file=sys.stderr)
        raise SystemExit(WRONG_USAGE)
