"""Sign-in by django-allauth, closed to strangers; secrets kept under the installation's key."""

from typing import cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tsunagu.access.models import Account
from tsunagu.web.entry.cipher import decipher, encipher


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the municipality; nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "利用者IDかパスワードが違います",
        "too_many_login_attempts": "続けて5回違いました。5分ほどたってから入れてください",
        "enter_current_password": "今のパスワードが違います",
    }

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **how: object
    ) -> HttpResponse | None:
        """Who has left is answered like one whose account was closed."""
        if isinstance(user, Account) and not user.lets_in:
            return cast(HttpResponse, self.respond_user_inactive(request, user))
        return cast(HttpResponse | None, super().pre_login(request, user, **how))

    def get_login_stages(self) -> list[str]:
        """None beside the password: a second proof is asked for at the first page that needs it."""
        return []

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, str]]:
        """The password; who signs in elsewhere gives the second proof instead."""
        page = "account_reauthenticate" if user.has_usable_password() else "prove"
        return [{"id": "reauthenticate", "description": "", "url": reverse(page)}]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to work."""
        return reverse("today")


class ProofAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and codes in our words; what the database keeps of them is enciphered."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "確かめられませんでした。もう一度入れてください",
    }

    def encrypt(self, text: str) -> str:
        """What a copy of the database alone does not give away."""
        return encipher(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The text again; under a key that is lost, no code is the right one."""
        try:
            return decipher(encrypted_text)
        except InvalidToken as error:
            raise self.validation_error("incorrect_code") from error

    def generate_authenticator_name(self, user: AbstractBaseUser, type: object) -> str:
        """The name that the form offers."""
        return "この端末のパスキー"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the device shows: for which system the passkey is."""
        return {**super().get_public_key_credential_rp_entity(), "name": "つなぐ"}
