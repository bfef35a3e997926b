"""A row of a spreadsheet to a draft of a record, or to what is wrong with it, column by column."""

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from accounts.models import User
from expenses.exchange.choices import is_known_to
from expenses.exchange.rates import RateBook
from expenses.money import decimal_mark
from expenses.spreadsheets import cells
from expenses.spreadsheets.columns import Header
from expenses.spreadsheets.counting import Counting, Wrong, read_counting
from expenses.spreadsheets.names import NameBook
from expenses.spreadsheets.reading import Cell
from expenses.validators import validate_date
from expenses.wallets.choices import amount_in_wallet

NO_COLUMN = 0
Key = tuple[datetime.date, int, str, str]


class Draft(NamedTuple):
    """What a row says. Amounts are decimal texts. `category` and `tags` are ids, or keys of names yet to be made.

    Where the file has no column of tags or notes they are None, and `category` and `wallet` are NO_COLUMN.
    `wallet_amount` is in the wallet's currency.
    """

    id: int | None
    date: datetime.date
    amount: str
    currency: str
    description: str
    category: int | str | None
    tags: tuple[int | str, ...] | None
    notes: str | None
    wallet: int | None
    wallet_amount: str | None
    counting: Counting | None = None


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
        self.header, self.user = header, user
        self.home_currency, self.today = user.home_currency, today
        mark, month_first = decimal_mark(user.locale), cells.is_month_first(user.locale)
        self.dates = Remembered(lambda cell: self._checked(cells.read_date(cell, is_month_first=month_first)))
        self.amounts = Remembered(lambda currency: Remembered(cells.amount_reader(currency, mark)))
        self.currencies = Remembered(lambda cell: cells.read_currency(cell, lambda code: is_known_to(code, user)))
        self.descriptions = Remembered(cells.read_description)
        self.notes = Remembered(cells.read_notes)
        self.names = names
        self.rates = RateBook(user)
        self.positions = [header.positions.get(column) for column in Draft._fields[:-1]]
        self.counting = header.counting if names.kind.can_be_split else {}

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
        (of_id, of_date, of_amount, of_currency, of_description, of_category, of_tags, of_notes, of_wallet,
         of_wallet_amount) = self.positions  # fmt: skip
        try:
            currency = self.currencies[row[of_currency]] if of_currency is not None else ""
            currency = currency or default_currency or self.home_currency
            draft = Draft(
                None if of_id is None else cells.read_id(row[of_id]),
                self.dates[row[of_date]],  # type: ignore[index]
                self.amounts[currency][row[of_amount]],  # type: ignore[index]
                currency,
                self.descriptions[row[of_description]],  # type: ignore[index]
                NO_COLUMN if of_category is None else self.names.category(row[of_category]),
                None if of_tags is None else self.names.tags(row[of_tags]),
                None if of_notes is None else self.notes[row[of_notes]],
                NO_COLUMN if of_wallet is None else self.names.wallet(row[of_wallet]),
                None,
            )
            if draft.wallet:
                draft = self.in_wallet(draft, "" if of_wallet_amount is None else row[of_wallet_amount])
            return self.counted(draft, row) if self.counting else draft
        except ValidationError as error:
            raise RowErrors(self.find_errors(row, default_currency)) from error
        except IndexError as error:
            return self.read(self._padded(row, error), default_currency)

    def in_wallet(self, draft: Draft, said: Cell = "") -> Draft:
        """Return the draft with what it moves in its wallet: `said` by the file, or else by the rate of its day.

        Raises RowErrors where neither is known.
        """
        wallet = self.names.wallets[draft.wallet or 0]
        if wallet.currency == draft.currency:
            return draft._replace(wallet_amount=draft.amount)
        try:
            text = self.amounts[wallet.currency][said] if said != "" else None
            moved = amount_in_wallet(
                Decimal(draft.amount), draft.currency, wallet, Decimal(text) if text else None,
                owner=self.user, day=draft.date, book=self.rates,
            )  # fmt: skip
        except ValidationError as error:
            column = "wallet_amount" if "wallet_amount" in self.header.positions else "wallet"
            raise RowErrors({column: " ".join(error.messages)}) from error
        return draft._replace(wallet_amount=f"{moved:f}")

    def counted(self, draft: Draft, row: Sequence[Cell]) -> Draft:
        """Return the draft with how it counts; raise RowErrors where the row says what cannot be."""
        said = {column: row[place] for column, place in self.counting.items()}
        try:
            counting = read_counting(said, Decimal(draft.amount), draft.date, self.names)
        except Wrong as error:
            raise RowErrors({error.column: error.sentence}) from error
        return draft if counting is None else draft._replace(counting=counting)

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
            "wallet": self.names.wallet,
            "wallet_amount": str,
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
