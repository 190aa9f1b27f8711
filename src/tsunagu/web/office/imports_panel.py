"""What the import screen says of the file that a person gave last."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Page, Paginator

from tsunagu.clock import now
from tsunagu.intake.models import Upload, UploadState
from tsunagu.intake.progress import Phase
from tsunagu.intake.result import Outlook
from tsunagu.intake.uploads import outlook_of, progress_of
from tsunagu.school.models import Classroom, Enrolment

LONG = timedelta(minutes=1)
"""A file that waits longer than this waits for a worker that is not there, or busy."""
OUTLOOK_AT_ONCE = 20
"""Children on a page of what a file would do."""
COUNT_WORDS = {
    "rows": "行",
    "created": "新しく",
    "changed": "変えるもの",
    "removed": "取り去るもの",
    "years": "年度",
    "schools": "学校",
    "classes": "学級",
    "pupils": "子ども",
    "ended": "終わらせるもの",
    "rolls": "出欠をとった学級・日",
    "rolls_gone": "とらなかったことにする学級・日",
    "marks": "出欠の記録",
    "marks_gone": "取り去る出欠の記録",
    "differences": "画面で入れたものと違う行",
}
"""What an import counts, in words; other counts show their own name."""


@dataclass(frozen=True)
class Known:
    """A known child by the roster's id, and the class it was at home in last."""

    sourced_id: str
    classroom: Classroom | None


@dataclass(frozen=True)
class Question:
    """A new child's id, the line it stands on, and the known children it may be."""

    name: str
    line: int
    new: str
    known: tuple[Known, ...]


def counted_in_words(counts: Mapping[str, int]) -> str:
    """Counts in words, such as `行 35、新しく 3`."""
    named = [f"{COUNT_WORDS.get(key, key)} {value}" for key, value in counts.items()]
    return "、".join(named) or "変わりはありません"


def questions_of(upload: Upload) -> list[Question]:
    """Whom a person is to tell apart, one question a new id."""
    known: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    for fault in upload.faults:
        if fault["asks"]:
            new, old = fault["asks"]
            known.setdefault(new, []).append(old)
            lines.setdefault(new, fault["line"])
    classes = _last_classes(upload, {old for olds in known.values() for old in olds})
    return [
        Question(f"who-{number}", lines[new], new, tuple(Known(o, classes.get(o)) for o in olds))
        for number, (new, olds) in enumerate(known.items())
    ]


def _last_classes(upload: Upload, ids: Collection[str]) -> dict[str, Classroom]:
    """The class in which each of these children was at home last, by the roster's id."""
    homes = Enrolment.objects.home().filter(
        municipality=upload.municipality_id, pupil__identities__sourced_id__in=ids
    )
    pairs = homes.order_by("begin", "pk").values_list(
        "pupil__identities__sourced_id", "classroom_id"
    )
    last = dict(pairs)
    classes = Classroom.objects.in_bulk(set(last.values()))
    return {sourced_id: classes[key] for sourced_id, key in last.items()}


def outlook_page(upload: Upload, number: str | None) -> Page[Outlook] | None:
    """A page of what a checked roster would do to each child; None where there is nothing."""
    lines = outlook_of(upload) if upload.state == UploadState.CHECKED else []
    return Paginator(lines, OUTLOOK_AT_ONCE).get_page(number) if lines else None


def panel(upload: Upload, number: str | None = None) -> dict[str, object]:
    """What the template of the panel needs, with a page of its outlook."""
    percent, phase = progress_of(upload) if upload.at_work else (0, Phase.READ)
    writes = upload.state == UploadState.TAKING and phase == Phase.WRITE
    return {
        "upload": upload,
        "percent": percent,
        "doing": "書き込んでいます" if writes else phase.label,
        "waits_long": not upload.begun and upload.at < now() - LONG,
        "counted": counted_in_words(upload.counts),
        "outlook": outlook_page(upload, number),
        "questions": questions_of(upload) if upload.state == UploadState.ASKING else [],
    }
