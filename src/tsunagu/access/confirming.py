"""A second person's word on what nobody opens alone: an agency's people, keys that reach children.

Who has the machine itself (a command) needs nobody's: so a municipality begins.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from tsunagu.access.actor import Actor, Scope
from tsunagu.access.deeds import Deed
from tsunagu.access.enums import Confirmation
from tsunagu.access.models import ApiKey, Role
from tsunagu.access.noted import note_deed
from tsunagu.access.policy import Denied, allowed, require
from tsunagu.access.refusal import Refused
from tsunagu.clock import today
from tsunagu.org.models import Municipality
from tsunagu.packs.overtime import number


def lay_before_another(one: Role | ApiKey, *, by: Actor) -> None:
    """Let what is about to be saved wait for a second person, where a person asks for it."""
    if by.person is None:
        return
    one.confirmation = Confirmation.WAITING
    one.asked_by = by.person
    one.confirm_by = today() + timedelta(days=confirm_days(by.municipality))


def confirm_days(municipality: Municipality) -> int:
    """For how many days after its own something waits for a second person."""
    return number(municipality.packs, "confirm-days").on(today())


def waiting_keys(actor: Actor) -> QuerySet[ApiKey]:
    """Keys that wait for the actor's word, those that lapse first at the front."""
    if not allowed(actor, Deed.CONFIRM_KEY).everywhere:
        return ApiKey.objects.none()
    keys = ApiKey.objects.filter(_for(actor), ended_at__isnull=True, last__gte=today())
    people = ("organisation", "asked_by", "municipality")
    return keys.select_related(*people).order_by("confirm_by", "pk")


def waiting_roles(actor: Actor) -> QuerySet[Role]:
    """Roles of others that wait for the actor's word, those that lapse first at the front."""
    there = allowed(actor, Deed.CONFIRM_ROLE)
    roles = Role.objects.filter(_for(actor)).exclude(person=actor.person)
    if not there.everywhere:
        roles = roles.filter(organisation__in=map(str, there.receivers))
    going = roles.filter(Q(last__isnull=True) | Q(last__gte=today()))
    people = ("organisation", "asked_by", "municipality", "person")
    return going.select_related(*people).order_by("confirm_by", "pk")


def _for(actor: Actor) -> Q:
    """What still waits in the actor's municipality and somebody else asked for."""
    waits = Q(confirmation=Confirmation.WAITING, confirm_by__gte=today())
    return waits & Q(municipality=actor.municipality) & ~Q(asked_by=actor.person)


def confirm(*, one: Role | ApiKey, by: Actor) -> None:
    """It opens from its first day on. Raises `Denied` and `Refused`."""
    _decide(one, Confirmation.CONFIRMED, by=by)


def decline(*, one: Role | ApiKey, why: str, by: Actor) -> None:
    """It stays shut for good, and who asked reads why. Raises `Denied` and `Refused`."""
    if not why.strip():
        raise Refused(["確認しないわけを書いてください"])
    _decide(one, Confirmation.DECLINED, by=by, why=why.strip())


def _decide(one: Role | ApiKey, to: Confirmation, *, by: Actor, why: str = "") -> None:
    """What the second person said, once, of what still waits."""
    deed, kind, receiver, concerned = _whose(one)
    require(by, deed, Scope(one.municipality_id, receiver=receiver))
    if by.person is None:
        raise Denied(deed)
    if by.person.pk in concerned:
        raise Refused(["自分が頼んだことと自分の役割は、ほかの人が確認します"])
    with transaction.atomic():
        held = type(one)._base_manager.select_for_update(of=("self",)).get(pk=one.pk)
        if held.confirmation != Confirmation.WAITING or held.lapsed:
            raise Refused(["もう、確認を待っていません"])
        one.confirmation, one.decided_by, one.declined_why = to, by.person, why
        one.save(update_fields=["confirmation", "decided_by", "declined_why"])
        note_deed(by, deed, kind, one.pk, confirmation=to.value, asked_by=str(one.asked_by_id))


def _whose(one: Role | ApiKey) -> tuple[Deed, str, UUID | None, set[UUID | None]]:
    """The deed, the kind for the audit, the organisation it is at, and who cannot confirm it."""
    if isinstance(one, ApiKey):
        return Deed.CONFIRM_KEY, "api_key", None, {one.asked_by_id}
    return Deed.CONFIRM_ROLE, "role", one.organisation_id, {one.asked_by_id, one.person_id}
