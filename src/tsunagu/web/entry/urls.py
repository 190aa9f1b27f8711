"""Addresses of sign-in: nobody signs up, and no password is mailed.

The names are those that the library leads to.
"""

from django.urls import path

from tsunagu.web.entry import keeping, views
from tsunagu.web.entry.prove import prove

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("login/passkey/", views.sign_in_with_passkey, name="mfa_login_webauthn"),
    path("logout/", views.sign_out, name="account_logout"),
    path("inactive/", views.inactive, name="account_inactive"),
    path("password/change/", views.change_password, name="account_change_password"),
    path("password/again/", views.password_again, name="account_reauthenticate"),
    path("oidc/<slug:provider_id>/login/", views.sign_in_elsewhere, name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        views.back_from_elsewhere,
        name="openid_connect_callback",
    ),
    path("left/", keeping.left, name="seconds-left"),
    path("prove/", prove, name="prove"),
    path("security/", keeping.security, name="mfa_index"),
    path("security/passkeys/", keeping.security, name="mfa_list_webauthn"),
    path("security/passkeys/add/", views.add_passkey, name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/", views.name_passkey, name="mfa_edit_webauthn"),
    path("security/passkeys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
    path("security/app/add/", views.add_app, name="mfa_activate_totp"),
    path("security/app/remove/", views.remove_app, name="mfa_deactivate_totp"),
    path("security/codes/", views.recovery_codes, name="recovery-codes"),
    path("security/devices/forget/", keeping.forget_devices, name="forget-devices"),
    path("security/sessions/end/", keeping.end_others, name="end-other-sessions"),
    path("security/sessions/<int:session>/end/", keeping.end_session, name="end-session"),
]
