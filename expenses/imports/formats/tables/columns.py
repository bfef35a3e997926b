"""What is in the columns of a table: its roles by their names where what they hold bears it, else by what they hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from expenses.imports.formats.tables.balances import agreement, closeness
from expenses.imports.formats.tables.booking import says_state
from expenses.imports.formats.tables.counted import read_counted
from expenses.imports.formats.tables.currencies import currency_of, is_code
from expenses.imports.formats.tables.dates import is_date, is_day_and_month
from expenses.imports.formats.tables.header import is_exact, plain, roles_of
from expenses.imports.formats.tables.mapping import MANY
from expenses.imports.formats.tables.numbers import DecimalMark, decide_mark, is_number, read_number
from expenses.imports.formats.tables.signs import from_columns, says_direction
from expenses.imports.formats.tables.vocabulary import Role

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9 ]{8,40}").fullmatch
_WEAK_NAMES = frozenset({"name", "naam", "namn", "nimi", "nom"})
_DECIMALS = re.compile(r"[.,][0-9]{1,3}\b|[-+]").search
_MONEY: frozenset[Role] = frozenset({"amount", "debit", "credit", "balance", "original-amount", "fee"})
_HALF = 0.5
_ZEROS = frozenset("0.,+-")


@dataclass(slots=True)
class Column:
    """What the sample of a column holds: its trimmed cells, and the shares of dates and numbers among the filled."""

    name: str
    cells: list[str]
    filled: list[str] = field(init=False)
    dates: float = field(init=False)
    numbers: float = field(init=False)

    def __post_init__(self) -> None:
        self.filled = [cell for cell in self.cells if cell]
        count = len(self.filled) or 1
        self.dates = sum(is_date(cell) or is_day_and_month(cell) for cell in self.filled) / count
        self.numbers = sum(is_number(cell) for cell in self.filled) / count

    def can_be(self, role: Role) -> bool:
        """Tell whether what the column holds bears a role; an empty one bears any but that of the date."""
        if not self.filled:
            return role != "date"
        if role in {"date", "value-date"}:
            return self.dates >= _HALF or all(map(read_counted, self.filled))
        if role in _MONEY:
            return self.numbers >= _HALF
        if role in {"currency", "original-currency"}:
            return self.is_currency()
        if role == "direction":
            return says_direction(self.filled)
        if role == "description":
            return not says_direction(self.filled) and not self.is_only_money()
        if role == "counterparty":
            return any(map(str.isalpha, "".join(self.filled))) and not all(map(_IBAN, self.filled))
        return True

    def is_text(self) -> bool:
        return bool(self.filled) and self.numbers < _HALF and self.dates < _HALF

    def letters(self) -> float:
        """Return how many letters the different cells have on average: what is said over and over describes nothing."""
        words = {re.sub(r"[\W\d_]+", " ", cell) for cell in self.filled}
        return sum(map(len, words)) / len(self.filled)

    def is_currency(self) -> bool:
        return bool(self.filled) and sum(map(_is_currency, self.filled)) >= 0.9 * len(self.filled)

    def is_only_money(self) -> bool:
        """Tell whether every cell is an amount with decimals or a sign: no text of anything."""
        return bool(self.filled) and self.numbers == 1 and self.dates < _HALF and all(map(_DECIMALS, self.filled))

    def is_nothing(self) -> bool:
        """Tell whether the column is empty or holds zeros alone, as that of a currency never used."""
        return all(set(cell) <= _ZEROS for cell in self.filled)

    def is_money(self) -> bool:
        """Tell whether these are amounts rather than numbers of something: with decimals or a sign, or short."""
        if self.numbers < _HALF or self.dates >= _HALF or any(map(is_code, self.filled)):
            return False
        return any(_DECIMALS(cell) for cell in self.filled) or all(len(cell) <= 7 for cell in self.filled)


def by_name(columns: Sequence[Column]) -> list[Role]:
    """Return the role of each column as its name says, "" where it says nothing or what it holds does not bear it.

    Names that are known word for word go first. Where two are called the same, the first is meant, and the rest of
    the texts are description.
    """
    roles: list[Role] = [""] * len(columns)
    has_better = any("counterparty" in roles_of(column.name) and not _is_weak(column) for column in columns)
    by_certainty = sorted(enumerate(columns), key=lambda each: (each[1].is_nothing(), not is_exact(each[1].name)))
    for index, column in by_certainty:
        for role in roles_of(column.name):
            if column.can_be(role) and not (role == "counterparty" and has_better and _is_weak(column)):
                roles[index] = _unless_taken(role, roles)
                break
    return _settled(roles, columns)


def _is_weak(column: Column) -> bool:
    """Tell whether a column is called just `Name`, which may be that of the owner."""
    return plain(column.name) in _WEAK_NAMES


def _is_currency(cell: str) -> bool:
    return currency_of(cell) is not None or cell in {"$", "¥", "kr", "kr."}


def _unless_taken(role: Role, roles: Sequence[Role]) -> Role:
    if role not in roles or (role in MANY and role != "counterparty"):
        return role
    if role == "date":
        return "value-date" if "value-date" not in roles else ""
    return "description" if role in {"counterparty", "type"} else ""


def _settled(roles: list[Role], columns: Sequence[Column]) -> list[Role]:
    """Return the roles with the date that there is, and one way to read the amount."""
    if "date" not in roles and "value-date" in roles:
        roles[roles.index("value-date")] = "date"
    if "amount" in roles and {"debit", "credit"} <= set(roles):
        pair = [columns[roles.index(role)] for role in ("debit", "credit")]
        loser: set[Role] = {"amount"} if all(column.filled for column in pair) else {"debit", "credit"}
        roles = ["" if role in loser else role for role in roles]
    elif "amount" in roles:
        roles = ["" if role in {"debit", "credit"} else role for role in roles]
    if not {"amount", "debit", "credit"} & set(roles):
        stand_in = next((role for role in ("fee", "original-amount") if role in roles), "")
        roles = ["amount" if role and role == stand_in else role for role in roles]
    return roles


def by_content(columns: Sequence[Column], roles: list[Role]) -> list[Role]:
    """Return the roles with what no name has told: date, amounts, currency, direction and text by what they hold."""
    roles = list(roles)
    free = [index for index, role in enumerate(roles) if not role]
    if "date" not in roles:
        days = [index for index in free if columns[index].dates >= _HALF and columns[index].filled]
        for index, role in zip(days, ("date", "value-date"), strict=False):
            roles[index] = role  # type: ignore[call-overload]
    if not {"amount", "debit", "credit"} & set(roles):
        _find_money(columns, roles)
    for index in (index for index in free if not roles[index]):
        column = columns[index]
        if "currency" not in roles and column.is_currency():
            roles[index] = "currency"
        elif "direction" not in roles and says_direction(column.filled) and len("".join({*column.filled})) > 1:
            roles[index] = "direction"
    if "status" not in roles:
        _find_state(columns, roles)
    if not all(map(any, zip(*_texts(columns, roles), strict=True))) or not _texts(columns, roles):
        _find_text(columns, roles)
    return roles


def _find_money(columns: Sequence[Column], roles: list[Role]) -> None:
    """Give the amount, or money out and in, and the balance to columns of numbers."""
    money = [
        index for index, role in enumerate(roles) if not role and columns[index].is_money() and columns[index].filled
    ]
    if not money:
        return
    mark = decide_mark(cell for index in money for cell in columns[index].filled)[0]
    values = {index: [read_number(cell, mark) for cell in columns[index].cells] for index in money}
    pair = next((pair for pair in pairwise(money) if _exclude(*(values[index] for index in pair))), None)
    if pair:
        _give_pair(pair, values, roles)
        return
    best, least = (money[0], -1), 0.5
    for index in money:
        for other in money:
            share = 0.0
            if other != index:
                share = closeness(values[index], values[other]) + agreement(values[index], values[other])
            if share > least:
                best, least = (index, other), share
    if best[1] < 0:
        money = [index for index in money if len(set(columns[index].filled)) > 1] or money
        signed = [index for index in money if any(value is not None and value < 0 for value in values[index])]
        best = ((signed or money)[0], -1)
    roles[best[0]] = "amount"
    if best[1] >= 0:
        roles[best[1]] = "balance"


def _exclude(first: Sequence[Decimal | None], second: Sequence[Decimal | None]) -> bool:
    """Tell whether of two columns every row fills just one, and both are used."""
    rows = [(bool(one), bool(other)) for one, other in zip(first, second, strict=True) if one or other]
    return bool(rows) and all(one != other for one, other in rows) and len(set(rows)) == 2


def _give_pair(pair: tuple[int, int], values: dict[int, list[Decimal | None]], roles: list[Role]) -> None:
    """Give out and in as a balance beside them says, else out to the left one."""
    out, into = pair
    for other in values.keys() - set(pair):
        if agreement(from_columns(values[into], values[out]), values[other]) > _HALF:
            out, into = into, out
        elif agreement(from_columns(values[out], values[into]), values[other]) <= _HALF:
            continue
        roles[other] = "balance"
        break
    roles[out], roles[into] = "debit", "credit"


def _texts(columns: Sequence[Column], roles: Sequence[Role]) -> list[list[str]]:
    """Return the cells of the columns that say what a row is of."""
    described = {"description", "counterparty", "notes"}
    return [column.cells for column, role in zip(columns, roles, strict=True) if role in described]


def _find_state(columns: Sequence[Column], roles: list[Role]) -> None:
    """Give the status to a column that says of each row whether it was booked, whatever it is called."""
    for index, column in enumerate(columns):
        if roles[index] in {"", "ignored", "notes", "type", "description"} and says_state(column.filled):
            roles[index] = "status"
            return


def _find_text(columns: Sequence[Column], roles: list[Role]) -> None:
    """Give the description to the column with the most to say."""
    texts = [
        (column.letters(), -index) for index, column in enumerate(columns) if not roles[index] and column.is_text()
    ]
    if texts:
        roles[-max(texts)[1]] = "description"


def read_sample(column: Column, mark: DecimalMark) -> list[Decimal | None]:
    return [read_number(cell, mark) for cell in column.cells]
