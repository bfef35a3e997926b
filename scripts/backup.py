"""Write a copy of the ledger's SQLite file to `var/backups/`, while the product runs, and check that it is whole."""

import os
import sqlite3
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


class NoBackup(Exception):
    """A sentence that says why there is no backup, and what to do."""


def back_up(database: Path, folder: Path, now: datetime) -> Path:
    """Copy `database` into `folder` under the name of the moment; return the copy's path."""
    if not database.is_file():
        raise NoBackup(f"There is no {database} yet: start the product once with make run.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = folder / f"{database.stem}-{now:%Y-%m-%d-%H%M%S}.sqlite3"
    if copy.exists():
        raise NoBackup(f"{copy} is there already: wait a second and try again.")
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=20)) as connection:
            connection.execute("VACUUM INTO ?", [str(copy)])
        with closing(sqlite3.connect(copy)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        copy.unlink(missing_ok=True)
        raise NoBackup(f"{database} could not be copied: {error}.") from None
    if verdict != "ok":
        raise NoBackup(f"{copy} is not whole: {verdict}.")
    return copy


def main() -> None:
    os.umask(0o077)
    try:
        from expense_tracker import settings

        database = settings.DATABASES["default"]
        if not database["ENGINE"].endswith("sqlite3"):
            raise NoBackup("DATABASE_URL names a PostgreSQL server. Back it up with: pg_dump --format=custom")
        copy = back_up(Path(database["NAME"]), settings.DATA_DIR / "backups", datetime.now().astimezone())
    except (NoBackup, ImproperlyConfigured, OSError) as error:
        sys.exit(str(error))
    print(f"{copy} ({copy.stat().st_size / 1e6:.1f} MB). Keep it on another machine, together with .env.")


if __name__ == "__main__":
    main()
