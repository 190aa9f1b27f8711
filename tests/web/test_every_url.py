"""Every view names its row of the policy table; who may open it stands in `test_matrix_*.py`."""

from tests.web.addresses import addresses, everything


def test_every_view_names_its_row_of_the_table() -> None:
    assert addresses()
    public = {address.name for address in everything() if address.deed is None}
    assert public == {
        "account_login",
        "account_logout",
        "account_inactive",
        "mfa_login_webauthn",
        "openid_connect_login",
        "openid_connect_callback",
        "family:door",
        "family:code",
        "family:account",
        "family:language",
        "family:out",
        "portal:door",
        "portal:leave-class",
        "portal:pictures",
        "portal:out",
        "sos:page",
        "sos:sent",
        "api:api-root",
        "api:openapi-json",
        "api:nothing",
    }
