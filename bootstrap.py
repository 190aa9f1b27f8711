"""Starts Tsunagu from a bare checkout: `python3 bootstrap.py demo` or `python3 bootstrap.py test`.

Makes the virtual environment `.venv` with the locked requirements, once, and runs the rest in it.
This file is written so that old Pythons can read it and say what is missing.
"""

import hashlib
import os
import subprocess
import sys

NEEDED = (3, 11)
ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed")
USAGE = "usage: python3 bootstrap.py demo [option of tsunagu demo ...] | test"


def digest():
    """What the environment was made from: the locked requirements, the project, the Python."""
    total = hashlib.sha256(repr((ROOT, sys.version_info[:2])).encode())
    for name in ("requirements.lock", "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            total.update(file.read())
    return total.hexdigest()


def installed():
    """What the environment was made from when it was last made whole; empty without one."""
    if not os.path.exists(STAMP):
        return ""
    with open(STAMP) as file:
        return file.read()


def step(*command):
    """Run one step of the set-up; leave with its message where it fails."""
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1")
    if subprocess.call(command, cwd=ROOT, env=environment):
        sys.exit("Setting up stopped at: " + " ".join(command))


def install():
    """Make `.venv` whole, unless it is."""
    wanted = digest()
    if installed() == wanted:
        return
    print("Setting up .venv (once, a minute or two) ...")
    sys.stdout.flush()
    step(sys.executable, "-m", "venv", VENV)
    pip = (PYTHON, "-m", "pip", "install", "--quiet")
    step(*(pip + ("--require-hashes", "-r", "requirements.lock")))
    step(*(pip + ("--no-deps", "--no-build-isolation", "-e", ".")))
    with open(STAMP, "w") as file:
        file.write(wanted)


def main():
    """Check the Python, set up, and hand over."""
    if sys.version_info[:2] < NEEDED:
        have = ".".join(str(part) for part in sys.version_info[:3])
        sys.exit("Tsunagu needs Python 3.11 or newer; this is %s (%s)." % (have, sys.executable))
    commands = {
        "demo": [os.path.join(VENV, "bin", "tsunagu"), "demo"] + sys.argv[2:],
        "test": [PYTHON, "-m", "tests.everything"],
    }
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        sys.stderr.write(USAGE + "\n")
        sys.exit(2)
    install()
    os.chdir(ROOT)
    command = commands[sys.argv[1]]
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
