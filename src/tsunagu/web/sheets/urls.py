"""Addresses of sheets, each by a key that says nothing."""

from django.urls import path

from tsunagu.web.sheets import bundles, deeds, lists, papers, write

app_name = "sheets"
urlpatterns = [
    path("sheets/", lists.everywhere, name="list"),
    path("pupils/<uuid:pupil>/sheets/", lists.of_pupil, name="pupil"),
    path("pupils/<uuid:pupil>/sheets/new/", deeds.begin, name="begin"),
    path("sheets/print/", bundles.page, name="bundle"),
    path("sheets/print/progress/", bundles.work, name="bundle-work"),
    path("sheets/print/file/", bundles.file, name="bundle-file"),
    path("sheets/<uuid:sheet>/", write.sheet, name="sheet"),
    path("sheets/<uuid:sheet>/changes/", write.changes, name="changes"),
    path("sheets/<uuid:sheet>/answers/<slug:field>/", write.answer, name="answer"),
    path("sheets/<uuid:sheet>/signatures/<slug:field>/", deeds.sign, name="sign"),
    path("sheets/<uuid:sheet>/pdf/", papers.pdf, name="pdf"),
    path("sheets/<uuid:sheet>/xlsx/", papers.workbook, name="xlsx"),
    path("sheets/blank/<slug:form>/", papers.blank, name="blank"),
    path("sheets/<uuid:sheet>/withdraw/", deeds.withdraw, name="withdraw"),
    path("sheets/<uuid:sheet>/correct/", deeds.correct, name="correct"),
]
