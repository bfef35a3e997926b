"""Spreadsheets for tests, made of lists of cells."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from accounts.models import User
from expenses.models import Expense
from expenses.spreadsheets.export import ExportedRow, csv_chunks, csv_lines, exported_rows, xlsx_file

HEADER = ("date", "description", "amount")


def csv_of(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> bytes:
    return csv_lines([header, *rows])


def xlsx_of(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> bytes:
    workbook = Workbook()
    for row in (header, *rows):
        workbook.worksheets[0].append(row)
    return saved(workbook)


def exported_csv(user: User) -> bytes:
    """Return the whole ledger as CSV, the oldest first."""
    return b"".join(csv_chunks(all_rows(user)))


def exported_xlsx(user: User) -> bytes:
    """Return the whole ledger as XLSX, the oldest first."""
    with xlsx_file(all_rows(user)) as file:
        return file.read()


def all_rows(user: User) -> Iterator[ExportedRow]:
    return exported_rows(Expense.objects.for_user(user).order_by("date", "id"), user=user)


def saved(workbook: Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def upload_of(content: bytes, name: str = "expenses.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def with_part(workbook: bytes, name: str, part: bytes) -> bytes:
    """Return the workbook with another content of one of its parts, or with one part more."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for other in old.namelist():
            if other != name:
                new.writestr(other, old.read(other))
        new.writestr(name, part)
    return file.getvalue()


def with_lying_size(workbook: bytes, name: str, size: int) -> bytes:
    """Return the workbook whose directory says that the part `name` has `size` bytes when unpacked."""
    content = bytearray(workbook)
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        entry = archive.getinfo(name)
    struct.pack_into("<I", content, entry.header_offset + 22, size)
    central = content.index(b"PK\x01\x02")
    while content[central + 46 : central + 46 + len(name)] != name.encode():
        central = content.index(b"PK\x01\x02", central + 1)
    struct.pack_into("<I", content, central + 24, size)
    return bytes(content)


def sheet_xml(rows: bytes) -> bytes:
    return (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData>" + rows + b"</sheetData></worksheet>"
    )


def png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
