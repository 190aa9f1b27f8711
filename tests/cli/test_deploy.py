"""What an installation is started with: a hardened unit and a container that needs no root."""

import re
import tomllib
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


def locked(name: str) -> dict[str, str]:
    """The libraries of a lock file with their versions; each has hashes, and no host is named."""
    text = (ROOT / name).read_text()
    found = re.findall(r"^([a-z0-9-]+)==(\S+)[^\n]* \\\n    --hash=sha256:", text, re.M)
    assert len(found) == len(re.findall(r"^\S", text, re.M))
    assert "://" not in text
    return dict(found)


def names(requirements: list[str]) -> set[str]:
    """Of requirements as `pyproject.toml` writes them, the libraries alone."""
    return {re.split(r"[\[><=]", one)[0].lower() for one in requirements}


def test_15_2_3_an_installation_gets_what_runs_and_no_tool_of_the_tests() -> None:
    run, everything = locked("requirements-run.lock"), locked("requirements.lock")
    assert run.items() <= everything.items(), "versions that were tested"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    builds = {"setuptools"}
    assert names(project["dependencies"]) | builds <= set(run)
    for tools in project["optional-dependencies"].values():
        assert not (names(tools) - builds) & set(run)


def test_the_container_is_built_from_the_lock_and_runs_without_root() -> None:
    assert "pip install --no-cache-dir --require-hashes -r requirements-run.lock" in CONTAINER
    assert re.search(r"^USER 10001$", CONTAINER, re.M)
    assert re.findall(r"^(?:FROM|ARG) (.+)$", CONTAINER, re.M) == [
        "BASE=python:3.11-slim",
        "${BASE}",
    ]
    assert "://" not in CONTAINER
    copied = re.findall(r"^COPY (.+) \S+$", CONTAINER, re.M)
    assert all((ROOT / name).exists() for names in copied for name in names.split())
