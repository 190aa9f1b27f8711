"""The code of a letter: long enough that nobody guesses it, and kept as a digest alone."""

import re

from django.conf import settings
from django.utils.crypto import salted_hmac

from tsunagu.access.accounts import LETTERS, in_groups

GROUPS = 4


def new_code() -> str:
    """Sixteen letters, some 79 bits, in groups that are easy to copy."""
    return in_groups(GROUPS)


def digests(code: str) -> list[str]:
    """What a letter may have kept of a code, under the installation's key or one before it.

    However it was typed: capitals, spaces and other signs between the groups do not count.
    """
    said = "".join(sign for sign in _narrow(code).lower() if sign in LETTERS)
    if not said:
        return []
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        salted_hmac("family letter", said, secret=str(key), algorithm="sha256").hexdigest()
        for key in keys
    ]


def _narrow(text: str) -> str:
    """Letters and digits of full width as plain ones."""
    return re.sub("[！-～]", lambda wide: chr(ord(wide[0]) - 0xFEE0), text)
