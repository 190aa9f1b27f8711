"""Sheets and forms as somebody may see them."""

from tsunagu.access.actor import Actor
from tsunagu.access.policy import Deed
from tsunagu.clock import today
from tsunagu.forms.models import Sheet
from tsunagu.org.models import Municipality
from tsunagu.packs.forms import Form
from tsunagu.packs.loader import Pack, forms
from tsunagu.school.models import Pupil


def form_in_force(municipality: Municipality, form: str) -> tuple[Pack, Form] | None:
    """A form as it is to be written today, with the pack that holds it."""
    return forms(municipality.packs, today()).get(form)


def forms_about(municipality: Municipality, about: str) -> list[Form]:
    """The forms that can be begun today about a pupil, a school or the board."""
    return [form for _, form in forms(municipality.packs, today()).values() if form.about == about]


def sheets_of(pupil: Pupil, actor: Actor) -> list[Sheet]:
    """A child's sheets as far as the actor may see them, the newest first."""
    rows = Sheet.objects.visible_to(actor, Deed.SEE_SHEET).filter(pupil=pupil)
    return list(rows.select_related("version", "begun_by", "ended_by").order_by("-begun_at", "-pk"))
