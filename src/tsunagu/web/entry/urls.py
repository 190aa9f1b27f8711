"""Addresses of sign-in: nobody signs up, and no password is mailed."""

from django.urls import path

from tsunagu.web.entry import views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("inactive/", views.inactive, name="account_inactive"),
    path("password/change/", views.change_password, name="account_change_password"),
]
