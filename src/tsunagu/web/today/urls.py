"""Addresses of the person's day."""

from django.urls import path

from tsunagu.web.today import views

urlpatterns = [
    path("", views.today_page, name="today"),
    path("today/hand/", views.hand, name="today-hand"),
    path("today/unowned/", views.unowned, name="today-unowned"),
    path("today/unreviewed/", views.without_review, name="today-unreviewed"),
    path("today/unreported/", views.without_report, name="today-unreported"),
    path("today/outside/", views.outside, name="today-outside"),
    path("today/call-list/", views.call_list, name="call-list"),
]
