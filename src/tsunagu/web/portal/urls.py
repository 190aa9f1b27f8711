"""Addresses of the pupils' pages; none names a child."""

from django.urls import path

from tsunagu.web.portal import door, me, plan

app_name = "portal"
urlpatterns = [
    path("", door.door, name="door"),
    path("class/leave/", door.leave_class, name="leave-class"),
    path("pictures/", door.pictures, name="pictures"),
    path("out/", me.out, name="out"),
    path("me/", me.me, name="me"),
    path("me/weeks/", me.weeks, name="weeks"),
    path("me/plan/", plan.plan, name="plan"),
    path("me/name/", me.name, name="name"),
]
