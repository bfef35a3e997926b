"""Run a benchmark on both engines, each in a process and a database of its own."""

import os
import subprocess
import sys
import tempfile

from scripts.throwaway_postgresql import find_server_programs, throwaway_postgresql

ROWS = 100_000
"""The expenses of one person on which everything is measured."""


def run_on_both(module: str, *arguments: str) -> None:
    """Run `python -m module arguments` with an empty SQLite, then with an empty PostgreSQL where it is installed."""
    with tempfile.TemporaryDirectory() as folder:
        print("\nSQLite", flush=True)
        run(module, *arguments, url=f"sqlite:///{folder}/ledger.sqlite3")
    programs = find_server_programs()
    if programs is None:
        print("\nPostgreSQL: not measured, its server programs are not installed")
        return
    with throwaway_postgresql(programs) as url:
        print("\nPostgreSQL", flush=True)
        run(module, *arguments, url=url)


def run(module: str, *arguments: str, url: str) -> None:
    """Run the module in a process of its own; the processes that it starts share its throw-away SECRET_KEY."""
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    subprocess.run([sys.executable, "-m", module, *arguments], env=environment, check=True)
