"""What a row of a statement is called, from all that the bank says of it."""

from decimal import Decimal

from expenses.imports.formats.statement import StatementRow
from expenses.imports.models import TEXT_LENGTH
from expenses.validators import NOTES_MAX_LENGTH


def tidy(text: str) -> str:
    """Return the text as one line of what can be seen."""
    if not text.isprintable():
        seen = "".join(letter if letter.isprintable() else " " for letter in text)
        text = seen.encode("utf-8", "replace").decode()
    return " ".join(text.split())


def line_of_bank(text: str) -> str:
    """Return a text or an id of a bank as it is kept."""
    return tidy(text)[:TEXT_LENGTH]


def bank_text(row: StatementRow) -> str:
    return line_of_bank(row.description or row.counterparty or row.notes)


def describe(row: StatementRow, text: str) -> str:
    """Return what a record is called: who it was, or what the bank says, never nothing; `text` is `bank_text`."""
    return text or ("Money in" if row.amount > 0 else "Payment")


def notes_of(row: StatementRow, description: str) -> str:
    """Return what the bank says beside the description: who it was, what for, and another currency."""
    if not (row.counterparty or row.notes or row.original_currency):
        return ""
    said = [tidy(each) for each in (row.counterparty, row.notes) if each]
    if row.original_amount is not None and row.original_currency:
        said.append(f"{abs(Decimal(row.original_amount)):f} {row.original_currency}")
    return "\n".join(dict.fromkeys(part for part in said if part and part not in description))[:NOTES_MAX_LENGTH]
