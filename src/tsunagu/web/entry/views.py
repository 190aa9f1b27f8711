"""The doors of sign-in. The library's other pages have no address here."""

from typing import cast

from allauth.account import views as allauth
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpResponse

from tsunagu.access.policy import Deed
from tsunagu.web.http import Request, guarded, public

sign_in = public(allauth.login)
sign_out = public(allauth.logout)
inactive = public(allauth.account_inactive)


@guarded(Deed.SEE_TODAY)
def change_password(request: Request) -> HttpResponse:
    """A new password for who knows the present one; an account without one has none to change."""
    if not cast(AbstractBaseUser, request.user).has_usable_password():
        raise Http404
    return cast(HttpResponse, allauth.password_change(request))
