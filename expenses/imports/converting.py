"""Rows in another currency than their wallet: what they are worth there, with what was paid kept beside it."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from babel.dates import format_date
from django.core.exceptions import ValidationError

from accounts.currencies import is_own_code, known_currencies
from accounts.models import User
from expenses.exchange.rates import RateBook
from expenses.imports.formats.statement import StatementRow
from expenses.money import round_money
from expenses.validators import validate_amount

NO_RATE = "No rate from {} to {} is known for {}. Add one and check again, or take a wallet in {}."
_CURRENCY, _ORIGINAL_CURRENCY = attrgetter("currency"), attrgetter("original_currency")
CONVERTED = "Converted at the rate of {}."


class InWallet(NamedTuple):
    """Rows whose `amount` is in the wallet's currency. By place: remarks on converted ones, problems of wrong ones.

    What was paid in another currency is `original_amount`, with the sign of `amount`.
    """

    rows: Sequence[StatementRow]
    converted: dict[int, str]
    problems: dict[int, str]


def in_wallet(rows: Sequence[StatementRow], currency: str, owner: User) -> InWallet:
    """Return the rows as they move a wallet in `currency`.

    An amount that the file gives in it counts; what the file gives in another currency alone is converted at the rate
    of its day. Where no row is in another currency, nothing is copied.
    """
    if {*map(_CURRENCY, rows)} <= {None, currency} and not any(map(_ORIGINAL_CURRENCY, rows)):
        return InWallet(rows, {}, {})
    foreign = [place for place, row in enumerate(rows) if row.original_currency or row.currency not in (None, currency)]
    result = InWallet(list(rows), {}, {})
    book = RateBook(owner)
    for place in foreign:
        _place(result, place, rows[place], currency, book)
    return result


def original_of(row: StatementRow) -> tuple[str, Decimal] | None:
    """Return what was paid in another currency, as the ledger can keep it; None where there is nothing of that kind."""
    amount, code = row.original_amount, row.original_currency
    if not amount or not code or not (code in known_currencies() or is_own_code(code)):
        return None
    try:
        validate_amount(amount, code)
    except ValidationError:
        return None
    return code, amount


def _place(result: InWallet, place: int, row: StatementRow, currency: str, book: RateBook) -> None:
    """Write the row into the result as it moves the wallet, or what is wrong with it."""
    rows: list[StatementRow] = result.rows  # type: ignore[assignment]
    said = row.currency or currency
    if said == currency:
        rows[place] = _signed(row) if row.original_currency != currency else _without_original(row)
        return
    if row.original_currency == currency and row.original_amount:
        moved = abs(row.original_amount).copy_sign(row.amount)
    else:
        rate = book.rate(said, currency, row.date)
        worth = rate.apply(row.amount) if rate else None
        moved = Decimal(0) if worth is None else round_money(worth, currency)
        if rate is None or not moved:
            result.problems[place] = NO_RATE.format(said, currency, _day(row.date, book.owner.locale), said)
            return
        result.converted[place] = CONVERTED.format(_day(rate.date, book.owner.locale))
    rows[place] = row._replace(amount=moved, currency=currency, original_amount=row.amount, original_currency=said)


def _signed(row: StatementRow) -> StatementRow:
    amount = row.original_amount
    return row if not amount else row._replace(original_amount=abs(amount).copy_sign(row.amount))


def _without_original(row: StatementRow) -> StatementRow:
    return row._replace(original_amount=None, original_currency=None)


@lru_cache(maxsize=4_096)
def _day(day: datetime.date, locale: str) -> str:
    return str(format_date(day, "long", locale=locale))
