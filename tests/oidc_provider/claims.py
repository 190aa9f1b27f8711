"""What the provider says of a person."""

from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator


class Claims(OAuth2Validator):  # type: ignore[misc]
    """An address that it has verified (not of every user id), and high roles for everybody."""

    oidc_claim_scope = OAuth2Validator.oidc_claim_scope | {"amr": "openid", "roles": "openid"}

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        """The claims beside the person's key."""
        user = request.user
        claims = {
            "email": user.email,
            "email_verified": not user.username.startswith("unverified"),
            "preferred_username": user.email,
            "name": user.get_full_name(),
            "roles": ["principal", "administrator"],
        }
        return claims | ({"amr": ["pwd", "mfa"]} if user.username.startswith("twice") else {})
