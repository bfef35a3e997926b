"""A ZIP of statements, as banks give one file a day: unpacked in memory, within limits."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from expenses.imports.formats.limits import FILE_BYTES, ZIP_MEMBERS, ZIP_RATIO, ZIP_SMALL_BYTES
from expenses.imports.formats.statement import NotAStatement

_START = b"PK\x03\x04"
_EMPTY = b"PK\x05\x06"
_OFFICE = frozenset({"[content_types].xml", "mimetype", "xl/workbook.xml", "content.xml"})
_LITTER = frozenset({"thumbs.db", "desktop.ini"})
_ENCRYPTED = 0x1
_CHUNK_BYTES = 1 << 20
_DAMAGED = "This ZIP is damaged. Download it again."


def looks_like(content: bytes) -> bool:
    """Say whether this is a ZIP of files; a spreadsheet is a ZIP too, and no such."""
    if not content.startswith((_START, _EMPTY)):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return not any(name.lower() in _OFFICE for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return True


@dataclass(slots=True)
class Budget:
    """What a file may still unpack to, a ZIP within it included."""

    size_bytes: int = FILE_BYTES
    files: int = ZIP_MEMBERS


def members(content: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file. Raises NotAStatement where the ZIP is damaged, locked, or built to do harm."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = [member for member in archive.infolist() if _is_wanted(member)]
            _check(files, budget)
            for member in files:
                unpacked = _unpack(archive, member, budget.size_bytes)
                budget.size_bytes -= len(unpacked)
                yield member.filename, unpacked
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError):
        raise NotAStatement(_DAMAGED) from None
    except Exception as error:
        # The decompressors raise errors of their own (zlib.error, LZMAError), which share no class but this.
        if isinstance(error, NotAStatement) or type(error).__module__ not in ("zlib", "_lzma", "lzma"):
            raise
        raise NotAStatement(_DAMAGED) from None


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    """Leave out folders and what macOS and Windows put beside files."""
    path = member.filename.split("/")
    return not (member.is_dir() or "__MACOSX" in path or path[-1].startswith(".") or path[-1].lower() in _LITTER)


def _check(files: list[zipfile.ZipInfo], budget: Budget) -> None:
    if not files:
        raise NotAStatement("This ZIP holds no file. Download it again.")
    budget.files -= len(files)
    if budget.files < 0:
        raise NotAStatement(f"This ZIP holds more than {ZIP_MEMBERS} files. Bring fewer at a time.")
    if any(member.flag_bits & _ENCRYPTED for member in files):
        raise NotAStatement("This ZIP is locked with a password. Unpack it, and bring the files.")


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    """Return the bytes, read piece by piece: what a ZIP says of its sizes may be a lie."""
    limit = min(left, max(ZIP_SMALL_BYTES, member.compress_size * ZIP_RATIO))
    pieces, size = [], 0
    with archive.open(member) as file:
        while piece := file.read(_CHUNK_BYTES):
            size += len(piece)
            if size > limit:
                raise NotAStatement("This ZIP unpacks to far more than statements are. Unpack it, and bring the files.")
            pieces.append(piece)
    return b"".join(pieces)
