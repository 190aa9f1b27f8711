"""Keeping rule versions: what has come into force cannot be changed any more."""

import hashlib
import json
from collections.abc import Iterable

from tsunagu.clock import now, today
from tsunagu.packs.loader import Fault, Pack, PackError
from tsunagu.packs.models import RuleVersion
from tsunagu.packs.schema import ResponseRule


def digest_of(rule: ResponseRule) -> tuple[str, dict[str, object]]:
    """SHA-256 of all that a rule says, but for the day someone last checked it, and that itself."""
    content = rule.model_dump(mode="json", by_alias=True, exclude={"checked_on"})
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest(), content


def keep_versions(packs: Iterable[Pack]) -> None:
    """Store the rule versions in force today.

    Raises `PackError` when a version that was once in force reads otherwise now, or is gone.
    """
    faults, new = [], []
    for pack in packs:
        stored = {
            (v.rule, v.valid_from): v.digest for v in RuleVersion.objects.filter(pack=pack.id)
        }
        for rule in (r for r in pack.responses if r.valid_from <= today()):
            digest, content = digest_of(rule)
            known = stored.pop((rule.id, rule.valid_from), None)
            if known is None:
                new.append(
                    RuleVersion(
                        pack=pack.id,
                        rule=rule.id,
                        valid_from=rule.valid_from,
                        digest=digest,
                        content=content,
                        stored_at=now(),
                    )
                )
            elif known != digest:
                why = (
                    f"{rule.id}: {rule.valid_from}からの版はすでに有効で、変えられません。"
                    "新しい valid_from の版を加えてください"
                )
                faults.append(Fault(pack.folder, 1, why))
        for rule_id, valid_from in stored:
            why = f"{rule_id}: 有効になった{valid_from}からの版がファイルから消えています"
            faults.append(Fault(pack.folder, 1, why))
    if faults:
        raise PackError(faults)
    RuleVersion.objects.bulk_create(new, ignore_conflicts=True)
