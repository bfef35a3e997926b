"""Whatever bytes come in, there is a statement or a sentence, in bounded time and memory."""

import contextlib
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expenses.imports.formats.registry import READERS, Reader, read_statement
from expenses.imports.formats.statement import NotAStatement, Statement
from expenses.imports.formats.tables.tests.test_markup import PAGE, WORKBOOK
from expenses.imports.formats.tests import test_qif as qif
from expenses.imports.formats.tests.test_camt import camt
from expenses.imports.formats.tests.test_mt940 import mt940
from expenses.imports.formats.tests.test_ofx import ofx

STATEMENTS = Path(__file__).parent / "statements"
SAMPLES = sorted(path for path in STATEMENTS.rglob("*.*") if path.is_file() and path.suffix not in {".json", ".md"})
CELLS = st.one_of(
    st.text(max_size=12),
    st.dates().map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str),
    st.sampled_from(
        ["", "EUR", "D", "CR", "支出", "Total", "31/01/2026", "1.234,56", '"', "\0", "=1+1", "Pending", "-"]
    ),
)
NAMES = st.sampled_from(
    [
        "Date",
        "Datum",
        "Amount",
        "Debit",
        "Credit",
        "Balance",
        "Description",
        "Type",
        "Currency",
        "Cost",
        "Category",
        "",
        "Payee",
    ]
)

WORDS = [b"<", b"</Ntry>", b"<STMTTRN>", b"&", b"]]>", b"\n:61:", b"?20", b"^\n", b"!Type:", b'"', b";", b"\0", b"\xff",
         b"9" * 20, b"-", b"\xef\xbb\xbf", b"<!--", b"20260230", b"NaN", b"1e999999"]  # fmt: skip


def assert_sound(content: bytes) -> None:
    """Assert that reading gives statements whose rows keep what they promise, or a sentence."""
    try:
        statements = read_statement(content)
    except NotAStatement:
        return
    for statement in statements:
        assert isinstance(statement, Statement)
        for row in statement.rows:
            assert isinstance(row.amount, Decimal)
            assert row.amount.is_finite()
            assert "\n" not in row.description
            assert "\0" not in "".join(map(str, row))
            assert not row.parts or sum(part.amount for part in row.parts) == row.amount


@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    assert_sound(content)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.NAME)
@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=300))
def test_any_bytes_given_to_any_reader(reader: Reader, content: bytes) -> None:
    with contextlib.suppress(NotAStatement):
        assert isinstance(reader.read(content), Statement)


@settings(max_examples=300, deadline=None)
@given(
    names=st.lists(NAMES, max_size=8),
    rows=st.lists(st.lists(CELLS, max_size=9), max_size=8),
    delimiter=st.sampled_from(",;\t|"),
)
def test_any_table(names: list[str], rows: list[list[str]], delimiter: str) -> None:
    lines = [names, *rows]

    assert_sound("\n".join(delimiter.join(cells) for cells in lines).encode("utf-8", "surrogatepass"))


def seeds_of(reader: Reader) -> list[bytes]:
    """Return the statements that a reader knows, made up or real, none of them long."""
    made = [ofx().encode(), qif.FILE.encode(), camt().encode(), camt(version=8).encode(), mt940().encode()]
    made += [PAGE.encode(), WORKBOOK.encode()]
    contents = [*made, *(path.read_bytes()[:6000] for path in SAMPLES)]
    return [content for content in contents if next((r for r in READERS if r.looks_like(content)), None) is reader]


def changed(content: bytes, data: st.DataObject) -> bytes:
    """Return a statement with pieces cut out, repeated, moved, overwritten or cut off."""
    for _ in range(data.draw(st.integers(1, 4))):
        at, length = data.draw(st.integers(0, max(len(content) - 1, 0))), data.draw(st.integers(0, 60))
        start, piece, end = content[:at], content[at : at + length], content[at + length :]
        match data.draw(st.sampled_from(["cut", "repeat", "move", "overwrite", "end"])):
            case "cut":
                content = start + end
            case "repeat":
                content = start + piece * data.draw(st.integers(2, 5)) + end
            case "move":
                content = end + piece + start
            case "overwrite":
                content = start + data.draw(st.one_of(st.binary(max_size=12), st.sampled_from(WORDS))) + end
            case _:
                content = start or content
    return content


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.NAME)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_real_statement_changed_here_and_there(reader: Reader, data: st.DataObject) -> None:
    content = changed(data.draw(st.sampled_from(seeds_of(reader))), data)

    assert_sound(content)
    with contextlib.suppress(NotAStatement):
        assert isinstance(reader.read(content), Statement)


