"""Recovery codes: shown once; the database keeps digests of them, and nothing that yields them.

django-allauth keeps such codes as a seed of them all, or as a list from which it strikes out what
is used. Its list holds digests here, and a form hands it the digest of what was typed.
"""

import re
import unicodedata
from hashlib import sha256

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt

from tsunagu.access.accounts import in_groups
from tsunagu.access.models import Account
from tsunagu.clock import now

CODES, GROUPS = 10, 6
"""24 letters a code, 118 bits: a plain digest is as good as a slow one (ASVS 6.5.2)."""


def issue_codes(account: Account) -> tuple[list[str], Authenticator]:
    """Ten new codes, to be shown now and never again, and what is kept of them.

    Those before them open nothing any more.
    """
    codes = [in_groups(GROUPS) for _ in range(CODES)]
    kept = {"migrated_codes": [encrypt(as_kept(code)) for code in codes]}
    one, _ = Authenticator.objects.update_or_create(
        user=account,
        type=Authenticator.Type.RECOVERY_CODES,
        defaults={"data": kept, "created_at": now(), "last_used_at": None},
    )
    return codes, one


def codes_left(account: Account) -> int | None:
    """How many codes are not used yet; None for who was never given any."""
    kind = Authenticator.Type.RECOVERY_CODES
    one = Authenticator.objects.filter(user=account, type=kind).first()
    return len(one.data["migrated_codes"]) if one else None


def as_kept(typed: str) -> str:
    """What is looked for: the digits of an app as typed, or a recovery code's SHA-256.

    Case, width and groups count for nothing.
    """
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", typed)).lower()
    return plain if plain.isdigit() else sha256(plain.encode()).hexdigest()
