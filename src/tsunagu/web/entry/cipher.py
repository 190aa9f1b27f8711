"""What the database keeps of second proofs, enciphered with the installation's secret key.

After a new key the older ones (`SECRET_KEY_FALLBACKS`) still open it, until all is under the new.
"""

import base64
import hashlib
from contextlib import suppress

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction


def encipher(text: str) -> str:
    """What a copy of the database alone does not give away."""
    return _ciphers().encrypt(text.encode()).decode()


def decipher(token: str) -> str:
    """The text again. Raises `InvalidToken` where no key of ours opens it."""
    return _ciphers().decrypt(token.encode()).decode()


def renew_ciphers() -> None:
    """Put what lies under an older key under the present one; what no key opens stays."""
    if not settings.SECRET_KEY_FALLBACKS:
        return
    kept = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
    for key in kept.values_list("pk", flat=True):
        with transaction.atomic(), suppress(InvalidToken, Authenticator.DoesNotExist):
            one = Authenticator.objects.select_for_update().get(pk=key)
            one.data = {name: _renewed(value) for name, value in one.data.items()}
            one.save(update_fields=["data"])


def _renewed(value: str | list[str]) -> str | list[str]:
    """An app's seed, or the list of recovery codes."""
    if isinstance(value, str):
        return _ciphers().rotate(value.encode()).decode()
    return [_ciphers().rotate(one.encode()).decode() for one in value]


def _ciphers() -> MultiFernet:
    """The present key's first, which enciphers; every one deciphers."""
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([_cipher(key) for key in keys])


def _cipher(key: str) -> Fernet:
    digest = hashlib.sha256(b"second proofs" + key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
