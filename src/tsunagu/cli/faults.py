"""Faults of input and state that a command tells in words instead of a traceback."""

from typing import NoReturn

from django.db import DatabaseError, InterfaceError

from tsunagu.intake.faults import InputFault
from tsunagu.packs.reading import PackError


class CommandFault(Exception):
    """The input or the state is at fault; the message says what to do about it."""


def fail(message: str) -> NoReturn:
    """Leave the command with 1 and this message."""
    raise CommandFault(message)


KNOWN = (CommandFault, PackError, InputFault, DatabaseError, InterfaceError, OSError)
