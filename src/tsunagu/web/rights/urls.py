"""Addresses of claims."""

from django.urls import path

from tsunagu.web.rights import claims, remedy, review

app_name = "rights"
urlpatterns = [
    path("", claims.listed, name="list"),
    path("find/", claims.find, name="find"),
    path("new/<uuid:pupil>/", claims.new, name="new"),
    path("<uuid:claim>/", claims.page, name="page"),
    path("<uuid:claim>/step/", claims.step, name="step"),
    path("<uuid:claim>/approval/", claims.approval, name="approval"),
    path("<uuid:claim>/bundle/", claims.give, name="bundle"),
    path("<uuid:claim>/remedy/", remedy.remedy, name="remedy"),
    path("<uuid:claim>/items/", review.items, name="items"),
    path("<uuid:claim>/items/<uuid:item>/", review.one, name="item"),
    path("<uuid:claim>/items/<uuid:item>/decision/", review.decision, name="decide"),
]
