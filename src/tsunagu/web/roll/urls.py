"""Addresses of the roll."""

from django.urls import path

from tsunagu.web.roll import missing, spans, stays, views, watching

urlpatterns = [
    path("roll/", views.classes, name="roll-classes"),
    path("roll/<uuid:classroom>/", views.other_day, name="roll-day"),
    path("roll/<uuid:classroom>/span/", spans.span, name="suspend"),
    path("roll/<uuid:classroom>/<day:day>/", views.roll, name="roll"),
    path("roll/<uuid:classroom>/<day:day>/<uuid:pupil>/", views.correct, name="roll-correct"),
    path("roll/<uuid:classroom>/<day:day>/<uuid:pupil>/stays/", stays.stays, name="roll-stays"),
    path("untaken/", watching.not_taken, name="untaken"),
    path("missing/", missing.missing, name="missing"),
    path("missing/notice/", missing.missing_notice, name="missing-notice"),
    path("missing/<uuid:mark>/", missing.found, name="missing-found"),
]
