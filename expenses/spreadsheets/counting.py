"""The columns of how a payment counts: its parts, what it refunds, its months. Read as our export writes them."""

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError

from accounts.models import User
from expenses.models import Expense
from expenses.splits.recounting import Part, recount
from expenses.splits.splitting import FEWEST_PARTS, MOST_PARTS
from expenses.splits.spreading import check_spread
from expenses.spreadsheets import cells
from expenses.spreadsheets.names import NameBook
from expenses.spreadsheets.reading import Cell

YES = "yes"
_PART = re.compile(r"(.*?)=\s*(-?[0-9]+(?:\.[0-9]+)?)\s*(?:;\s*|\Z)")


class Counting(NamedTuple):
    """How a row counts: `parts` as (id or key of a category, amount), `refund_of` an id of the file or the ledger."""

    parts: tuple[tuple[int | str | None, Decimal], ...] = ()
    refund_of: int | None = None
    is_with_original: bool = False
    months: int | None = None
    first_day: datetime.date | None = None


class Wrong(Exception):
    """A cell that cannot be, with the name of its column and a sentence for the person."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


def read_counting(row: Mapping[str, Cell], amount: Decimal, date: datetime.date, names: NameBook) -> Counting | None:
    """Return how a row of `amount` on `date` counts, None where it counts as it stands; raise Wrong."""
    if not any(cell != "" for cell in row.values()):
        return None
    months, first_day = _read_spread(row, date)
    refund_of = _read_refund(row, amount)
    is_with = refund_of is not None and cells.show(row.get("counts_with_original", "")).strip().casefold() == YES
    return Counting(_read_parts(row.get("parts", ""), amount, names), refund_of, is_with, months, first_day)


def _read_parts(cell: Cell, amount: Decimal, names: NameBook) -> tuple[tuple[int | str | None, Decimal], ...]:
    text = cells.read_names(cell)
    if not text:
        return ()
    found = list(_PART.finditer(text))
    if "".join(match[0] for match in found) != text or not FEWEST_PARTS <= len(found) <= MOST_PARTS:
        raise Wrong("parts", "Write two parts or more, such as Food:Groceries=12.50; Home=3.00.")
    try:
        parts = tuple((names.category(match[1].strip()), Decimal(match[2])) for match in found)
    except ValidationError as error:
        raise Wrong("parts", " ".join(error.messages)) from error
    total = sum((part for _category, part in parts), Decimal(0))
    if total != amount or not all(part for _category, part in parts):
        raise Wrong("parts", f"The parts sum to {total:f}, and the amount is {amount:f}. Make them equal.")
    return parts


def _read_refund(row: Mapping[str, Cell], amount: Decimal) -> int | None:
    try:
        refund_of = cells.read_id(row.get("refund_of", ""))
    except ValidationError as error:
        raise Wrong("refund_of", " ".join(error.messages)) from error
    if refund_of is not None and amount > 0:
        raise Wrong("refund_of", "A refund is negative. Turn the sign of the amount, or leave this empty.")
    return refund_of


def _read_spread(row: Mapping[str, Cell], date: datetime.date) -> tuple[int | None, datetime.date | None]:
    text = cells.show(row.get("spread_over", "")).strip()
    if not text:
        return None, None
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise Wrong("spread_over", "Write a number of months, such as 12.")
    try:
        cell = row.get("spread_from", "")
        first_day = cells.read_date(cell, is_month_first=False) if cell != "" else date
        check_spread(int(text), first_day)
    except ValidationError as error:
        raise Wrong("spread_over", " ".join(error.messages)) from error
    return int(text), first_day


class NewCounting:
    """Gathers how new rows count, and lets them count so once all of them are written."""

    def __init__(self, owner: User) -> None:
        self.owner = owner
        self.new_ids: dict[int, int] = {}
        self.countings: dict[int, Counting] = {}

    def note(self, pk: int, id_in_file: int | None, counting: Counting | None) -> None:
        if id_in_file is not None:
            self.new_ids[id_in_file] = pk
        if counting is not None:
            self.countings[pk] = counting

    def write(self, names: NameBook) -> None:
        """Write the portions of those that are split or spread, and the links of refunds."""
        refunded = {one.refund_of for one in self.countings.values() if one.refund_of is not None}
        wanted = {self.new_ids.get(pk, pk) for pk in refunded} | self.countings.keys()
        known = {one.pk: one for one in Expense.objects.for_user(self.owner).filter(pk__in=wanted)}
        for pk, counting in self.countings.items():
            expense = known[pk]
            expense.owner = self.owner
            self._link(expense, counting, known)
            expense.spread_over, expense.spread_from = counting.months, counting.first_day
            recount(expense, [Part(_id(category, names), amount) for category, amount in counting.parts] or None)

    def _link(self, expense: Expense, counting: Counting, known: Mapping[int, Expense]) -> None:
        original = known.get(self.new_ids.get(counting.refund_of or 0, counting.refund_of or 0))
        if original is None or original.pk == expense.pk or original.amount < 0:
            return
        expense.refund_of = original
        expense.is_counted_with_original = counting.is_with_original
        expense.counted_on = original.date if counting.is_with_original else expense.date


def _id(category: int | str | None, names: NameBook) -> int | None:
    return names.category_ids[category] if isinstance(category, str) else category
