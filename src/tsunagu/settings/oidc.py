"""Sign-in at a municipality's own provider (OpenID Connect), as the environment says.

`TSUNAGU_OIDC` holds a list in JSON, one object a provider; `docs/operations.md` has examples.
"""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

OF_EVERYBODY = {"common", "organizations", "consumers"}
"""Tenants in which anybody may have a user with any address."""


class Provider(BaseModel):
    """A provider, and whom it may let in.

    `claim` holds the person's address as the roster has it: a verified `email`, or the
    `preferred_username` of a tenant of one's own. `second_proof`: the provider itself asks for one,
    for everybody. `pupil_domains`: pupils come in with their school accounts at these domains, by
    their own door; none do where it is empty. `pupil_name` tells several providers apart for them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{0,29}$")
    name: str = Field(min_length=1)
    server_url: str
    client_id: str = Field(min_length=1)
    secret: str = Field(min_length=1, repr=False)
    municipality: str = Field(min_length=1)
    domains: frozenset[str] = Field(min_length=1)
    claim: str = Field(default="email", pattern="^(email|preferred_username)$")
    second_proof: bool = False
    pupil_domains: frozenset[str] = frozenset()
    pupil_name: str = Field(default="", pattern=r"^[^々\u3400-\u9fff]{0,30}$")

    @field_validator("server_url")
    @classmethod
    def _of_one_tenant(cls, url: str) -> str:
        if OF_EVERYBODY & set(urlsplit(url).path.split("/")):
            raise ValueError("テナントを一つに決めたアドレスにしてください")
        return url


def providers(text: str) -> tuple[Provider, ...]:
    """The providers of the environment. Raises `ImproperlyConfigured`, and never tells a secret."""
    try:
        return TypeAdapter(tuple[Provider, ...]).validate_json(text or "[]")
    except ValidationError as error:
        found = [f"{'.'.join(map(str, e['loc'])) or '全体'}: {e['msg']}" for e in error.errors()]
        raise ImproperlyConfigured(f"TSUNAGU_OIDC: {'、'.join(found)}") from None


def for_allauth(every: tuple[Provider, ...]) -> dict[str, Any]:
    """The same as django-allauth reads it."""
    apps = [
        {
            "provider_id": one.id,
            "name": one.name,
            "client_id": one.client_id,
            "secret": one.secret,
            "settings": {"server_url": one.server_url},
        }
        for one in every
    ]
    provider = "tsunagu.web.entry.nonce.NonceProvider"
    told = {"provider_class": provider, "OAUTH_PKCE_ENABLED": True, "APPS": apps}
    return {"openid_connect": told}
