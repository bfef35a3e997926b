"""A page of the preview as it is shown: in the person's locale, old beside new, reasons beside cells."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from babel.dates import format_date

from accounts.models import User
from expenses.money import format_money
from expenses.spreadsheets.columns import COLUMNS, COUNTING, match_header
from expenses.spreadsheets.models import Outcome, PreviewPage, SpreadsheetImport
from expenses.spreadsheets.preview import LONGEST_SHOWN, PAGE_ROWS, SHOWN_COLUMNS, StoredRow

LABELS = {column: column.replace("_", " ").capitalize() for column in (*COLUMNS, *COUNTING)} | {
    "id": "Id",
    "wallet_amount": "In the wallet",
}
WALLET = ("wallet", "wallet_amount")


@dataclass(frozen=True)
class PreviewCell:
    """`before` is what the ledger says, where that differs; `error` what is wrong."""

    label: str
    text: str
    before: str | None = None
    error: str = ""
    is_amount: bool = False


@dataclass(frozen=True)
class PreviewTable:
    """Rows as (line, cells); every row has a cell for each of `labels`."""

    labels: list[str]
    rows: list[tuple[int, list[PreviewCell]]] = field(default_factory=list)


def preview_table(page: PreviewPage, source: SpreadsheetImport, *, user: User) -> PreviewTable:
    if page.outcome == Outcome.WRONG:
        return _wrong_table(page.rows, source.remarks["headers"])
    columns = [column for column in _TABLE_COLUMNS if column not in WALLET or any(map(_has_wallet, page.rows))]
    rows = [(row[0], _cells(row, columns, user)) for row in page.rows]
    return PreviewTable([LABELS[column] for column in columns], rows)


def _has_wallet(row: StoredRow) -> bool:
    """Say whether a row was or is in a wallet. Pages of before there were wallets have no such cells."""
    _line, stored, before, _errors = row
    return any(stored[len(SHOWN_COLUMNS) - len(WALLET) :]) or not before.keys().isdisjoint(WALLET)


# The currency is said with the amount.
_TABLE_COLUMNS = tuple(column for column in SHOWN_COLUMNS if column != "currency")


def _cells(row: StoredRow, columns: list[str], user: User) -> list[PreviewCell]:
    _line, stored, before, _errors = row
    now = dict(zip(SHOWN_COLUMNS, stored, strict=False))
    was = {**now, **before}
    return [_cell(column, now, was, user) for column in columns]


def _cell(column: str, now: dict[str, str], was: dict[str, str], user: User) -> PreviewCell:
    text, old = (_text(column, values, user) for values in (now, was))
    is_amount = column == "amount"
    return PreviewCell(LABELS[column], text, before=old if old != text else None, is_amount=is_amount)


def _text(column: str, values: dict[str, str], user: User) -> str:
    if column == "amount":
        return format_money(Decimal(values["amount"]), values["currency"], user.locale)
    if column == "date":
        return format_date(datetime.date.fromisoformat(values["date"]), "medium", locale=user.locale)
    return values[column].replace(":", ": ") if column == "category" else values[column]


def _wrong_table(rows: list[StoredRow], headers: list[str]) -> PreviewTable:
    header = match_header(headers)
    positions = header.positions | header.counting
    table = PreviewTable([LABELS[column] for column in positions])
    for line, stored, _before, errors in rows:
        cells = [
            PreviewCell(
                LABELS[column],
                clip_shown(stored[position]) if position < len(stored) else "",
                error=errors.get(column, ""),
                is_amount=column == "amount",
            )
            for column, position in positions.items()
        ]
        table.rows.append((line, cells))
    return table


def clip_shown(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


@dataclass(frozen=True)
class PreviewTab:
    """One outcome, how many rows have it, and which page of them is shown if it is the one that is."""

    outcome: Outcome
    count: int
    number: int = 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE_ROWS))

    @property
    def first_row(self) -> int:
        return (self.number - 1) * PAGE_ROWS + 1

    @property
    def last_row(self) -> int:
        return min(self.number * PAGE_ROWS, self.count)

    @property
    def previous_number(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next_number(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None
