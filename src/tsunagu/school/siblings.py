"""Recording who are brothers and sisters, and who might be: a person decides."""

import re

from django.db import transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Replace

from tsunagu.access.actor import Actor
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Deed, Denied, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import now, today
from tsunagu.school.guardians import with_limits
from tsunagu.school.homes import scope_of
from tsunagu.school.models import Guardian, GuardianLimit, Pupil, PupilQuerySet, Sibling

MARKS = ("-", " ", "\u3000", "(", ")", "‐", "－")
"""What people write between the digits of a number."""


def link_siblings(*, pupil: Pupil, other: Pupil, by: Actor) -> Sibling:
    """Record that two children are brothers or sisters. Raises `Denied` and `Refused`."""
    for child in (pupil, other):
        require(by, Deed.LINK_SIBLING, scope_of(child, today()))
    if by.person is None:
        raise Denied(Deed.LINK_SIBLING)
    if pupil == other:
        raise Refused(["同じ子どもです"])
    first, second = sorted((pupil, other), key=lambda one: one.pk)
    if Sibling.objects.filter(pupil=first, other=second).exists():
        raise Refused(["もう、きょうだいとして記録されています"])
    with transaction.atomic():
        link = Sibling.objects.create(
            municipality_id=pupil.municipality_id,
            pupil=first,
            other=second,
            by=by.person,
            at=now(),
        )
        _note(by, link, "add")
    return link


def unlink_siblings(*, link: Sibling, by: Actor) -> None:
    """Take a link back that was wrong; the audit keeps that it was there. Raises `Denied`."""
    for child in (link.pupil, link.other):
        require(by, Deed.LINK_SIBLING, scope_of(child, today()))
    with transaction.atomic():
        _note(by, link, "take_back")
        link.delete()


def siblings_of(pupil: Pupil, actor: Actor) -> list[Sibling]:
    """The links of a child with children whom the actor may see too."""
    links = Sibling.objects.of(pupil.pk).visible_to(actor, Deed.SEE_PUPIL, on=today())
    return list(links.select_related("pupil", "other", "by").order_by("at", "pk"))


def perhaps_siblings(pupil: Pupil, actor: Actor) -> PupilQuerySet:
    """Children whom the actor may see and who share a guardian's number with this one.

    Numbers of guardians under a limit suggest nobody.
    """
    seen = with_limits(pupil.guardians.order_by("order", "pk"), today())
    numbers = {digits for one in seen if (digits := re.sub(r"\D", "", one.number))}
    visible = Pupil.objects.visible_to(actor, Deed.SEE_GUARDIAN, on=today())
    visible = visible & Pupil.objects.visible_to(actor, Deed.SEE_PUPIL, on=today())
    if not numbers:
        return visible.none()
    plain: Combinable = F("phone")
    for mark in MARKS:
        plain = Replace(plain, Value(mark), Value(""), output_field=CharField())
    same = Guardian.objects.filter(municipality=actor.municipality)
    same = same.exclude(pk__in=GuardianLimit.objects.on(today()).values("guardian"))
    same = same.annotate(digits=plain).filter(digits__in=numbers)
    known = Sibling.objects.of(pupil.pk)
    linked = Q(pk__in=known.values("pupil")) | Q(pk__in=known.values("other"))
    return (
        visible.filter(pk__in=same.values("pupil")).exclude(linked | Q(pk=pupil.pk)).order_by("pk")
    )


def _note(by: Actor, link: Sibling, what: str) -> None:
    """One event for each of the two."""
    for child in (link.pupil, link.other):
        note_deed(by, Deed.LINK_SIBLING, "sibling", link.pk, pupil=child.pk, what=what)
