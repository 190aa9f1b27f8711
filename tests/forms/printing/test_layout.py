"""What stands on a sheet before it is set: all of the form, and of the answers what was asked."""

from collections.abc import Iterator

import pytest

from tests.forms.printing.conftest import FRIDAY, HEADING
from tsunagu.forms.answers import Given, Seen
from tsunagu.forms.printing.layout import blank_of, paper_of
from tsunagu.forms.printing.paper import LINE, Box, Paper
from tsunagu.packs.forms import Form, FormField, FormSection


def boxes(paper: Paper) -> Iterator[Box]:
    """All boxes in order."""
    return (box for part in paper.parts for line in part.lines for box in line)


def box(paper: Paper, label: str) -> Box:
    """The box with a label."""
    return next(one for one in boxes(paper) if one.label == label)


def test_every_question_stands_once_and_lines_are_full(form: Form) -> None:
    paper = paper_of(form, {}, HEADING)
    written_on, *others = form.fields
    assert [one.label for one in boxes(paper)] == [field.label for field in others]
    assert paper.written.startswith(written_on.label)
    for part in paper.parts:
        for line in part.lines:
            assert sum(one.width for one in line) == LINE
            assert len(line) == 1 or not any(one.grid for one in line)
            assert all(one.beside * 2 <= one.width for one in line)


def test_all_options_stand_with_their_boxes_and_notes(
    form: Form, answers: dict[str, Given]
) -> None:
    siblings = box(paper_of(form, answers, HEADING), "不登校経験のある兄弟姉妹がいる")
    assert [(one.label, one.chosen) for one in siblings.choices] == [
        ("いる", True),
        ("いない", False),
        ("未確認", False),
        ("不明", False),
    ]
    assert siblings.choices[0].notes == (("学年", "中1"), ("年齢", "13"), ("時期", "昨年の秋"))


def test_a_note_without_its_choice_is_not_lost(form: Form) -> None:
    written = {"traits": Given({"chosen": [], "notes": {"other": ["音に驚く"]}})}
    other = box(paper_of(form, written, HEADING), "子どもの特性について").choices[-1]
    assert (other.chosen, other.notes) == (False, (("内容", "音に驚く"),))


def test_when_a_question_not_asked_stands_empty(form: Form, answers: dict[str, Given]) -> None:
    assert box(paper_of(form, answers, HEADING), "その時のようす").words == "別室に通った"
    answers["siblings"] = Given({"chosen": ["not-confirmed"], "notes": {}})
    unasked = box(paper_of(form, answers, HEADING), "その時のようす")
    assert (unasked.words, unasked.small) == ("", ())


def test_seen_stands_once_at_the_end_of_its_section(form: Form, answers: dict[str, Given]) -> None:
    paper = paper_of(form, answers, HEADING)
    seen = box(paper, "見た人・見た日・見たこと")
    assert paper.parts[2].lines[-1] == (seen,)
    assert seen.small == ("見1　担任 山田　2026年11月20日（金）　教室に入る前に立ち止まった",)
    judged = {one.label: one.mark for one in boxes(paper) if one.mark.startswith("見")}
    assert judged == dict.fromkeys(
        ("子どもの特性について", "その時のようす", "領域ごとの見立て"), "見1"
    )


def test_what_others_saw_is_told_apart(form: Form, answers: dict[str, Given]) -> None:
    """One who said only who saw it is not given the words of another."""
    answers["since"] = Given("別室に通った", Seen("母"))
    paper = paper_of(form, answers, HEADING)
    assert box(paper, "その時のようす").mark == "見2"
    assert box(paper, "見た人・見た日・見たこと").small[1] == "見2　母"


def test_where_nobody_said_what_they_saw_there_is_no_place_for_it(form: Form) -> None:
    assert "見た人・見た日・見たこと" not in {
        one.label for one in boxes(paper_of(form, {}, HEADING))
    }


def test_origins_stand_once_at_the_foot_or_not_at_all(
    form: Form, answers: dict[str, Given]
) -> None:
    paper = paper_of(form, answers, HEADING)
    assert paper.origins == (
        "※1　名簿　2026年11月20日（金）",
        "※2　出席簿　2026年11月20日（金）　はじめの値は「11」",
    )
    marked = {one.label: one.mark for one in boxes(paper) if one.mark.startswith("※")}
    assert marked == {"学校名": "※1", "学年": "※1", "4月からの欠席日数": "※2"}
    without = paper_of(form, answers, HEADING, origins=False)
    assert not without.origins
    assert not any(one.mark.startswith("※") for one in boxes(without))


def asking(**said: object) -> FormField:
    """A question on a line of its own."""
    return FormField.model_validate({"id": "one", "label": "一つ", "empty": "agreed", **said})


def paper_asking(form: Form, answers: dict[str, Given], **said: object) -> Box:
    """The box of a question on an otherwise empty form."""
    part = FormSection(id="only", fields=(asking(**said),))
    return next(boxes(paper_of(form.model_copy(update={"sections": (part,)}), answers, HEADING)))


def test_labels_of_words_on_one_line_stand_alike(form: Form) -> None:
    """One that does not fit beside its answer takes the others into their answers' line."""
    long = asking(kind="text", label="欠席したことで学習の遅れを", width=4)
    fields = (
        asking(kind="number", id="two", width=4),
        long,
        asking(kind="text", id="three", width=4),
    )
    part = FormSection(id="only", fields=fields)
    paper = paper_of(form.model_copy(update={"sections": (part,)}), {}, HEADING)
    assert [one.beside for one in boxes(paper)] == [0, 0, 0]


