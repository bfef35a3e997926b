"""Check everything, one stage after the other, and say at the end what passed, what failed and what this machine lacks.

`python -m scripts.check [STAGE...]` runs the named stages only. REQUIRE_ALL=1 makes a lack a failure.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scripts.throwaway_postgresql import find_server_programs, throwaway_postgresql

HERE = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
PYTEST = [PYTHON, "-m", "pytest", "-q", "--durations=5"]
PROCESSES = ["-n", str(min(4, os.cpu_count() or 1))]
# As conftest.py orders them, the files that wait most first: they have few tests, and xdist would leave them for last.
BY_FILE = [*PROCESSES, "--dist", "loadfile", "--no-loadscope-reorder"]
TEST_SETTINGS = {"DJANGO_SETTINGS_MODULE": "expense_tracker.test_settings"}
# The settings of a new installation, without what this machine's .env says; and those of one on the internet.
PLAIN = {"ENV_FILE": os.devnull, "SECRET_KEY": "only-for-checks-0123456789-abcdefghijklmnopqrstuvwxyz"}
ON_HTTPS = {**PLAIN, "HTTPS": "on", "BEHIND_PROXY": "on", "ALLOWED_HOSTS": "money.example.org"}


class Lacking(Exception):
    """This machine lacks what a stage needs; says what, and how to get it."""


@dataclass(frozen=True)
class Outcome:
    stage: str
    verdict: str
    seconds: float

    @property
    def has_passed(self) -> bool:
        return self.verdict == "passed" or (self.verdict.startswith("not run") and not is_everything_required())


def is_everything_required() -> bool:
    return os.environ.get("REQUIRE_ALL") == "1"


def run(command: list[str], environment: Mapping[str, str] | None = None) -> bool:
    """Run a command with its output shown; tell whether it succeeded."""
    return subprocess.run(command, env={**os.environ, **(environment or {})}, check=False).returncode == 0


# Lint


def lint_commands() -> dict[str, tuple[list[str], dict[str, str]]]:
    """Return name -> (command, environment) of every check that needs no tests."""
    manage = [PYTHON, "manage.py"]
    deploy = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    return {
        "types": ([PYTHON, "-m", "mypy"], {}),
        "format": ([PYTHON, "-m", "ruff", "format", "--check", "."], {}),
        "style": ([PYTHON, "-m", "ruff", "check", "."], {}),
        "templates": ([PYTHON, "-m", "djlint", "templates", "--lint", "--quiet"], {}),
        "who imports whom": ([str(Path(PYTHON).parent / "lint-imports")], {}),
        "migrations": ([*manage, "makemigrations", "--check", "--dry-run"], TEST_SETTINGS),
        "settings": (deploy, PLAIN),
        "settings with HTTPS": (deploy, ON_HTTPS),
    }


def lint() -> bool:
    """Run the checks side by side; print each one's output in one piece."""

    def check(name: str) -> bool:
        command, environment = commands[name]
        started = time.monotonic()
        done = subprocess.run(
            command, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        verdict = "ok" if done.returncode == 0 else "FAILED"
        said = done.stdout.decode(errors="replace") if done.returncode else ""
        print(f"  {name}: {verdict} ({time.monotonic() - started:.0f} s)\n{said}", end="", flush=True)
        return done.returncode == 0

    commands = lint_commands()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return all(list(pool.map(check, commands)))


# Tests


def test_on_sqlite() -> bool:
    return run([*PYTEST, *BY_FILE, "-m", "not browser"])


def test_on_postgresql() -> bool:
    programs = find_server_programs()
    if programs is None:
        raise Lacking("PostgreSQL server programs (Debian: sudo apt install postgresql)")
    with throwaway_postgresql(programs) as url:
        return run([*PYTEST, *BY_FILE, "-m", "not browser and not server"], {"TEST_DATABASE_URL": url})


def walk_in_browser() -> bool:
    if not (os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")):
        raise Lacking("Chromium (Debian: sudo apt install chromium; elsewhere name it by CHROMIUM_PATH)")
    return run([*PYTEST, *PROCESSES, "--dist", "worksteal", "e2e"])


STAGES: dict[str, tuple[str, Callable[[], bool]]] = {
    "lint": ("lint and types", lint),
    "sqlite": ("tests on SQLite", test_on_sqlite),
    "postgresql": ("tests on PostgreSQL", test_on_postgresql),
    "browser": ("walks in the browser", walk_in_browser),
}


def run_stage(name: str) -> Outcome:
    title, stage = STAGES[name]
    print(f"\n== {title} ==", flush=True)
    started = time.monotonic()
    try:
        verdict = "passed" if stage() else "FAILED"
    except Lacking as lack:
        verdict = f"not run here: no {lack}"
        print(verdict)
    return Outcome(title, verdict, time.monotonic() - started)


def main(names: list[str]) -> int:
    """Run the stages called `names`, all where there are none; return the exit code."""
    unknown = [name for name in names if name not in STAGES]
    if unknown:
        sys.exit(f"There is no stage {', '.join(unknown)}. The stages are {', '.join(STAGES)}.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Each process of each stage would compile the whole product anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    outcomes = [run_stage(name) for name in names or STAGES]
    print("\n== summary ==")
    for outcome in outcomes:
        print(f"{outcome.stage:22}{outcome.verdict} ({outcome.seconds:.0f} s)")
    return 0 if all(outcome.has_passed for outcome in outcomes) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
