"""Addresses of what is shared outside; the receiver's name no pupil, by key or otherwise."""

from django.urls import path

from tsunagu.web.cases import consents, notes, papers, received, school

app_name = "cases"
urlpatterns = [
    path("pupils/<uuid:pupil>/shares/", school.shares, name="shares"),
    path("pupils/<uuid:pupil>/shares/new/", school.new, name="new"),
    path("pupils/<uuid:pupil>/shares/<uuid:share>/", school.page, name="share"),
    path("pupils/<uuid:pupil>/shares/<uuid:share>/confirm/", school.confirm, name="confirm"),
    path("pupils/<uuid:pupil>/shares/<uuid:share>/end/", school.finish, name="end"),
    path("pupils/<uuid:pupil>/shares/<uuid:share>/notes/", notes.write_at_school, name="note"),
    path(
        "pupils/<uuid:pupil>/shares/<uuid:share>/notes/<uuid:note>/read/",
        notes.read_at_school,
        name="note-read",
    ),
    path("pupils/<uuid:pupil>/shares/<uuid:share>/read/", notes.read_answer, name="read"),
    path("pupils/<uuid:pupil>/shares/<uuid:share>/paper/", papers.print_at_school, name="paper"),
    path("pupils/<uuid:pupil>/consents/new/", consents.new, name="consent"),
    path(
        "pupils/<uuid:pupil>/consents/<uuid:consent>/withdraw/",
        consents.withdraw,
        name="consent-withdraw",
    ),
    path("received/", received.shares, name="received"),
    path("received/<uuid:share>/", received.page, name="received-share"),
    path("received/<uuid:share>/answer/", received.answer, name="answer"),
    path("received/<uuid:share>/end/", received.finish, name="give-back"),
    path("received/<uuid:share>/reports/", received.report, name="report"),
    path("received/<uuid:share>/notes/", notes.write_received, name="received-note"),
    path(
        "received/<uuid:share>/notes/<uuid:note>/read/",
        notes.read_received,
        name="received-note-read",
    ),
    path("received/<uuid:share>/paper/", papers.print_received, name="received-paper"),
]
