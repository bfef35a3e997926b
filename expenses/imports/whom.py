"""Rows called by whom they were paid to or came from: banks give that a column beside what it was for."""

import dataclasses
import re
from collections import Counter

from expenses.imports.formats.presets.banks import PRESETS as OF_BANKS
from expenses.imports.formats.statement import Statement, StatementRow

NAMING = frozenset({"camt", "mt940"})
"""Formats beside tables in which the name has its own place; OFX and QIF call a row by it already."""
_BANKS = frozenset({"", *(preset.name for preset in OF_BANKS)})
_FEW_ROWS = 4
_ACCOUNT = re.compile(r"[A-Z]{2}\d{2}[\dA-Z ]*|[\d\s./*xX-]+").fullmatch
_BETWEEN = re.compile(r"paypal|klarna|adyen|stripe\b|sumup|payone", re.IGNORECASE).search
"""Those who pay others: what stands beside their name says whom."""
_LETTERS = re.compile(r"[^\W\d_]{2}").search


def called_by_whom(statement: Statement, preset: str | None = None) -> Statement:
    """Return the statement with the name as the description of a row, and what it was for in the notes.

    `preset` is the tool that wrote a table, None where it is no table. Other tools than banks have descriptions of a
    person's own, which stay; so does what stands beside the name of the owner.
    """
    if not (preset in _BANKS or statement.format in NAMING):
        return statement
    count = Counter(row.counterparty for row in statement.rows)
    del count[""]
    most = len(statement.rows) // 2 if len(statement.rows) >= _FEW_ROWS else len(statement.rows)
    names = {name for name, rows in count.items() if rows <= most and _is_name(name)}
    if not names:
        return statement
    rows = tuple(_renamed(row) if row.counterparty in names else row for row in statement.rows)
    return dataclasses.replace(statement, rows=rows)


def _is_name(text: str) -> bool:
    return bool(_LETTERS(text)) and not (_ACCOUNT(text) or _BETWEEN(text))


def _renamed(row: StatementRow) -> StatementRow:
    name, said = row.counterparty, row.description
    if said == name or not said:
        return row
    notes = "\n".join(dict.fromkeys(filter(None, (said, row.notes))))
    return row._replace(description=name, notes=notes)
