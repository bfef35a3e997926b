"""Files as people have them, and files that are none."""

import datetime
import io
import re
import time
import zipfile
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from expenses.spreadsheets.reading import Row, UnreadableFile, read_table
from expenses.spreadsheets.reading.table import MAX_ROWS
from expenses.spreadsheets.tests.files import csv_of, png, saved, sheet_xml, with_lying_size, with_part, xlsx_of

SHEET = "xl/worksheets/sheet1.xml"
TEXT = "date;description;amount\r\n2026-03-14;Café;12,50\r\n"


def rows_of(content: bytes) -> list[Row]:
    return list(read_table(content).rows())


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_csv_is_read_in_every_usual_encoding(encoding):
    table = read_table(TEXT.encode(encoding))

    assert (table.kind, table.headers) == ("CSV", ("date", "description", "amount"))
    assert list(table.rows()) == [Row(2, ["2026-03-14", "Café", "12,50"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_delimiter_is_found(delimiter):
    text = TEXT.replace("12,50", "12").replace(";", delimiter)

    assert rows_of(text.encode()) == [Row(2, ["2026-03-14", "Café", "12"])]


def test_csv_delimiter_is_the_one_that_names_our_columns():
    table = read_table(b"date;description, in short;amount, of money, in all;x\n1;2;3;4\n")

    assert table.headers == ("date", "description, in short", "amount, of money, in all", "x")


def test_csv_line_that_declares_the_delimiter_is_followed():
    table = read_table(b"sep=|\r\ndate|description|amount\r\n2026-03-14|a;b;c;d;e|1\r\n")

    assert list(table.rows()) == [Row(3, ["2026-03-14", "a;b;c;d;e", "1"])]


def test_csv_rows_know_their_lines_across_quoted_line_breaks_and_empty_lines():
    content = b'\r\ndate,description,amount\r\n1,"two\r\nlines",3\r\n\r\n,,\r\n4,5,6\r\n'

    assert rows_of(content) == [Row(3, ["1", "two\r\nlines", "3"]), Row(7, ["4", "5", "6"])]


def test_table_can_be_walked_twice_at_once():
    for table in (read_table(csv_of(["a"], ["b"])), read_table(xlsx_of(["a"], ["b"]))):
        first, second = table.rows(), table.rows()

        lines = [next(first).line, next(second).line, next(second).line]

        assert lines == [2, 2, 3], table.kind


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2), min_size=1
    )
)
def test_csv_cells_come_back_as_they_were_written(rows):
    content = csv_of(*rows, header=["date", "description", "amount"])

    assert [row.cells for row in read_table(content).rows()] == [row for row in rows if any(row)]


def test_csv_with_more_rows_than_the_limit_says_so(monkeypatch):
    monkeypatch.setattr("expenses.spreadsheets.reading.csv_table.MAX_ROWS", 2)

    with pytest.raises(UnreadableFile, match=r"This file has more than 2 rows\. Split it"):
        rows_of(csv_of(["a"], ["b"], ["c"]))


def test_csv_row_with_5000_cells_says_which():
    with pytest.raises(UnreadableFile, match="The row on line 3 has 5,000 cells; at most 100 are read"):
        rows_of(csv_of(["a"], ["x"] * 5_000))


def test_csv_with_one_line_of_20_megabytes_is_refused_in_little_time():
    started = time.monotonic()

    with pytest.raises(UnreadableFile, match="The row on line 2 cannot be read: a cell in it is far too long"):
        rows_of(b"date,description,amount\n" + b"x" * (20 << 20))

    assert time.monotonic() - started < 5


def test_csv_quotation_mark_that_is_not_closed_is_said_with_its_line():
    content = csv_of(["a"]) + b'2026-01-01,"open,1\n' + b"2026-01-01,x,1\n" * 20_000

    with pytest.raises(UnreadableFile, match=r"line 3 cannot be read.*quotation mark that is not closed"):
        rows_of(content)


# XLSX


def test_xlsx_cells_have_their_types_and_rows_their_numbers():
    content = xlsx_of(
        [datetime.date(2026, 3, 14), "Café", 12.1],
        [],
        [datetime.datetime.fromisoformat("2026-03-15T08:30"), "=1+1", Decimal("-0.3")],
        ["2026-03-16", True, 0.1 + 0.2],
    )

    rows = rows_of(content)

    assert rows == [
        Row(2, [datetime.date(2026, 3, 14), "Café", Decimal("12.1")]),
        Row(4, [datetime.date(2026, 3, 15), "", Decimal("-0.3")]),
        Row(5, ["2026-03-16", "TRUE", Decimal("0.3")]),
    ]


def test_xlsx_header_is_the_first_row_that_is_not_empty():
    workbook = Workbook()
    for row in ([], [], ["date", "description", "amount"], ["2026-03-14", "Lunch", 1]):
        workbook.worksheets[0].append(row)

    table = read_table(saved(workbook))

    assert (table.headers, [row.line for row in table.rows()]) == (("date", "description", "amount"), [4])


