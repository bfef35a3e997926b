"""A copy of the product in a folder of its own, started as people start it."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = (".venv", ".git", "var", ".env", "__pycache__", ".*_cache", ".hypothesis", "test-results", "node_modules")
READY_WITHIN_SECONDS = 90
STOPPED_WITHIN_SECONDS = 30


@dataclass
class House:
    """A folder that holds the product, with its packages installed."""

    folder: Path

    def environment(self, **variables: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, **variables}

    def make(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run make until it ends by itself."""
        command = ["make", *arguments]
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            output, errors = process.communicate(timeout=READY_WITHIN_SECONDS)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        return subprocess.CompletedProcess(command, process.returncode, output, errors)

    @contextlib.contextmanager
    def running(self, **variables: str) -> Iterator["Site"]:
        """Run `make run` on a free port until the end of the block, and stop it by TERM if nobody did."""
        port = free_port()
        log = self.folder / "run.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                ["make", "run", f"PORT={port}"],
                cwd=self.folder,
                env=self.environment(**variables),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        site = Site(self.folder, port, process, log)
        try:
            site.wait_until_ready()
            yield site
        finally:
            site.stop()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass
class Site:
    """The product while it runs."""

    folder: Path
    port: int
    process: subprocess.Popen
    log: Path

    @contextlib.contextmanager
    def connect(self) -> Iterator[http.client.HTTPConnection]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            yield connection

    def request(self, method: str, path: str, body: str | None = None, **headers: str) -> "Answer":
        """Send one request on a connection of its own; underscores in the names of headers stand for hyphens."""
        with self.connect() as connection:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())

    def answers(self) -> bool:
        try:
            return self.request("GET", "/readyz").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def wait_until_ready(self) -> None:
        wait_for(lambda: self.answers() or self.process.poll() is not None, READY_WITHIN_SECONDS)
        assert self.process.poll() is None, self.log.read_text()

    def stop(self, signal_number: int = signal.SIGTERM) -> int:
        """Send a signal to make alone, as a service manager does; return make's exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        return self.process.wait(STOPPED_WITHIN_SECONDS)

    def pids(self, words: str) -> list[int]:
        """Return the processes of this site whose command line contains `words`, the oldest first."""
        listed = subprocess.run(["ps", "-A", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
        lines = [line.split(None, 1) for line in listed.splitlines()]
        candidates = [int(pid) for pid, command in lines if words in command]
        return [pid for pid in candidates if working_folder(pid) == self.folder]


def working_folder(pid: int) -> Path | None:
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None


def wait_for(condition: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def copy_house(folder: Path) -> House:
    """Copy the product to `folder`; its .venv lends the Python and the packages of these tests."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (programs / "python").chmod(0o755)
    pinned = (ROOT / "requirements.txt").read_text()
    (folder / ".venv" / "pinned-requirements.txt").write_text(pinned * 2)
    return House(folder)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """One copy for all tests of a module: what they write into it stays."""
    return copy_house(tmp_path_factory.mktemp("fresh") / "expense tracker")


@pytest.fixture(scope="module")
def site(house: House) -> Iterator[Site]:
    """The product, running for all tests of a module."""
    with house.running() as site:
        yield site


@pytest.fixture
def resting_house(house: House, site: Site, tmp_path: Path) -> House:
    """A copy of one test's own, with the static files that `site` has collected, and its empty ledger."""
    resting = copy_house(tmp_path / "resting")
    made, var = house.folder / "var", resting.folder / "var"
    var.mkdir()
    shutil.copytree(made / "static", var / "static")
    shutil.copy(made / "static-files.sha256", var)
    with (
        contextlib.closing(sqlite3.connect(made / "db.sqlite3")) as ledger,
        contextlib.closing(sqlite3.connect(var / "db.sqlite3")) as copy,
    ):
        ledger.backup(copy)
    return resting


@pytest.fixture
def untouched_house(tmp_path: Path) -> House:
    """A copy of one test's own."""
    return copy_house(tmp_path / "house")
