"""A folder of packs to try files in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tsunagu.packs.loader import load_pack

HEAD = """\
id: town
title: ある町
documents:
  - {id: manual, title: 手引き, publisher: 町教育委員会, date: 2026-04}
"""


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder of packs with a national one and the town's head."""
    monkeypatch.setenv("TSUNAGU_PACKS", str(tmp_path))
    for name, head in (("national", "id: national\ntitle: 全国\n"), ("town", HEAD)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(head, encoding="utf-8")
    load_pack.cache_clear()
    yield tmp_path
    load_pack.cache_clear()
