"""The gallery's address."""

from django.urls import path

from tsunagu.web.components import views

urlpatterns = [path("gallery/", views.gallery, name="gallery")]
