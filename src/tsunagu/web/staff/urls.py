"""Addresses of the staff's own list."""

from django.urls import path

from tsunagu.web.staff import views

app_name = "staff"
urlpatterns = [
    path("", views.people, name="list"),
    path("issue/", views.issue, name="issue"),
    path("<uuid:account>/proofs/reset/", views.reset, name="reset"),
    path("<uuid:account>/open/", views.switch, name="switch"),
]