def test_xlsx_sheet_that_is_read_is_named_where_there_are_others():
    workbook = Workbook()
    workbook.create_sheet("2026").append(["date", "description", "amount"])
    workbook.create_sheet("Notes").append(["x"])

    table = read_table(saved(workbook))

    assert (table.headers[0], table.notes) == ("date", ("Only the sheet “2026” is read, not the 2 other ones.",))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (b'<c r="XFD1"><v>1</v></c></row>', "more than 100 columns"),
        (b'</row><row r="300000"><c r="A300000"><v>1</v></c></row>', "more than 200,000 rows"),
        # A sheet of 17 thousand million cells, in a few bytes.
        (b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "too large when unpacked"),
    ],
)
def test_xlsx_that_describes_a_huge_sheet_is_refused(rows, words):
    rows = b'<row r="1"><c r="A1"><v>1</v></c>' + rows
    started = time.monotonic()

    with pytest.raises(UnreadableFile, match=words):
        read_table(with_part(xlsx_of(), SHEET, sheet_xml(rows)))

    assert time.monotonic() - started < 10


def test_xlsx_bomb_that_says_its_size_is_refused_before_it_is_unpacked():
    bomb = with_part(xlsx_of(), SHEET, sheet_xml(b" " * (320 << 20)))

    with pytest.raises(UnreadableFile, match="too large when unpacked"):
        read_table(bomb)

    assert len(bomb) < 1 << 20


def test_xlsx_bomb_that_lies_about_its_size_is_refused():
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"x" * (600 << 20) + b"</t></is></c></row>"
    bomb = with_lying_size(with_part(xlsx_of(), SHEET, sheet_xml(rows)), SHEET, 1_000)
    started = time.monotonic()

    with pytest.raises(UnreadableFile):
        read_table(bomb)

    assert time.monotonic() - started < 30


def test_xlsx_with_one_long_text_shared_by_many_cells_is_refused():
    shared = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + b"x" * 32_000
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 60_000))
    bomb = with_part(xlsx_of(["x"]), SHEET, sheet_xml(cells))
    bomb = with_part(bomb, "xl/sharedStrings.xml", shared + b"</t></si></sst>")

    with pytest.raises(UnreadableFile, match="too large when unpacked"):
        read_table(bomb)


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.95])
def test_xlsx_cut_off_is_refused(keep):
    content = xlsx_of(*[["2026-03-14", f"Lunch {number}", number] for number in range(1, 200)])

    with pytest.raises(UnreadableFile, match="incomplete or damaged"):
        read_table(content[: int(len(content) * keep)])


def test_xlsx_with_broken_xml_is_refused():
    with pytest.raises(UnreadableFile, match="incomplete or damaged"):
        read_table(with_part(xlsx_of(), SHEET, b'<worksheet><sheetData><row r="1"><c r="A1'))


def test_xlsx_with_bytes_turned_over_is_read_or_refused():
    content = xlsx_of(*[["2026-03-14", f"Lunch {number}", number] for number in range(1, 50)])

    for position in range(0, len(content), len(content) // 25):
        broken = content[:position] + bytes([content[position] ^ 0xFF]) + content[position + 1 :]
        # Anything else than UnreadableFile fails the test.
        with suppress(UnreadableFile):
            rows_of(broken)


# What is no table


def encrypted_xlsx() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500


def zip_of(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "This file is empty"),
        (xlsx_of(header=[]), "This spreadsheet is empty"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (png(), "This is a picture"),
        (b"<!DOCTYPE html><html><table>", "This is a web page or XML"),
        (b'<?xml version="1.0"?><Workbook>', "This is a web page or XML"),
        (b'{"date": "2026-03-14"}', "This is JSON"),
        (b'[{"date": "2026-03-14"}]', "This is JSON"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "This is a file of an old Excel"),
        (encrypted_xlsx(), "This file is protected with a password"),
        (zip_of(**{"expenses.csv": "date,description,amount"}), "This file is packed. Unpack it"),
        (zip_of(mimetype="application/vnd.oasis...", **{"content.xml": "<x/>"}), "This kind of spreadsheet"),
        (b"\x1f\x8b\x08\0", "This file is packed. Unpack it"),
        (b"PK\x03\x04 half of a file", "incomplete or damaged"),
        (b"date,description,amount\n2026-01-01,Lu\0nch,1\n", "not a text table"),
        (b"\0" * 1_000, "not a text table"),
        (bytes(range(128, 256)) * 20, "not a text table"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_what_to_do(content, words):
    with pytest.raises(UnreadableFile, match=words) as refusal:
        rows_of(content)

    assert re.search(r"(Choose|Save|save|Unpack|Open)", str(refusal.value))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    with suppress(UnreadableFile):
        rows_of(content)


def test_limit_of_rows_is_what_pages_say():
    assert MAX_ROWS == 200_000
