"""The screens as Django sees them."""

from django.apps import AppConfig
from django.core.validators import MaxLengthValidator

TOO_LONG = "%(limit_value)d文字までにしてください。いまは%(show_value)d文字です"


class WebConfig(AppConfig):
    """Names the room."""

    name = "tsunagu.web"
    label = "web"

    def ready(self) -> None:
        """Django's own sentence on a text too long reads as translated from English."""
        MaxLengthValidator.message = TOO_LONG
        from allauth.account.signals import user_logged_in
        from allauth.mfa import signals
        from django.contrib.auth.signals import user_login_failed

        from tsunagu.web.entry import receivers
        from tsunagu.web.guardians.sessions import forget_guardian
        from tsunagu.web.portal.sessions import forget_child

        user_logged_in.connect(receivers.signed_in)
        user_logged_in.connect(forget_child)
        user_logged_in.connect(forget_guardian)
        user_login_failed.connect(receivers.password_wrong)
        signals.authenticator_used.connect(receivers.proof_given)
        signals.authentication_failed.connect(receivers.proof_failed)
        signals.authenticator_added.connect(receivers.proof_added)
        signals.authenticator_removed.connect(receivers.proof_changed)
        signals.authenticator_reset.connect(receivers.proof_changed)
