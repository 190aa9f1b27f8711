"""Who of a school's staff can take part in a case: be invited, or see to a step."""

from collections import defaultdict

from tsunagu.access.actor import actor_of
from tsunagu.access.models import Role
from tsunagu.access.policy import Deed, may
from tsunagu.cases.models import Case
from tsunagu.clock import today
from tsunagu.org.models import Person
from tsunagu.school.homes import scope_of


def partakers(case: Case) -> dict[Person, str]:
    """Staff whom the table lets into the case today, with their part in it or their roles.

    The team first. Others of the staff join the team before: nobody is let in by an invitation.
    """
    held: dict[Person, list[Role]] = defaultdict(list)
    roles = Role.objects.on(today()).of_staff_here().filter(organisation=case.school_id)
    for role in roles.select_related("person").order_by("person__kana", "person", "kind"):
        held[role.person].append(role)
    scope = case.scope
    parts = dict(case.members.on(today()).exclude(person=None).values_list("person", "part"))
    found = {
        person: parts.get(person.pk) or "・".join(str(one.get_kind_display()) for one in rows)
        for person, rows in held.items()
        if may(actor_of(person, roles=rows), Deed.WRITE_CASE, scope)
    }
    team = {person: words for person, words in found.items() if person.pk in parts}
    return team | found


def is_here(case: Case) -> bool:
    """Is the child at the school that leads the case today?"""
    return bool(scope_of(case.pupil, today()).school == case.school_id)
