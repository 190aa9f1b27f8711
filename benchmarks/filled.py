"""Filled sheets for a measurement, each its own; `python -m benchmarks.filled FORM` writes them.

Run so it writes completed sheets into the city of the data folder, and has their printing begun by
somebody who manages every school.
"""

import sys
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tsunagu.access.actor import Actor
    from tsunagu.forms.answers import Answers, Value
    from tsunagu.packs.forms import Form, FormField

SHEETS = 2_084
"""Sheets of a city's children who do not attend."""
DAY = date(2026, 11, 20)
WORDS = "朝は支度が進むが、校門の前で立ち止まる。図書室では落ち着いて過ごし、司書と本の話をした。"
AT_ONCE = 50


def filled(form: "Form", number: int) -> "Answers":
    """An answer to every question, each sheet's its own, so that nothing set before fits again."""
    from tsunagu.forms.answers import Given, Seen

    seen = Seen("担任", DAY, f"{number}回、教室に入る前に立ち止まった")
    answers = {}
    for place, field in enumerate(form.fields):
        value = _value(field, number + place)
        origin = "名簿" if field.first else ""
        on = DAY if field.first else None
        answers[field.id] = Given(value, seen if field.judged else Seen(), origin, on, value)
    return answers


def _value(field: "FormField", number: int) -> "Value":
    if field.options:
        chosen = field.options[number % len(field.options)]
        return {"chosen": [chosen.id], "notes": {chosen.id: [f"{number}"] * len(chosen.note)}}
    if field.columns:
        rows = [row.id for row in field.rows] or [""] * min(4, field.most or 0)
        cells = {one.id: _words(one.kind, number) for one in field.columns}
        return [{"row": row, "cells": cells} for row in rows]
    if field.kind == "sign":
        return {"person": "1", "name": f"校長{number}", "at": f"{DAY}T10:00+09:00"}
    return _words(field.kind, number)


def _words(kind: str, number: int) -> str:
    said = {"date": str(DAY), "number": f"{number % 200}", "long_text": f"{number}　{WORDS}"}
    return said.get(kind, f"東雲{number}")


def begin(name: str) -> None:
    """Write the sheets of a form and have them printed; the worker is not run here."""
    from tsunagu.clock import school_year_of, today
    from tsunagu.forms.actions import begin_bundle

    manager = _manager()
    _write(name, manager)
    begin_bundle(form=name, school_year=school_year_of(today()).year, by=manager)


def _manager() -> "Actor":
    """A principal, now of every school."""
    from benchmarks.people import holders, session_of
    from tsunagu.access.actor import actor_of
    from tsunagu.access.enums import RoleKind
    from tsunagu.access.models import Role
    from tsunagu.school.models import School

    person = holders(RoleKind.PRINCIPAL)[0]
    session_of(person)
    role = Role.objects.filter(person=person).latest("first")
    held = person.roles.values_list("organisation", flat=True)
    Role.objects.bulk_create(
        Role(
            municipality=role.municipality,
            person=person,
            kind=role.kind,
            organisation=school,
            first=role.first,
        )
        for school in School.objects.exclude(pk__in=held)
    )
    return actor_of(person)


def _write(name: str, by: "Actor") -> None:
    """Completed sheets, each on a child, the children spread over the city."""
    from tsunagu.clock import now, school_year_of, today
    from tsunagu.forms.models import Answer, Sheet
    from tsunagu.forms.queries import form_in_force
    from tsunagu.packs.actions import version_of
    from tsunagu.school.models import Enrolment

    inforce = form_in_force(by.municipality, name)
    assert inforce, name
    homes = Enrolment.objects.home().on(today()).select_related("classroom").order_by("pk")
    chosen = homes[:: homes.count() // SHEETS][:SHEETS]
    common: dict[str, Any] = {
        "municipality": by.municipality,
        "form": name,
        "version": version_of(*inforce),
        "school_year": school_year_of(today()).year,
        "state": "complete",
        **dict.fromkeys(("begun_by", "ended_by"), by.person),
        **dict.fromkeys(("begun_at", "ended_at"), now()),
    }
    sheets = Sheet.objects.bulk_create(
        Sheet(**common, school_id=home.classroom.school_id, pupil_id=home.pupil_id)
        for home in chosen
    )
    for at in range(0, len(sheets), AT_ONCE):
        Answer.objects.bulk_create(
            Answer(
                municipality=by.municipality,
                sheet=sheet,
                field=field,
                value=one.value,
                seen_by=one.seen.by,
                seen_on=one.seen.on,
                seen_what=one.seen.what,
                origin=one.origin,
                origin_on=one.origin_on,
                first=one.first,
                by=by.person,
                at=now(),
            )
            for number, sheet in enumerate(sheets[at : at + AT_ONCE], at)
            for field, one in filled(inforce[1], number).items()
        )


if __name__ == "__main__":
    import django

    django.setup()
    begin(sys.argv[1])
    print("{}")
