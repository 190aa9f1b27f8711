"""What the environment says of providers: complete, of one tenant, and its secret never told."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from tsunagu.settings.oidc import for_allauth, providers

CITY = {
    "id": "city",
    "name": "つなぐ市のアカウント",
    "server_url": "https://login.example/o",
    "client_id": "tsunagu",
    "secret": "kept between the two",
    "municipality": "990001",
    "domains": ["tsunagu.example"],
}


def test_nothing_said_is_no_provider() -> None:
    assert providers("") == ()
    assert for_allauth(())["openid_connect"]["APPS"] == []


def test_a_provider_counts_a_verified_address_and_no_second_proof_unless_said() -> None:
    [one] = providers(json.dumps([CITY]))
    assert (one.claim, one.second_proof) == ("email", False)
    assert one.pupil_domains == frozenset(), "no pupil comes in unless it is said"
    assert "kept between" not in repr(one)
    [app] = for_allauth((one,))["openid_connect"]["APPS"]
    assert app["settings"] == {"server_url": "https://login.example/o"}


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"domains": []}, "domains"),
        ({"server_url": "https://login.microsoftonline.com/common/v2.0"}, "server_url"),
        ({"server_url": "https://login.microsoftonline.com/organizations/v2.0"}, "server_url"),
        ({"claim": "name"}, "claim"),
        ({"id": "Two Words"}, "id"),
        ({"roles": "principal"}, "roles"),
        ({"pupil_name": "学校の"}, "pupil_name"),
    ],
)
def test_a_wrong_provider_stops_the_start_with_its_place(
    wrong: dict[str, object], place: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"TSUNAGU_OIDC: 0.{place}") as raised:
        providers(json.dumps([CITY | wrong]))
    assert "kept between" not in str(raised.value)


def test_what_is_no_json_stops_the_start_too() -> None:
    with pytest.raises(ImproperlyConfigured, match="TSUNAGU_OIDC"):
        providers("google")
