"""What is allowed but not valid."""

from collections.abc import Iterable


class Refused(Exception):
    """Not valid: every reason at once, as Japanese sentences to show."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = list(reasons)
        super().__init__("\n".join(self.reasons))
