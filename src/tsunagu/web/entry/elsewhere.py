"""Sign-in at the municipality's own provider. Roles come from the roster, never from the token."""

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from tsunagu.access.accounts import account_for
from tsunagu.access.models import Account
from tsunagu.org.models import Person
from tsunagu.settings.oidc import Provider
from tsunagu.web.entry.proofs import note_proof

logger = logging.getLogger(__name__)


class RosterAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets in whom the roster knows by the address that the provider vouches for."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account; whom the roster does not know is told so, and nothing is kept.

        Of what the provider says, its key for the person is kept and nothing else.
        """
        provider, claims = provider_of(sociallogin), claims_of(sociallogin)
        sociallogin.account.extra_data = {}
        if sociallogin.is_existing:
            SocialAccount.objects.filter(pk=sociallogin.account.pk).update(extra_data={})
            account: Account = sociallogin.user
        else:
            person = _person(provider, claims)
            if person is None:
                page = render(request, "entry/not_on_the_roster.html", status=403)
                raise ImmediateHttpResponse(page)
            account = account_for(person=person)
            sociallogin.connect(request, account)
        if account.lets_in and (provider.second_proof or "mfa" in claims.get("amr", [])):
            note_proof(request, account)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: accounts follow from the roster."""
        return False

    def on_authentication_error(
        self, request: HttpRequest, *args: Any, exception: Exception | None = None, **kwargs: Any
    ) -> None:
        """Broken off or failed: said in words, beside the way back; the log knows what failed."""
        logger.warning("a sign-in elsewhere failed: %s", type(exception).__name__)
        page = render(request, "entry/not_signed_in_elsewhere.html", status=403)
        raise ImmediateHttpResponse(page)


def provider_of(login: SocialLogin) -> Provider:
    """By which provider somebody signed in."""
    providers: tuple[Provider, ...] = settings.OIDC_PROVIDERS
    return next(one for one in providers if one.id == login.account.provider)


def claims_of(login: SocialLogin) -> dict[str, Any]:
    """What the provider says of who signed in."""
    data = login.account.extra_data
    return {**data.get("id_token", {}), **data.get("userinfo", {})}


def vouched_address(provider: Provider, claims: dict[str, Any], domains: frozenset[str]) -> str:
    """The address that the provider vouches for, at one of the domains; empty for any other."""
    address = str(claims.get(provider.claim, "")).strip()
    vouched_for = provider.claim != "email" or claims.get("email_verified") is True
    return address if vouched_for and address.rpartition("@")[2].lower() in domains else ""


def _person(provider: Provider, claims: dict[str, Any]) -> Person | None:
    """The one person of the roster with the address, at a domain of the municipality's own."""
    address = vouched_address(provider, claims, provider.domains)
    if not address:
        return None
    people = Person.objects.filter(
        municipality__code=provider.municipality, active=True, email__iexact=address
    )
    return people.get() if people.count() == 1 else None
