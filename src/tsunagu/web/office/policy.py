"""Who can see what: the policy table as a page, by role, by object and by words."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.access.deeds import Deed
from tsunagu.access.enums import DataClass, RoleKind
from tsunagu.access.fields import Thing
from tsunagu.access.labels import DATA_CLASSES
from tsunagu.access.readable import by_thing
from tsunagu.web.http import Request, guarded


class PolicyForm(forms.Form):
    """Of whom, of what, and which words; nothing chosen is the whole table."""

    role = forms.ChoiceField(
        label="役割", required=False, choices=[("", "すべての役割"), *RoleKind.choices]
    )
    thing = forms.ChoiceField(
        label="何について", required=False, choices=[("", "すべて"), *Thing.choices]
    )
    words = forms.CharField(
        label="ことば", required=False, max_length=100, help_text="例: 電話、訂正、校長"
    )

    def asked(self) -> dict[str, Any]:
        """What was asked for; what is not to be chosen is left out."""
        self.is_valid()
        chosen = self.cleaned_data
        return {
            "role": RoleKind(chosen["role"]) if chosen.get("role") else None,
            "thing": Thing(chosen["thing"]) if chosen.get("thing") else None,
            "words": chosen.get("words", "").split(),
        }


@guarded(Deed.SEE_POLICY)
@require_GET
def policy(request: Request) -> HttpResponse:
    """The policy table object by object, as far as it was asked for."""
    form = PolicyForm(request.GET)
    asked = form.asked()
    found = by_thing(**asked)
    context = {
        "form": form,
        "found": found,
        "count": sum(len(about.lines) for about in found),
        "chosen": any(asked.values()),
        "classes": [(one.label, DATA_CLASSES[one]) for one in DataClass],
    }
    return render(request, "office/policy.html", context)
