"""All addresses. Keys are UUIDs; nothing personal stands in an address."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from tsunagu.web.converters import IsoDate

register_converter(IsoDate, "day")

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("tsunagu.web.entry.urls")),
    path("", include("tsunagu.web.components.urls")),
    path("", include("tsunagu.web.today.urls")),
    path("", include("tsunagu.web.cases.urls")),
    path("", include("tsunagu.web.sheets.urls")),
    path("", include("tsunagu.web.support.urls")),
    path("pupils/", include("tsunagu.web.pupil.urls")),
    path("follow-ups/", include("tsunagu.web.follow_ups.urls")),
    path("consultations/", include("tsunagu.web.consultations.urls")),
    path("library/", include("tsunagu.web.library.urls")),
    path("signs/", include("tsunagu.web.signs.urls")),
    path("suspicions/", include("tsunagu.web.suspicion.urls")),
    path("door/", include("tsunagu.web.portal.urls")),
    path("sos/", include("tsunagu.web.sos.urls")),
    path("family/", include("tsunagu.web.guardians.urls")),
    path("letters/", include("tsunagu.web.guardians.letter_urls")),
    path("school/", include("tsunagu.web.school.urls")),
    path("board/", include("tsunagu.web.board.urls")),
    path("api/v1/", include("tsunagu.api.urls")),
    path("connections/", include("tsunagu.web.connections.urls")),
    path("confirming/", include("tsunagu.web.confirming.urls")),
    path("staff/", include("tsunagu.web.staff.urls")),
    path("staff/turnover/", include("tsunagu.web.turnover.urls")),
    path("audit/", include("tsunagu.web.audit.urls")),
    path("claims/", include("tsunagu.web.rights.urls")),
    path("retention/", include("tsunagu.web.rights.retention_urls")),
    path("", include("tsunagu.web.office.urls")),
    path("", include("tsunagu.web.roll.urls")),
]
