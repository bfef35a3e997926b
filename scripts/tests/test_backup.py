import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scripts.backup import NoBackup, back_up

NOW = datetime.datetime(2026, 3, 14, 12, 30, 5, tzinfo=datetime.UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Path]:
    """A database in use: what was written last is still in its write-ahead log."""
    path = tmp_path / "db.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE expense (description TEXT)")
    connection.execute("INSERT INTO expense VALUES ('Lunch')")
    connection.commit()
    yield path
    connection.close()


def rows(path: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT description FROM expense").fetchall()


def test_backup_holds_what_was_written_last(database, tmp_path):
    copy = back_up(database, tmp_path / "backups", NOW)

    assert copy == tmp_path / "backups" / "db-2026-03-14-123005.sqlite3"
    assert rows(copy) == [("Lunch",)]


def test_backup_replaces_nothing(database, tmp_path):
    first = back_up(database, tmp_path, NOW)
    before = first.read_bytes()

    with pytest.raises(NoBackup):
        back_up(database, tmp_path, NOW)

    assert first.read_bytes() == before


def test_backup_of_nothing_says_so(tmp_path):
    with pytest.raises(NoBackup, match=r"There is no .*db\.sqlite3 yet"):
        back_up(tmp_path / "db.sqlite3", tmp_path, NOW)


def test_backup_of_a_broken_file_leaves_none(tmp_path):
    (tmp_path / "db.sqlite3").write_bytes(b"no database " * 1000)

    with pytest.raises(NoBackup, match="file is not a database"):
        back_up(tmp_path / "db.sqlite3", tmp_path / "backups", NOW)

    assert list((tmp_path / "backups").iterdir()) == []
