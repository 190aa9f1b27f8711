"""Addresses of the office, and of what everyone of the staff may read."""

from django.urls import include, path

from tsunagu.web.office import gaps, imports, months, policy, readings, school_days, schools

OFFICE = (
    [
        path("", schools.schools, name="schools"),
        path("calendar/", schools.calendar, name="calendar-all"),
        path("<uuid:school>/calendar/", schools.calendar, name="calendar"),
        path("<uuid:school>/register/", months.months, name="months"),
        path("<uuid:school>/register/file/", months.register_file, name="register-file"),
        path("<uuid:school>/register/close/", months.close, name="month-close"),
        path("<uuid:school>/school-days/", school_days.page, name="school-days"),
        path("<uuid:school>/school-days/file/", school_days.file, name="school-days-file"),
        path("<uuid:school>/gaps/", gaps.gaps, name="gaps"),
        path("<uuid:school>/leaves/", schools.leaves, name="leaves"),
        path("<uuid:school>/epidemics/", schools.epidemics, name="epidemics"),
        path("<uuid:school>/settings/", schools.settings, name="settings"),
    ],
    "office",
)
urlpatterns = [
    path("office/", include(OFFICE)),
    path("imports/", imports.imports, name="imports"),
    path("imports/state/", imports.work, name="imports-work"),
    path("rules/", readings.rules, name="rules"),
    path("who-can-see-what/", policy.policy, name="policy"),
]
