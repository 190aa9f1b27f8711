"""Addresses of the guardians' pages; none names a child."""

from django.urls import path

from tsunagu.web.guardians import door, pages

app_name = "family"
urlpatterns = [
    path("", door.door, name="door"),
    path("language/", door.language, name="language"),
    path("code/", door.code, name="code"),
    path("account/", door.account, name="account"),
    path("out/", door.out, name="out"),
    path("home/", pages.home, name="home"),
]
