"""A row of a spreadsheet to a draft of an expense, or to what is wrong with it, column by column."""

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from accounts.models import User
from expenses.money import decimal_mark
from expenses.spreadsheets import cells
from expenses.spreadsheets.columns import Header
from expenses.spreadsheets.names import NameBook
from expenses.spreadsheets.reading import Cell
from expenses.validators import validate_date

NO_COLUMN = 0
Key = tuple[datetime.date, int, str, str]


class Draft(NamedTuple):
    """What a row says. `amount` is decimal text. `category` and `tags` are ids, or keys of names yet to be made.

    Where the file has no column of tags or notes they are None, and `category` is NO_COLUMN.
    """

    id: int | None
    date: datetime.date
    amount: str
    currency: str
    description: str
    category: int | str | None
    tags: tuple[int | str, ...] | None
    notes: str | None


class RowErrors(Exception):
    """What is wrong with a row: sentences by column."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


class Remembered(dict):
    """Answers of a function by cell: spreadsheets say the same thing again and again. Failures are not kept."""

    MOST = 50_000

    def __init__(self, function: Callable[[Any], Any]) -> None:
        super().__init__()
        self.function = function

    def __missing__(self, cell: Cell) -> Any:
        answer = self.function(cell)
        if len(self) < self.MOST:
            self[cell] = answer
        return answer


class RowReader:
    """Reads the rows of one table for one person."""

    def __init__(self, header: Header, *, user: User, names: NameBook, today: datetime.date) -> None:
        self.header = header
        self.home_currency, self.today = user.home_currency, today
        mark, month_first = decimal_mark(user.locale), cells.is_month_first(user.locale)
        self.dates = Remembered(lambda cell: self._checked(cells.read_date(cell, is_month_first=month_first)))
        self.amounts = Remembered(lambda currency: Remembered(cells.amount_reader(currency, mark)))
        self.currencies = Remembered(cells.read_currency)
        self.descriptions = Remembered(cells.read_description)
        self.notes = Remembered(cells.read_notes)
        self.names = names
        self.positions = [header.positions.get(column) for column in Draft._fields]

    def _checked(self, date: datetime.date) -> datetime.date:
        validate_date(date, self.today)
        return date

    def has_currency(self, row: Sequence[Cell]) -> bool:
        position = self.header.positions.get("currency")
        return position is not None and len(row) > position and bool(self.currencies[row[position]])

    def read(self, row: Sequence[Cell], default_currency: str = "") -> Draft:
        """Return what `row` says; raise RowErrors with every column that is wrong.

        `default_currency` is that of a row without its own; the home currency unless said otherwise.
        """
        of_id, of_date, of_amount, of_currency, of_description, of_category, of_tags, of_notes = self.positions
        try:
            currency = self.currencies[row[of_currency]] if of_currency is not None else ""
            currency = currency or default_currency or self.home_currency
            return Draft(
                None if of_id is None else cells.read_id(row[of_id]),
                self.dates[row[of_date]],  # type: ignore[index]
                self.amounts[currency][row[of_amount]],  # type: ignore[index]
                currency,
                self.descriptions[row[of_description]],  # type: ignore[index]
                NO_COLUMN if of_category is None else self.names.category(row[of_category]),
                None if of_tags is None else self.names.tags(row[of_tags]),
                None if of_notes is None else self.notes[row[of_notes]],
            )
        except ValidationError as error:
            raise RowErrors(self.find_errors(row, default_currency)) from error
        except IndexError as error:
            return self.read(self._padded(row, error), default_currency)

    def _padded(self, row: Sequence[Cell], error: IndexError) -> list[Cell]:
        """Return the row with empty cells behind it: many programs leave them out."""
        width = len(self.header.names)
        if len(row) >= width:
            raise error
        return [*row, *[""] * (width - len(row))]

    def find_errors(self, row: Sequence[Cell], default_currency: str = "") -> dict[str, str]:
        """Return what is wrong with each column, in the order of our columns."""
        readers = {
            "id": cells.read_id,
            "date": self.dates.__getitem__,
            "description": self.descriptions.__getitem__,
            "amount": self.amounts[self._currency(row) or default_currency or self.home_currency].__getitem__,
            "currency": self.currencies.__getitem__,
            "category": self.names.category,
            "tags": self.names.tags,
            "notes": self.notes.__getitem__,
        }
        errors = {}
        for column, position in self.header.positions.items():
            try:
                readers[column](row[position])
            except ValidationError as error:
                errors[column] = " ".join(error.messages)
        return errors

    def _currency(self, row: Sequence[Cell]) -> str:
        try:
            return self.currencies[row[self.header.positions["currency"]]]
        except (KeyError, ValidationError):
            return ""


def occurrence_key(draft: Draft) -> Key:
    """Return what makes a row without an id the same as one of the ledger; the amount in ten-thousandths."""
    whole, _, fraction = draft.amount.partition(".")
    return draft.date, int(whole + f"{fraction:0<4}"), draft.currency, draft.description


def scaled(amount: Decimal) -> int:
    """Return the amount in ten-thousandths of its currency."""
    return int(amount.scaleb(4))
