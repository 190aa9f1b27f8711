"""Addresses of the staff's own list."""

from django.urls import path

from tsunagu.web.staff import agencies, views

app_name = "staff"
urlpatterns = [
    path("", views.people, name="list"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/<uuid:agency>/", agencies.agency, name="agency"),
    path(
        "agencies/<uuid:agency>/roles/<uuid:role>/end/",
        agencies.end_role,
        name="agency-role-end",
    ),
    path("issue/", views.issue, name="issue"),
    path("<uuid:account>/proofs/reset/", views.reset, name="reset"),
    path("<uuid:account>/open/", views.switch, name="switch"),
]
