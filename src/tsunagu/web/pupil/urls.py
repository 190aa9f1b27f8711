"""Addresses about one pupil, each by a key that says nothing."""

from django.urls import path

from tsunagu.web.pupil import (
    contacts,
    corrections,
    drafts,
    expected,
    facts,
    find,
    guardians,
    notices,
    page,
    sharings,
    siblings,
    tasks,
)

app_name = "pupil"
urlpatterns = [
    path("", find.find, name="find"),
    path("calls/", find.find_to_note, name="find-to-note"),
    path("expected/", expected.listed, name="expected"),
    path("expected/new/", expected.new, name="expected-new"),
    path("expected/<uuid:expected>/", expected.change, name="expected-change"),
    path("<uuid:pupil>/", page.page, name="page"),
    path("<uuid:pupil>/contacts/new/", contacts.new, name="contact"),
    path("<uuid:pupil>/contacts/draft/", drafts.contact, name="contact-draft"),
    path("<uuid:pupil>/contacts/<uuid:contact>/next/", contacts.next_way, name="contact-next"),
    path(
        "<uuid:pupil>/contacts/<uuid:contact>/correct/",
        corrections.contact,
        name="contact-correct",
    ),
    path(
        "<uuid:pupil>/contacts/<uuid:contact>/withdraw/",
        corrections.contact_withdraw,
        name="contact-withdraw",
    ),
    path("<uuid:pupil>/tasks/<uuid:task>/", tasks.task, name="task"),
    path("<uuid:pupil>/tasks/<uuid:task>/reopen/", tasks.reopen, name="task-reopen"),
    path("<uuid:pupil>/sharing/new/", sharings.edit, name="sharing-new"),
    path("<uuid:pupil>/sharing/draft/", drafts.sharing, name="sharing-draft"),
    path("<uuid:pupil>/sharing/<uuid:sharing>/", sharings.recap, name="sharing"),
    path("<uuid:pupil>/sharing/<uuid:sharing>/pdf/", sharings.recap_file, name="sharing-pdf"),
    path("<uuid:pupil>/sharing/<uuid:sharing>/edit/", sharings.edit, name="sharing-edit"),
    path("<uuid:pupil>/sharing/<uuid:sharing>/draft/", drafts.sharing, name="sharing-edit-draft"),
    path(
        "<uuid:pupil>/sharing/<uuid:sharing>/correct/",
        corrections.sharing,
        name="sharing-correct",
    ),
    path(
        "<uuid:pupil>/sharing/<uuid:sharing>/withdraw/",
        corrections.sharing_withdraw,
        name="sharing-withdraw",
    ),
    path("<uuid:pupil>/sharing/<uuid:sharing>/report/", sharings.report, name="sharing-report"),
    path("<uuid:pupil>/siblings/", siblings.page, name="siblings"),
    path("<uuid:pupil>/siblings/link/", siblings.link, name="sibling-link"),
    path("<uuid:pupil>/siblings/<uuid:sibling>/unlink/", siblings.unlink, name="sibling-unlink"),
    path("<uuid:pupil>/guardians/<uuid:guardian>/", guardians.guardian, name="guardian"),
    path("<uuid:pupil>/guardians/<uuid:guardian>/limits/", guardians.limit, name="guardian-limit"),
    path(
        "<uuid:pupil>/guardians/<uuid:guardian>/limits/<uuid:guardianlimit>/end/",
        guardians.limit_end,
        name="guardian-limit-end",
    ),
    path("<uuid:pupil>/notices/new/", notices.new, name="notice-new"),
    path("<uuid:pupil>/notices/<uuid:notice>/end/", notices.end, name="notice-end"),
    path("<uuid:pupil>/notices/<uuid:notice>/withdraw/", notices.withdraw, name="notice-withdraw"),
    path("<uuid:pupil>/opening-balance/new/", facts.balance, name="balance-new"),
    path("<uuid:pupil>/good-reasons/new/", facts.good_reason, name="good-reason-new"),
    path("<uuid:pupil>/protection/new/", facts.protection, name="protection-new"),
    path(
        "<uuid:pupil>/good-reasons/<uuid:goodreason>/end/",
        facts.good_reason_end,
        name="good-reason-end",
    ),
    path("<uuid:pupil>/reviews/<uuid:rulefreeze>/end/", facts.review_end, name="review-end"),
    path(
        "<uuid:pupil>/protection/<uuid:protectionflag>/end/",
        facts.protection_end,
        name="protection-end",
    ),
]
