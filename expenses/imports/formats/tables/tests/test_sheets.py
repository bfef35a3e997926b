"""Statements in workbooks: XLSX, and XLS and ODS made by an office program."""

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from expenses.imports.formats.registry import read_statement
from expenses.imports.formats.statement import NotAStatement

HERE = Path(__file__).parent


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_xlsx_with_lines_above_and_real_dates_and_numbers() -> None:
    content = workbook(
        [["See the next sheet"]],
        [
            ["Account", "DE00"],
            [],
            ["Buchungstag", "Verwendungszweck", "Betrag", "Währung"],
            [datetime.date(2026, 1, 31), "Brot", -4.5, "EUR"],
            [datetime.date(2026, 1, 30), "Lohn", 1234.56, "EUR"],
            [None, "Summe", 1230.06, None],
        ],
    )

    (statement,) = read_statement(content)

    assert statement.format == "xlsx"
    assert [(row.line, row.date.isoformat(), str(row.amount), row.currency) for row in statement.rows] == [
        (4, "2026-01-31", "-4.5", "EUR"),
        (5, "2026-01-30", "1234.56", "EUR"),
    ]


HEADER: list[object] = ["Date", "Description", "Amount"]
BREAD: list[object] = [datetime.date(2026, 1, 31), "Bread", -4.5]
PAY: list[object] = [datetime.date(2026, 1, 30), "Pay", 1234.5]
TWO = [("2026-01-31", "-4.5"), ("2026-01-30", "1234.5")]
CODES: list[list[object]] = [[f"Code {number}", number, number / 7] for number in range(40)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (workbook([HEADER, BREAD, PAY], CODES), TWO),
        (workbook(CODES, [["My bank"], [], HEADER, BREAD, PAY]), TWO),
        (workbook([["Total", 1230]], [HEADER, BREAD], [["Total", 1230]], [HEADER, PAY]), TWO),
        (workbook([HEADER, PAY], [HEADER, BREAD, PAY]), TWO),
        (workbook([HEADER, BREAD], [["Day", "Description", "Amount"], PAY]), TWO[:1]),
    ],
    ids=["first", "behind a longer one", "one a month", "a part again", "other columns"],
)
def test_the_sheet_with_the_bookings_is_read_and_those_that_go_on(
    content: bytes, expected: list[tuple[str, str]]
) -> None:
    (statement,) = read_statement(content)

    assert [(row.date.isoformat(), str(row.amount)) for row in statement.rows] == expected
    assert len({row.line for row in statement.rows}) == len(expected)


def test_a_sheet_that_is_hidden_is_not_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([HEADER, BREAD, PAY, PAY, PAY], [HEADER, BREAD, PAY])))
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1
    written = io.BytesIO()
    book.save(written)

    (statement,) = read_statement(written.getvalue())

    assert [(row.date.isoformat(), str(row.amount)) for row in statement.rows] == TWO


def test_xlsx_with_numbers_as_text() -> None:
    content = workbook([["Date", "Description", "Amount"], ["31/01/2026", "Bread", "-1.234,50"]])

    (statement,) = read_statement(content)

    assert [str(row.amount) for row in statement.rows] == ["-1234.50"]


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_older_and_open_workbooks(suffix: str) -> None:
    (statement,) = read_statement((HERE / f"statement.{suffix}").read_bytes())

    assert statement.format == suffix
    assert [(row.date.isoformat(), str(row.amount)) for row in statement.rows] == [
        ("2026-01-31", "-4.5"),
        ("2026-01-30", "1234.56"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        workbook([]),
        workbook([["Date", "Description", "Amount"]]),
        workbook([["Date", "Amount"], ["31/01/2026", "-4.50"]])[:-500],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000,
    ],
)
def test_a_workbook_without_a_statement_is_refused(content: bytes) -> None:
    with pytest.raises(NotAStatement):
        read_statement(content)


def opened_with(name: str, member: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\x8f\x01")
        archive.writestr(name, member)
    return written.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


@pytest.mark.parametrize(
    "content",
    [
        OLE + "EncryptedPackage".encode("utf-16-le"),
        OLE + b"\x09\x08\x10\x00\x00\x06\x05\x00\xbb\x0d\xcc\x07" + b"\0" * 8 + b"\x2f\x00\x36\x00\x01\x00",
        opened_with("META-INF/manifest.xml", "<manifest:encryption-data manifest:checksum='1'>"),
    ],
    ids=["xlsx", "xls", "ods"],
)
def test_a_workbook_with_a_password_is_refused(content: bytes) -> None:
    with pytest.raises(NotAStatement, match="protected with a password"):
        read_statement(content)


def test_a_sheet_of_a_million_columns_is_refused() -> None:
    sheet = "<worksheet><sheetData><row r='1'>" + "<c r='XFD1'><v>1</v></c>" * 2 + "</row></sheetData></worksheet>"
    source = zipfile.ZipFile(io.BytesIO(workbook([["Date", "Amount"], ["31/01/2026", -4.5]])))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, sheet if name.endswith("sheet1.xml") else source.read(name))

    with pytest.raises(NotAStatement):
        read_statement(packed.getvalue())
