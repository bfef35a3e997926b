"""A mapping can be shown, changed, refused and remembered."""

import json
from typing import Any

import pytest

from expenses.imports.formats.statement import NotAStatement
from expenses.imports.formats.tables.guess import guess
from expenses.imports.formats.tables.mapping import ColumnMapping, find_problems, from_json, signature
from expenses.imports.formats.tables.table import open_table, read

TABLE = b"Date,Booked,What,Amount\n02/01/2026,03/01/2026,Bread,-4.50\n02/02/2026,03/02/2026,Tea,-1.50\n"


def test_a_mapping_survives_json() -> None:
    mapping, _ = guess(open_table(TABLE))

    assert from_json(json.loads(json.dumps(mapping.to_json()))) == mapping


def test_what_the_person_changes_counts() -> None:
    mapping = ColumnMapping(
        roles=("", "date", "description", "amount"), header_line=1, first_line=2, date_order="mdy", sign="spending"
    )

    statement = read(TABLE, mapping)

    assert [(row.date.isoformat(), str(row.amount)) for row in statement.rows] == [
        ("2026-03-01", "4.50"),
        ("2026-03-02", "1.50"),
    ]


@pytest.mark.parametrize(
    ("roles", "problem"),
    [
        (("", "", "description", "amount"), "No column holds the date. Choose the one that does."),
        (("date", "date", "description", "amount"), "Two columns are given as “date”. Choose one of them."),
        (
            ("date", "", "amount", ""),
            "Column 3 holds no amounts, such as “Bread”. Choose another one.",
        ),
        (
            ("date", "", "description", ""),
            "No column holds the amount. Choose the one that does, or one for money out and one for money in.",
        ),
        (
            ("amount", "", "date", ""),
            "Column 3 holds no dates, such as “Bread”. Choose another for the date.",
        ),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(roles: tuple[Any, ...], problem: str) -> None:
    mapping = ColumnMapping(roles=roles, header_line=1, first_line=2)

    assert problem in find_problems(open_table(TABLE), mapping)
    with pytest.raises(NotAStatement, match=problem[:20]):
        read(TABLE, mapping)


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"roles": ["date", "nonsense"]},
        {"roles": ["date"], "date_order": "dym"},
        {"roles": ["date"], "sign": "up"},
        {"roles": ["date"], "first_line": "x"},
        {"roles": ["date"], "first_line": -1},
        {"roles": ["date"], "currency": 7},
        {"roles": 7},
    ],
)
def test_what_was_not_stored_by_us_is_refused_or_useless(stored: dict[str, Any]) -> None:
    with pytest.raises(NotAStatement):
        read(TABLE, from_json(stored))


def test_the_names_of_the_columns_are_those_of_the_header() -> None:
    grid = open_table(b"A note\n\n" + TABLE)
    mapping, _ = guess(grid)

    assert mapping.names(grid) == ["Date", "Booked", "What", "Amount"]


def test_next_month_has_the_same_signature() -> None:
    assert signature(["Date", " What", "Amount (EUR)"]) == signature(["\ufeffdate", "WHAT ", "amount (eur)"])
    assert signature(["Date", "What"]) != signature(["What", "Date"])
