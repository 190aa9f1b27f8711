"""The technical log: one record a line, with its time in UTC, and nobody's name."""

import logging
import time
import traceback
from collections.abc import Iterator
from types import TracebackType


class InUtc(logging.Formatter):
    """`2026-05-20T08:25:00.123Z ERROR django.request message`; control characters are escaped."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s %(message)s")
        self.datefmt = "%Y-%m-%dT%H:%M:%S"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """The record's own line; what follows it is the trace of an exception."""
        line = super().formatMessage(record)
        return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)

    def formatException(  # noqa: N802 - the library's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Where it happened and of which type, through its causes, without the error's own words.

        Those may quote what somebody typed or a row of the database holds.
        """
        return "".join(_told(ei[1])).rstrip("\n") if ei[1] else ""


def _told(error: BaseException) -> Iterator[str]:
    """An error's causes, the first one first, each with the lines of code that it went through."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before)
        yield "then\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}{_code(error)}\n"


def _code(error: BaseException) -> str:
    """The system's or the database's own code of an error, which quotes nobody."""
    codes = (getattr(error, name, None) for name in ("errno", "sqlstate", "sqlite_errorname"))
    return "".join(f" [{code}]" for code in codes if code)
