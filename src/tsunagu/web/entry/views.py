"""The doors of sign-in. The library's other pages have no address here."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account import views as allauth
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from tsunagu.access.models import Account
from tsunagu.access.policy import Deed
from tsunagu.web.entry import keeping
from tsunagu.web.entry.nonce import back_from_provider
from tsunagu.web.entry.proofs import has_second_proof, proved
from tsunagu.web.entry.recovery import codes_left
from tsunagu.web.http import Request, ask_for_proof, guarded, public

View = Callable[..., HttpResponseBase]


class _SignIn(allauth.LoginView):  # type: ignore[misc]
    """User id and password, a passkey, or the municipality's own provider."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """The form, with the providers beside it."""
        context: dict[str, Any] = super().get_context_data(**more)
        return context | {"elsewhere": settings.OIDC_PROVIDERS}


sign_in = public(_SignIn.as_view())
sign_out = public(allauth.logout)
inactive = public(allauth.account_inactive)
sign_in_with_passkey = public(passkeys.login_webauthn)
sign_in_elsewhere = public(openid_connect.login)
back_from_elsewhere = public(back_from_provider)


class _LeadsToCodes:
    """After the first second proof come the codes for the day on which it is lost."""

    request: HttpRequest

    def get_success_url(self) -> str:
        """The page of the codes for who has none yet."""
        known = codes_left(cast(Account, self.request.user)) is not None
        return reverse("mfa_index" if known else "recovery-codes")


class _AddPasskey(_LeadsToCodes, passkeys.AddWebAuthnView):  # type: ignore[misc]
    """A passkey of one's own."""


class _AddApp(_LeadsToCodes, totp.ActivateTOTPView):  # type: ignore[misc]
    """An app that shows codes."""


@guarded(Deed.KEEP_ACCOUNT)
def change_password(request: Request) -> HttpResponse:
    """A new password for who knows the present one; an account without one has none to change."""
    if not cast(AbstractBaseUser, request.user).has_usable_password():
        raise Http404
    return cast(HttpResponse, allauth.password_change(request))


@guarded(Deed.KEEP_ACCOUNT)
def password_again(request: Request) -> HttpResponse:
    """The password once more, before something about signing in is changed."""
    return cast(HttpResponse, allauth.reauthenticate(request))


def _own(view: View) -> View:
    """A page of the library about one's own proofs.

    Who has a second proof gives it first: a password found out must not be enough to add another.
    """

    @guarded(Deed.KEEP_ACCOUNT)
    @wraps(view)
    def inner(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        account = cast(Account, request.user)
        if has_second_proof(account) and not proved(request, account):
            return ask_for_proof(request)
        return cast(HttpResponse, view(request, *args, **kwargs))

    return inner


add_passkey = _own(_AddPasskey.as_view())
name_passkey = _own(passkeys.edit_webauthn)
remove_passkey = _own(passkeys.remove_webauthn)
add_app = _own(_AddApp.as_view())
remove_app = _own(totp.deactivate_totp)
recovery_codes = _own(keeping.recovery_codes)
