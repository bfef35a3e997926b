"""What kind of file some bytes are, whatever the name says."""

import re
from collections.abc import Callable

from expenses.spreadsheets.reading.csv_table import read_csv
from expenses.spreadsheets.reading.table import Table, UnreadableFile
from expenses.spreadsheets.reading.xlsx import read_xlsx

_SAVE_AS = "Open it in your spreadsheet program and save it as CSV (UTF-8) or XLSX."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = (
    (b"%PDF", f"This is a PDF, not a spreadsheet. {_SAVE_AS}"),
    (b"\x89PNG", "This is a picture, not a spreadsheet. Choose a CSV or XLSX file."),
    (b"\xff\xd8\xff", "This is a picture, not a spreadsheet. Choose a CSV or XLSX file."),
    (b"GIF8", "This is a picture, not a spreadsheet. Choose a CSV or XLSX file."),
    (b"\x1f\x8b", "This file is packed. Unpack it first, then choose the CSV or XLSX file in it."),
    (b"7z\xbc\xaf", "This file is packed. Unpack it first, then choose the CSV or XLSX file in it."),
    (b"Rar!", "This file is packed. Unpack it first, then choose the CSV or XLSX file in it."),
    (b"{\\rtf", f"This is a text document, not a spreadsheet. {_SAVE_AS}"),
    (b"SQLite format 3", "This is a database, not a spreadsheet. Choose a CSV or XLSX file."),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|table|svg|body)", re.IGNORECASE)
_JSON = re.compile(rb'\s*(?:\{\s*["}]|\[\s*[\[{\]])')


def read_table(content: bytes) -> Table:
    """Return the table in a CSV or XLSX file; raise UnreadableFile with a sentence where there is none."""
    bare = content.removeprefix(b"\xef\xbb\xbf")
    if not bare.strip():
        raise UnreadableFile("This file is empty. Choose one that has a header and rows.")
    return find_reader(bare)(content)


def find_reader(content: bytes) -> Callable[[bytes], Table]:
    if content.startswith(_OLE):
        raise UnreadableFile(_say_of_ole(content))
    for start, sentence in _OTHER_KINDS:
        if content.startswith(start):
            raise UnreadableFile(sentence)
    if content.startswith(b"PK"):
        return read_xlsx
    if _MARKUP.match(content):
        raise UnreadableFile(f"This is a web page or XML, not a spreadsheet. {_SAVE_AS}")
    if _JSON.match(content):
        raise UnreadableFile("This is JSON, not a spreadsheet. Choose a CSV or XLSX file.")
    return read_csv


def _say_of_ole(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "This file is protected with a password. Save a copy without it, and choose that one."
    return f"This is a file of an old Excel (.xls) or another Office program. {_SAVE_AS}"
