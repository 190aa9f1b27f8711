"""Addresses of the guardians' pages; none names a child."""

from django.urls import path

from tsunagu.web.guardians import days, door, pages, telling

app_name = "family"
urlpatterns = [
    path("", door.door, name="door"),
    path("language/", door.language, name="language"),
    path("code/", door.code, name="code"),
    path("account/", door.account, name="account"),
    path("out/", door.out, name="out"),
    path("home/", pages.home, name="home"),
    path("children/<uuid:familyletter>/", telling.child, name="child"),
    path("children/<uuid:familyletter>/days/", days.days, name="days"),
    path("children/<uuid:familyletter>/tell/", telling.new, name="tell"),
    path("children/<uuid:familyletter>/told/<uuid:notice>/", telling.change, name="change"),
    path("children/<uuid:familyletter>/told/<uuid:notice>/back/", telling.back, name="back"),
    path("children/<uuid:familyletter>/told/<uuid:notice>/again/", telling.again, name="again"),
]
