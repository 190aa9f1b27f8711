"""Keeping versions of rules and settings: what has come into force cannot be changed any more."""

import hashlib
import json
from collections.abc import Iterable, Iterator

from tsunagu.clock import now, today
from tsunagu.packs.loader import Fault, Pack, PackError, place_of
from tsunagu.packs.models import RuleVersion
from tsunagu.packs.schema import ResponseRule, Setting

Kept = ResponseRule | Setting
"""What decides which response is due."""


def digest_of(entry: Kept) -> tuple[str, dict[str, object]]:
    """SHA-256 of all that an entry says, but for the day someone last checked it, and that."""
    content = entry.model_dump(mode="json", by_alias=True, exclude={"checked_on"})
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest(), content


def keep_versions(packs: Iterable[Pack]) -> None:
    """Store the versions of rules and settings in force today.

    Raises `PackError`, with file and line, when a version that was once in force reads otherwise
    now, or is gone.
    """
    faults: list[Fault] = []
    new: list[RuleVersion] = []
    for pack in packs:
        stored = {
            (v.kind, v.rule, v.valid_from): v.digest
            for v in RuleVersion.objects.filter(pack=pack.id)
        }
        for kind, entry in _in_force(pack):
            digest, content = digest_of(entry)
            known = stored.pop((kind, entry.id, entry.valid_from), None)
            if known is None:
                version = RuleVersion(
                    pack=pack.id,
                    kind=kind,
                    rule=entry.id,
                    valid_from=entry.valid_from,
                    digest=digest,
                    content=content,
                    stored_at=now(),
                )
                new.append(version)
            elif known != digest:
                why = (
                    f"{entry.id}: {entry.valid_from}からの版はすでに有効で、変えられません。"
                    "新しい valid_from の版を加えてください"
                )
                faults.append(Fault(*place_of(pack, kind, entry.id, entry.valid_from), why))
        for kind, name, valid_from in stored:
            why = f"{name}: 有効になった{valid_from}からの版がファイルから消えています"
            faults.append(Fault(*place_of(pack, kind, name, valid_from), why))
    if faults:
        raise PackError(faults)
    RuleVersion.objects.bulk_create(new, ignore_conflicts=True)


def _in_force(pack: Pack) -> Iterator[tuple[str, Kept]]:
    """Every version that has come into force by today, with the list in which it stands."""
    lists: dict[str, tuple[Kept, ...]] = {"responses": pack.responses, "settings": pack.settings}
    for kind, entries in lists.items():
        for entry in entries:
            if entry.valid_from <= today():
                yield kind, entry
