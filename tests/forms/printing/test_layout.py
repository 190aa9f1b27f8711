"""What stands on a sheet before it is set: all of the form, and of the answers what was asked."""

from collections.abc import Iterator

from tests.forms.printing.conftest import HEADING
from tsunagu.forms.answers import Given
from tsunagu.forms.printing.layout import blank_of, paper_of
from tsunagu.forms.printing.paper import LINE, Box, Paper
from tsunagu.packs.forms import Form


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


def test_seen_stands_beneath_a_judgement(form: Form, answers: dict[str, Given]) -> None:
    (line,) = box(paper_of(form, answers, HEADING), "領域ごとの見立て").small
    assert (
        line
        == "見た人：担任 山田　見た日：2026年11月20日（金）　見たこと：教室に入る前に立ち止まった"
    )


def test_origins_stand_once_at_the_foot_or_not_at_all(
    form: Form, answers: dict[str, Given]
) -> None:
    paper = paper_of(form, answers, HEADING)
    assert paper.origins == (
        "※1　名簿　2026年11月20日（金）",
        "※2　出席簿　2026年11月20日（金）　はじめの値は「11」",
    )
    marked = {one.label: one.mark for one in boxes(paper) if one.mark}
    assert marked == {"学校名": "※1", "学年": "※1", "4月からの欠席日数": "※2"}
    without = paper_of(form, answers, HEADING, origins=False)
    assert not without.origins
    assert not any(one.mark for one in boxes(without))


def test_rows_of_a_table(form: Form, answers: dict[str, Given]) -> None:
    paper = paper_of(form, answers, HEADING)
    areas, steps = box(paper, "領域ごとの見立て").grid, box(paper, "小さな一歩").grid
    assert areas is not None
    assert areas.rows == (
        ("学習面\n学習状況・意欲", "", ""),
        ("心理・社会面\n情緒面・交友関係", "泣いた", "司書"),
    )
    assert steps is not None
    assert steps.rows[0] == ("校門で会う", "", "2026年11月24日（火）", "")
    assert len(steps.rows) == 3


def test_blank_has_room_to_write_and_no_answer(form: Form) -> None:
    paper = blank_of(form, HEADING)
    steps = box(paper, "小さな一歩").grid
    assert steps is not None
    assert len(steps.rows) == 20
    assert all(one.ruled for one in boxes(paper))
    seen = [part for part in paper.parts if any("見たこと" in one.label for one in part.lines[-1])]
    assert [part.title for part in seen] == ["児童生徒の様態、特性"]
    assert not any(choice.chosen for one in boxes(paper) for choice in one.choices)
    assert paper.code == "own-sheet　2026-04-01"
