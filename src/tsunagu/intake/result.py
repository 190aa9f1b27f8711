"""What an import answers: one line of JSON for commands, the same facts for screens."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Outlook:
    """What a file would do to one child, in words: what, whom, the class then, the class before.

    `pupil` is the key of a child that is known already.
    """

    what: str
    name: str
    kana: str
    place: str
    before: str = ""
    pupil: str = ""


@dataclass(frozen=True)
class Result:
    """What an import did, or in a dry run would do; `run` is the import's id.

    A roster's dry run has an `outlook` for each child: for a screen, never for a log.
    """

    kind: str
    counts: Mapping[str, int]
    warnings: tuple[str, ...] = ()
    run: UUID | None = None
    dry_run: bool = False
    outlook: tuple[Outlook, ...] = ()

    def line(self) -> str:
        """The JSON line of the contract."""
        facts = {
            "import": str(self.run) if self.run else None,
            "kind": self.kind,
            "counts": dict(self.counts),
            "warnings": list(self.warnings),
            "dry_run": self.dry_run,
        }
        return json.dumps(facts, ensure_ascii=False)
