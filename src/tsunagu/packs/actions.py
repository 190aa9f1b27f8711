"""Keeping versions of what packs say: once in force they cannot be changed."""

import hashlib
import json
from collections.abc import Iterable, Iterator

from tsunagu.clock import now, today
from tsunagu.packs.forms import Form
from tsunagu.packs.loader import Pack, place_of
from tsunagu.packs.models import RuleVersion
from tsunagu.packs.reading import Fault, PackError
from tsunagu.packs.schema import CaseKind, Noticing, ResponseRule, Setting

Kept = ResponseRule | Setting | Form | CaseKind | Noticing
"""What decides which response is due, and what records are read by."""


def digest_of(entry: Kept) -> tuple[str, dict[str, object]]:
    """SHA-256 of all that an entry says, but for the day someone last checked it, and that.

    Forms and kinds of case say only what they write, so that a new kind of key leaves the older
    versions alone.
    """
    short = isinstance(entry, Form | CaseKind)
    content = entry.model_dump(
        mode="json", by_alias=True, exclude={"checked_on"}, exclude_defaults=short
    )
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest(), content


def keep_versions(packs: Iterable[Pack]) -> None:
    """Store the versions of rules, settings, forms and kinds of case in force today.

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
            known = stored.pop((kind, entry.id, entry.valid_from), None)
            if known is None:
                new.append(_version(pack, kind, entry))
            elif known != digest_of(entry)[0]:
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


def version_of(pack: Pack, entry: Form | CaseKind) -> RuleVersion:
    """The stored version of a form or a kind of case, kept now where no start has done so yet."""
    kind = "forms" if isinstance(entry, Form) else "case_kinds"
    known = {"pack": pack.id, "kind": kind, "rule": entry.id, "valid_from": entry.valid_from}
    found = RuleVersion.objects.filter(**known).first()
    if found is None:
        RuleVersion.objects.bulk_create([_version(pack, kind, entry)], ignore_conflicts=True)
        found = RuleVersion.objects.get(**known)
    return found


def _version(pack: Pack, kind: str, entry: Kept) -> RuleVersion:
    digest, content = digest_of(entry)
    return RuleVersion(
        pack=pack.id,
        kind=kind,
        rule=entry.id,
        valid_from=entry.valid_from,
        digest=digest,
        content=content,
        stored_at=now(),
    )


def _in_force(pack: Pack) -> Iterator[tuple[str, Kept]]:
    """Every version that has come into force by today, with the list in which it stands."""
    lists: dict[str, tuple[Kept, ...]] = {
        "responses": pack.responses,
        "settings": pack.settings,
        "forms": pack.forms,
        "case_kinds": pack.case_kinds,
        "noticings": pack.noticings,
    }
    for kind, entries in lists.items():
        for entry in entries:
            if entry.valid_from <= today():
                yield kind, entry
