"""XLSX, XLS and ODS: read by a process of its own that cannot take more than its share, to a grid."""

import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import IO

from expenses.imports.formats.limits import ROWS
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.formats.tables.grid import MAX_COLUMNS, Cells, Grid

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_FILE_PASS = re.compile(
    rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00.{4,12}\x2f\x00[\x04\x06\x36]\x00", re.DOTALL
).search
_MANIFEST_BYTES = 1 << 16
_READER = Path(__file__).with_name("sheet_process.py")
_SECONDS = 60
_TOO_LARGE_CODE = 3
_DAMAGED = "This spreadsheet is incomplete or damaged. Open it, save it again, and bring that one."
_TOO_LARGE = "This spreadsheet is too large when unpacked. Bring a shorter period, or save the sheet as CSV."
_PROBLEMS = {
    "damaged": _DAMAGED,
    "empty": "This spreadsheet is empty. Choose one that has bookings.",
    "rows": f"This sheet has more than {ROWS:,} rows. Bring a shorter period.",
    "columns": f"This sheet has more than {MAX_COLUMNS} columns. Remove those that are no part of the statement.",
    "locked": "This file is protected with a password. Save a copy without it, and bring that one.",
}


def is_sheet(content: bytes) -> bool:
    """Say whether this is the container of a spreadsheet."""
    return content.startswith((_OLE, _ZIP))


def read_sheet(content: bytes) -> Grid:
    """Return the fullest sheet of a workbook, numbers written with a point and dates as 2026-01-31.

    Raises NotAStatement where it cannot be read.
    """
    if _is_locked(content):
        raise NotAStatement(_PROBLEMS["locked"])
    with tempfile.TemporaryFile("w+b") as written:
        _have_written(content, written)
        written.seek(0)
        rows: list[Cells] = []
        lines: list[int] = []
        for line in written:
            said = json.loads(line)
            if "problem" in said:
                raise NotAStatement(_PROBLEMS[said["problem"]])
            lines.append(said["row"])
            rows.append(said["cells"])
    return Grid(_format(content), rows, lines, is_native=True)


def _is_locked(content: bytes) -> bool:
    """Say whether a workbook is encrypted: XLSX in a container of OLE, XLS by a record, ODS by its manifest."""
    if content.startswith(_OLE):
        return _PACKAGE in content[:1_000_000] or bool(_FILE_PASS(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read(_MANIFEST_BYTES)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError, RuntimeError):
        return False


def _format(content: bytes) -> str:
    if content.startswith(_OLE):
        return "xls"
    return "ods" if b"opendocument" in content[:200] else "xlsx"


def _have_written(content: bytes, written: IO[bytes]) -> None:
    """Let the process write its rows to a file. Raises NotAStatement where it fails or takes too much."""
    with tempfile.TemporaryFile() as packed:
        packed.write(content)
        packed.seek(0)
        try:
            finished = subprocess.run(  # noqa: S603  our own script, the file on its standard input
                [sys.executable, "-I", str(_READER), str(ROWS), str(MAX_COLUMNS)],
                stdin=packed, stdout=written, stderr=subprocess.DEVNULL, timeout=_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise NotAStatement(_TOO_LARGE) from error
    if finished.returncode < 0 or finished.returncode == _TOO_LARGE_CODE:
        raise NotAStatement(_TOO_LARGE)
    if finished.returncode:
        raise NotAStatement(_DAMAGED)
