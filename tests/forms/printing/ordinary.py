"""Answers to a form as people write them: some words each, judgements with who saw what."""

from datetime import date

from tsunagu.forms.answers import Given, Seen, Value, asked
from tsunagu.packs.forms import NOT_KNOWN, Form, FormField

DAY = date(2026, 11, 20)
WORDS = "「図書室なら行けそう」と話した。髙﨑先生と𠮷田さんには会いたい。朝は門の前で立ち止まる。"
WHO = ("担任 山田", "養護教諭", "SC 髙﨑")
SAW = ("校門で立ち止まった", "母から電話で聞いた", "面談で話した")
SHORT = {"date": str(DAY), "number": 12, "long_text": WORDS, "person": "𠮷川 髙志"}
IN_CELLS = {"date": str(DAY), "number": "12", "long_text": WORDS[:24]}


def ordinary(form: Form) -> dict[str, Given]:
    """An answer to every question of the document, first values with where they were found."""
    answers = {}
    for number, field in enumerate(one for one in form.fields if not one.added):
        value = value_of(field, number)
        if field.first:
            answers[field.id] = Given(value, origin="名簿", origin_on=DAY, first=value)
        else:
            answers[field.id] = Given(value, seen_of(field, value, number))
    return {one.id: answers[one.id] for one in asked(form, answers) if not one.added}


def value_of(field: FormField, number: int) -> Value:
    """A value of the question's kind: of its options one after another, of a table's rows two."""
    if field.options:
        chosen = field.options[number % len(field.options)]
        return {"chosen": [chosen.id], "notes": {chosen.id: ["週に一度"] * len(chosen.note)}}
    if field.columns:
        rows = [row.id for row in field.rows] or ["", ""]
        cells = {one.id: IN_CELLS.get(one.kind, "毎週火曜日") for one in field.columns}
        return [{"row": row, "cells": cells} for row in rows]
    if field.kind == "sign":
        return {"person": "1", "name": "髙橋 久美子", "at": f"{DAY}T10:00+09:00"}
    return SHORT.get(field.kind, "将棋と読書")


def seen_of(field: FormField, value: Value, number: int) -> Seen:
    """On what a judgement rests; one that says that nobody knows rests on nothing."""
    chosen = [field.choices[name] for name in value["chosen"]] if field.options else []
    if not field.judged or any(one.means in NOT_KNOWN for one in chosen):
        return Seen()
    on = date(2026, 11, 9 + number // 6 % 5)
    return Seen(WHO[number // 6 % 3], on, SAW[number % 3])
