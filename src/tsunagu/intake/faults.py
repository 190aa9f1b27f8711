"""What is wrong with a file: every fault with its place, and all of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong: file, line, cell (both from 1; 0 where there is none), message.

    `asks` names a new and a known child's id where a person is to say whether they are one child;
    the message says how the command is told so.
    """

    file: str
    line: int
    column: int
    message: str
    asks: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.message}"


class InputFault(Exception):
    """What came in is not fit to be used; nothing was written. Carries every fault in order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Faults:
    """Collects faults while a file is read, so that all of them can be told at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def __bool__(self) -> bool:
        return bool(self.found)

    def add(self, file: str, line: int, column: int, message: str) -> None:
        """Note one fault. `message` says what is wrong and what is expected."""
        self.found.append(Fault(file, line, column, message))

    def ask(self, file: str, line: int, column: int, message: str, asks: tuple[str, str]) -> None:
        """Note that a person is to say whether two ids, a new and a known one, are one child's."""
        self.found.append(Fault(file, line, column, message, asks))

    def check(self) -> None:
        """Raise `InputFault` with everything found so far; do nothing where all is well."""
        if self.found:
            raise InputFault(self.found)
