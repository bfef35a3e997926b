"""What is in the way of a start is said in one line that tells what to do."""

import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scripts.tests.conftest import House, free_port

pytestmark = pytest.mark.server

TOOLS = ("sh", "cat", "chmod", "cmp", "dirname", "grep", "id", "make", "mv", "rm", "tail")


def assert_one_clear_line(done: subprocess.CompletedProcess[str]) -> None:
    """Fail unless all that was said is one line for the person, and make's own."""
    lines = done.stderr.splitlines()
    assert done.returncode != 0
    assert done.stdout == ""
    assert len(lines) == 2, done.stderr
    assert lines[1].startswith("make: *** [")


def first_line(done: subprocess.CompletedProcess[str]) -> str:
    assert_one_clear_line(done)
    return done.stderr.splitlines()[0]


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A folder for PATH that holds the tools of any system, and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        (folder / tool).symlink_to(shutil.which(tool) or pytest.fail(f"{tool} is missing"))
    return folder


def write_env(house: House, *lines: str) -> None:
    (house.folder / ".env").write_text("\n".join([f"SECRET_KEY={'0123456789' * 6}", *lines, ""]))


def put_program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("UPLOAD_LIMIT_MB=lots", "UPLOAD_LIMIT_MB: "),
        ("HTTPS=perhaps", "HTTPS: 'perhaps' is neither on nor off."),
        ("PORT=eighty", "PORT: "),
        ("HOST=256.1.1.1", "HOST: this machine has no address 256.1.1.1. "),
        ("HOST=192.0.2.7", "HOST: this machine has no address 192.0.2.7. "),
        ("SECRET_KEY=short", "SECRET_KEY: "),
        ("DATABASE_URL=sqlite:////nowhere/at/all.sqlite3", "The database /nowhere/at/all.sqlite3 cannot be used: "),
        ("DATABASE_URL=postgres://me:secret@127.0.0.1:9/ledger", "The database ledger at 127.0.0.1:9 cannot be used: "),
    ],
)
def test_wrong_value_in_env_is_named(house: House, line, said):
    write_env(house, f"PORT={free_port()}", line)

    done = house.make("run")

    assert first_line(done).startswith(said)
    assert "secret" not in done.stderr


def test_file_that_is_no_database_is_named(house: House, tmp_path: Path):
    write_env(house)
    (tmp_path / "letter.txt").write_text("Dear reader, this is not a database. " * 100)

    done = house.make("run", f"PORT={free_port()}", DATABASE_URL=f"sqlite:///{tmp_path}/letter.txt")

    assert first_line(done).startswith(f"The database {tmp_path}/letter.txt cannot be used: file is not a database")


def test_old_python_is_named(untouched_house: House, bare_path: Path):
    shutil.rmtree(untouched_house.folder / ".venv")
    put_program(bare_path, "python3", '[ "$1" = --version ] && echo Python 3.9.2')

    done = untouched_house.make("run", PATH=str(bare_path))

    assert first_line(done) == (
        "Python 3.11 or newer is needed, and there is Python 3.9.2. "
        "Install one, or say where one is: make run PYTHON=/path/to/python3.12"
    )
    assert not (untouched_house.folder / ".venv").exists()


def test_missing_python_is_named(untouched_house: House, bare_path: Path):
    shutil.rmtree(untouched_house.folder / ".venv")

    done = untouched_house.make("run", PATH=str(bare_path))

    assert first_line(done).startswith("Python 3.11 or newer is needed, and there is no python3. ")


def test_python_without_venv_is_named(untouched_house: House, bare_path: Path):
    shutil.rmtree(untouched_house.folder / ".venv")
    put_program(bare_path, "python3", 'case "$2" in *ensurepip*) exit 1 ;; esac')

    done = untouched_house.make("run", PATH=str(bare_path))

    assert first_line(done) == "python3 lacks its venv module. On Debian and Ubuntu: sudo apt install python3-venv"


def test_failed_installation_says_why(untouched_house: House, bare_path: Path):
    (untouched_house.folder / ".venv" / "pinned-requirements.txt").unlink()
    put_program(
        untouched_house.folder / ".venv" / "bin",
        "python",
        '[ "$1" = -m ] || exit 0; echo "ERROR: No matching distribution found for django==5.2.19"; exit 1',
    )

    done = untouched_house.make("run", PATH=str(bare_path))

    assert done.stdout == "Installing the packages of requirements.txt (once, about a minute).\n"
    assert done.stderr.splitlines()[0] == (
        "The packages could not be installed (ERROR: No matching distribution found for django==5.2.19). "
        "Check the network and try again; .venv/install.log has the whole story."
    )
    assert not (untouched_house.folder / ".venv" / "pinned-requirements.txt").exists()


def test_read_only_folder_is_named(untouched_house: House):
    folder = untouched_house.folder
    open_parents(folder)
    folder.chmod(0o555)

    done = make_as_another_user(untouched_house, "run", f"PORT={free_port()}")
    folder.chmod(0o755)

    said = first_line(done)
    assert said.startswith(f"This folder cannot be written to: {folder}. ")
    assert "make it yours: sudo chown -R" in said


def test_folder_for_data_that_cannot_be_made_is_named(untouched_house: House):
    (untouched_house.folder / "var").write_text("in the way")

    done = untouched_house.make("run", f"PORT={free_port()}")

    assert first_line(done).startswith(f"{untouched_house.folder}/var cannot be written to (File exists). ")


def open_parents(folder: Path) -> None:
    """Let other users come as far as `folder`."""
    for parent in folder.parents:
        if not parent.stat().st_mode & stat.S_IXOTH:
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)


def make_as_another_user(house: House, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make as somebody who is not root: for root no folder is read-only."""
    user: dict[str, Any] = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    return subprocess.run(
        ["make", *arguments],
        cwd=house.folder,
        env=house.environment(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        check=False,
        **user,
    )
