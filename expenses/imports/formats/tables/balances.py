"""What a running balance beside the amounts tells: which way money went, and what an account held."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from expenses.imports.formats.statement import Balance, StatementRow

_MOST = 0.5

Amounts = Sequence[Decimal | None]


def agreement(amounts: Amounts, balances: Amounts) -> float:
    """Return the share of neighbours whose balances differ by the amount between them, oldest first or last."""
    return max(_shares(amounts, balances))


def fitness(amounts: Amounts, balances: Amounts, way: int, *, may_be_before: bool) -> float:
    """Return the share of neighbours that agree where each balance is the one after its row, or the one before.

    `way` is 1 where the days run on, -1 where they run back, 0 where they do not say; then balances are those after.
    """
    rows = _filled(amounts, balances)
    if not way or len(rows) < 2:
        return agreement(amounts, balances)
    earlier_first = pairwise(rows[::way])
    steps = [(later_balance - balance, amount, later) for (amount, balance), (later, later_balance) in earlier_first]
    after = sum(step == later for step, _, later in steps)
    before = may_be_before * sum(step == amount for step, amount, _ in steps)
    return max(after, before) / len(steps)


def closeness(amounts: Amounts, balances: Amounts) -> float:
    """Return the share of neighbours whose balances differ by the amount between them, whichever way it went."""
    rows = _filled(amounts, balances)
    if len(rows) < 2:
        return 0.0
    upwards = sum(abs(later - balance) == abs(amount) for (_, balance), (amount, later) in pairwise(rows))
    downwards = sum(abs(balance - later) == abs(amount) for (amount, balance), (_, later) in pairwise(rows))
    return max(upwards, downwards) / (len(rows) - 1)


def held(rows: Sequence[StatementRow], balances: Sequence[Decimal]) -> tuple[Balance, ...]:
    """Return what the one account of the rows held before and after them, where the balances beside are running."""
    if len({(row.account, row.currency) for row in rows}) != 1:
        return ()
    upwards, downwards = _shares([row.amount for row in rows], balances)
    if max(upwards, downwards) <= _MOST:
        return ()
    oldest, newest = (0, -1) if upwards >= downwards else (-1, 0)
    before = balances[oldest] - rows[oldest].amount
    account, currency = rows[0].account, rows[0].currency
    return (
        Balance(account, rows[oldest].date, before, currency, "opening"),
        Balance(account, rows[newest].date, balances[newest], currency, "closing"),
    )


def steps(balances: Amounts, *, is_newest_first: bool) -> list[Decimal | None]:
    """Return by how much each balance differs from the one before it in time, None for the oldest."""
    found: list[Decimal | None] = [None] * len(balances)
    before: Decimal | None = None
    for index in reversed(range(len(balances))) if is_newest_first else range(len(balances)):
        balance = balances[index]
        if balance is not None:
            found[index] = None if before is None else balance - before
            before = balance
    return found


def _shares(amounts: Amounts, balances: Amounts) -> tuple[float, float]:
    """Return the shares of neighbours that agree where the oldest row stands first, and where it stands last."""
    rows = _filled(amounts, balances)
    if len(rows) < 2:
        return 0.0, 0.0
    upwards = sum(later == balance + amount for (_, balance), (amount, later) in pairwise(rows))
    downwards = sum(balance == later + amount for (amount, balance), (_, later) in pairwise(rows))
    return upwards / (len(rows) - 1), downwards / (len(rows) - 1)


def _filled(amounts: Amounts, balances: Amounts) -> list[tuple[Decimal, Decimal]]:
    return [
        (amount, balance)
        for amount, balance in zip(amounts, balances, strict=True)
        if amount is not None and balance is not None
    ]
