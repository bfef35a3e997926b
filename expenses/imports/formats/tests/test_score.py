"""Real statements, of which is known what they hold, are read without any help."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from expenses.imports.formats.registry import read_statement
from expenses.imports.formats.statement import NotAStatement, StatementRow

HERE = Path(__file__).parent / "statements"
EXPECTED: dict[str, dict[str, Any]] = json.loads((HERE / "expected.json").read_text())
SOUND = {name: facts for name, facts in EXPECTED.items() if not facts.get("malformed")}
BROKEN = {name: facts for name, facts in EXPECTED.items() if facts.get("malformed")}


def rows_and_mistakes(name: str) -> tuple[list[StatementRow], int]:
    """Return all rows of a file, and how many mistakes were reported."""
    try:
        statements = read_statement((HERE / name).read_bytes())
    except NotAStatement:
        return [], 1
    rows = [row for statement in statements for row in statement.rows]
    return rows, sum(len(statement.mistakes) for statement in statements)


def summary(rows: list[StatementRow]) -> dict[str, Any]:
    days = [row.date.isoformat() for row in rows]
    return {
        "debit_total": -sum((row.amount for row in rows if row.amount < 0), Decimal()),
        "credit_total": sum((row.amount for row in rows if row.amount > 0), Decimal()),
        "first_date": min(days, default=None),
        "last_date": max(days, default=None),
    }


def expected_summary(facts: dict[str, Any]) -> dict[str, Any]:
    totals = {name: Decimal(facts[name]) for name in ("debit_total", "credit_total")}
    return {**totals, "first_date": facts["first_date"], "last_date": facts["last_date"]}


@pytest.mark.parametrize("name", SOUND)
def test_a_real_statement_is_read_right(name: str) -> None:
    facts = SOUND[name]
    known = set(facts.get("totals_by_currency") or {facts["currency"]}) - {None}

    rows, _ = rows_and_mistakes(name)

    assert len(rows) in {facts["count"], facts.get("tx_details")}
    assert summary(rows) == expected_summary(facts)
    assert not known or {row.currency for row in rows} <= known | {None}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_statement_is_reported(name: str) -> None:
    facts = BROKEN[name]

    rows, mistakes = rows_and_mistakes(name)

    assert mistakes or (rows and not facts.get("bad_rows"))
    assert not rows or summary(rows) == expected_summary(facts)
