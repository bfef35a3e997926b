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
            assert row.amount
            assert row.amount.is_finite()
            assert "\n" not in row.description
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


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_real_statement_with_bytes_changed(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(SAMPLES)).read_bytes()[:4000]
    at = data.draw(st.integers(0, max(len(content) - 1, 0)))
    length = data.draw(st.integers(0, 40))

    assert_sound(content[:at] + data.draw(st.binary(max_size=20)) + content[at + length :])


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
    "one record": b"!Type:Bank\n" + b"Px\n" * (1 << 19),
    "fields": b":20:x\n:25:y\n" + b":86:" + b"?20x" * (3 << 20),
    "months": b"Date,Description,Amount\n" + b"31 de de de de de de de de de enero de 2026,a,1\n" * 20000,
    "groups": b"Date,Description,Amount\n2026-01-31,a," + b"1'" * 20000 + b"\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_take_seconds_at_most(name: str) -> None:
    started = time.process_time()

    assert_sound(HOSTILE[name])

    assert time.process_time() - started < 15