HOSTILE = {
    "5,000 columns": b"Date,Amount" + b",x" * 5000 + b"\n2026-01-31,-1.00" + b",1" * 5000 + b"\n",
    "one long line": b"Date,Description,Amount\n2026-01-31," + b"x" * (20 << 20) + b",-1.00\n",
    "an open quote": b'Date,Description,Amount\n2026-01-31,"' + b"x\n" * (1 << 20),
    "commas alone": b"," * (30 << 20),
    "blank rows": b"Date,Description,Amount\n" + b",,\n" * (1 << 20),
    "zeros": b"\0" * (20 << 20),
    "digits": b"1" * (20 << 20),
    "an open tag": b"<OFX><STMTTRN><NAME>" + b"x" * (20 << 20),
    "many tags": b"<OFX>" + b"<STMTTRN>" * (1 << 18),
    "deep tags": b"<?xml version='1.0'?><Document>" + b"<a>" * (1 << 20),
    "tags of blanks": b"<OFX>" + (b"<STMTTRN><TRNTYPE>X<DTPOSTED>20260115" + b" " * 60_000) * 200,
    "tags passed over": b"<OFX><STMTTRN><TRNTYPE>X<DTPOSTED>20260115" + b"<DTUSER>1" * (2 << 20),
    "balances": b"<BkToCstmrStmt><Stmt>" + b"<Bal/>" * (3 << 20),
    "statements": b"<BkToCstmrStmt>" + b"<Stmt/>" * (1 << 20),
    "rows of nothing": b":20:x\n:25:y\n" + b":61:\n" * (1 << 20),
    "ends": b"!Type:Bank\n" + b"^\n" * (2 << 20),
    "cells of a page": b"<table><tr>" + b"<td>x" * (1 << 20),
    "spans of a page": b"<table>" + b"<tr><td colspan=999>x" * (1 << 19),
    "formulas": b'="1",' * (4 << 20),
    "one record": b"!Type:Bank\n" + b"Px\n" * (1 << 19),
    "fields": b":20:x\n:25:y\n" + b":86:" + b"?20x" * (3 << 20),
    "months": b"Date,Description,Amount\n" + b"31 de de de de de de de de de enero de 2026,a,1\n" * 20000,
    "blanks": b"Date,Description,Amount\n" + b"31" + b" " * 50 + b"<,a,1" + b" " * 50 + b"<\n" * 2000,
    "groups": b"Date,Description,Amount\n2026-01-31,a," + b"1'" * 20000 + b"\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_take_seconds_at_most(name: str) -> None:
    started = time.process_time()

    assert_sound(HOSTILE[name])

    assert time.process_time() - started < 15


PICTURE = "This is a picture."
NO_STATEMENTS = {
    b"\xff\xd8\xff\xe0\0\x10JFIF": PICTURE,
    b"GIF89a": PICTURE,
    b"\n%PDF-1.7\n1 0 obj <</Encrypt 2 0 R>>": "This is a PDF",
    b"-----BEGIN PGP MESSAGE-----": "This file is encrypted",
    b"\x1f\x8b\x08": "This file is compressed",
    b"": "This file is empty",
    b" \n\t\n": "This file is empty",
    b"\xef\xbb\xbf": "This is no bank statement",
    b'[{"date":"2026-01-15","amount":-12.34}]': "This is no bank statement",
    b"Date,Description,Amount\n2026-01-31,OFXHEADER: camt.053.001,x\n": "No column",
    b"Dear customer,\nyour balance is 1,234.50 EUR.\n": "Download the statement as CSV",
    b"\0" * 999: "This is no bank statement",
}


@pytest.mark.parametrize(("content", "sentence"), NO_STATEMENTS.items())
def test_what_is_no_statement_is_refused_with_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(NotAStatement, match=sentence):
        read_statement(content)
