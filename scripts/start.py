"""Bring the database and the static files up to date, say plainly what is in the way, then serve."""

import errno
import hashlib
import os
import socket
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection

WEB_SERVER_RULES = {
    errno.EADDRINUSE: "Port {port} is in use. Stop what uses it, or take another one: make run PORT={next_port}",
    errno.EACCES: "Port {port} is only for administrators. Take one above 1023: make run PORT=8000",
    errno.EADDRNOTAVAIL: "HOST: this machine has no address {host}. Use 127.0.0.1, or 0.0.0.0 for all its networks.",
}


class CannotStart(Exception):
    """A sentence that says what is in the way, and what to do."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "expense_tracker.settings")
    os.umask(0o077)  # what is written into var/ is a person's ledger
    try:
        prepare()
    except (CannotStart, ImproperlyConfigured) as error:
        sys.exit(str(error))
    # The preparation's memory is given back: what watches the processes is a small program.
    os.execv(sys.executable, [sys.executable, "-m", "scripts.serve"])  # noqa: S606


def prepare() -> None:
    django.setup()
    check_port(settings.HOST, settings.PORT)
    check_folder(settings.DATA_DIR)
    migrate()
    collect_static(settings.DATA_DIR / "static-files.sha256")
    os.environ.update(HOST=settings.HOST, PORT=str(settings.PORT))


def check_port(host: str, port: int) -> None:
    """Raise CannotStart unless the web server will be able to listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except socket.gaierror:
            raise CannotStart(WEB_SERVER_RULES[errno.EADDRNOTAVAIL].format(host=host)) from None
        except OSError as error:
            rule = WEB_SERVER_RULES.get(error.errno or 0, "Port {port}: " + str(error))
            raise CannotStart(rule.format(host=host, port=port, next_port=port + 1)) from None


def check_folder(folder: Path) -> None:
    """Raise CannotStart unless files can be made in `folder`, which is made where it is missing."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CannotStart(
            f"{folder} cannot be written to ({error.strerror}). Make it yours: sudo chown -R $(id -un) '{folder}'"
        ) from None


def migrate() -> None:
    """Bring the database's tables up to date."""
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise CannotStart(f"The database {describe_database()} cannot be used: {reason}. Check DATABASE_URL.") from None


def describe_database() -> str:
    """Return where the database is, without its password."""
    values = connection.settings_dict
    return (
        str(values["NAME"]) if not values["HOST"] else f"{values['NAME']} at {values['HOST']}:{values['PORT'] or 5432}"
    )


def collect_static(stamp: Path) -> None:
    """Compress and fingerprint the static files, which takes seconds, unless they are those that `stamp` remembers."""
    digest = digest_static_files()
    if stamp.exists() and stamp.read_text() == digest:
        return
    print("Compressing style sheets and scripts (only when they have changed).", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)


def digest_static_files() -> str:
    """Return a digest of every static file's name, size and time of change."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
