"""Sign-in by django-allauth, closed to strangers."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the municipality; nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "利用者IDかパスワードが違います",
        "enter_current_password": "今のパスワードが違います",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to work."""
        return reverse("today")
