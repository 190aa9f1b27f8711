"""The ID token answers the very request that this browser began (OpenID Connect, `nonce`).

django-allauth sends no nonce. Ours follows from the PKCE verifier, which lies in the session and
serves once; who sees the nonce cannot tell the verifier.
"""

from hashlib import sha256
from typing import Any

from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare


class NonceAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Takes an ID token with the signature of the provider and the nonce of this sign-in alone."""

    nonce: str

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: OAuth2Client, pkce_code_verifier: str
    ) -> dict[str, Any]:
        """The provider's tokens. The library would trust a signature that came over TLS unseen."""
        self.nonce = nonce_of(pkce_code_verifier)
        data: dict[str, Any] = super().get_access_token_data(
            request, app, client, pkce_code_verifier
        )
        self.did_fetch_access_token = False
        return data

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **how: Any
    ) -> SocialLogin:
        """Who signed in. Raises `OAuth2Error` without an ID token of this sign-in."""
        login = super().complete_login(request, app, token, **how)
        told = login.account.extra_data.get("id_token", {}).get("nonce", "")
        if not constant_time_compare(told, self.nonce):
            raise OAuth2Error("nonce")
        return login


class NonceProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """Sends the nonce beside the PKCE challenge."""

    oauth2_adapter_class = NonceAdapter

    def get_pkce_params(self) -> dict[str, str]:
        """What goes with the request to the provider, and the verifier that stays here."""
        params: dict[str, str] = super().get_pkce_params()
        return params | {"nonce": nonce_of(params["code_verifier"])}


def nonce_of(verifier: str) -> str:
    """The nonce of a sign-in, from its PKCE verifier (43 signs by chance or more)."""
    return sha256(f"nonce {verifier}".encode()).hexdigest()


def back_from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends people back to."""
    try:
        view = OAuth2CallbackView.adapter_view(NonceAdapter(request, provider_id))
        answer: HttpResponse = view(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return answer
