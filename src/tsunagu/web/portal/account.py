"""The pupils' way in by their school accounts, at the municipality's own provider.

It begins at the pupils' door and is known by where it leads back to. It makes no account and keeps
nothing of what the provider says; what it opens is the pupils' own session.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tsunagu.doors.actions import enter_by_account
from tsunagu.org.models import Municipality
from tsunagu.settings.oidc import Provider
from tsunagu.web.entry.elsewhere import RosterAdapter, claims_of, provider_of, vouched_address
from tsunagu.web.entry.sessions import via
from tsunagu.web.portal.sessions import begin


def providers_for(city: Municipality | None) -> list[Provider]:
    """The providers by which a city's pupils come in.

    Where one does not know the city, those of the only one that has any.
    """
    every = [one for one in settings.OIDC_PROVIDERS if one.pupil_domains]
    if city is None:
        return every if len({one.municipality for one in every}) == 1 else []
    return [one for one in every if one.municipality == city.code]


class TwoDoors(RosterAdapter):
    """Staff as the roster knows them; who began at the pupils' door comes in as a pupil or not."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Answer a pupil here, before the library looks for an account."""
        if not _began_at_the_pupils_door(sociallogin.state):
            super().pre_social_login(request, sociallogin)
            return
        raise ImmediateHttpResponse(_come_in(request, sociallogin))

    def on_authentication_error(
        self, request: HttpRequest, *args: Any, extra_context: Any = None, **kwargs: Any
    ) -> None:
        """Broken off: a pupil reads so in words for pupils."""
        if _began_at_the_pupils_door((extra_context or {}).get("state")):
            raise ImmediateHttpResponse(_not_in(request))
        super().on_authentication_error(request, *args, extra_context=extra_context, **kwargs)


def _began_at_the_pupils_door(state: Any) -> bool:
    return bool(state) and state.get("next") == reverse("portal:me")


def _come_in(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    provider = provider_of(login)
    address = vouched_address(provider, claims_of(login), provider.pupil_domains)
    entered = enter_by_account(
        municipality=provider.municipality, address=address, via=via(request)
    )
    if entered is None:
        return _not_in(request)
    return begin(request, *entered, by_account=True)


def _not_in(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    return render(request, "portal/not_in.html", status=403)
