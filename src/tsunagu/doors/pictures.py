"""The pictures of a picture password: which there are, and what is kept of a child's three."""

import secrets
from collections.abc import Sequence
from itertools import permutations
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

PICTURES = {
    "sun": "たいよう",
    "moon": "つき",
    "star": "ほし",
    "heart": "ハート",
    "flower": "はな",
    "apple": "りんご",
    "fish": "さかな",
    "house": "いえ",
    "car": "くるま",
    "umbrella": "かさ",
    "ball": "ボール",
    "boat": "ふね",
}
"""Each picture with the word that is read aloud for it; drawn in `web/static/web/pictures.svg`."""
LENGTH = 3


def drawn() -> list[str]:
    """Three different pictures by chance, in an order that counts: 1,320 ways."""
    return list(secrets.choice(list(permutations(PICTURES, LENGTH))))


def digest(child: UUID, chosen: Sequence[str]) -> str:
    """What is kept: a digest under the installation's key, since a copy could try all 1,320."""
    return _under(child, chosen, str(settings.SECRET_KEY))


def fits(child: UUID, chosen: Sequence[str], kept: str) -> bool:
    """Are these the child's pictures, under the installation's key or one before it?"""
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return any(constant_time_compare(_under(child, chosen, key), kept) for key in keys)


def _under(child: UUID, chosen: Sequence[str], key: str) -> str:
    text = f"{child}:{','.join(chosen)}"
    return salted_hmac("picture password", text, secret=key, algorithm="sha256").hexdigest()
