"""What an installation is started with: a hardened unit and a container that needs no root."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNIT = (ROOT / "deploy" / "tsunagu.service").read_text()
CONTAINER = (ROOT / "Containerfile").read_text()
HARDENED = (
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "CapabilityBoundingSet=\n",
    "SystemCallFilter=@system-service",
    "UMask=0077",
    "EnvironmentFile=/etc/tsunagu/environment",
)


@pytest.mark.parametrize("line", HARDENED)
def test_the_unit_is_hardened(line: str) -> None:
    assert f"\n{line}" in UNIT
    assert "User=tsunagu" in UNIT
    assert "postgres://" not in UNIT


def test_the_container_is_built_from_the_lock_and_runs_without_root() -> None:
    assert "pip install --no-cache-dir --require-hashes -r requirements.lock" in CONTAINER
    assert re.search(r"^USER 10001$", CONTAINER, re.M)
    assert re.findall(r"^FROM (.+)$", CONTAINER, re.M) == ["python:3.11-slim"]
    assert "://" not in CONTAINER
    copied = re.findall(r"^COPY (.+) \S+$", CONTAINER, re.M)
    assert all((ROOT / name).exists() for names in copied for name in names.split())
