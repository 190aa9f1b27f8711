"""Sign-in by django-allauth, closed to strangers."""

from typing import cast

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tsunagu.access.models import Account


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

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to work."""
        return reverse("today")
