"""Whether a statement adds up: what the accounts held before, plus the rows, is what they held after."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from expenses.imports.formats.statement import Balance, Statement


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """By how much the rows of an account miss what its balances say; `missing` is signed like a row.

    A `missing` of -20.00 means: rows worth 20.00 of money out are not in the file, or were not read.
    """

    account: str
    currency: str | None
    opening: Decimal
    rows: Decimal
    closing: Decimal

    @property
    def missing(self) -> Decimal:
        return self.closing - self.opening - self.rows


def discrepancy(statement: Statement) -> list[Discrepancy]:
    """Return one value an account and currency that does not add up; none where all do, or cannot be checked.

    Checked is what has as many opening as closing balances. Pages and days of one account are taken together: their
    changes, closing less opening, add up to the rows.
    """
    if not statement.balances:
        return []
    balances: dict[tuple[str, str | None], list[Balance]] = defaultdict(list)
    for balance in statement.balances:
        balances[balance.account, balance.currency].append(balance)
    moved = _sums(statement)
    found = [_compare(key, held, moved) for key, held in balances.items()]
    return [each for each in found if each and each.missing]


def _sums(statement: Statement) -> dict[tuple[str, str | None], Decimal]:
    sums: dict[tuple[str, str | None], Decimal] = defaultdict(Decimal)
    for row in statement.rows:
        sums[row.account, row.currency] += row.amount
    return sums


def _compare(
    key: tuple[str, str | None], held: list[Balance], moved: dict[tuple[str, str | None], Decimal]
) -> Discrepancy | None:
    """Return opening, rows and closing of an account; the gaps between pages are taken off the closing."""
    opening = [balance.amount for balance in held if balance.kind == "opening"]
    closing = [balance.amount for balance in held if balance.kind == "closing"]
    if not opening or len(opening) != len(closing):
        return None
    between = sum(opening[1:], Decimal()) - sum(closing[:-1], Decimal())
    return Discrepancy(*key, opening[0], moved.get(key, Decimal()), closing[-1] - between)
