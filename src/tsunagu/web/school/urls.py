"""Addresses of the school's overview."""

from django.urls import path

from tsunagu.web.school import lists, overview

app_name = "school"
urlpatterns = [
    path("", overview.schools, name="schools"),
    path("<uuid:school>/", overview.overview, name="overview"),
    path("<uuid:school>/lists/", lists.lists, name="lists"),
    path("<uuid:school>/counted/<slug:what>/", overview.counted, name="counted"),
]
