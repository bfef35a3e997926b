"""A PostgreSQL server for one run of the tests: made from the installed server programs, gone afterwards.

`python -m scripts.throwaway_postgresql COMMAND...` runs a command with TEST_DATABASE_URL and DATABASE_URL set to it.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.serve import end_with_parent

DEBIAN_FOLDERS = "/usr/lib/postgresql/*/bin"
OTHER_FOLDERS = ("/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin")
READY_AFTER_SECONDS = 30
STOPPED_AFTER_SECONDS = 10
# Nothing of this outlives the tests, so nothing waits for a disk.
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "listen_addresses": ""}


def find_server_programs() -> Path | None:
    """Return the folder that holds `initdb` and `postgres`, of the newest version; None where there is none."""
    on_path = shutil.which("initdb")
    found = [folder for pattern in (DEBIAN_FOLDERS, *OTHER_FOLDERS) for folder in Path("/").glob(pattern[1:])]
    folders = [Path(on_path).resolve().parent] if on_path else sorted(found, key=read_version, reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def read_version(folder: Path) -> int:
    digits = "".join(character for character in folder.parent.name if character.isdigit())
    return int(digits or 0)


@contextmanager
def throwaway_postgresql(programs: Path) -> Iterator[str]:
    """Run a fresh server on a socket in a folder of its own; give the URL of its empty database `expenses`."""
    folder = Path(tempfile.mkdtemp(prefix="expenses-pg-"))
    account = find_account()
    try:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        make_cluster(programs, folder, account)
        with running_server(programs, folder, account):
            yield f"postgres://postgres@/expenses?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_account() -> pwd.struct_passwd | None:
    """Return the account to run the server as; None for our own, which the server refuses when it is root's."""
    if os.geteuid() != 0:
        return None
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


def as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def make_cluster(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> None:
    """Make the cluster's files, in a locale that knows capital letters beyond A to Z where there is one."""
    command = f"{programs / 'initdb'} -D cluster -U postgres -A trust -E UTF8 --no-sync".split()
    options: dict[str, Any] = {"cwd": folder, "capture_output": True, "text": True, **as_account(account)}
    for locale in ("C.UTF-8", "en_US.UTF-8", "C"):
        shutil.rmtree(folder / "cluster", ignore_errors=True)
        done = subprocess.run([*command, f"--locale={locale}"], check=False, **options)
        if done.returncode == 0:
            return
    raise RuntimeError(f"initdb could not make a cluster in {folder}: {done.stderr.strip()}")


@contextmanager
def running_server(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> Iterator[None]:
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    command = [str(programs / "postgres"), "-D", str(folder / "cluster"), "-k", str(folder), *settings]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            command,
            cwd=folder,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=end_with_parent,  # noqa: PLW1509  it makes one system call
            **as_account(account),
        )
    try:
        make_database(folder, server)
        yield
    finally:
        stop(server)


def make_database(folder: Path, server: subprocess.Popen) -> None:
    """Wait until the server answers, and make the database."""
    import psycopg

    deadline = time.monotonic() + READY_AFTER_SECONDS
    while True:
        try:
            with psycopg.connect(host=str(folder), user="postgres", dbname="postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE expenses")
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()}") from None
            time.sleep(0.1)


def stop(server: subprocess.Popen) -> None:
    """End the server and everything it started, at once: its files are thrown away."""
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(STOPPED_AFTER_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def main() -> None:
    programs = find_server_programs()
    if programs is None:
        sys.exit("There are no PostgreSQL server programs here. On Debian and Ubuntu: sudo apt install postgresql")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with throwaway_postgresql(programs) as url:
        environment = {**os.environ, "TEST_DATABASE_URL": url, "DATABASE_URL": url}
        sys.exit(subprocess.run(sys.argv[1:], env=environment, check=False).returncode)


if __name__ == "__main__":
    main()