def test_a_label_stands_beside_an_answer_only_on_one_line(form: Form) -> None:
    """Else it stands in the answer's first line, and above long texts."""
    options = [{"id": f"o{n}", "label": "あいうえお"} for n in range(7)]
    assert paper_asking(form, {}, kind="text").beside
    assert not paper_asking(form, {}, kind="text", label="一つ" * 6).beside
    assert paper_asking(form, {}, kind="one_of", options=options[:6]).beside
    assert not paper_asking(form, {}, kind="one_of", options=options).beside
    assert not paper_asking(form, {}, kind="one_of", options=options[:2], hint="複数可").beside
    above = paper_asking(form, {}, kind="long_text")
    assert (above.above, above.beside) == (True, 0)


def test_a_date_has_room_for_its_weekday(form: Form) -> None:
    """The label goes into its line rather than having the date broken over two."""
    fields = [
        asking(kind="date", label="受け付けた日", id=name, width=4) for name in ("a", "b", "c")
    ]
    part = FormSection(id="only", fields=tuple(fields))
    paper = paper_of(form.model_copy(update={"sections": (part,)}), {}, HEADING)
    assert {one.beside for one in boxes(paper)} == {0}
    assert paper_asking(form, {}, kind="date", label="受け付けた日", width=12).beside


@pytest.mark.parametrize(
    ("kind", "hint", "value", "words"),
    [
        ("number", "日", 3, "3日"),
        ("number", "日", 0, "0日"),
        ("number", "日", None, "　　　　　　日"),
        ("text", "明石市立　学校", None, "明石市立　　　　　　学校"),
        ("text", "明石市立　学校", "東雲小学校", "東雲小学校"),
    ],
)
def test_what_is_printed_around_an_answer_stands_with_it(
    form: Form, kind: str, hint: str, value: object, words: str
) -> None:
    one = paper_asking(form, {"one": Given(value)}, kind=kind, hint=hint)
    assert (one.words, one.hint) == (words, "")


def test_a_meetings_day_stands_at_the_top_as_the_manual_has_it(form: Form) -> None:
    day = asking(kind="date", label="実施日", empty=None, **{"from": "conference-day"})
    part = FormSection(id="only", fields=(day, asking(id="two", kind="text")))
    only = form.model_copy(update={"sections": (part,)})
    paper = paper_of(only, {"one": Given("2026-11-20")}, HEADING)
    assert paper.written == "実施日：2026年11月20日（金）"
    found = Given("2026-11-20", origin="会議", origin_on=FRIDAY, first="2026-11-19")
    told = paper_of(only, {"one": found}, HEADING)
    assert told.written == "実施日：2026年11月20日（金）※1"
    assert "はじめの値は「2026年11月19日（木）」" in told.origins[0]
    assert [one.label for one in boxes(paper)] == ["一つ"]


def test_rows_of_a_table(form: Form, answers: dict[str, Given]) -> None:
    paper = paper_of(form, answers, HEADING)
    areas, steps = box(paper, "領域ごとの見立て").grid, box(paper, "小さな一歩").grid
    assert areas is not None
    assert areas.heads == ("領域ごとの見立て\n右へ書き進めます", "問題点\n気になること", "援助資源")
    assert areas.rows == (
        ("学習面\n学習状況・意欲", "", ""),
        ("心理・社会面\n情緒面・交友関係", "泣いた", "司書"),
    )
    assert steps is not None
    assert steps.rows[0] == ("校門で会う", "", "2026年11月24日（火）", "")
    assert len(steps.rows) == 3


def test_a_turned_table_has_its_rows_side_by_side(form: Form) -> None:
    """Blank places for as many as can be written stand there, filled or not."""
    columns = [
        {"id": "day", "label": "追記日", "kind": "date"},
        {"id": "by", "label": "追記した人", "kind": "person"},
    ]
    written = [{"row": "", "cells": {"day": "2026-11-20", "by": "髙﨑"}}]
    table = {"kind": "table", "columns": columns, "most": 3, "turned": True}
    grid = paper_asking(form, {"one": Given(written)}, **table).grid
    assert grid is not None
    assert (grid.heads, grid.named) == (("一つ", "", "", ""), True)
    assert grid.rows == (("追記日", "2026年11月20日（金）", "", ""), ("追記した人", "髙﨑", "", ""))
    assert len(grid.widths) == len(grid.numbers) == 4


def test_a_turned_table_of_named_rows_counts_by_month(form: Form) -> None:
    columns = [{"id": "late", "label": "遅刻", "kind": "number"}]
    rows = [{"id": "april", "label": "4月"}, {"id": "may", "label": "5月"}]
    table = {"kind": "table", "columns": columns, "rows": rows, "turned": True}
    counted = [{"row": "may", "cells": {"late": "2"}}]
    grid = paper_asking(form, {"one": Given(counted)}, **table).grid
    assert grid is not None
    assert grid.heads == ("一つ", "4月", "5月")
    assert grid.rows == (("遅刻", "", "2"),)
    assert grid.numbers == (False, True, True)


def test_blank_has_room_to_write_and_no_answer(form: Form) -> None:
    paper = blank_of(form, HEADING)
    steps = box(paper, "小さな一歩").grid
    assert steps is not None
    assert len(steps.rows) == 30
    assert all(one.ruled for one in boxes(paper))
    seen = [part for part in paper.parts if any("見たこと" in one.label for one in part.lines[-1])]
    assert [part.title for part in seen] == ["児童生徒の様態、特性"]
    assert not any(choice.chosen for one in boxes(paper) for choice in one.choices)
    assert paper.code == "own-sheet　2026-04-01"
