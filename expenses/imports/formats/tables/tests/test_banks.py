"""Tables in the shapes that banks of many countries give, with made-up content, are read without any help."""

import json
from pathlib import Path

import pytest

from expenses.imports.formats.registry import read_statement

BANKS = Path(__file__).parent / "banks"
AMOUNTS: dict[str, list[str]] = json.loads((BANKS / "amounts.json").read_text())


@pytest.mark.parametrize("bank", AMOUNTS)
def test_a_bank(bank: str) -> None:
    (statement,) = read_statement((BANKS / f"{bank}.csv").read_bytes())

    assert [str(row.amount) for row in statement.rows] == AMOUNTS[bank]
    assert {row.date.year for row in statement.rows} == {2026}
    assert all(row.description for row in statement.rows)
    assert statement.mistakes == ()


def test_every_sample_is_read() -> None:
    assert {path.stem for path in BANKS.glob("*.csv")} == set(AMOUNTS)
