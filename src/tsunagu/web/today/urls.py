"""Addresses of the person's day."""

from django.urls import path

from tsunagu.web.today import views

urlpatterns = [path("", views.today_page, name="today")]
