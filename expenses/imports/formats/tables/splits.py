"""One payment in several rows of a table, put back together with its parts."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from expenses.imports.formats.statement import RowKind, RowPart, StatementRow

_NUMBERED = re.compile(r"\(?split \(?(\d{1,3})\s*(?:/|of)\s*(\d{1,3})\)\s*(.*)", re.IGNORECASE).fullmatch
_NOMINAL_WORDS = (
    "expense|expenses|income|incomes|aufwand|aufwendungen|ausgaben|ertrag|erträge|einnahmen|dépenses|depenses|"
    "revenus|charges|produits|gastos|ingresos|uscite|spese|entrate|despesas|receitas|uitgaven|inkomsten|kosten|"
    "opbrengsten|wydatki|przychody|výdaje|příjmy|utgifter|inntekter|intäkter|kostnader|indtægter|udgifter|kulut|"
    "tulot|支出|收入|費用|収益"
)
_NOMINAL = frozenset(_NOMINAL_WORDS.split("|"))
_EQUITY_WORDS = "equity|eigenkapital|capitaux|capital|patrimonio|patrimônio|vermogen|kapitał|权益|純資産"
_EQUITY = frozenset(_EQUITY_WORDS.split("|"))


def join_numbered(rows: Sequence[StatementRow]) -> Iterator[StatementRow]:
    """Yield the rows, those noted `Split (1/2)` and following made one."""
    at = 0
    while at < len(rows):
        found = _NUMBERED(rows[at].notes)
        count = int(found[2]) if found and found[1] == "1" else 1
        group = rows[at : at + count]
        if count > 1 and _belong(group, count) and sum((row.amount for row in group), Decimal()):
            yield _joined(group)
        else:
            yield from group
        at += len(group)


def _belong(group: Sequence[StatementRow], count: int) -> bool:
    """Tell whether these are all parts of one payment, in order."""
    numbers = [found[1] for row in group if (found := _NUMBERED(row.notes))]
    return numbers == [str(number) for number in range(1, count + 1)] and (
        len({(row.date, row.account) for row in group}) == 1
    )


def _joined(group: Sequence[StatementRow]) -> StatementRow:
    notes = [found[3] if (found := _NUMBERED(row.notes)) else row.notes for row in group]
    parts = tuple(RowPart(row.amount, row.category, note) for row, note in zip(group, notes, strict=True))
    total = sum((row.amount for row in group), Decimal())
    first = next((row for row in group if row.counterparty), group[0])
    return first._replace(line=group[0].line, amount=total, category="", notes="", parts=parts)


def join_by_start(rows: Sequence[StatementRow], starts: Sequence[int]) -> Iterator[StatementRow]:
    """Yield a row for each booking of a double entry ledger, a row of the table for each of its accounts.

    `starts` are the lines that bookings begin on. Accounts of expenses and income are categories, the others wallets.
    """
    for _, booking in groupby(rows, key=lambda row: bisect_right(starts, row.line)):
        legs = list(booking)
        wallets = [leg for leg in legs if _top(leg) not in _NOMINAL | _EQUITY]
        if not wallets or any(_top(leg) in _EQUITY for leg in legs):
            continue
        own = min(wallets, key=lambda leg: leg.amount) if len(wallets) == len(legs) else wallets[0]
        yield _booked(legs[0], own, [leg for leg in legs if leg is not own])


def _booked(first: StatementRow, own: StatementRow, others: Sequence[StatementRow]) -> StatementRow:
    """Return what one wallet gave or got: with a category, with parts, or as a transfer."""
    row = own._replace(line=first.line, description=first.description, notes=first.notes, account=_last(own))
    if len(others) > 1:
        parts = [RowPart(-other.amount, _path(other), other.notes) for other in others]
        adds_up = sum((part.amount for part in parts), Decimal()) == own.amount
        return row._replace(parts=tuple(parts) if adds_up else (), category="")
    if not others:
        return row
    if _top(others[0]) in _NOMINAL:
        kind = RowKind.EXPENSE if own.amount < 0 else RowKind.INCOME
        return row._replace(category=_path(others[0]), kind=kind)
    return row._replace(other_account=_last(others[0]), kind=RowKind.TRANSFER)


def _top(leg: StatementRow) -> str:
    return leg.account.partition(":")[0].strip().lower()


def _last(leg: StatementRow) -> str:
    return leg.account.rpartition(":")[2].strip()


def _path(leg: StatementRow) -> str:
    """Return the category that an account of expenses stands for, "" for a wallet."""
    return leg.account.partition(":")[2] if _top(leg) in _NOMINAL else ""
