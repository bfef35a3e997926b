"""A person's own share of what a group spent, from a table with a column for each member."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from expenses.imports.formats.statement import NotAStatement
from expenses.imports.formats.tables.numbers import DecimalMark, read_numbers

_SETTLEMENTS = frozenset({"payment", "zahlung", "paiement", "pago", "pagamento", "betaling", "platnosc", "płatność"})
_CENT = Decimal("0.01")

Shares = list[Decimal | None]


def own_shares(
    columns: dict[str, list[str]], costs: Shares, categories: Sequence[str], member: str, mark: DecimalMark
) -> Shares:
    """Return, negative, the member's part of every cost; None for what is no expense of theirs.

    `columns` are the cells under each member's name, or under `<name> owed`. Settlements between members are no
    expenses, since the shares they settle are.
    """
    owed = columns.get(f"{member} owed")
    if owed is not None:
        shares: Shares = read_numbers(owed, mark)
    elif member in columns:
        members = [read_numbers(cells, mark) for cells in columns.values()]
        own = list(columns).index(member)
        shares = [_share(cost, cells, own) for cost, *cells in zip(costs, *members, strict=True)]
    else:
        raise NotAStatement(f"“{member[:60]}” is no member of this group. Choose whose share is yours.")
    return list(_spent(costs, shares, categories))


def _spent(costs: Shares, shares: Shares, categories: Sequence[str]) -> Iterator[Decimal | None]:
    for cost, share, category in zip(costs, shares, categories, strict=True):
        if cost is None or share is None:
            yield cost if cost is None else Decimal()
        else:
            yield Decimal() if category.lower() in _SETTLEMENTS else -share


def _share(cost: Decimal | None, cells: Sequence[Decimal | None], own: int) -> Decimal | None:
    """Return one share: members' cells are paid minus owed and add up to 0, or are shares that add up to the cost."""
    cell = cells[own]
    if cost is None or cell is None:
        return None
    balance = sum(filter(None, cells), Decimal())
    if abs(balance) > _CENT * len(cells):
        return abs(cell)
    return cost - cell if cell > 0 else -cell
