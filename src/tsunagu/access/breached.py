"""Passwords known from breaches, from a file that the operator keeps; nobody outside is asked."""

import hashlib
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured, ValidationError

from tsunagu.access.models import Account

DIGITS = 40
"""Of a SHA-1 in hexadecimal; behind it a line may say how often it was found."""


class NotBreached:
    """A validator of Django: no password of the file, if there is one.

    Its lines begin with the SHA-1 of a password in capitals and stand in their order, as in the
    whole list of Have I Been Pwned: gigabytes, of which a look reads some forty lines.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        if path and not Path(path).is_file():
            raise ImproperlyConfigured(f"TSUNAGU_BREACHED_PASSWORDS: {path} がありません")

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise `ValidationError` for a password that somebody else has lost already."""
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        if self.path and holds(Path(self.path), digest):
            raise ValidationError(self.get_help_text(), code="password_breached")

    def get_help_text(self) -> str:
        """What to choose instead."""
        return "このパスワードは、ほかから漏れたものの一覧にあります。別のものにしてください"


def holds(path: Path, digest: str) -> bool:
    """Does a line of the sorted file begin with the digest? Found by halving."""
    with path.open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            file.seek(middle - 1 if middle else 0)
            if middle:
                file.readline()
            found = file.readline(DIGITS).decode().upper()
            if found == digest:
                return True
            if found and found < digest:
                low = file.tell()
            else:
                high = middle
    return False
